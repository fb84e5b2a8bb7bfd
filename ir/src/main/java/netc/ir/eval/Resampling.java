package netc.ir.eval;

import java.util.stream.IntStream;
import netc.ir.op.Resize;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** The meaning of {@link Resize}. */
final class Resampling {
  /**
   * The two neighbouring cells that a cell of the result lies between, which are one for the nearest.
   *
   * @param low the one before
   * @param high the one behind
   * @param share what the one behind contributes
   */
  private record Mix(int low, int high, double share) {}

  private Resampling() {}

  static Tensor evaluate(Resize resize, TensorType type, Tensor x) {
    Image from = Image.of(x.shape());
    Image to = Image.of(type.shape());
    Mix[] rows = mixes(resize, from.height(), to.height());
    Mix[] columns = mixes(resize, from.width(), to.width());
    float[] elements = x.toArray();
    float[] result = Evaluator.allocate(type);
    IntStream.range(0, to.maps()).parallel().forEach(map -> {
      int place = map * to.map();
      for (Mix row : rows) {
        for (Mix column : columns) {
          double above = mix(elements, map * from.map() + row.low() * from.width(), column);
          double below = mix(elements, map * from.map() + row.high() * from.width(), column);
          result[place++] = (float) mix(above, below, row.share());
        }
      }
    });
    return Evaluator.wrap(type, result);
  }

  private static double mix(float[] x, int row, Mix mix) {
    return mix(x[row + mix.low()], x[row + mix.high()], mix.share());
  }

  private static double mix(double low, double high, double share) {
    return share == 0 ? low : low + share * (high - low); // 0 times infinity is not 0
  }

  private static Mix[] mixes(Resize resize, int size, int result) {
    return IntStream.range(0, result).mapToObj(i -> {
      double place = resize.coordinates().source(i, size, result);
      return switch (resize.mode()) {
        case NEAREST -> {
          int cell = resize.rounding().cell(place, size);
          yield new Mix(cell, cell, 0);
        }
        case LINEAR -> {
          double inside = Math.clamp(place, 0.0, size - 1.0);
          int low = (int) inside;
          yield new Mix(low, Math.min(low + 1, size - 1), inside - low);
        }
      };
    }).toArray(Mix[]::new);
  }
}
