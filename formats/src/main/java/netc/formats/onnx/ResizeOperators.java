package netc.formats.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import netc.ir.diag.Code;
import netc.ir.op.Resize;
import netc.ir.op.Resize.Coordinates;
import netc.ir.op.Resize.Mode;
import netc.ir.op.Resize.Rounding;
import netc.ir.op.Size2;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;

/** Maps of another size. */
final class ResizeOperators {
  /** By the type of operator. */
  static final Map<String, Function<Operator, Operand>> TABLE = Map.of(
      "Resize", ResizeOperators::resize,
      "Upsample", op -> old(op, op.floats("scales").map(ResizeOperators::array).orElseGet(() -> op.numbers(1))));

  /** From this operator set on, it says where cells lie. */
  private static final int COORDINATES = 11;

  /** How far a scale may be off the quotient of sizes: the rounding of a {@code float}. */
  private static final double SCALE_ROUNDING = 1e-6;

  private ResizeOperators() {}

  private static float[] array(List<Float> list) {
    float[] array = new float[list.size()];
    IntStream.range(0, array.length).forEach(i -> array[i] = list.get(i));
    return array;
  }

  /**
   * Before there were coordinates: a cell lies at its index by the scale. Nearest to that place is, as ONNX Runtime has it, the cell before it on an
   * axis that grows and the cell after it on one that shrinks.
   */
  private static Operand old(Operator op, float[] scales) {
    Mode mode = mode(op.text("mode", "nearest"));
    List<Dim> dims = scaled(op, scales, all(op));
    boolean shrinks = IntStream.range(0, scales.length).anyMatch(axis -> scales[axis] < 1);
    if (mode == Mode.NEAREST && shrinks && IntStream.range(0, scales.length).anyMatch(axis -> scales[axis] > 1)) {
      throw Refusal.unsupported("nearest cells of a map that grows along one axis and shrinks along the other");
    }
    return resized(op, dims, new Settings(mode, Coordinates.ASYMMETRIC, shrinks ? Rounding.CEIL : Rounding.FLOOR));
  }

  private record Settings(Mode mode, Coordinates coordinates, Rounding rounding) {}

  private static Operand resize(Operator op) {
    if (op.opset() < COORDINATES) {
      return old(op, op.numbers(1));
    }
    op.ignore("cubic_coeff_a", "exclude_outside", "extrapolation_value");
    var settings = new Settings(mode(op.text("mode", "nearest")), coordinates(op.text("coordinate_transformation_mode", "half_pixel")),
        rounding(op.text("nearest_mode", "round_prefer_floor")));
    if (!op.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
      throw Refusal.unsupported("keep_aspect_ratio_policy");
    }
    List<Integer> axes = op.integers("axes").map(given -> given.stream().map(axis -> Operator.axis(axis, op.type(0).rank())).toList())
        .orElseGet(() -> all(op));
    List<Dim> dims = given(op, 3).map(_ -> sized(op, axes)).orElseGet(() -> scaled(op, op.numbers(2), axes));
    if (op.integer("antialias", 0) == 1 && isSmaller(op.type(0), dims)) {
      throw Refusal.unsupported("antialias");
    }
    return resized(op, dims, settings);
  }

  private static List<Integer> all(Operator op) {
    return IntStream.range(0, op.type(0).rank()).boxed().toList();
  }

  /** An input that is there and has elements. */
  private static Optional<Operand> given(Operator op, int index) {
    return op.optional(index).filter(operand -> !(operand instanceof Operand.Integers(_, var elements) && elements.isEmpty()));
  }

  private static boolean isSmaller(TensorType x, List<Dim> dims) {
    return IntStream.range(2, x.rank()).anyMatch(axis -> dims.get(axis) instanceof Dim.Known(long size) && size < x.size(axis));
  }

