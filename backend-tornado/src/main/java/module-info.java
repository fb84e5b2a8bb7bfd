import org.jspecify.annotations.NullMarked;

/**
 * The TornadoVM engine: programs as task graphs whose kernels TornadoVM compiles for an OpenCL device. TornadoVM is not needed to load this module:
 * without it, the backend has no devices.
 */
@NullMarked
module netc.backend.tornado {
  requires static transitive org.jspecify;
  requires transitive netc.ir;
  requires static tornado.api;

  exports netc.backend.tornado;

  // TornadoVM reads the bytecode and the lambdas of kernels.
  opens netc.backend.tornado;
  opens netc.backend.tornado.kernel;

  provides netc.ir.exec.Backend with
      netc.backend.tornado.TornadoBackend;
}
