/**
 * Patterns over graphs. A {@link netc.match.Pattern} describes a node and what computes its operands; matching it against a node of a
 * {@link netc.ir.Rewriter} gives a {@link netc.match.Match} with typed captures, or the predicate that failed, in people's words. Matching never
 * changes anything.
 */
package netc.match;
