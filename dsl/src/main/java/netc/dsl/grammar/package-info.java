/** The lexer and parser that ANTLR makes of {@code Net.g4}. Nothing outside of this module sees them. */
package netc.dsl.grammar;
