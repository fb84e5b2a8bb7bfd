/**
 * Diagnostics: what is wrong with an input, where, and what would fix it. Invariants: a user's mistake is a {@link netc.ir.diag.Diagnostic} value
 * with a numbered {@link netc.ir.diag.Code}; a caller's mistake is an {@code IllegalArgumentException}; our own is a
 * {@link netc.ir.diag.CompilerBug}.
 */
package netc.ir.diag;
