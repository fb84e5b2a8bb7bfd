package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tiles of {@link Product} with two blocks of output channels, one method for each number of pixels. They are longer than methods should be: only
 * locals live in registers, so each sum is one, and what is done to it is written out, as a method that does it would not be inlined so often.
 */
final class TwoBlocks {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private TwoBlocks() {}

  static void by6(Product p, int x, int panel, int first, int bias, int out) {
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
  }

  static void by4(Product p, int x, int panel, int first, int bias, int out) {
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
  }

  static void by3(Product p, int x, int panel, int first, int bias, int out) {
    float[] start = p.start();
    int startBlock = p.startBlock();
    int startPixel = p.startPixel();
    var s00 = FloatVector.fromArray(S, start, first);
    var s10 = FloatVector.fromArray(S, start, first + startBlock);
    var s01 = FloatVector.fromArray(S, start, first + startPixel);
    var s11 = FloatVector.fromArray(S, start, first + startBlock + startPixel);
    var s02 = FloatVector.fromArray(S, start, first + 2 * startPixel);
    var s12 = FloatVector.fromArray(S, start, first + startBlock + 2 * startPixel);
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
  }

  static void by2(Product p, int x, int panel, int first, int bias, int out) {
    float[] start = p.start();
    int startBlock = p.startBlock();
    int startPixel = p.startPixel();
    var s00 = FloatVector.fromArray(S, start, first);
    var s10 = FloatVector.fromArray(S, start, first + startBlock);
    var s01 = FloatVector.fromArray(S, start, first + startPixel);
    var s11 = FloatVector.fromArray(S, start, first + startBlock + startPixel);
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
  }

  static void by1(Product p, int x, int panel, int first, int bias, int out) {
    float[] start = p.start();
    int startBlock = p.startBlock();
    var s00 = FloatVector.fromArray(S, start, first);
    var s10 = FloatVector.fromArray(S, start, first + startBlock);
    float[] input = p.x();
    float[] weights = p.weights();
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
  }
}
