package netc.ir.op;

/** Ops that sum products of an input and a weight over channels. */
public sealed interface Contraction extends Op permits Conv2d, ConvTranspose2d, Linear, MatMul {}
