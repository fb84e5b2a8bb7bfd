/**
 * Equations as rules. An {@link netc.rule.algebra.Equation} is one line in netc's own notation, {@code x * sigmoid(x) => silu(x)}; both of its sides are
 * expressions of the language, so that a test writes the left one down and expects the right one. Invariants: the left side is matched in every order
 * and association of its products, a number in every spelling (a factor or a divisor, an addend or a subtrahend); matching changes nothing.
 */
package netc.rule.algebra;
