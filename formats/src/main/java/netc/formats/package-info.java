/**
 * What all file formats share: reading a file that may be anything, and writing one that is either whole or not there. Invariants: whatever
 * a file holds, reading it ends in a value or in a {@link netc.ir.diag.DiagnosticException} that names the file; every length and offset is
 * checked before it is trusted; a target is replaced only by a file that was written to its end.
 */
package netc.formats;
