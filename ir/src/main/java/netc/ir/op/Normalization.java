package netc.ir.op;

/** Ops that rescale by statistics, given or computed. */
public sealed interface Normalization extends Op permits BatchNorm, LayerNorm, InstanceNorm, Lrn, Softmax {}
