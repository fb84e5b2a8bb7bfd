/**
 * Rules that find the op which an exporter wrote as a composition of others. They come before all rules that fold: a bias or a scale that is taken out of
 * the middle of a composition leaves nothing to be recognized.
 */
package netc.rule.recognize;
