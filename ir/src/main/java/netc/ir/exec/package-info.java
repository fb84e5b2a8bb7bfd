/**
 * What a backend is. Backends are found by {@link java.util.ServiceLoader}; an {@link netc.ir.exec.Executable} is safe to call from several threads
 * at once and gives bit-identical results for any number of threads.
 */
package netc.ir.exec;
