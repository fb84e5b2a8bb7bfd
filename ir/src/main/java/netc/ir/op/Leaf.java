package netc.ir.op;

/** Ops without operands: where values enter a graph. */
public sealed interface Leaf extends Op permits Input, Constant {}
