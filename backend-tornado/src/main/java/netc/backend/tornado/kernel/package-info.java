/**
 * What runs on the device: static methods that TornadoVM compiles. All lengths and places are int parameters, which TornadoVM folds as constants, so
 * that one method makes a kernel for each use. Invariants, some of which a test checks in the bytecode: counted loops without {@code break}, no
 * arrays handed to helpers, no private arrays, no objects but TornadoVM's vectors; TornadoVM computes wrong results, and says nothing, otherwise.
 */
package netc.backend.tornado.kernel;
