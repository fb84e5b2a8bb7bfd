/** Rules that fold an op into the weights of a neighbour. */
package netc.rule.fold;
