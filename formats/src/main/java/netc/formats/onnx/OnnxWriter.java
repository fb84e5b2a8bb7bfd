package netc.formats.onnx;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import netc.formats.AtomicFile;
import netc.formats.onnx.proto.OnnxProto.GraphProto;
import netc.formats.onnx.proto.OnnxProto.ModelProto;
import netc.formats.onnx.proto.OnnxProto.OperatorSetIdProto;
import netc.formats.onnx.proto.OnnxProto.StringStringEntryProto;
import netc.formats.onnx.proto.OnnxProto.TensorProto;

/** Writes a model, one weight at a time: what a weight's message says is computed from its size before its elements are. */
final class OnnxWriter {
  /** Smaller weights stay in the model even if there is a data file. */
  private static final long MIN_EXTERNAL = 1024;

  /** Weights in a data file begin at multiples of a page, so that they can be mapped. */
  private static final long PAGE = 4096;

  private final Path path;
  private final Path dataPath;
  private final GraphProto graph;
  private final List<OnnxGraph.Weight> weights;
  private final OnnxExport.Options options;

  OnnxWriter(Path path, OnnxGraph graph, OnnxExport.Options options) {
    this.path = path;
    this.dataPath = path.resolveSibling(path.getFileName() + ".data");
    this.graph = graph.finish();
    this.weights = graph.weights();
    this.options = options;
  }

  void write() {
    if (graph.getSerializedSize() + weights.stream().mapToLong(OnnxWriter::size).sum() <= options.largest()) {
      AtomicFile.write(path, file -> writeModel(file, graph, weights));
      return;
    }
    var inside = weights.stream().filter(weight -> weight.tensor().type().bytes() < MIN_EXTERNAL).toList();
    var outside = weights.stream().filter(weight -> weight.tensor().type().bytes() >= MIN_EXTERNAL).toList();
    try (AtomicFile data = AtomicFile.open(dataPath); AtomicFile model = AtomicFile.open(path)) {
      GraphProto.Builder pointing = graph.toBuilder();
      long at = 0;
      for (OnnxGraph.Weight weight : outside) {
        long gap = Math.floorMod(-at, PAGE);
        data.write(new byte[(int) gap]);
        data.write(weight.tensor());
        pointing.addInitializer(external(weight, at + gap));
        at += gap + weight.tensor().type().bytes();
      }
      writeModel(model, pointing.build(), inside);
      data.commit();
      model.commit();
    } catch (IOException e) {
      throw AtomicFile.unwritable(path, e);
    }
  }

  private TensorProto external(OnnxGraph.Weight weight, long offset) {
    return head(weight).setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", String.valueOf(dataPath.getFileName())))
        .addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", Long.toString(weight.tensor().type().bytes()))).build();
  }

  private void writeModel(AtomicFile file, GraphProto head, List<OnnxGraph.Weight> inside) throws IOException {
    var about = ModelProto.newBuilder().setIrVersion(format(options.opset())).setProducerName("netc")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(options.opset()));
    options.metadata().forEach((key, value) -> about.addMetadataProps(entry(key, value)));
    CodedOutputStream out = CodedOutputStream.newInstance(file);
    about.build().writeTo(out);
    // A message is its fields one after the other, so the graph's can be followed by the weights that are not in it.
    out.writeTag(ModelProto.GRAPH_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(Math.toIntExact(head.getSerializedSize() + inside.stream().mapToLong(OnnxWriter::size).sum()));
    head.writeTo(out);
    for (OnnxGraph.Weight weight : inside) {
      out.writeTag(GraphProto.INITIALIZER_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(Math.toIntExact(messageSize(weight)));
      head(weight).build().writeTo(out);
      out.writeTag(TensorProto.RAW_DATA_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(Math.toIntExact(weight.tensor().type().bytes()));
      out.flush();
      file.write(weight.tensor());
    }
    out.flush();
  }

  /** The version of the format that came with an operator set: the oldest that has it, which most readers take. */
  private static int format(int opset) {
    return opset >= 21 ? 10 : opset >= 19 ? 9 : opset >= 15 ? 8 : 7;
  }

  /** The size of a weight as a field of the graph. */
  private static long size(OnnxGraph.Weight weight) {
    long message = messageSize(weight);
    return CodedOutputStream.computeTagSize(GraphProto.INITIALIZER_FIELD_NUMBER) + CodedOutputStream.computeUInt64SizeNoTag(message)
        + message;
  }

  private static long messageSize(OnnxGraph.Weight weight) {
    long bytes = weight.tensor().type().bytes();
    int tag = CodedOutputStream.computeTagSize(TensorProto.RAW_DATA_FIELD_NUMBER);
    return head(weight).build().getSerializedSize() + tag + CodedOutputStream.computeUInt64SizeNoTag(bytes) + bytes;
  }

  private static TensorProto.Builder head(OnnxGraph.Weight weight) {
    return TensorProto.newBuilder().setName(weight.name()).addAllDims(weight.dims()).setDataType(TensorProto.DataType.FLOAT_VALUE);
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