  /** The sizes that the fourth input says. */
  private static List<Dim> sized(Operator op, List<Integer> axes) {
    List<Extent> sizes = op.extents(3);
    requireAll(sizes.size(), axes);
    var dims = new ArrayList<>(op.type(0).shape().dims());
    for (int i = 0; i < axes.size(); i++) {
      dims.set(axes.get(i), switch (sizes.get(i)) {
        case Extent.Fixed(long size) when size > 0 -> Dim.of(size);
        case Extent.Fixed(long size) -> throw Refusal.invalid(Code.BAD_ATTRIBUTE, "a size of " + size);
        case Extent.Symbol(String name) -> Dim.symbol(name);
        case Extent.Open open -> throw Refusal.symbolic("a size of " + open);
      });
    }
    return dims;
  }

  /** The sizes by scales; a scale that gives no whole number would shift all cells. */
  private static List<Dim> scaled(Operator op, float[] scales, List<Integer> axes) {
    requireAll(scales.length, axes);
    var dims = new ArrayList<>(op.type(0).shape().dims());
    for (int i = 0; i < scales.length; i++) {
      if (dims.get(axes.get(i)) instanceof Dim.Known(long size)) {
        double exact = size * (double) scales[i];
        long rounded = Math.round(exact);
        if (rounded < 1 || !(Math.abs(exact - rounded) <= SCALE_ROUNDING * exact)) {
          throw Refusal.unsupported("a scale of " + scales[i] + " for " + size + " cells");
        }
        dims.set(axes.get(i), Dim.of(rounded));
      } else if (scales[i] != 1) {
        throw Refusal.unsupported("a scale of " + scales[i] + " for the batch");
      }
    }
    return dims;
  }

  private static void requireAll(int count, List<Integer> axes) {
    if (count != axes.size()) {
      throw Refusal.invalid(Code.BAD_ATTRIBUTE, count + " sizes or scales for " + axes.size() + " axes");
    }
  }

  private static Operand resized(Operator op, List<Dim> dims, Settings settings) {
    TensorType x = op.type(0);
    WindowAttributes.requireAxes(x.rank() - 2);
    if (!dims.subList(0, 2).equals(x.shape().dims().subList(0, 2)) || !(dims.getLast() instanceof Dim.Known(long width))) {
      throw Refusal.unsupported("another number of images or channels");
    }
    long height = dims.get(2) instanceof Dim.Known(long rows) && x.rank() == 4 ? rows : 1;
    var size = new Size2(Operator.small(height), Operator.small(width));
    var resize = new Resize(size, settings.mode(), settings.coordinates(), settings.rounding());
    return x.rank() == 4 ? op.result(resize, op.input(0)) : Shapes.fromMap(op, op.step(resize, Shapes.asMap(op, op.input(0))));
  }

  private static Mode mode(String text) {
    return switch (text) {
      case "nearest" -> Mode.NEAREST;
      case "linear", "bilinear" -> Mode.LINEAR;
      default -> throw Refusal.unsupported("mode " + text);
    };
  }

  private static Coordinates coordinates(String text) {
    return switch (text) {
      // symmetric where a scale gives no whole number, which is refused
      case "half_pixel", "half_pixel_symmetric" -> Coordinates.HALF_PIXEL;
      case "pytorch_half_pixel" -> Coordinates.PYTORCH_HALF_PIXEL;
      case "asymmetric" -> Coordinates.ASYMMETRIC;
      case "align_corners" -> Coordinates.ALIGN_CORNERS;
      default -> throw Refusal.unsupported("coordinate_transformation_mode " + text);
    };
  }

  private static Rounding rounding(String text) {
    return switch (text) {
      case "round_prefer_floor" -> Rounding.ROUND_PREFER_FLOOR;
      case "round_prefer_ceil" -> Rounding.ROUND_PREFER_CEIL;
      case "floor" -> Rounding.FLOOR;
      case "ceil" -> Rounding.CEIL;
      default -> throw Refusal.unsupported("nearest_mode " + text);
    };
  }
}
