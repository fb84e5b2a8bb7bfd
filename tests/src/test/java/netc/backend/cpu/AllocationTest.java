package netc.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.SplittableRandom;
import netc.ir.GraphBuilder;
import netc.ir.Value;
import netc.ir.exec.Backend;
import netc.ir.exec.Executable;
import netc.ir.op.Conv2d;
import netc.ir.op.Flatten;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.Linear;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Padding;
import netc.ir.op.Relu;
import netc.ir.op.Size2;
import netc.ir.plan.Program;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import netc.lower.Lowering;
import org.junit.jupiter.api.Test;

/** What a run leaves to the garbage collector: its result, and the objects that say what its tasks are; no tensor and no scratch. */
class AllocationTest {
  /** The tensors of a run have 700 kB. */
  private static final long MOST = 30_000;

  private static final int RUNS = 100;

  /** Until the JVM has compiled the kernels, each vector is an object: some hundred runs, more on a machine that is busy. */
  private static final int ROUNDS = 1_000;

  private static Program program() {
    var b = new GraphBuilder("usual");
    Value x = b.input("image", TensorType.f32(1, 3, 48, 48));
    x = b.add(new Relu(), conv(b, x, new Conv2d(Size2.of(2), Padding.of(1), Size2.ONE, 1), 32, 3));
    x = b.add(new MaxPool2d(Size2.of(2), Size2.of(2), Padding.NONE, Size2.ONE, false), x);
    x = b.add(new Relu(), conv(b, x, new Conv2d(Size2.ONE, Padding.of(1), Size2.ONE, 1), 64, 3));
    x = b.add(new Relu(), conv(b, x, Conv2d.plain(), 96, 1));
    x = b.add(new Flatten(), b.add(new GlobalAvgPool(), x));
    b.output("y", b.add(new Linear(), x, weight(b, 10, 96), weight(b, 10)));
    return Lowering.lower(b.build());
  }

  private static Value conv(GraphBuilder b, Value x, Conv2d conv, int filters, int kernel) {
    return b.add(conv, x, weight(b, filters, x.type().size(1), kernel, kernel), weight(b, filters));
  }

  private static Value weight(GraphBuilder b, long... sizes) {
    String name = "w" + b.size();
    return b.weight(name, Tensor.initial(TensorType.f32(sizes), Init.standard(Shape.of(sizes)), name, 3));
  }

  /** Bytes a run, on all threads. */
  private static long allocated(Executable executable, Map<String, Tensor> image) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getTotalThreadAllocatedBytes();
    for (int i = 0; i < RUNS; i++) {
      executable.run(image);
    }
    return (threads.getTotalThreadAllocatedBytes() - before) / RUNS;
  }

  @Test
  void runsAllocateNextToNothing() {
    Map<String, Tensor> image = Map.of("image", OneStep.noise(new SplittableRandom(5), 1, 3, 48, 48));
    try (var executable = new CpuBackend().prepare(program(), new Backend.Options(2))) {
      long bytes = Long.MAX_VALUE;
      for (int round = 0; round < ROUNDS && bytes > MOST; round++) {
        bytes = allocated(executable, image);
      }
      assertThat(bytes).isLessThanOrEqualTo(MOST);
    }
  }
}
