package netc.backend.cpu;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.backend.cpu.kernel.Broadcast;
import netc.backend.cpu.kernel.Contract;
import netc.backend.cpu.kernel.Convolution;
import netc.backend.cpu.kernel.Depthwise;
import netc.backend.cpu.kernel.Filters;
import netc.backend.cpu.kernel.Finish;
import netc.backend.cpu.kernel.Kernel;
import netc.backend.cpu.kernel.LocalResponseNorm;
import netc.backend.cpu.kernel.MatrixProduct;
import netc.backend.cpu.kernel.MatrixVector;
import netc.backend.cpu.kernel.MaxPool;
import netc.backend.cpu.kernel.Moves;
import netc.backend.cpu.kernel.Pointwise;
import netc.backend.cpu.kernel.Pool;
import netc.backend.cpu.kernel.Reduce;
import netc.backend.cpu.kernel.Resampling;
import netc.backend.cpu.kernel.Sizes;
import netc.backend.cpu.kernel.SoftmaxRows;
import netc.backend.cpu.kernel.Spans;
import netc.backend.cpu.kernel.Standardization;
import netc.backend.cpu.kernel.Strided;
import netc.backend.cpu.kernel.TransposedConvolution;
import netc.backend.cpu.kernel.Winograd;
import netc.ir.exec.Backend;
import netc.ir.op.AdaptiveAvgPool2d;
import netc.ir.op.AdaptiveMaxPool2d;
import netc.ir.op.AvgPool2d;
import netc.ir.op.BatchNorm;
import netc.ir.op.Binary;
import netc.ir.op.Concat;
import netc.ir.op.Contraction;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Elementwise;
import netc.ir.op.Flatten;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.InstanceNorm;
import netc.ir.op.LayerNorm;
import netc.ir.op.Leaf;
import netc.ir.op.Linear;
import netc.ir.op.Lrn;
import netc.ir.op.MatMul;
import netc.ir.op.MaxPool2d;
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
import netc.ir.plan.Epilogue;
import netc.ir.plan.Program;
import netc.ir.plan.Step;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Chooses and makes the kernel of each step. */
final class StepKernels {
  private final Program program;
  private final Layout layout;
  private final Backend.Options options;

  StepKernels(Program program, Layout layout, Backend.Options options) {
    this.program = program;
    this.layout = layout;
    this.options = options;
  }

  /** The kernel of one step; packs its weights. Safe to call from several threads. */
  Kernel kernel(Step step) {
    return switch (step.op()) {
      case Contraction op -> contraction(op, step);
      case Normalization op -> normalization(op, step);
      case Elementwise op -> elementwise(op, step);
      case Pooling op -> pooling(op, step);
      case Reduction op -> new Reduce(op, place(step, 0), type(step, 0).shape(), layout.place(step.output()), finish(step));
      case Resize op -> new Resampling(
          op, place(step, 0), Sizes.of(type(step, 0)), layout.place(step.output()), Sizes.of(program.buffer(step.output()).type()),
          finish(step));
      case Movement op -> movement(op, step);
      case Leaf op -> throw new IllegalArgumentException(op.name() + " is no step");
    };
  }

  private Kernel contraction(Contraction op, Step step) {
    Shape weight = type(step, Layout.FILTERS).shape();
    Shape x = type(step, 0).shape();
    return switch (op) {
      case Linear _ -> convolution(
          Conv2d.plain(), Size2.ONE, new Sizes(x.extent(0), x.extent(1), 1, 1), new Sizes(x.extent(0), weight.extent(0), 1, 1), step);
      case ConvTranspose2d conv -> {
        Size2 kernel = Conv2d.kernel(type(step, Layout.FILTERS));
        var form = Filters.plain(elementsFrom(weight, 0));
        yield new TransposedConvolution(
            contract(step, form), conv, kernel, Sizes.of(type(step, 0)), Sizes.of(program.buffer(step.output()).type()));
      }
      case MatMul _ -> {
        int depth = weight.extent(0);
        var form = MatrixProduct.panels(depth, weight.extent(1));
        yield new MatrixProduct(contract(step, form), elementsFrom(x, 0) / depth, depth, weight.extent(1));
      }
      case Conv2d conv -> convolution(
          conv, Conv2d.kernel(type(step, Layout.FILTERS)), Sizes.of(type(step, 0)), Sizes.of(program.buffer(step.output()).type()), step);
    };
  }

