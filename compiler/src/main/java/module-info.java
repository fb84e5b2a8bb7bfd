import netc.ir.exec.Backend;
import org.jspecify.annotations.NullMarked;

/** The Java API of netc: load or build a graph, optimize it, compile it, run it, save it. */
@NullMarked
module netc.compiler {
  requires static transitive org.jspecify;
  requires transitive netc.ir;
  requires transitive netc.passes;
  requires transitive netc.formats;
  requires netc.dsl;

  exports netc;

  uses Backend;
}
