package netc.ir.op;

import java.util.List;
import java.util.Locale;
import netc.ir.type.TensorType;

/**
 * {@code [N, C, H, W]} with maps of another size: each cell of the result is the nearest cell of the input, or is interpolated between the four
 * around its place. Places and rounding are those of ONNX's operator of the same name, with the scale that the sizes give; places outside of the
 * map are moved to its edge.
 *
 * @param size the result's height and width
 * @param mode how a cell is made
 * @param coordinates where in the input a cell of the result lies
 * @param rounding which cell is nearest; of no meaning to {@link Mode#LINEAR}
 */
@Signature(
    name = "resize",
    operands = {"x"})
public record Resize(
    Size2 size, @Default("nearest") Mode mode, @Default("half_pixel") Coordinates coordinates,
    @Default("round_prefer_floor") Rounding rounding) implements Op {
  public Resize {
    rounding = mode == Mode.LINEAR ? Rounding.ROUND_PREFER_FLOOR : rounding;
  }

  /** How a cell is made. */
  public enum Mode {
    /** A copy of the nearest cell. */
    NEAREST,
    /** Linear interpolation along both axes. */
    LINEAR;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Where in the input a cell of the result lies. */
  public enum Coordinates {
    /** The maps' outer borders coincide: {@code (i + 1/2) · size / result − 1/2}. */
    HALF_PIXEL,
    /** The centres of the first cells coincide: {@code i · size / result}. */
    ASYMMETRIC,
    /** The centres of the first and of the last cells coincide: {@code i · (size − 1) / (result − 1)}; 0 if there is one cell. */
    ALIGN_CORNERS,
    /** As {@link #HALF_PIXEL}; 0 if there is one cell. */
    PYTORCH_HALF_PIXEL;

    /**
     * The place in the input, in cells, along one axis.
     *
     * @param place the index of the result's cell
     * @param size the input's size
     * @param result the result's size
     */
    public double source(int place, int size, int result) {
      return switch (this) {
        case HALF_PIXEL -> (place + 0.5) * size / result - 0.5;
        case ASYMMETRIC -> (double) place * size / result;
        case ALIGN_CORNERS -> result == 1 ? 0 : (double) place * (size - 1) / (result - 1);
        case PYTORCH_HALF_PIXEL -> result == 1 ? 0 : (place + 0.5) * size / result - 0.5;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Which cell is nearest to a place. */
  public enum Rounding {
    /** The nearest, of two the first. */
    ROUND_PREFER_FLOOR,
    /** The nearest, of two the second. */
    ROUND_PREFER_CEIL,
    /** The one before. */
    FLOOR,
    /** The one behind. */
    CEIL;

    /** The cell nearest to {@code place} among {@code size}. */
    public int cell(double place, int size) {
      double cell = switch (this) {
        case ROUND_PREFER_FLOOR -> Math.ceil(place - 0.5);
        case ROUND_PREFER_CEIL -> Math.floor(place + 0.5);
        case FLOOR -> Math.floor(place);
        case CEIL -> Math.ceil(place);
      };
      return Math.clamp((long) cell, 0, size - 1);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Inference infer(List<TensorType> operands) {
    TensorType x = operands.getFirst();
    return Window.checkImage(name(), x).orElseGet(() -> Window.resized(name(), x, size));
  }
}