  private Kernel convolution(Conv2d conv, Size2 kernel, Sizes from, Sizes to, Step step) {
    int depth = from.channels() / conv.groups() * kernel.height() * kernel.width();
    if (conv.groups() == from.channels() && conv.groups() > 1) {
      return new Depthwise(contract(step, Filters.plain(to.channels() * depth)), conv, kernel, from, to);
    }
    boolean onePlace = from.batch() * from.height() * from.width() == 1 && to.height() * to.width() == 1;
    if (onePlace && conv.groups() == 1 && kernel.equals(Size2.ONE) && conv.pad().isNone()) {
      return new MatrixVector(contract(step, Filters.plain(Math.multiplyExact(to.channels(), depth))), to.channels(), depth);
    }
    if (!options.exact() && Winograd.suits(conv, kernel, from, to)) {
      return new Winograd(contract(step, Winograd.filters(from, to)), conv, from, to);
    }
    var panels = Filters.panels(conv.groups(), to.channels() / conv.groups(), depth, Convolution.SLICE);
    return new Convolution(contract(step, panels), conv, kernel, from, to, options.threads());
  }

  private Contract contract(Step step, Filters.Form form) {
    int operands = operands(step);
    int bias = operands > 2 ? place(step, 2) : Contract.NO_BIAS;
    return new Contract(place(step, 0), filters(step, form), bias, layout.place(step.output()), finish(step));
  }

  private Filters filters(Step step, Filters.Form form) {
    int buffer = step.inputs().get(Layout.FILTERS);
    Optional<Tensor> fixed = program.home(buffer).weight();
    if (fixed.isPresent()) {
      float[] weights = form.of(fixed.get().segment());
      return _ -> weights;
    }
    long at = (long) layout.place(buffer) * Float.BYTES;
    return frame -> form.of(MemorySegment.ofArray(frame.memory()).asSlice(at));
  }

  /** How many of a step's inputs are its op's operands: what the epilogue reads comes behind them. */
  private static int operands(Step step) {
    return step.epilogue().stream()
        .mapToInt(stage -> stage instanceof Epilogue.AddResidual(int input) ? input : Integer.MAX_VALUE)
        .reduce(step.inputs().size(), Math::min);
  }

  private Kernel normalization(Normalization op, Step step) {
    Shape x = type(step, 0).shape();
    int out = layout.place(step.output());
    return switch (op) {
      case BatchNorm norm -> Pointwise.batchNorm(
          new Pointwise.NormOperands(
              place(step, 0), place(step, BatchNorm.GAMMA), place(step, BatchNorm.BETA), place(step, BatchNorm.MEAN),
              place(step, BatchNorm.VAR)),
          norm.epsilon(), out, x.extent(0) * x.extent(1), x.extent(1), elementsFrom(x, 2), finish(step));
      case Lrn lrn -> new LocalResponseNorm(place(step, 0), out, lrn, Sizes.of(type(step, 0)), finish(step));
      case LayerNorm norm -> Standardization.layer(
          new Standardization.Operands(place(step, 0), place(step, 1), place(step, 2), out), norm.epsilon(),
          elementsFrom(x, 0) / elementsFrom(x, norm.axis()), x.extent(norm.axis()), elementsFrom(x, norm.axis() + 1), finish(step));
      case InstanceNorm norm -> Standardization.instance(
          new Standardization.Operands(place(step, 0), place(step, 1), place(step, 2), out), norm.epsilon(), x.extent(0) * x.extent(1),
          x.extent(1), elementsFrom(x, 2), finish(step));
      case

          Softmax(int axis) -> new SoftmaxRows(
              place(step, 0), out, elementsFrom(x, 0) / elementsFrom(x, axis), x.extent(axis), elementsFrom(x, axis + 1), finish(step));
    };

  }

  private Kernel elementwise(Elementwise op, Step step) {
    Shape x = type(step, 0).shape();
    TensorType result = program.buffer(step.output()).type();
    int out = layout.place(step.output());
    return switch (op) {
      case Unary unary -> Pointwise.map(place(step, 0), out, elementsFrom(x, 0), finish(step, unary));
      case Binary binary -> new Broadcast(
          binary, place(step, 0), x, place(step, 1), type(step, 1).shape(), out, result.shape(), finish(step));
      case Prelu _ -> Pointwise.prelu(
          place(step, 0), place(step, 1), type(step, 1).shape().extent(0), out, x.extent(0) * x.extent(1), x.extent(1), elementsFrom(x, 2),
          finish(step));
    };
  }

