package netc.formats.netpb;

import java.nio.file.Path;
import java.util.List;
import netc.ir.Graph;
import netc.ir.diag.DiagnosticException;

/** Reads and writes model files ({@code .netpb}). */
public final class NetpbFile {
  /** The version that is written, and the only one that is read. */
  static final int VERSION = 1;

  /** The first bytes of every file: a protobuf field 1 with the text {@code netpb}. */
  static final byte[] MAGIC = {0x0A, 5, 'n', 'e', 't', 'p', 'b'};

  /** The bytes of the last field, with its tag. */
  static final int CHECKSUM_BYTES = 1 + Integer.BYTES;

  /**
   * The contents of a model file.
   *
   * @param graph the network
   * @param history what was done to it, in order
   */
  public record Model(Graph graph, List<Rewrite> history) {
    public Model {
      history = List.copyOf(history);
    }
  }

  private NetpbFile() {}

  /**
   * Writes a model. A weight that is drawn from its name and a seed is written as such, whether its elements are in memory or not; elements
   * that are still to be computed are computed now.
   *
   * @throws DiagnosticException if the file cannot be written
   */
  public static void write(Path path, Graph graph, List<Rewrite> history) {
    NetpbWriter.write(path, graph, history);
  }

  /**
   * Reads a model. The elements of its weights are the mapped file itself.
   *
   * @throws DiagnosticException if the file cannot be read, was cut off or changed, or holds no valid graph
   */
  public static Model read(Path path) {
    return new NetpbReader(path).read();
  }
}
