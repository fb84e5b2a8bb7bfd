/**
 * Tensors and where their elements come from. Invariants: a tensor is immutable; its elements are little-endian, dense and row-major; nothing is
 * allocated before {@link netc.ir.tensor.Tensor#segment} is asked for, so types, counts and diagnostics of a large network cost none of its weights.
 */
package netc.ir.tensor;
