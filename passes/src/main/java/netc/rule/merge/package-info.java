/** Rules that make one op of several: compositions of convolutions. */
package netc.rule.merge;
