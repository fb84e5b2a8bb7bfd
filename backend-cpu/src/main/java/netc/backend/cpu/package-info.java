/**
 * The CPU engine behind {@link netc.ir.exec.Backend}: it places the buffers of a program in one array, makes a kernel of each step and runs them
 * in order on a fixed team of threads. Invariants: an executable is immutable once prepared, all that a run changes is in its frame; nothing here
 * touches the Vector API's classes before the backend knows that the module is there.
 */
package netc.backend.cpu;
