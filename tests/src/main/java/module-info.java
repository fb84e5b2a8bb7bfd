import org.jspecify.annotations.NullMarked;

/** The testkit: what a test of a rule, a pass or a whole network is written with. */
@NullMarked
module netc.tests {
  requires static transitive org.jspecify;
  requires transitive netc.ir;
  requires transitive netc.passes;
  requires netc.dsl;
  requires org.assertj.core;

  exports netc.testkit;
}
