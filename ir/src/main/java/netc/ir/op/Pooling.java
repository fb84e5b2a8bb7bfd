package netc.ir.op;

/** Ops that reduce windows of each channel of {@code [N, C, H, W]} on its own. */
public sealed interface Pooling extends Op permits MaxPool2d, AvgPool2d, AdaptiveMaxPool2d, AdaptiveAvgPool2d, GlobalAvgPool {}
