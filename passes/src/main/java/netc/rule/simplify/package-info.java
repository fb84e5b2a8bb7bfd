/** Rules that remove what computes nothing. */
package netc.rule.simplify;
