package netc.backend.cpu;

import java.util.ArrayList;
import netc.backend.cpu.Schedule.Action;
import netc.backend.cpu.kernel.Broadcast;
import netc.backend.cpu.kernel.Convolution;
import netc.backend.cpu.kernel.Filters;
import netc.backend.cpu.kernel.Kernel;
import netc.backend.cpu.kernel.LocalResponseNorm;
import netc.backend.cpu.kernel.MatrixProduct;
import netc.backend.cpu.kernel.MatrixVector;
import netc.backend.cpu.kernel.Moves;
import netc.backend.cpu.kernel.Pointwise;
import netc.backend.cpu.kernel.Reduce;
import netc.backend.cpu.kernel.Reordering;
import netc.backend.cpu.kernel.Resampling;
import netc.backend.cpu.kernel.Sizes;
import netc.backend.cpu.kernel.SoftmaxRows;
import netc.backend.cpu.kernel.Standardization;
import netc.backend.cpu.kernel.Strided;
import netc.backend.cpu.kernel.TransposedConvolution;
import netc.ir.exec.Backend;
import netc.ir.op.BatchNorm;
import netc.ir.op.Binary;
import netc.ir.op.Concat;
import netc.ir.op.Contraction;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Elementwise;
import netc.ir.op.Flatten;
import netc.ir.op.InstanceNorm;
import netc.ir.op.LayerNorm;
import netc.ir.op.Leaf;
import netc.ir.op.Linear;
import netc.ir.op.Lrn;
import netc.ir.op.MatMul;
import netc.ir.op.Movement;
import netc.ir.op.Normalization;
import netc.ir.op.Pad;
import netc.ir.op.PadMode;
import netc.ir.op.Pooling;
import netc.ir.op.Prelu;
import netc.ir.op.Reduction;
import netc.ir.op.Reshape;
import netc.ir.op.Resize;
import netc.ir.op.Shuffle;
import netc.ir.op.Size2;
import netc.ir.op.Slice;
import netc.ir.op.Softmax;
import netc.ir.op.Split;
import netc.ir.op.Transpose;
import netc.ir.op.Unary;
import netc.ir.plan.Program;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Chooses and makes the kernel of each action; here are those of steps that write the plain form. */
final class StepKernels {
  /** The only matrix. */
  private static final int[] ONE = {0};

  private final Program program;
  private final Layout layout;
  private final Backend.Options options;

  StepKernels(Program program, Layout layout, Backend.Options options) {
    this.program = program;
    this.layout = layout;
    this.options = options;
  }

  /** The kernel of an action; packs its weights. Safe to call from several threads. */
  Kernel kernel(Action action) {
    return switch (action) {
      case Schedule.Run run when run.to() == Form.BLOCKED -> new BlockedKernels(new Access(program, layout, run), options).kernel();
      case Schedule.Run run -> kernel(new Access(program, layout, run));
      case Schedule.Reorder reorder -> {
        int source = layout.place(reorder.source());
        int target = layout.place(reorder.target());
        yield reorder.target().form() == Form.BLOCKED ? Reordering.toBlocks(source, target, reorder.sizes(program))
            : Reordering.toPlain(source, target, reorder.sizes(program));
      }
    };
  }

  private Kernel kernel(Access at) {
    return switch (at.step().op()) {
      case Contraction op -> contraction(op, at);
      case Normalization op -> normalization(op, at);
      case Elementwise op -> elementwise(op, at);
      case Pooling op -> throw new IllegalArgumentException(op.name() + " is in blocks");
      case Reduction op -> new Reduce(op, at.place(0), at.shape(0), at.out(), at.finish());
      case Resize op -> new Resampling(op, at.place(0), at.from(), at.out(), at.to(), at.finish());
      case Movement op -> movement(op, at);
      case Leaf op -> throw new IllegalArgumentException(op.name() + " is no step");
    };
  }

  private Kernel contraction(Contraction op, Access at) {
    Shape weight = at.shape(Operands.FILTERS);
    Shape x = at.shape(0);
    return switch (op) {
      case Linear _ -> convolution(
          Conv2d.plain(), Size2.ONE, new Sizes(x.extent(0), x.extent(1), 1, 1), new Sizes(x.extent(0), weight.extent(0), 1, 1), at);
      case ConvTranspose2d conv -> {
        Size2 kernel = at.kernel();
        var form = Filters.plain(elementsFrom(weight, 0));
        yield new TransposedConvolution(
            at.contract(form), conv, kernel, at.from(), at.to());
      }
      case MatMul _ -> product(at);
      case Conv2d conv -> convolution(
          conv, at.kernel(), at.from(), at.to(), at);
    };
  }

  /** Where one matrix multiplies all others, these are one of many rows. */
  private static Kernel product(Access at) {
    Shape x = at.shape(0);
    Shape y = at.shape(1);
    int depth = x.extent(x.rank() - 1);
    int columns = y.extent(y.rank() - 1);
    int matrices = elementsFrom(y, 0) / (depth * columns);
    var contract = at.contract(MatrixProduct.panels(matrices, depth, columns));
    if (matrices == 1) {
      return new MatrixProduct(contract, ONE, ONE, elementsFrom(x, 0) / depth, depth, columns);
    }
    Shape result = at.result().shape();
    return new MatrixProduct(
        contract, MatMul.matrices(x, result), MatMul.matrices(y, result), x.extent(x.rank() - 2), depth, columns);
  }

