package netc.ir.op;

/** Ops whose every result element depends on the operands' elements at the same (broadcast) place only. */
public sealed interface Elementwise extends Op permits Unary, Binary, Prelu {}
