package netc.match;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.op.Op;

/**
 * A pattern's root node and captures.
 *
 * @param <O> the op of the root
 */
public final class Match<O extends Op> extends Site<O> {
  private final Map<Capture<?>, Site<?>> captures;

  Match(Node node, O op, Rewriter view, Map<Capture<?>, Site<?>> captures) {
    super(node, op, view);
    this.captures = new LinkedHashMap<>(captures);
  }

  /**
   * What a capture holds.
   *
   * @throws IllegalArgumentException if the pattern does not have it
   */
  @SuppressWarnings("unchecked") // Pattern.capturedAs is the only writer and has the types agree
  public <P extends Op> Site<P> get(Capture<P> capture) {
    Site<?> site = captures.get(capture);
    if (site == null) {
      throw new IllegalArgumentException("the pattern captures nothing as " + capture);
    }
    return (Site<P>) site;
  }

  /** The captured nodes and the root, operands first. */
  public List<Node> nodes() {
    var nodes = new ArrayList<Node>();
    captures.values().stream().map(Site::node).filter(captured -> captured != node()).distinct().forEach(nodes::add);
    nodes.add(node());
    return nodes;
  }
}
