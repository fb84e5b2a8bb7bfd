import org.jspecify.annotations.NullMarked;

/** The CPU engine: fused kernels on the Vector API. */
@NullMarked
module netc.backend.cpu {
  requires static transitive org.jspecify;
  requires transitive netc.ir;
  requires jdk.incubator.vector;

  exports netc.backend.cpu;

  provides netc.ir.exec.Backend with
      netc.backend.cpu.CpuBackend;
}
