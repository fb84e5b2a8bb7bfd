/**
 * The reference: what every op means, in the plainest loops there are. Sums run in double, in index order, and each node's result is rounded once to
 * {@code f32}. Everything else in netc, passes and backends alike, is tested against it.
 */
package netc.ir.eval;
