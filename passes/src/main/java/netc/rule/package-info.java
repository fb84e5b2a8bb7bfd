/**
 * What rules share: the arithmetic on weights. Invariants: it runs in double and rounds once; results are lazy, so that rewriting a network makes none
 * of its weights.
 */
package netc.rule;