  private Kernel convolution(Conv2d conv, Size2 kernel, Sizes from, Sizes to, Access at) {
    int depth = from.channels() / conv.groups() * kernel.height() * kernel.width();
    boolean onePlace = from.batch() * from.height() * from.width() == 1 && to.height() * to.width() == 1;
    if (onePlace && conv.groups() == 1 && kernel.equals(Size2.ONE) && conv.pad().isNone()) {
      return new MatrixVector(at.contract(Filters.plain(Math.multiplyExact(to.channels(), depth))), to.channels(), depth);
    }
    var panels = Filters.panels(conv.groups(), to.channels() / conv.groups(), depth, Convolution.SLICE);
    return new Convolution(at.contract(panels), conv, kernel, from, to, options.threads());
  }

  private Kernel normalization(Normalization op, Access at) {
    Shape x = at.shape(0);
    int out = at.out();
    return switch (op) {
      case BatchNorm norm -> Pointwise.batchNorm(
          new Pointwise.NormOperands(
              at.place(0), at.place(BatchNorm.GAMMA), at.place(BatchNorm.BETA), at.place(BatchNorm.MEAN),
              at.place(BatchNorm.VAR)),
          norm.epsilon(), out, x.extent(0) * x.extent(1), x.extent(1), elementsFrom(x, 2), at.finish());
      case Lrn lrn -> new LocalResponseNorm(at.place(0), out, lrn, at.from(), at.finish());
      case LayerNorm norm -> Standardization.layer(
          new Standardization.Operands(at.place(0), at.place(1), at.place(2), out), norm.epsilon(),
          elementsFrom(x, 0) / elementsFrom(x, norm.axis()), x.extent(norm.axis()), elementsFrom(x, norm.axis() + 1), at.finish());
      case InstanceNorm norm -> Standardization.instance(
          new Standardization.Operands(at.place(0), at.place(1), at.place(2), out), norm.epsilon(), x.extent(0) * x.extent(1),
          x.extent(1), elementsFrom(x, 2), at.finish());
      case

          Softmax(int axis) -> new SoftmaxRows(
              at.place(0), out, elementsFrom(x, 0) / elementsFrom(x, axis), x.extent(axis), elementsFrom(x, axis + 1), at.finish());
    };

  }

  private Kernel elementwise(Elementwise op, Access at) {
    Shape x = at.shape(0);
    TensorType result = at.result();
    int out = at.out();
    return switch (op) {
      case Unary unary -> Pointwise.map(at.place(0), out, elementsFrom(x, 0), at.finish(unary));
      case Binary binary -> new Broadcast(
          binary, at.place(0), x, at.place(1), at.shape(1), out, result.shape(), at.finish());
      case Prelu _ -> Pointwise.prelu(
          at.place(0), at.place(1), at.shape(1).extent(0), out, x.extent(0) * x.extent(1), x.extent(1), elementsFrom(x, 2),
          at.finish());
    };
  }

  private Kernel movement(Movement op, Access at) {
    Shape x = at.shape(0);
    return switch (op) {
      case

          Concat(int axis) -> concat(at, axis);
      case Split split -> split(at, split.axis());
      case Flatten _, Reshape _ -> Pointwise.map(at.place(0), at.out(), elementsFrom(x, 0), at.finish());
      case

          Transpose(var permutation) -> Strided.transpose(at.place(0), at.out(), x, permutation, at.finish());
      case Pad pad -> {
        Sizes from = at.from();
        Sizes to = at.to();
        yield pad.mode() == PadMode.CONSTANT ? Moves.pad(at.place(0), at.out(), from, to, pad, at.finish())
            : Moves.border(at.place(0), at.out(), from, to, pad, at.finish());
      }
      case Slice slice -> Strided.slice(
          at.place(0), at.out(), x, at.result().shape(), slice, at.finish());
      case

          Shuffle(int groups) -> Moves.shuffle(at.place(0), at.out(), at.from(), groups, at.finish());
    };

  }

  private Kernel concat(Access at, int axis) {
    Shape shape = at.result().shape();
    int width = elementsFrom(shape, axis);
    int out = at.out();
    var parts = new ArrayList<Moves.Part>();
    int done = 0;
    for (int i = 0; i < at.operands().count(); i++) {
      int block = elementsFrom(at.shape(i), axis);
      parts.add(new Moves.Part(new Moves.Side(at.place(i), block), new Moves.Side(out + done, width), block));
      done += block;
    }
    return Moves.blocks(parts, elementsFrom(shape, 0) / width, out, at.finish());
  }

  private Kernel split(Access at, int axis) {
    Shape shape = at.shape(0);
    int width = elementsFrom(shape, axis);
    var parts = new ArrayList<Moves.Part>();
    int done = 0;
    for (int output : at.step().outputs()) {
      int block = elementsFrom(program.buffer(output).type().shape(), axis);
      parts.add(new Moves.Part(new Moves.Side(at.place(0) + done, width), new Moves.Side(layout.place(output, Form.PLAIN), block), block));
      done += block;
    }
    return Moves.blocks(parts, elementsFrom(shape, 0) / width, layout.place(at.step().outputs().getFirst(), Form.PLAIN), at.finish());
  }

  private static int elementsFrom(Shape shape, int axis) {
    return Math.toIntExact(shape.elementsFrom(axis));
  }
}
