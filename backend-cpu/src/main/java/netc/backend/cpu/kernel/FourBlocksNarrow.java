package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tiles of {@link Product} with four blocks of output channels, one method for each number of pixels. They are longer than methods should be: only
 * locals live in registers, so each sum is one, and what is done to it is written out, as a method that does it would not be inlined so often.
 */
final class FourBlocksNarrow {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private FourBlocksNarrow() {}

  static void by3(Product p, int x, int panel, int first, int bias, int out) {
    float[] start = p.start();
    int startBlock = p.startBlock();
    int startPixel = p.startPixel();
    var s00 = FloatVector.fromArray(S, start, first);
    var s10 = FloatVector.fromArray(S, start, first + startBlock);
    var s20 = FloatVector.fromArray(S, start, first + 2 * startBlock);
    var s30 = FloatVector.fromArray(S, start, first + 3 * startBlock);
    var s01 = FloatVector.fromArray(S, start, first + startPixel);
    var s11 = FloatVector.fromArray(S, start, first + startBlock + startPixel);
    var s21 = FloatVector.fromArray(S, start, first + 2 * startBlock + startPixel);
    var s31 = FloatVector.fromArray(S, start, first + 3 * startBlock + startPixel);
    var s02 = FloatVector.fromArray(S, start, first + 2 * startPixel);
    var s12 = FloatVector.fromArray(S, start, first + startBlock + 2 * startPixel);
    var s22 = FloatVector.fromArray(S, start, first + 2 * startBlock + 2 * startPixel);
    var s32 = FloatVector.fromArray(S, start, first + 3 * startBlock + 2 * startPixel);
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
        var w0 = FloatVector.fromArray(S, weights, w + i * (4 * L));
        var w1 = FloatVector.fromArray(S, weights, w + i * (4 * L) + L);
        var w2 = FloatVector.fromArray(S, weights, w + i * (4 * L) + 2 * L);
        var w3 = FloatVector.fromArray(S, weights, w + i * (4 * L) + 3 * L);
        var x0 = FloatVector.broadcast(S, input[at + i]);
        s00 = w0.fma(x0, s00);
        s10 = w1.fma(x0, s10);
        s20 = w2.fma(x0, s20);
        s30 = w3.fma(x0, s30);
        var x1 = FloatVector.broadcast(S, input[at + i + step]);
        s01 = w0.fma(x1, s01);
        s11 = w1.fma(x1, s11);
        s21 = w2.fma(x1, s21);
        s31 = w3.fma(x1, s31);
        var x2 = FloatVector.broadcast(S, input[at + i + 2 * step]);
        s02 = w0.fma(x2, s02);
        s12 = w1.fma(x2, s12);
        s22 = w2.fma(x2, s22);
        s32 = w3.fma(x2, s32);
      }
      w += run * (4 * L);
    }
    float[] memory = p.memory();
    int block = p.block();
    var low = FloatVector.broadcast(S, p.clamp().low());
    var high = FloatVector.broadcast(S, p.clamp().high());
    var b0 = FloatVector.fromArray(S, p.biases(), bias);
    var b1 = FloatVector.fromArray(S, p.biases(), bias + L);
    var b2 = FloatVector.fromArray(S, p.biases(), bias + 2 * L);
    var b3 = FloatVector.fromArray(S, p.biases(), bias + 3 * L);
    s00 = s00.add(b0);
    s00 = s00.blend(low, s00.compare(VectorOperators.LE, low));
    s00.blend(high, s00.compare(VectorOperators.GE, high)).intoArray(memory, out);
    s10 = s10.add(b1);
    s10 = s10.blend(low, s10.compare(VectorOperators.LE, low));
    s10.blend(high, s10.compare(VectorOperators.GE, high)).intoArray(memory, out + block);
    s20 = s20.add(b2);
    s20 = s20.blend(low, s20.compare(VectorOperators.LE, low));
    s20.blend(high, s20.compare(VectorOperators.GE, high)).intoArray(memory, out + 2 * block);
    s30 = s30.add(b3);
    s30 = s30.blend(low, s30.compare(VectorOperators.LE, low));
    s30.blend(high, s30.compare(VectorOperators.GE, high)).intoArray(memory, out + 3 * block);
    s01 = s01.add(b0);
    s01 = s01.blend(low, s01.compare(VectorOperators.LE, low));
    s01.blend(high, s01.compare(VectorOperators.GE, high)).intoArray(memory, out + L);
    s11 = s11.add(b1);
    s11 = s11.blend(low, s11.compare(VectorOperators.LE, low));
    s11.blend(high, s11.compare(VectorOperators.GE, high)).intoArray(memory, out + block + L);
    s21 = s21.add(b2);
    s21 = s21.blend(low, s21.compare(VectorOperators.LE, low));
    s21.blend(high, s21.compare(VectorOperators.GE, high)).intoArray(memory, out + 2 * block + L);
    s31 = s31.add(b3);
    s31 = s31.blend(low, s31.compare(VectorOperators.LE, low));
    s31.blend(high, s31.compare(VectorOperators.GE, high)).intoArray(memory, out + 3 * block + L);
    s02 = s02.add(b0);
    s02 = s02.blend(low, s02.compare(VectorOperators.LE, low));
    s02.blend(high, s02.compare(VectorOperators.GE, high)).intoArray(memory, out + 2 * L);
    s12 = s12.add(b1);
    s12 = s12.blend(low, s12.compare(VectorOperators.LE, low));
    s12.blend(high, s12.compare(VectorOperators.GE, high)).intoArray(memory, out + block + 2 * L);
    s22 = s22.add(b2);
    s22 = s22.blend(low, s22.compare(VectorOperators.LE, low));
    s22.blend(high, s22.compare(VectorOperators.GE, high)).intoArray(memory, out + 2 * block + 2 * L);
    s32 = s32.add(b3);
    s32 = s32.blend(low, s32.compare(VectorOperators.LE, low));
    s32.blend(high, s32.compare(VectorOperators.GE, high)).intoArray(memory, out + 3 * block + 2 * L);
  }

  static void by2(Product p, int x, int panel, int first, int bias, int out) {
    float[] start = p.start();
    int startBlock = p.startBlock();
    int startPixel = p.startPixel();
    var s00 = FloatVector.fromArray(S, start, first);
    var s10 = FloatVector.fromArray(S, start, first + startBlock);
    var s20 = FloatVector.fromArray(S, start, first + 2 * startBlock);
    var s30 = FloatVector.fromArray(S, start, first + 3 * startBlock);
    var s01 = FloatVector.fromArray(S, start, first + startPixel);
    var s11 = FloatVector.fromArray(S, start, first + startBlock + startPixel);
    var s21 = FloatVector.fromArray(S, start, first + 2 * startBlock + startPixel);
    var s31 = FloatVector.fromArray(S, start, first + 3 * startBlock + startPixel);
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
        var w0 = FloatVector.fromArray(S, weights, w + i * (4 * L));
        var w1 = FloatVector.fromArray(S, weights, w + i * (4 * L) + L);
        var w2 = FloatVector.fromArray(S, weights, w + i * (4 * L) + 2 * L);
        var w3 = FloatVector.fromArray(S, weights, w + i * (4 * L) + 3 * L);
        var x0 = FloatVector.broadcast(S, input[at + i]);
        s00 = w0.fma(x0, s00);
        s10 = w1.fma(x0, s10);
        s20 = w2.fma(x0, s20);
        s30 = w3.fma(x0, s30);
        var x1 = FloatVector.broadcast(S, input[at + i + step]);
        s01 = w0.fma(x1, s01);
        s11 = w1.fma(x1, s11);
        s21 = w2.fma(x1, s21);
        s31 = w3.fma(x1, s31);
      }
      w += run * (4 * L);
    }
    float[] memory = p.memory();
    int block = p.block();
    var low = FloatVector.broadcast(S, p.clamp().low());
    var high = FloatVector.broadcast(S, p.clamp().high());
    var b0 = FloatVector.fromArray(S, p.biases(), bias);
    var b1 = FloatVector.fromArray(S, p.biases(), bias + L);
    var b2 = FloatVector.fromArray(S, p.biases(), bias + 2 * L);
    var b3 = FloatVector.fromArray(S, p.biases(), bias + 3 * L);
    s00 = s00.add(b0);
    s00 = s00.blend(low, s00.compare(VectorOperators.LE, low));
    s00.blend(high, s00.compare(VectorOperators.GE, high)).intoArray(memory, out);
    s10 = s10.add(b1);
    s10 = s10.blend(low, s10.compare(VectorOperators.LE, low));
    s10.blend(high, s10.compare(VectorOperators.GE, high)).intoArray(memory, out + block);
    s20 = s20.add(b2);
    s20 = s20.blend(low, s20.compare(VectorOperators.LE, low));
    s20.blend(high, s20.compare(VectorOperators.GE, high)).intoArray(memory, out + 2 * block);
    s30 = s30.add(b3);
    s30 = s30.blend(low, s30.compare(VectorOperators.LE, low));
    s30.blend(high, s30.compare(VectorOperators.GE, high)).intoArray(memory, out + 3 * block);
    s01 = s01.add(b0);
    s01 = s01.blend(low, s01.compare(VectorOperators.LE, low));
    s01.blend(high, s01.compare(VectorOperators.GE, high)).intoArray(memory, out + L);
    s11 = s11.add(b1);
    s11 = s11.blend(low, s11.compare(VectorOperators.LE, low));
    s11.blend(high, s11.compare(VectorOperators.GE, high)).intoArray(memory, out + block + L);
    s21 = s21.add(b2);
    s21 = s21.blend(low, s21.compare(VectorOperators.LE, low));
    s21.blend(high, s21.compare(VectorOperators.GE, high)).intoArray(memory, out + 2 * block + L);
    s31 = s31.add(b3);
    s31 = s31.blend(low, s31.compare(VectorOperators.LE, low));
    s31.blend(high, s31.compare(VectorOperators.GE, high)).intoArray(memory, out + 3 * block + L);
  }

  static void by1(Product p, int x, int panel, int first, int bias, int out) {
    float[] start = p.start();
    int startBlock = p.startBlock();
    var s00 = FloatVector.fromArray(S, start, first);
    var s10 = FloatVector.fromArray(S, start, first + startBlock);
    var s20 = FloatVector.fromArray(S, start, first + 2 * startBlock);
    var s30 = FloatVector.fromArray(S, start, first + 3 * startBlock);
    float[] input = p.x();
    float[] weights = p.weights();
    Taps taps = p.taps();
    int[] offsets = taps.offsets();
    int w = panel;
    for (int tap = p.begin(); tap < p.end(); tap++) {
      int run = taps.run(tap);
      int at = x + offsets[tap];
      for (int i = 0; i < run; i++) {
        var w0 = FloatVector.fromArray(S, weights, w + i * (4 * L));
        var w1 = FloatVector.fromArray(S, weights, w + i * (4 * L) + L);
        var w2 = FloatVector.fromArray(S, weights, w + i * (4 * L) + 2 * L);
        var w3 = FloatVector.fromArray(S, weights, w + i * (4 * L) + 3 * L);
        var x0 = FloatVector.broadcast(S, input[at + i]);
        s00 = w0.fma(x0, s00);
        s10 = w1.fma(x0, s10);
        s20 = w2.fma(x0, s20);
        s30 = w3.fma(x0, s30);
      }
      w += run * (4 * L);
    }
    float[] memory = p.memory();
    int block = p.block();
    var low = FloatVector.broadcast(S, p.clamp().low());
    var high = FloatVector.broadcast(S, p.clamp().high());
    var b0 = FloatVector.fromArray(S, p.biases(), bias);
    var b1 = FloatVector.fromArray(S, p.biases(), bias + L);
    var b2 = FloatVector.fromArray(S, p.biases(), bias + 2 * L);
    var b3 = FloatVector.fromArray(S, p.biases(), bias + 3 * L);
    s00 = s00.add(b0);
    s00 = s00.blend(low, s00.compare(VectorOperators.LE, low));
    s00.blend(high, s00.compare(VectorOperators.GE, high)).intoArray(memory, out);
    s10 = s10.add(b1);
    s10 = s10.blend(low, s10.compare(VectorOperators.LE, low));
    s10.blend(high, s10.compare(VectorOperators.GE, high)).intoArray(memory, out + block);
    s20 = s20.add(b2);
    s20 = s20.blend(low, s20.compare(VectorOperators.LE, low));
    s20.blend(high, s20.compare(VectorOperators.GE, high)).intoArray(memory, out + 2 * block);
    s30 = s30.add(b3);
    s30 = s30.blend(low, s30.compare(VectorOperators.LE, low));
    s30.blend(high, s30.compare(VectorOperators.GE, high)).intoArray(memory, out + 3 * block);
  }
}
