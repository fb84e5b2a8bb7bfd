package netc.ir.eval;

/** placeholder. */
public final class Evaluator {}
