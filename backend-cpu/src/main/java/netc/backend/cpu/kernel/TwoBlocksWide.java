package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tile of {@link Product} with two blocks of output channels and twelve pixels. It is longer than methods should be: only locals live in registers, so
 * each sum is one, and what is done to it is written out, as a method that does it would not be inlined so often.
 */
final class TwoBlocksWide {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private TwoBlocksWide() {}

  static void by12(Product p, int x, int panel, int first, int bias, int out) {
    float[] start = p.start();
    int startBlock = p.startBlock();
    int startPixel = p.startPixel();
    var s00 = FloatVector.fromArray(S, start, first);
    var s10 = FloatVector.fromArray(S, start, first + startBlock);
    var s01 = FloatVector.fromArray(S, start, first + startPixel);
    var s11 = FloatVector.fromArray(S, start, first + startBlock + startPixel);
    var s02 = FloatVector.fromArray(S, start, first + 2 * startPixel);
    var s12 = FloatVector.fromArray(S, start, first + startBlock + 2 * startPixel);
    var s03 = FloatVector.fromArray(S, start, first + 3 * startPixel);
    var s13 = FloatVector.fromArray(S, start, first + startBlock + 3 * startPixel);
    var s04 = FloatVector.fromArray(S, start, first + 4 * startPixel);
    var s14 = FloatVector.fromArray(S, start, first + startBlock + 4 * startPixel);
    var s05 = FloatVector.fromArray(S, start, first + 5 * startPixel);
    var s15 = FloatVector.fromArray(S, start, first + startBlock + 5 * startPixel);
    var s06 = FloatVector.fromArray(S, start, first + 6 * startPixel);
    var s16 = FloatVector.fromArray(S, start, first + startBlock + 6 * startPixel);
    var s07 = FloatVector.fromArray(S, start, first + 7 * startPixel);
    var s17 = FloatVector.fromArray(S, start, first + startBlock + 7 * startPixel);
    var s08 = FloatVector.fromArray(S, start, first + 8 * startPixel);
    var s18 = FloatVector.fromArray(S, start, first + startBlock + 8 * startPixel);
    var s09 = FloatVector.fromArray(S, start, first + 9 * startPixel);
    var s19 = FloatVector.fromArray(S, start, first + startBlock + 9 * startPixel);
    var s010 = FloatVector.fromArray(S, start, first + 10 * startPixel);
    var s110 = FloatVector.fromArray(S, start, first + startBlock + 10 * startPixel);
    var s011 = FloatVector.fromArray(S, start, first + 11 * startPixel);
    var s111 = FloatVector.fromArray(S, start, first + startBlock + 11 * startPixel);
    float[] input = p.x();
    float[] weights = p.weights();
    int step = p.step();
    Taps taps = p.taps();
    int[] offsets = taps.offsets();
    int w = panel;
    for (int tap = p.begin(); tap < p.end(); tap++) {
      int run = taps.run(tap);
      int at = x + offsets[tap];
      for (int i = 0; i < run; i++) {
        var w0 = FloatVector.fromArray(S, weights, w + i * (2 * L));
        var w1 = FloatVector.fromArray(S, weights, w + i * (2 * L) + L);
        var x0 = FloatVector.broadcast(S, input[at + i]);
        s00 = w0.fma(x0, s00);
        s10 = w1.fma(x0, s10);
        var x1 = FloatVector.broadcast(S, input[at + i + step]);
        s01 = w0.fma(x1, s01);
        s11 = w1.fma(x1, s11);
        var x2 = FloatVector.broadcast(S, input[at + i + 2 * step]);
        s02 = w0.fma(x2, s02);
        s12 = w1.fma(x2, s12);
        var x3 = FloatVector.broadcast(S, input[at + i + 3 * step]);
        s03 = w0.fma(x3, s03);
        s13 = w1.fma(x3, s13);
        var x4 = FloatVector.broadcast(S, input[at + i + 4 * step]);
        s04 = w0.fma(x4, s04);
        s14 = w1.fma(x4, s14);
        var x5 = FloatVector.broadcast(S, input[at + i + 5 * step]);
        s05 = w0.fma(x5, s05);
        s15 = w1.fma(x5, s15);
        var x6 = FloatVector.broadcast(S, input[at + i + 6 * step]);
        s06 = w0.fma(x6, s06);
        s16 = w1.fma(x6, s16);
        var x7 = FloatVector.broadcast(S, input[at + i + 7 * step]);
        s07 = w0.fma(x7, s07);
        s17 = w1.fma(x7, s17);
        var x8 = FloatVector.broadcast(S, input[at + i + 8 * step]);
        s08 = w0.fma(x8, s08);
        s18 = w1.fma(x8, s18);
        var x9 = FloatVector.broadcast(S, input[at + i + 9 * step]);
        s09 = w0.fma(x9, s09);
        s19 = w1.fma(x9, s19);
        var x10 = FloatVector.broadcast(S, input[at + i + 10 * step]);
        s010 = w0.fma(x10, s010);
        s110 = w1.fma(x10, s110);
        var x11 = FloatVector.broadcast(S, input[at + i + 11 * step]);
        s011 = w0.fma(x11, s011);
        s111 = w1.fma(x11, s111);
      }
      w += run * (2 * L);
    }
    float[] memory = p.memory();
    int block = p.block();
    var low = FloatVector.broadcast(S, p.clamp().low());
    var high = FloatVector.broadcast(S, p.clamp().high());
    var b0 = FloatVector.fromArray(S, p.biases(), bias);
    var b1 = FloatVector.fromArray(S, p.biases(), bias + L);
    s00 = s00.add(b0);
    s00 = s00.blend(low, s00.compare(VectorOperators.LE, low));
    s00.blend(high, s00.compare(VectorOperators.GE, high)).intoArray(memory, out);
    s10 = s10.add(b1);
    s10 = s10.blend(low, s10.compare(VectorOperators.LE, low));
    s10.blend(high, s10.compare(VectorOperators.GE, high)).intoArray(memory, out + block);
    s01 = s01.add(b0);
    s01 = s01.blend(low, s01.compare(VectorOperators.LE, low));
    s01.blend(high, s01.compare(VectorOperators.GE, high)).intoArray(memory, out + L);
    s11 = s11.add(b1);
    s11 = s11.blend(low, s11.compare(VectorOperators.LE, low));
    s11.blend(high, s11.compare(VectorOperators.GE, high)).intoArray(memory, out + block + L);
    s02 = s02.add(b0);
    s02 = s02.blend(low, s02.compare(VectorOperators.LE, low));
    s02.blend(high, s02.compare(VectorOperators.GE, high)).intoArray(memory, out + 2 * L);
    s12 = s12.add(b1);
    s12 = s12.blend(low, s12.compare(VectorOperators.LE, low));
    s12.blend(high, s12.compare(VectorOperators.GE, high)).intoArray(memory, out + block + 2 * L);
    s03 = s03.add(b0);
    s03 = s03.blend(low, s03.compare(VectorOperators.LE, low));
    s03.blend(high, s03.compare(VectorOperators.GE, high)).intoArray(memory, out + 3 * L);
    s13 = s13.add(b1);
    s13 = s13.blend(low, s13.compare(VectorOperators.LE, low));
    s13.blend(high, s13.compare(VectorOperators.GE, high)).intoArray(memory, out + block + 3 * L);
    s04 = s04.add(b0);
    s04 = s04.blend(low, s04.compare(VectorOperators.LE, low));
    s04.blend(high, s04.compare(VectorOperators.GE, high)).intoArray(memory, out + 4 * L);
    s14 = s14.add(b1);
    s14 = s14.blend(low, s14.compare(VectorOperators.LE, low));
    s14.blend(high, s14.compare(VectorOperators.GE, high)).intoArray(memory, out + block + 4 * L);
    s05 = s05.add(b0);
    s05 = s05.blend(low, s05.compare(VectorOperators.LE, low));
    s05.blend(high, s05.compare(VectorOperators.GE, high)).intoArray(memory, out + 5 * L);
    s15 = s15.add(b1);
    s15 = s15.blend(low, s15.compare(VectorOperators.LE, low));
    s15.blend(high, s15.compare(VectorOperators.GE, high)).intoArray(memory, out + block + 5 * L);
    s06 = s06.add(b0);
    s06 = s06.blend(low, s06.compare(VectorOperators.LE, low));
    s06.blend(high, s06.compare(VectorOperators.GE, high)).intoArray(memory, out + 6 * L);
    s16 = s16.add(b1);
    s16 = s16.blend(low, s16.compare(VectorOperators.LE, low));
    s16.blend(high, s16.compare(VectorOperators.GE, high)).intoArray(memory, out + block + 6 * L);
    s07 = s07.add(b0);
    s07 = s07.blend(low, s07.compare(VectorOperators.LE, low));
    s07.blend(high, s07.compare(VectorOperators.GE, high)).intoArray(memory, out + 7 * L);
    s17 = s17.add(b1);
    s17 = s17.blend(low, s17.compare(VectorOperators.LE, low));
    s17.blend(high, s17.compare(VectorOperators.GE, high)).intoArray(memory, out + block + 7 * L);
    s08 = s08.add(b0);
    s08 = s08.blend(low, s08.compare(VectorOperators.LE, low));
    s08.blend(high, s08.compare(VectorOperators.GE, high)).intoArray(memory, out + 8 * L);
    s18 = s18.add(b1);
    s18 = s18.blend(low, s18.compare(VectorOperators.LE, low));
    s18.blend(high, s18.compare(VectorOperators.GE, high)).intoArray(memory, out + block + 8 * L);
    s09 = s09.add(b0);
    s09 = s09.blend(low, s09.compare(VectorOperators.LE, low));
    s09.blend(high, s09.compare(VectorOperators.GE, high)).intoArray(memory, out + 9 * L);
    s19 = s19.add(b1);
    s19 = s19.blend(low, s19.compare(VectorOperators.LE, low));
    s19.blend(high, s19.compare(VectorOperators.GE, high)).intoArray(memory, out + block + 9 * L);
    s010 = s010.add(b0);
    s010 = s010.blend(low, s010.compare(VectorOperators.LE, low));
    s010.blend(high, s010.compare(VectorOperators.GE, high)).intoArray(memory, out + 10 * L);
    s110 = s110.add(b1);
    s110 = s110.blend(low, s110.compare(VectorOperators.LE, low));
    s110.blend(high, s110.compare(VectorOperators.GE, high)).intoArray(memory, out + block + 10 * L);
    s011 = s011.add(b0);
    s011 = s011.blend(low, s011.compare(VectorOperators.LE, low));
    s011.blend(high, s011.compare(VectorOperators.GE, high)).intoArray(memory, out + 11 * L);
    s111 = s111.add(b1);
    s111 = s111.blend(low, s111.compare(VectorOperators.LE, low));
    s111.blend(high, s111.compare(VectorOperators.GE, high)).intoArray(memory, out + block + 11 * L);
  }
}
