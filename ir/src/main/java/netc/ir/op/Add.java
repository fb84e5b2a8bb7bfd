package netc.ir.op;

/** {@code left + right}. */
@Signature(
    name = "add",
    operands = {"left", "right"})
public record Add() implements Binary {}
