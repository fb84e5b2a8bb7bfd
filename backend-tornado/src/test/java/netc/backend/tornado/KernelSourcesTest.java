package netc.backend.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import netc.Compiler;
import netc.ir.diag.DiagnosticException;
import netc.ir.exec.KernelSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSourcesTest {
  /** Prints each kernel's name and whether its source is one. */
  static class Emit {
    static void emit(KernelSource.Target target) {
      try {
        for (KernelSource source : Compiler.standard().sources(Networks.small(24), target)) {
          int kernels = source.source().split("__kernel void", -1).length - 1;
          System.out.println(
              source.kernel() + " " + kernels + " " + source.source().contains("void " + source.kernel() + "(") + " " + source.bytes());
        }
      } catch (DiagnosticException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  /** For GPUs. */
  static final class EmitForGpu extends Emit {
    static void main() {
      emit(KernelSource.Target.OPENCL_GPU);
      emit(KernelSource.Target.OPENCL_GPU);
    }
  }

  /** For CPUs. */
  static final class EmitForCpu extends Emit {
    static void main() {
      emit(KernelSource.Target.OPENCL_CPU);
    }
  }

  /** For what is not here. */
  static final class EmitPtx extends Emit {
    static void main() {
      emit(KernelSource.Target.PTX);
    }
  }

  @Test
  void eachTaskHasItsKernelWithoutAnyDevice() {
    List<String> lines = OtherJvm.run(EmitForGpu.class, options -> options, Map.of("OCL_ICD_VENDORS", "/nonexistent"));
    assertThat(lines).hasSizeGreaterThan(5);
    assertThat(lines.subList(0, lines.size() - 1)).allSatisfy(line -> assertThat(line).matches("\\w+ 1 true [1-9]\\d*"));
    assertThat(lines.getFirst()).startsWith("load ");
    assertThat(lines.getLast()).contains("TornadoVM runs in this JVM already");
    List<String> onCpu = OtherJvm.run(EmitForCpu.class, options -> options, Map.of("OCL_ICD_VENDORS", "/nonexistent"));
    assertThat(onCpu).allSatisfy(line -> assertThat(line).matches("\\w+ 1 true [1-9]\\d*"))
        .as("what runs on a CPU is shown, not what TornadoVM would have run").anyMatch(line -> line.startsWith("convolution "));
  }

  @Test
  void nothingIsLeftBehind(@TempDir Path folder) {
    assertThat(OtherJvm.run(EmitForCpu.class, OtherJvm.with("-Djava.io.tmpdir=" + folder), Map.of())).isNotEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void ptxSaysWhatItNeeds() {
    assertThat(OtherJvm.run(EmitPtx.class, options -> options, Map.of())).singleElement().asString()
        .startsWith("error E0503: target ptx: TornadoVM has no PTX device here");
  }
}
