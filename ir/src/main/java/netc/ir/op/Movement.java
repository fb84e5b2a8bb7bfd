package netc.ir.op;

/** Ops that move elements and compute nothing. */
public sealed interface Movement extends Op permits Concat, Split, Flatten, Reshape, Transpose, Pad, Shuffle, Slice {}
