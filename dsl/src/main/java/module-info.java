import org.jspecify.annotations.NullMarked;

/** The {@code .net} language: text to graph, with located diagnostics. */
@NullMarked
module netc.dsl {
  requires static transitive org.jspecify;
  requires transitive netc.ir;
  requires org.antlr.antlr4.runtime;

  exports netc.dsl;
}
