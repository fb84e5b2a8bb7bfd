package netc.formats.netpb;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import netc.formats.AtomicFile;
import netc.formats.netpb.proto.NetpbProto;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Origin;
import netc.ir.Value;
import netc.ir.op.OpSchema;
import netc.ir.tensor.Tensor;

/** Writes a model file field by field. */
final class NetpbWriter {
  /** The longest chunk of a weight: whole pages, and a length that other readers can hold. */
  private static final long CHUNK = Integer.MAX_VALUE & -4096L;

  /** The most sources that a node's origin keeps. */
  private static final int MAX_SOURCES = 64;

  private final AtomicFile file;
  private final CodedOutputStream out;
  private final IdentityHashMap<Value, Integer> numbers = new IdentityHashMap<>();
  private final IdentityHashMap<Tensor, Integer> places = new IdentityHashMap<>();
  private final List<Tensor> stored = new ArrayList<>();

  private NetpbWriter(AtomicFile file) {
    this.file = file;
    this.out = CodedOutputStream.newInstance(file);
  }

  static void write(Path path, Graph graph, List<Rewrite> history) {
    AtomicFile.write(path, file -> new NetpbWriter(file).write(graph, history));
  }

  private void write(Graph graph, List<Rewrite> history) throws IOException {
    out.write(NetpbFile.MAGIC, 0, NetpbFile.MAGIC.length);
    out.writeUInt32(NetpbProto.Model.VERSION_FIELD_NUMBER, NetpbFile.VERSION);
    out.writeString(NetpbProto.Model.NAME_FIELD_NUMBER, graph.name());
    for (Node node : graph.nodes()) {
      out.writeMessage(NetpbProto.Model.NODES_FIELD_NUMBER, message(node));
    }
    for (var output : graph.outputs().entrySet()) {
      var message = NetpbProto.Output.newBuilder().setName(output.getKey()).setValue(number(output.getValue()));
      out.writeMessage(NetpbProto.Model.OUTPUTS_FIELD_NUMBER, message.build());
    }
    for (Rewrite rewrite : history) {
      var message = NetpbProto.Rewrite.newBuilder().setRule(rewrite.rule()).setSite(rewrite.site()).setTimes(rewrite.times());
      out.writeMessage(NetpbProto.Model.HISTORY_FIELD_NUMBER, message.build());
    }
    for (Tensor tensor : stored) {
      writeElements(tensor.segment());
    }
    out.flush();
    out.writeFixed32(NetpbProto.Model.CHECKSUM_FIELD_NUMBER, file.checksum());
    out.flush();
  }

  private void writeElements(MemorySegment elements) throws IOException {
    for (long offset = 0; offset < elements.byteSize(); offset += CHUNK) {
      MemorySegment chunk = elements.asSlice(offset, Math.min(CHUNK, elements.byteSize() - offset));
      out.writeTag(NetpbProto.Model.ELEMENTS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag((int) chunk.byteSize());
      out.flush();
      file.write(chunk);
    }
  }

  private NetpbProto.Node message(Node node) {
    OpSchema schema = OpSchema.of(node.op().getClass());
    var message = NetpbProto.Node.newBuilder().setOp(schema.name()).addAllNames(node.names());
    node.operands().forEach(operand -> message.addOperands(number(operand)));
    schema.values(node.op()).forEach((name, value) -> message.addAttributes(attribute(name, value)));
    for (Origin.Source source : Origin.sources(node.origin(), MAX_SOURCES)) {
      message.addSources(message(source));
    }
    message.setParallel(node.origin() instanceof Origin.Fused fused && fused.parallel());
    node.results().forEach(result -> numbers.put(result, numbers.size()));
    return message.build();
  }

  private int number(Value value) {
    Integer number = numbers.get(value);
    if (number == null) {
      throw new IllegalArgumentException(value + " is used before it is defined");
    }
    return number;
  }

  private NetpbProto.Attribute attribute(String name, Object value) {
    var message = NetpbProto.Attribute.newBuilder().setName(name);
    if (value instanceof Tensor tensor) {
      return message.setWeight(weight(tensor)).build();
    }
    return Attributes.encode(message, value).build();
  }

  private NetpbProto.Weight weight(Tensor tensor) {
    var message = NetpbProto.Weight.newBuilder().setType(Attributes.message(tensor.type()));
    return switch (tensor.source()) {
      case Tensor.Source.Initial initial -> message.setDraw(Attributes.message(initial)).build();
      case Tensor.Source.Stored _, Tensor.Source.Computed _ -> message.setStored(places.computeIfAbsent(tensor, this::place)).build();
    };
  }

  private int place(Tensor tensor) {
    stored.add(tensor);
    return stored.size() - 1;
  }

  private static NetpbProto.Source message(Origin.Source source) {
    var message = NetpbProto.Source.newBuilder().setName(source.name());
    source.span().ifPresent(span -> message.setFile(span.file()).setLine(span.line()).setColumn(span.column()).setLength(span.length()));
    return message.build();
  }
}
