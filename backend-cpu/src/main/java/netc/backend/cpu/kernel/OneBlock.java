package netc.backend.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tiles of {@link Product} with one block of output channels, one method for each number of pixels. They are longer than methods should be: only
 * locals live in registers, so each sum is one, and what is done to it is written out, as a method that does it would not be inlined so often.
 */
final class OneBlock {
  private static final VectorSpecies<Float> S = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private OneBlock() {}

  static void by6(Product p, int x, int panel, int first, int bias, int out) {
    float[] start = p.start();
    int startPixel = p.startPixel();
    var s00 = FloatVector.fromArray(S, start, first);
    var s01 = FloatVector.fromArray(S, start, first + startPixel);
    var s02 = FloatVector.fromArray(S, start, first + 2 * startPixel);
    var s03 = FloatVector.fromArray(S, start, first + 3 * startPixel);
    var s04 = FloatVector.fromArray(S, start, first + 4 * startPixel);
    var s05 = FloatVector.fromArray(S, start, first + 5 * startPixel);
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
        var w0 = FloatVector.fromArray(S, weights, w + i * L);
        var x0 = FloatVector.broadcast(S, input[at + i]);
        s00 = w0.fma(x0, s00);
        var x1 = FloatVector.broadcast(S, input[at + i + step]);
        s01 = w0.fma(x1, s01);
        var x2 = FloatVector.broadcast(S, input[at + i + 2 * step]);
        s02 = w0.fma(x2, s02);
        var x3 = FloatVector.broadcast(S, input[at + i + 3 * step]);
        s03 = w0.fma(x3, s03);
        var x4 = FloatVector.broadcast(S, input[at + i + 4 * step]);
        s04 = w0.fma(x4, s04);
        var x5 = FloatVector.broadcast(S, input[at + i + 5 * step]);
        s05 = w0.fma(x5, s05);
      }
      w += run * L;
    }
    float[] memory = p.memory();
    var low = FloatVector.broadcast(S, p.clamp().low());
    var high = FloatVector.broadcast(S, p.clamp().high());
    var b0 = FloatVector.fromArray(S, p.biases(), bias);
    s00 = s00.add(b0);
    s00 = s00.blend(low, s00.compare(VectorOperators.LE, low));
    s00.blend(high, s00.compare(VectorOperators.GE, high)).intoArray(memory, out);
    s01 = s01.add(b0);
    s01 = s01.blend(low, s01.compare(VectorOperators.LE, low));
    s01.blend(high, s01.compare(VectorOperators.GE, high)).intoArray(memory, out + L);
    s02 = s02.add(b0);
    s02 = s02.blend(low, s02.compare(VectorOperators.LE, low));
    s02.blend(high, s02.compare(VectorOperators.GE, high)).intoArray(memory, out + 2 * L);
    s03 = s03.add(b0);
    s03 = s03.blend(low, s03.compare(VectorOperators.LE, low));
    s03.blend(high, s03.compare(VectorOperators.GE, high)).intoArray(memory, out + 3 * L);
    s04 = s04.add(b0);
    s04 = s04.blend(low, s04.compare(VectorOperators.LE, low));
    s04.blend(high, s04.compare(VectorOperators.GE, high)).intoArray(memory, out + 4 * L);
    s05 = s05.add(b0);
    s05 = s05.blend(low, s05.compare(VectorOperators.LE, low));
    s05.blend(high, s05.compare(VectorOperators.GE, high)).intoArray(memory, out + 5 * L);
  }

  static void by4(Product p, int x, int panel, int first, int bias, int out) {
    float[] start = p.start();
    int startPixel = p.startPixel();
    var s00 = FloatVector.fromArray(S, start, first);
    var s01 = FloatVector.fromArray(S, start, first + startPixel);
    var s02 = FloatVector.fromArray(S, start, first + 2 * startPixel);
    var s03 = FloatVector.fromArray(S, start, first + 3 * startPixel);
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
        var w0 = FloatVector.fromArray(S, weights, w + i * L);
        var x0 = FloatVector.broadcast(S, input[at + i]);
        s00 = w0.fma(x0, s00);
        var x1 = FloatVector.broadcast(S, input[at + i + step]);
        s01 = w0.fma(x1, s01);
        var x2 = FloatVector.broadcast(S, input[at + i + 2 * step]);
        s02 = w0.fma(x2, s02);
        var x3 = FloatVector.broadcast(S, input[at + i + 3 * step]);
        s03 = w0.fma(x3, s03);
      }
      w += run * L;
    }
    float[] memory = p.memory();
    var low = FloatVector.broadcast(S, p.clamp().low());
    var high = FloatVector.broadcast(S, p.clamp().high());
    var b0 = FloatVector.fromArray(S, p.biases(), bias);
    s00 = s00.add(b0);
    s00 = s00.blend(low, s00.compare(VectorOperators.LE, low));
    s00.blend(high, s00.compare(VectorOperators.GE, high)).intoArray(memory, out);
    s01 = s01.add(b0);
    s01 = s01.blend(low, s01.compare(VectorOperators.LE, low));
    s01.blend(high, s01.compare(VectorOperators.GE, high)).intoArray(memory, out + L);
    s02 = s02.add(b0);
    s02 = s02.blend(low, s02.compare(VectorOperators.LE, low));
    s02.blend(high, s02.compare(VectorOperators.GE, high)).intoArray(memory, out + 2 * L);
    s03 = s03.add(b0);
    s03 = s03.blend(low, s03.compare(VectorOperators.LE, low));
    s03.blend(high, s03.compare(VectorOperators.GE, high)).intoArray(memory, out + 3 * L);
  }

  static void by3(Product p, int x, int panel, int first, int bias, int out) {
    float[] start = p.start();
    int startPixel = p.startPixel();
    var s00 = FloatVector.fromArray(S, start, first);
    var s01 = FloatVector.fromArray(S, start, first + startPixel);
    var s02 = FloatVector.fromArray(S, start, first + 2 * startPixel);
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
        var w0 = FloatVector.fromArray(S, weights, w + i * L);
        var x0 = FloatVector.broadcast(S, input[at + i]);
        s00 = w0.fma(x0, s00);
        var x1 = FloatVector.broadcast(S, input[at + i + step]);
        s01 = w0.fma(x1, s01);
        var x2 = FloatVector.broadcast(S, input[at + i + 2 * step]);
        s02 = w0.fma(x2, s02);
      }
      w += run * L;
    }
    float[] memory = p.memory();
    var low = FloatVector.broadcast(S, p.clamp().low());
    var high = FloatVector.broadcast(S, p.clamp().high());
    var b0 = FloatVector.fromArray(S, p.biases(), bias);
    s00 = s00.add(b0);
    s00 = s00.blend(low, s00.compare(VectorOperators.LE, low));
    s00.blend(high, s00.compare(VectorOperators.GE, high)).intoArray(memory, out);
    s01 = s01.add(b0);
    s01 = s01.blend(low, s01.compare(VectorOperators.LE, low));
    s01.blend(high, s01.compare(VectorOperators.GE, high)).intoArray(memory, out + L);
    s02 = s02.add(b0);
    s02 = s02.blend(low, s02.compare(VectorOperators.LE, low));
    s02.blend(high, s02.compare(VectorOperators.GE, high)).intoArray(memory, out + 2 * L);
  }

  static void by2(Product p, int x, int panel, int first, int bias, int out) {
    float[] start = p.start();
    int startPixel = p.startPixel();
    var s00 = FloatVector.fromArray(S, start, first);
    var s01 = FloatVector.fromArray(S, start, first + startPixel);
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
        var w0 = FloatVector.fromArray(S, weights, w + i * L);
        var x0 = FloatVector.broadcast(S, input[at + i]);
        s00 = w0.fma(x0, s00);
        var x1 = FloatVector.broadcast(S, input[at + i + step]);
        s01 = w0.fma(x1, s01);
      }
      w += run * L;
    }
    float[] memory = p.memory();
    var low = FloatVector.broadcast(S, p.clamp().low());
    var high = FloatVector.broadcast(S, p.clamp().high());
    var b0 = FloatVector.fromArray(S, p.biases(), bias);
    s00 = s00.add(b0);
    s00 = s00.blend(low, s00.compare(VectorOperators.LE, low));
    s00.blend(high, s00.compare(VectorOperators.GE, high)).intoArray(memory, out);
    s01 = s01.add(b0);
    s01 = s01.blend(low, s01.compare(VectorOperators.LE, low));
    s01.blend(high, s01.compare(VectorOperators.GE, high)).intoArray(memory, out + L);
  }

  static void by1(Product p, int x, int panel, int first, int bias, int out) {
    float[] start = p.start();
    var s00 = FloatVector.fromArray(S, start, first);
    float[] input = p.x();
    float[] weights = p.weights();
    Taps taps = p.taps();
    int[] offsets = taps.offsets();
    int w = panel;
    for (int tap = p.begin(); tap < p.end(); tap++) {
      int run = taps.run(tap);
      int at = x + offsets[tap];
      for (int i = 0; i < run; i++) {
        var w0 = FloatVector.fromArray(S, weights, w + i * L);
        var x0 = FloatVector.broadcast(S, input[at + i]);
        s00 = w0.fma(x0, s00);
      }
      w += run * L;
    }
    float[] memory = p.memory();
    var low = FloatVector.broadcast(S, p.clamp().low());
    var high = FloatVector.broadcast(S, p.clamp().high());
    var b0 = FloatVector.fromArray(S, p.biases(), bias);
    s00 = s00.add(b0);
    s00 = s00.blend(low, s00.compare(VectorOperators.LE, low));
    s00.blend(high, s00.compare(VectorOperators.GE, high)).intoArray(memory, out);
  }
}
