/**
 * The reference: what every op means, in the plainest loops there are. Everything else in netc, passes and backends alike, is tested against it.
 *
 * <p>Invariants: sums run in double and in index order, so a result does not depend on the number of threads; each op's result is rounded once to
 * {@code f32}; cells of padding are left out of a sum rather than multiplied.
 */
package netc.ir.eval;