  private Kernel pooling(Pooling op, Step step) {
    Sizes from = Sizes.of(type(step, 0));
    Sizes to = Sizes.of(program.buffer(step.output()).type());
    return switch (op) {
      case MaxPool2d pool -> new MaxPool(place(step, 0), layout.place(step.output()), finish(step), pool, from, to);
      case

          AvgPool2d pool -> {
        var pad = pool.pad();

        yield pool(step, from, to, true,
            Spans.sliding(from.height(), to.height(), pool.kernel().height(), pool.stride().height(), 1, pad.top(), pad.bottom(),
                pool.countPad()),
            Spans.sliding(from.width(), to.width(), pool.kernel().width(), pool.stride().width(), 1, pad.left(), pad.right(),
                pool.countPad()));
      }
      case

          AdaptiveMaxPool2d _ ->

          adaptive(step, from, to, false);
      case AdaptiveAvgPool2d _, GlobalAvgPool _ -> adaptive(step, from, to, true);
    };

  }

  private Kernel adaptive(Step step, Sizes from, Sizes to, boolean mean) {
    return pool(step, from, to, mean, Spans.adaptive(from.height(), to.height()), Spans.adaptive(from.width(), to.width()));
  }

  private Kernel pool(Step step, Sizes from, Sizes to, boolean mean, Spans rows, Spans columns) {
    return new Pool(place(step, 0), layout.place(step.output()), finish(step), from, to, rows, columns, mean);
  }

  private Kernel movement(Movement op, Step step) {
    Shape x = type(step, 0).shape();
    return switch (op) {
      case

          Concat(int axis) -> concat(step, axis);
      case Split split -> split(step, split.axis());
      case Flatten _, Reshape _ -> Pointwise.map(place(step, 0), layout.place(step.output()), elementsFrom(x, 0), finish(step));
      case

          Transpose(var permutation) -> Strided.transpose(place(step, 0), layout.place(step.output()), x, permutation, finish(step));
      case Pad pad -> {
        Sizes from = Sizes.of(type(step, 0));
        Sizes to = Sizes.of(program.buffer(step.output()).type());
        yield pad.mode() == PadMode.CONSTANT ? Moves.pad(place(step, 0), layout.place(step.output()), from, to, pad, finish(step))
            : Moves.border(place(step, 0), layout.place(step.output()), from, to, pad, finish(step));
      }
      case Slice slice -> Strided.slice(
          place(step, 0), layout.place(step.output()), x, program.buffer(step.output()).type().shape(), slice, finish(step));
      case

          Shuffle(int groups) -> Moves.shuffle(place(step, 0), layout.place(step.output()), Sizes.of(type(step, 0)), groups, finish(step));
    };

  }

  private Kernel concat(Step step, int axis) {
    Shape shape = program.buffer(step.output()).type().shape();
    int width = elementsFrom(shape, axis);
    int out = layout.place(step.output());
    var parts = new ArrayList<Moves.Part>();
    int done = 0;
    for (int i = 0; i < operands(step); i++) {
      int block = elementsFrom(type(step, i).shape(), axis);
      parts.add(new Moves.Part(new Moves.Side(place(step, i), block), new Moves.Side(out + done, width), block));
      done += block;
    }
    return Moves.blocks(parts, elementsFrom(shape, 0) / width, out, finish(step));
  }

  private Kernel split(Step step, int axis) {
    Shape shape = type(step, 0).shape();
    int width = elementsFrom(shape, axis);
    var parts = new ArrayList<Moves.Part>();
    int done = 0;
    for (int output : step.outputs()) {
      int block = elementsFrom(program.buffer(output).type().shape(), axis);
      parts.add(new Moves.Part(new Moves.Side(place(step, 0) + done, width), new Moves.Side(layout.place(output), block), block));
      done += block;
    }
    return Moves.blocks(parts, elementsFrom(shape, 0) / width, layout.place(step.outputs().getFirst()), finish(step));
  }

  private Finish finish(Step step, Unary... first) {
    var stages = new ArrayList<Finish.Stage>();
    List.of(first).forEach(function -> stages.add(new Finish.Function(function)));
    for (Epilogue epilogue : step.epilogue()) {
      stages.add(switch (epilogue) {
        case Epilogue.Apply(var function) -> new Finish.Function(function);
        case Epilogue.AddResidual(int input) -> new Finish.Residual(place(step, input));
      });
    }
    return new Finish(stages);
  }

  private TensorType type(Step step, int input) {
    return program.buffer(step.inputs().get(input)).type();
  }

  private int place(Step step, int input) {
    return layout.place(step.inputs().get(input));
  }

  private static int elementsFrom(Shape shape, int axis) {
    return Math.toIntExact(shape.elementsFrom(axis));
  }
}
