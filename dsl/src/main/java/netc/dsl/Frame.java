package netc.dsl;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import netc.ir.diag.SourceSpan;

/**
 * Where statements run: the variables of a net or of one call of a block.
 *
 * @param name the net or block
 * @param variables by name; bodies of loops and branches share them
 * @param scope what the names of all that is created begin with; empty in a net
 * @param caller the frame that called, and where; empty in a net
 * @param depth the number of calls above
 */
record Frame(String name, Map<String, Datum> variables, String scope, Optional<CallSite> caller, int depth) {
  /** Where a block was called. */
  record CallSite(Frame frame, SourceSpan span) {}

  static Frame ofNet(String name) {
    return new Frame(name, new HashMap<>(), "", Optional.empty(), 0);
  }

  Frame call(String block, String path, SourceSpan span) {
    return new Frame(block, new HashMap<>(), path, Optional.of(new CallSite(this, span)), depth + 1);
  }

  boolean isNet() {
    return caller.isEmpty();
  }

  /** The scoped name of {@code part} in here. */
  String join(String part) {
    return scope.isEmpty() ? part : part.isEmpty() ? scope : scope + "." + part;
  }
}
