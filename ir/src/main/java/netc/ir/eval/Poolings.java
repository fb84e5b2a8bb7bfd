package netc.ir.eval;

import java.util.stream.IntStream;
import netc.ir.op.AdaptiveAvgPool2d;
import netc.ir.op.AdaptiveMaxPool2d;
import netc.ir.op.AvgPool2d;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Pooling;
import netc.ir.op.Size2;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** The meaning of {@link Pooling} ops: each is a reduction of windows, which are products of a span of rows and a span of columns. */
final class Poolings {
  private Poolings() {}

  /** A reduction of the cells of a window of the map that begins at {@code map} and has {@code width} columns. */
  private interface Reduction {
    double reduce(float[] x, int map, int width, Span rows, Span columns);
  }

  static Tensor evaluate(Pooling op, TensorType type, Tensor x) {
    Image from = Image.of(x.shape());
    Image to = Image.of(type.shape());
    Span[] rows = switch (op) {
      case MaxPool2d pool -> Span.sliding(Axis.rows(from, to, pool.kernel(), pool.stride(), pool.dilation(), pool.pad()), false);
      case AvgPool2d pool -> Span.sliding(Axis.rows(from, to, pool.kernel(), pool.stride(), Size2.ONE, pool.pad()), pool.countPad());
      case AdaptiveMaxPool2d _, AdaptiveAvgPool2d _, GlobalAvgPool _ -> Span.adaptive(from.height(), to.height());
    };
    Span[] columns = switch (op) {
      case MaxPool2d pool -> Span.sliding(Axis.columns(from, to, pool.kernel(), pool.stride(), pool.dilation(), pool.pad()), false);
      case AvgPool2d pool -> Span.sliding(Axis.columns(from, to, pool.kernel(), pool.stride(), Size2.ONE, pool.pad()), pool.countPad());
      case AdaptiveMaxPool2d _, AdaptiveAvgPool2d _, GlobalAvgPool _ -> Span.adaptive(from.width(), to.width());
    };
    Reduction reduction = switch (op) {
      case MaxPool2d _, AdaptiveMaxPool2d _ -> Poolings::max;
      case AvgPool2d _, AdaptiveAvgPool2d _, GlobalAvgPool _ -> Poolings::mean;
    };
    return Evaluator.wrap(type, pool(x.toArray(), from, to, rows, columns, reduction));
  }

  private static float[] pool(float[] x, Image from, Image to, Span[] rows, Span[] columns, Reduction reduction) {
    float[] result = new float[Math.multiplyExact(to.maps(), to.map())];
    IntStream.range(0, to.maps()).parallel().forEach(map -> {
      int i = map * to.map();
      for (Span row : rows) {
        for (Span column : columns) {
          result[i++] = (float) reduction.reduce(x, map * from.map(), from.width(), row, column);
        }
      }
    });
    return result;
  }

  private static double max(float[] x, int map, int width, Span rows, Span columns) {
    double max = Double.NEGATIVE_INFINITY;
    for (int row = rows.start(); row < rows.end(); row += rows.step()) {
      for (int column = columns.start(); column < columns.end(); column += columns.step()) {
        max = Math.max(max, x[map + row * width + column]);
      }
    }
    return max;
  }

  private static double mean(float[] x, int map, int width, Span rows, Span columns) {
    double sum = 0;
    for (int row = rows.start(); row < rows.end(); row++) {
      for (int column = columns.start(); column < columns.end(); column++) {
        sum += x[map + row * width + column];
      }
    }
    return sum / ((long) rows.cells() * columns.cells());
  }
}
