package netc.formats.netpb;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import netc.formats.netpb.proto.NetpbProto;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Value;
import netc.ir.diag.SourceSpan;
import netc.ir.op.Op;
import netc.ir.op.OpSchema;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/**
 * Builds the graph of a file's messages. What cannot be is refused with an {@code IllegalArgumentException} or an {@code
 * ArithmeticException} that says so in words.
 */
final class Assembly {
  /** Larger tensors cannot be drawn, for they are arrays while they are. */
  private static final long MAX_DRAWN = Integer.MAX_VALUE - 8;

  private final GraphBuilder builder;
  private final List<MemorySegment> chunks;
  private final List<Value> values = new ArrayList<>();
  private final Map<Integer, Tensor> stored = new HashMap<>();
  private int nextChunk;

  Assembly(String name, List<MemorySegment> chunks) {
    this.builder = new GraphBuilder(name);
    this.chunks = chunks;
  }

  Graph graph(List<NetpbProto.Node> nodes, List<NetpbProto.Output> outputs) {
    for (NetpbProto.Node node : nodes) {
      try {
        add(node);
      } catch (IllegalArgumentException | ArithmeticException e) {
        String label = node.getNamesCount() == 0 ? "node " + builder.size() : "\"" + node.getNames(0) + "\"";
        throw new IllegalArgumentException(label + ": " + e.getMessage(), e);
      }
    }
    if (nextChunk < chunks.size()) {
      throw new IllegalArgumentException("the file has elements that no weight has");
    }
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException("the graph has no output");
    }
    outputs.forEach(output -> builder.output(output.getName(), value(output.getValue())));
    return builder.build();
  }

  private void add(NetpbProto.Node message) {
    OpSchema schema = OpSchema.named(message.getOp()).orElseThrow(() -> new IllegalArgumentException("no op \"" + message.getOp() + "\""));
    Set<String> names = new HashSet<>();
    for (String name : message.getNamesList()) {
      if (name.isEmpty() || !names.add(name) || builder.isTaken(name)) {
        throw new IllegalArgumentException("the name \"" + name + "\" is missing or used twice");
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a node without a name");
    }
    List<Value> operands = message.getOperandsList().stream().map(this::value).toList();
    Node node = builder.add(op(schema, message.getAttributesList()), operands, message.getNamesList(), origin(message));
    node.types().forEach(Attributes::requireSize);
    values.addAll(node.results());
  }

  private Value value(long number) {
    if (number < 0 || number >= values.size()) {
      throw new IllegalArgumentException("result " + Long.toUnsignedString(number) + " is used, " + values.size() + " are defined");
    }
    return values.get((int) number);
  }

  private Op op(OpSchema schema, List<NetpbProto.Attribute> messages) {
    var attributes = new LinkedHashMap<String, NetpbProto.Attribute>();
    messages.forEach(message -> attributes.put(message.getName(), message));
    var expected = schema.attributes().stream().map(OpSchema.Attribute::name).toList();
    if (messages.size() != expected.size() || !attributes.keySet().containsAll(expected)) {
      throw new IllegalArgumentException(schema.name() + " with the attributes " + attributes.keySet() + ", expected " + expected);
    }
    var decoded = new HashMap<String, Object>();
    for (OpSchema.Attribute attribute : schema.attributes()) {
      NetpbProto.Attribute message = Objects.requireNonNull(attributes.get(attribute.name()));
      decoded.put(attribute.name(),
          attribute.kind() == Tensor.class ? tensor(message.getWeight()) : Attributes.decode(attribute.kind(), message));
    }
    return schema.create(decoded);
  }

  private Tensor tensor(NetpbProto.Weight message) {
    TensorType type = Attributes.type(message.getType());
    if (!type.shape().isStatic()) {
      throw new IllegalArgumentException("a weight of type " + type);
    }
    if (message.hasDraw()) {
      if (type.shape().elements() > MAX_DRAWN) {
        throw new IllegalArgumentException(
            "a drawn weight of " + type.shape().elements() + " elements, at most " + MAX_DRAWN + " are drawn");
      }
      return Tensor.initial(type, Attributes.init(message.getDraw()), message.getDraw().getName(), message.getDraw().getSeed());
    }
    Tensor tensor = stored.get(message.getStored());
    if (tensor == null) {
      tensor = next(type, message.getStored());
    }
    if (!tensor.type().equals(type)) {
      throw new IllegalArgumentException("a weight of type " + type + " shares the elements of one of type " + tensor.type());
    }
    return tensor;
  }

  /** The next stored weight: weights come in the order of their elements. */
  private Tensor next(TensorType type, int place) {
    if (place != stored.size()) {
      throw new IllegalArgumentException("stored weight " + Integer.toUnsignedString(place) + " after " + stored.size() + " others");
    }
    int first = nextChunk;
    long bytes = 0;
    while (bytes < type.bytes() && nextChunk < chunks.size()) {
      bytes += chunks.get(nextChunk++).byteSize();
    }
    if (bytes != type.bytes()) {
      throw new IllegalArgumentException("a weight of type " + type + " has " + bytes + " bytes of elements, expected " + type.bytes());
    }
    Tensor tensor = Tensor.of(type, nextChunk == first + 1 ? chunks.get(first) : joined(chunks.subList(first, nextChunk), bytes));
    stored.put(place, tensor);
    return tensor;
  }

  /** The chunks of one weight as one; they are all in the file, so what is allocated is no more than the file has. */
  private static MemorySegment joined(List<MemorySegment> parts, long bytes) {
    MemorySegment whole = Arena.ofAuto().allocate(bytes, Float.BYTES);
    long at = 0;
    for (MemorySegment part : parts) {
      MemorySegment.copy(part, 0, whole, at, part.byteSize());
      at += part.byteSize();
    }
    return whole;
  }

  private static Origin origin(NetpbProto.Node message) {
    List<Origin> sources = message.getSourcesList().stream().map(Assembly::source).toList();
    return switch (sources.size()) {
      case 0 -> new Origin.Source(message.getNames(0), Optional.empty());
      case 1 -> sources.getFirst();
      default -> new Origin.Fused(sources, message.getParallel());
    };
  }

  private static Origin source(NetpbProto.Source message) {
    boolean placed = message.getLine() > 0 && message.getColumn() > 0 && message.getLength() > 0;
    return new Origin.Source(message.getName(),
        placed ? Optional.of(new SourceSpan(message.getFile(), message.getLine(), message.getColumn(), message.getLength()))
            : Optional.empty());
  }
}
