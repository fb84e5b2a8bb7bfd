/**
 * The graph. A {@link netc.ir.Graph} is immutable: nodes in topological order, each computing one {@link netc.ir.op.Op} of earlier nodes' values.
 * It comes from a {@link netc.ir.GraphBuilder}, is edited only by a {@link netc.ir.Rewriter}, and prints as a {@code .net} text that parses back
 * to an equal graph.
 *
 * <p>Invariants, checked by {@link netc.ir.Verifier}: every operand's producer comes earlier in the same graph; every node's types are what its op
 * infers; value names are unique.
 */
package netc.ir;
