package netc.backend.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import netc.backend.cpu.kernel.BlockedConvolution;
import netc.backend.cpu.kernel.BlockedPool;
import netc.backend.cpu.kernel.BlockedWinograd;
import netc.backend.cpu.kernel.Broadcast;
import netc.backend.cpu.kernel.ChannelGather;
import netc.backend.cpu.kernel.Channels;
import netc.backend.cpu.kernel.GroupedConvolution;
import netc.backend.cpu.kernel.Kernel;
import netc.backend.cpu.kernel.Pointwise;
import netc.backend.cpu.kernel.Sizes;
import netc.backend.cpu.kernel.Spans;
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
import netc.ir.op.Mul;
import netc.ir.op.Normalization;
import netc.ir.op.Pad;
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
import netc.ir.type.Shape;

/** Which steps have a kernel that writes the blocked form, and those kernels. */
final class BlockedKernels {
  /** Up to so many channels, a convolution reads its input as it is rather than have it reordered, as padding lanes would be most of it. */
  private static final int FEW_CHANNELS = 4;

  /** Up to so many weights, which then are in a cache, tiles of a single pixel are faster than dot products; beyond, reading them is what takes time. */
  private static final int CACHED_WEIGHTS = 1 << 18;

  private final Access access;
  private final Operands operands;
  private final Backend.Options options;

  BlockedKernels(Access access, Backend.Options options) {
    this.access = access;
    operands = access.operands();
    this.options = options;
  }

  /** Whether a step runs in the blocked form, given whether something it reads is blocked already. */
  static boolean suit(Operands operands, boolean reached) {
    boolean images = operands.shape(0).rank() == 4
        && operands.step().outputs().stream().allMatch(output -> operands.program().buffer(output).type().shape().rank() == 4);
    return images && switch (operands.step().op()) {
      case Contraction op -> op instanceof Conv2d conv && suits(conv, operands);
      case Normalization op -> reached && op instanceof BatchNorm;
      case Elementwise op -> reached && elementwise(op, operands);
      case Pooling _ -> true;
      case Movement op -> reached && operands.step().epilogue().isEmpty() && movesChannels(op);
      case Reduction _, Resize _, Leaf _ -> false;
    };
  }

  private static boolean suits(Conv2d conv, Operands operands) {
    Sizes from = operands.from();
    Sizes to = operands.to();
    if (conv.groups() > 1) {
      return GroupedConvolution.suits(conv, from, to) || BlockedConvolution.suits(conv, from, to);
    }
    boolean vector = from.batch() * from.map() == 1 && to.map() == 1;
    return !vector || (long) from.channels() * to.channels() * operands.kernel().height() * operands.kernel().width() <= CACHED_WEIGHTS;
  }

  private static boolean elementwise(Elementwise op, Operands operands) {
    return switch (op) {
      case Unary _ -> true;
      case Binary _ -> Stream.of(0, 1).allMatch(i -> isWhole(operands, i) || isVector(operands, i));
      case Prelu _ -> false;
    };
  }

  private static boolean isWhole(Operands operands, int input) {
    return operands.shape(input).equals(operands.result().shape());
  }

  /** Whether an operand has one element, or one for each channel, and padding to whole blocks costs nothing. */
  private static boolean isVector(Operands operands, int input) {
    Shape shape = operands.shape(input);
    int rank = shape.rank();
    boolean perChannel = rank >= 3 && shape.extent(rank - 1) == 1 && shape.extent(rank - 2) == 1
        && shape.extent(rank - 3) == operands.to().channels();
    return shape.elements() == 1
        || (perChannel && (rank == 3 || shape.extent(0) == operands.to().batch() || shape.extent(0) == 1));
  }

  private static boolean movesChannels(Movement op) {
    return switch (op) {
      case Concat(int axis) -> axis == 1;
      case Split split -> split.axis() == 1;
      case Slice slice -> slice.axes().equals(List.of(1));
      case Shuffle _ -> true;
      case Flatten _, Reshape _, Transpose _, Pad _ -> false;
    };
  }

  /** Whether a step has filters as its second operand. */
  static boolean haveFilters(Operands operands) {
    return operands.step().op() instanceof Contraction;
  }

  /** Whether a step that writes blocks can read its plain input. */
  static boolean readPlain(Operands operands) {
    return operands.step().op() instanceof Conv2d conv && conv.groups() == 1 && operands.from().channels() <= FEW_CHANNELS;
  }

  /** The kernel. */
  Kernel kernel() {
    return switch (operands.step().op()) {
      case Conv2d conv -> convolution(conv);
      case BatchNorm norm -> batchNorm(norm);
      case Unary unary -> Pointwise.map(access.place(0), access.out(), elements(operands.to()), access.finish(unary));
      case Binary binary -> binary(binary);
      case Pooling pooling -> pooling(pooling);
      case Movement movement -> movement(movement);
      case ConvTranspose2d _, Linear _, MatMul _, LayerNorm _, InstanceNorm _, Lrn _, Softmax _, Prelu _, Reduction _, Resize _, Leaf _ ->
          throw noBlocks();
    };
  }

  private IllegalArgumentException noBlocks() {
    return new IllegalArgumentException(operands.step().label() + " has no blocks");
  }

  private static int elements(Sizes sizes) {
    return Math.toIntExact(Channels.elements(sizes));
  }

