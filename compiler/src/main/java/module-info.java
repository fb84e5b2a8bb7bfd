import org.jspecify.annotations.NullMarked;

/** The Java API of netc, the one front door: it wires language, formats, passes and backends together. */
@NullMarked
module netc.compiler {
  requires static transitive org.jspecify;
  requires transitive netc.ir;
  requires transitive netc.passes;
  requires netc.dsl;
  requires netc.formats;
}
