import org.jspecify.annotations.NullMarked;

/** Patterns, rewrite rules, passes, and the lowering of a graph to a program of fused kernels. */
@NullMarked
module netc.passes {
  requires static transitive org.jspecify;
  requires transitive netc.ir;

  exports netc.cost;
  exports netc.lower;
  exports netc.match;
  exports netc.pass;
  exports netc.rule;
  exports netc.rule.algebra;
  exports netc.rule.fold;
  exports netc.rule.group;
  exports netc.rule.merge;
  exports netc.rule.move;
  exports netc.rule.recognize;
  exports netc.rule.simplify;
}