  private Kernel convolution(Conv2d conv) {
    Sizes from = operands.from();
    Sizes to = operands.to();
    Size2 kernel = operands.kernel();
    if (GroupedConvolution.suits(conv, from, to)) {
      var form = GroupedConvolution.filters(conv, kernel, from);
      return new GroupedConvolution(access.contract(form), conv, kernel, from, to);
    }
    OptionalInt tile = options.exact() ? OptionalInt.empty() : BlockedWinograd.tile(conv, kernel, from, to);
    boolean blocked = access.run().from() == Form.BLOCKED;
    if (blocked && tile.isPresent()) {
      var form = BlockedWinograd.filters(from, to, tile.getAsInt());
      return new BlockedWinograd(access.contract(form), conv, from, to, tile.getAsInt(), options.threads());
    }
    var form = BlockedConvolution.filters(conv, kernel, from, to, blocked);
    boolean pixel = from.batch() * from.map() == 1 && to.map() == 1;
    int threads = pixel ? 1 : options.threads(); // a single pixel takes less time than another thread to begin
    return new BlockedConvolution(access.contract(form), conv, kernel, from, to, blocked, threads);
  }

  private Kernel batchNorm(BatchNorm norm) {
    var at = new Pointwise.NormOperands(
        access.place(0), access.place(BatchNorm.GAMMA), access.place(BatchNorm.BETA), access.place(BatchNorm.MEAN),
        access.place(BatchNorm.VAR));
    return Pointwise.blockedBatchNorm(at, norm.epsilon(), access.out(), operands.to(), access.finish());
  }

  private Kernel binary(Binary op) {
    boolean first = isWhole(operands, 0);
    Shape factors = operands.shape(first ? 1 : 0);
    if (op instanceof Mul && first != isWhole(operands, 1) && factors.elements() > 1) {
      int step = factors.rank() == 4 && factors.extent(0) > 1 ? Channels.blocks(operands.to().channels()) * Channels.BLOCK : 0;
      return Pointwise.multiplyChannels(access.place(first ? 0 : 1), access.place(first ? 1 : 0), step, access.out(), operands.to(),
          access.finish());
    }
    return new Broadcast(op, access.place(0), blocks(operands.shape(0)), access.place(1), blocks(operands.shape(1)), access.out(),
        blocks(operands.result().shape()), access.finish());
  }

  /** The axes of what is in memory. */
  private static Shape blocks(Shape shape) {
    if (shape.elements() == 1) {
      return Shape.of(1);
    }
    int rank = shape.rank();
    int images = rank == 4 ? shape.extent(0) : 1;
    int map = shape.extent(rank - 2) * shape.extent(rank - 1);
    return Shape.of(images, Channels.blocks(shape.extent(rank - 3)), map, Channels.BLOCK);
  }

  private Kernel pooling(Pooling op) {
    Sizes from = operands.from();
    Sizes to = operands.to();
    return switch (op) {
      case MaxPool2d pool -> {
        var pad = pool.pad();
        yield pool(false,
            Spans.sliding(from.height(), to.height(), pool.kernel().height(), pool.stride().height(), pool.dilation().height(), pad.top(),
                pad.bottom(), false),
            Spans.sliding(from.width(), to.width(), pool.kernel().width(), pool.stride().width(), pool.dilation().width(), pad.left(),
                pad.right(), false));
      }
      case AvgPool2d pool -> {
        var pad = pool.pad();
        yield pool(true,
            Spans.sliding(from.height(), to.height(), pool.kernel().height(), pool.stride().height(), 1, pad.top(), pad.bottom(),
                pool.countPad()),
            Spans.sliding(from.width(), to.width(), pool.kernel().width(), pool.stride().width(), 1, pad.left(), pad.right(),
                pool.countPad()));
      }
      case AdaptiveMaxPool2d _ -> pool(false, Spans.adaptive(from.height(), to.height()), Spans.adaptive(from.width(), to.width()));
      case AdaptiveAvgPool2d _, GlobalAvgPool _ -> pool(
          true, Spans.adaptive(from.height(), to.height()), Spans.adaptive(from.width(), to.width()));
    };
  }

  private Kernel pool(boolean mean, Spans rows, Spans columns) {
    return new BlockedPool(access.place(0), access.out(), access.finish(), operands.from(), operands.to(), rows, columns, mean);
  }

  private Kernel movement(Movement op) {
    Sizes to = operands.to();
    return switch (op) {
      case Concat _ -> ChannelGather.concat(sides(operands.step().inputs().subList(0, operands.count())), side(operands.step().output()));
      case Split _ -> ChannelGather.split(side(operands.step().inputs().getFirst()), sides(operands.step().outputs()));
      case Slice slice -> ChannelGather.of(side(operands.step().inputs().getFirst()), side(operands.step().output()),
          channel -> slice.starts().getFirst() + channel * slice.step(0));
      case Shuffle(int groups) -> ChannelGather.of(side(operands.step().inputs().getFirst()), side(operands.step().output()),
          channel -> channel % groups * (to.channels() / groups) + channel / groups);
      case Flatten _, Reshape _, Transpose _, Pad _ -> throw noBlocks();
    };
  }

  private List<ChannelGather.Side> sides(List<Integer> buffers) {
    var sides = new ArrayList<ChannelGather.Side>();
    buffers.forEach(buffer -> sides.add(side(buffer)));
    return sides;
  }

  private ChannelGather.Side side(int buffer) {
    return new ChannelGather.Side(access.layout().place(buffer, Form.BLOCKED), Sizes.of(operands.program().buffer(buffer).type()));
  }
}
