package netc.formats.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Size2;
import netc.ir.type.TensorType;

/** The operator ConvTranspose, whose padding may be written, or follow from the size of the result. */
final class TransposedConvolution {
  private final Operator op;
  private final TensorType input;
  private final int axes;
  private final List<Long> kernel;
  private final List<Long> stride;
  private final List<Long> dilation;
  private final List<Long> outputPad;

  private TransposedConvolution(Operator op) {
    this.op = op;
    input = op.type(0);
    axes = input.rank() - 2;
    WindowAttributes.requireAxes(axes);
    kernel = ContractionOperators.sizesFrom(op.type(1), 2);
    stride = op.integers("strides").orElseGet(() -> Collections.nCopies(axes, 1L));
    dilation = op.integers("dilations").orElseGet(() -> Collections.nCopies(axes, 1L));
    outputPad = op.integers("output_padding").orElseGet(() -> Collections.nCopies(axes, 0L));
    op.integers("kernel_shape"); // what it says, the weight says, too
  }

  static Operand convert(Operator op) {
    return new TransposedConvolution(op).convert();
  }

  private Operand convert() {
    Size2 output = axes == 1 ? new Size2(0, WindowAttributes.at(outputPad, 0, 1)) : WindowAttributes.size(outputPad, 2);
    var conv = new ConvTranspose2d(WindowAttributes.size(stride, axes), WindowAttributes.padding(pads(), axes),
        WindowAttributes.size(dilation, axes), output, Operator.small(op.integer("group", 1)));
    Operand[] operands = op.inputs().toArray(Operand[]::new);
    operands[0] = Shapes.asMap(op, operands[0]);
    operands[1] = Shapes.asMap(op, operands[1]);
    return axes == 1 ? Shapes.fromMap(op, op.step(conv, operands)) : op.result(conv, operands);
  }

  /** The beginnings of all axes, then their ends. */
  private List<Long> pads() {
    String auto = op.text("auto_pad", "NOTSET");
    List<Long> none = Collections.nCopies(2 * axes, 0L);
    List<Long> written = op.integers("pads").orElse(none);
    Optional<List<Long>> shape = op.integers("output_shape").map(sizes -> sizes.subList(Math.max(0, sizes.size() - axes), sizes.size()));
    return switch (auto) {
      case "NOTSET", "" -> shape.map(sizes -> padsFor(sizes, false)).orElse(written);
      case "VALID" -> shape.map(sizes -> padsFor(sizes, false)).orElse(none);
      case "SAME_UPPER", "SAME_LOWER" -> padsFor(shape.orElseGet(this::scaled), auto.equals("SAME_UPPER"));
      default -> throw Refusal.unsupported("auto_pad " + auto);
    };
  }

  private List<Long> scaled() {
    var sizes = new ArrayList<Long>();
    for (int i = 0; i < axes; i++) {
      sizes.add(input.size(i + 2) * WindowAttributes.at(stride, i, axes));
    }
    return sizes;
  }

  /** What must be cut off so that the result has these sizes; where it is odd, more at the end ({@code upper}) or at the beginning. */
  private List<Long> padsFor(List<Long> sizes, boolean upper) {
    var begins = new ArrayList<Long>();
    var ends = new ArrayList<Long>();
    for (int i = 0; i < axes; i++) {
      long reach = (WindowAttributes.at(kernel, i, axes) - 1L) * WindowAttributes.at(dilation, i, axes) + 1;
      long whole = (input.size(i + 2) - 1) * WindowAttributes.at(stride, i, axes) + reach + WindowAttributes.at(outputPad, i, axes);
      long total = Math.max(0, whole - WindowAttributes.at(sizes, i, axes));
      begins.add(upper ? total / 2 : total - total / 2);
      ends.add(upper ? total - total / 2 : total / 2);
    }
    begins.addAll(ends);
    return begins;
  }
}
