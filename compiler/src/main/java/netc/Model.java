package netc;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import netc.formats.netpb.Rewrite;
import netc.ir.Graph;

/**
 * A network as it was loaded.
 *
 * @param graph the network
 * @param history what was done to it before, if its file says so
 * @param files the files it came from, weights included; none of them may be overwritten
 */
public record Model(Graph graph, List<Rewrite> history, Set<Path> files) {
  public Model {
    history = List.copyOf(history);
    files = Set.copyOf(files);
  }
}
