/**
 * The TornadoVM engine behind {@link netc.ir.exec.Backend}: a program becomes task graphs, one task for each fused kernel, which run on one device.
 * Invariants: no class that names one of TornadoVM's is loaded before {@link netc.backend.tornado.TornadoBackend#obstacle} knows that TornadoVM is there; every
 * task has a grid; a kernel that TornadoVM cannot compile is an error, never sequential Java.
 */
package netc.backend.tornado;
