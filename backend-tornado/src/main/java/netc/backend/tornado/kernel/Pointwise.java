package netc.backend.tornado.kernel;

import static netc.backend.tornado.kernel.Blocked.splat;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;
import uk.ac.manchester.tornado.api.types.vectors.Float8;

/** Functions of single elements; a work item makes one vector. */
public final class Pointwise {
  /** The number of {@code +}. */
  public static final int ADD = 0;
  /** The number of {@code −}. */
  public static final int SUB = 1;
  /** The number of {@code ·}. */
  public static final int MUL = 2;
  /** The number of {@code /}. */
  public static final int DIV = 3;
  /** The number of the smaller one. */
  public static final int MIN = 4;
  /** The number of the larger one. */
  public static final int MAX = 5;
  /** The number of the power. */
  public static final int POW = 6;

  private Pointwise() {}

  /** What ends a kernel, on its own: two functions and a residual. */
  public static void map(
      KernelContext context, VectorFloat8 memory, int in, int out, int residual, int functions, float p1, float q1, float p2, float q2) {
    int place = out + context.globalIdx;
    memory.set(place, memory.get(in + context.globalIdx));
    Functions.finish(memory, place, residual >= 0, residual + context.globalIdx, functions, p1, q1, p2, q2);
    Functions.curve(memory, place, functions, p2, q2);
    Functions.lanes(memory, place, functions, p2);
  }

  /** {@code x·scale + shift} with a scale and a shift for each channel; the grid is cells by blocks by images. */
  public static void scale(
      KernelContext context, VectorFloat8 memory, int in, int out, int scale, int shift, int residual, int functions, float p1, float q1,
      float p2, float q2, int blocks, int cells) {
    int i = (context.globalIdz * blocks + context.globalIdy) * cells + context.globalIdx;
    Float8 scaled = Float8.mult(memory.get(in + i), memory.get(scale + context.globalIdy));
    memory.set(out + i, Float8.add(scaled, memory.get(shift + context.globalIdy)));
    Functions.finish(memory, out + i, residual >= 0, residual + i, functions, p1, q1, p2, q2);
    Functions.curve(memory, out + i, functions, p2, q2);
    Functions.lanes(memory, out + i, functions, p2);
  }

  /** {@code slope·x} for negative x with a slope for each channel; the grid is cells by blocks by images. */
  public static void prelu(KernelContext context, VectorFloat8 memory, int in, int out, int slopes, int blocks, int cells) {
    int i = (context.globalIdz * blocks + context.globalIdy) * cells + context.globalIdx;
    Float8 x = memory.get(in + i);
    Float8 below = Float8.mult(Float8.min(x, splat(0f)), memory.get(slopes + context.globalIdy));
    memory.set(out + i, Float8.add(Float8.max(x, splat(0f)), below));
  }

  /** Sets the lanes past the last channel to 0, where a function has made them infinite; the grid is cells by images. */
  public static void clear(KernelContext context, VectorFloat8 memory, int place, int channels, int cells) {
    FloatArray floats = memory.getArray();
    int blocks = (channels + 7) / 8;
    int vector = place + (context.globalIdy * blocks + blocks - 1) * cells + context.globalIdx;
    for (int i = channels % 8; i < 8; i++) {
      floats.set(vector * 8 + i, 0f);
    }
  }

  /**
   * A function of two tensors of the result's rank, each repeated along the axes where its bit (from the lowest: images, channels, rows, columns) is
   * not set; the grid is cells by blocks by images.
   */
  public static void binary(
      KernelContext context, VectorFloat8 memory, int left, int leftAxes, int right, int rightAxes, int out, int op, int blocks, int rows,
      int columns) {
    Float8 x = operand(context, memory, left, leftAxes, blocks, rows, columns);
    Float8 y = operand(context, memory, right, rightAxes, blocks, rows, columns);
    Float8 z = Float8.add(x, y);
    if (op == SUB) {
      z = Float8.sub(x, y);
    }
    if (op == MUL) {
      z = Float8.mult(x, y);
    }
    if (op == DIV) {
      z = Float8.div(x, y);
    }
    if (op == MIN) {
      z = Float8.min(x, y);
    }
    if (op == MAX) {
      z = Float8.max(x, y);
    }
    if (op == POW) {
      z = new Float8(
          TornadoMath.pow(x.getS0(), y.getS0()), TornadoMath.pow(x.getS1(), y.getS1()), TornadoMath.pow(x.getS2(), y.getS2()),
          TornadoMath.pow(x.getS3(), y.getS3()), TornadoMath.pow(x.getS4(), y.getS4()), TornadoMath.pow(x.getS5(), y.getS5()),
          TornadoMath.pow(x.getS6(), y.getS6()), TornadoMath.pow(x.getS7(), y.getS7()));
    }
    memory.set(out + (context.globalIdz * blocks + context.globalIdy) * rows * columns + context.globalIdx, z);
  }

  private static Float8 operand(KernelContext context, VectorFloat8 memory, int place, int axes, int blocks, int rows, int columns) {
    int width = (axes & 8) != 0 ? columns : 1;
    int map = (axes & 4) != 0 ? rows * width : width;
    int image = (axes & 2) != 0 ? blocks * map : map;
    int vector = place;
    if ((axes & 8) != 0) {
      vector += context.globalIdx % columns;
    }
    if ((axes & 4) != 0) {
      vector += context.globalIdx / columns * width;
    }
    if ((axes & 2) != 0) {
      vector += context.globalIdy * map;
    }
    if ((axes & 1) != 0) {
      vector += context.globalIdz * image;
    }
    Float8 x = memory.get(vector);
    if ((axes & 2) == 0) {
      x = splat(x.getS0());
    }
    return x;
  }
}
