/**
 * What a backend runs: a {@link netc.ir.plan.Program} is a list of fused kernels over buffers, with every size known. Invariants: a buffer is
 * written by one step (or is an input or a weight) before any step reads it; temporaries that are alive at the same time do not overlap in the
 * arena.
 */
package netc.ir.plan;
