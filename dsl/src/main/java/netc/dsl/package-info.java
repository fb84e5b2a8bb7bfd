/**
 * The {@code .net} language: text to graph. A file is parsed into a tree (ANTLR), the tree into syntax records that know their places
 * ({@link netc.dsl.Expression}, {@link netc.dsl.Statement}), and those are elaborated: blocks are called, loops run, layers make their weights, and
 * what is left is a {@link netc.ir.Graph}. {@link netc.dsl.NetLanguage} is the front door. Invariants: whatever the text, the answer is a graph or
 * located diagnostics, within the limits of {@link netc.dsl.Limits}; every graph's text parses back to an equal graph.
 */
package netc.dsl;
