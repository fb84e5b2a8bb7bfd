package netc.ir.exec;

import java.util.List;

/**
 * One kernel of a program in a language of devices.
 *
 * @param label the step that it is of, or a part of
 * @param kernel the kernel's name
 * @param grid the number of work items along each axis
 * @param group the number of work items of a group along each axis
 * @param bytes the size of what the step reads and writes, weights among it; 0 if it is not the step's first kernel
 * @param source the text
 */
public record KernelSource(String label, String kernel, List<Integer> grid, List<Integer> group, long bytes, String source) {
  public KernelSource {
    grid = List.copyOf(grid);
    group = List.copyOf(group);
  }

  /** For whom kernels are generated. */
  public enum Target {
    /** CPUs, in OpenCL C. */
    OPENCL_CPU("opencl-cpu", "cl"),
    /** GPUs, in OpenCL C. */
    OPENCL_GPU("opencl-gpu", "cl"),
    /** NVIDIA's GPUs, in PTX. */
    PTX("ptx", "ptx");

    private final String text;
    private final String ending;

    Target(String text, String ending) {
      this.text = text;
      this.ending = ending;
    }

    /** What files of its language end in. */
    public String ending() {
      return ending;
    }

    /** As it is written: {@code opencl-gpu}. */
    @Override
    public String toString() {
      return text;
    }
  }
}
