import org.jspecify.annotations.NullMarked;

/** The graph IR of netc: types, tensors, ops, the graph and its one mutator, the reference evaluator and the program form that backends run. */
@NullMarked
module netc.ir {
  requires static transitive org.jspecify;

  exports netc.ir;
  exports netc.ir.diag;
  exports netc.ir.eval;
  exports netc.ir.exec;
  exports netc.ir.op;
  exports netc.ir.plan;
  exports netc.ir.tensor;
  exports netc.ir.type;
}
