package netc.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import netc.CompiledModel;
import netc.Compiler;
import netc.Options;
import netc.Samples;
import netc.cost.CostModel;
import netc.cost.Estimate;
import netc.cost.Target;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Value;
import netc.ir.op.Conv2d;
import netc.ir.op.Linear;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Padding;
import netc.ir.op.Relu;
import netc.ir.op.Sigmoid;
import netc.ir.op.Size2;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/**
 * {@code bench/compare --rates}: what {@link Target#CPU} is made of. Runs small networks of one kind of kernel each on the CPU engine with one thread,
 * unoptimized, and prints rates by that thread's CPU time: medians, so that other work on the machine counts for little.
 */
final class Rates {
  private static final long WARM_UP_NANOS = 1_500_000_000;
  private static final int RUNS = 31;

  /** A kind of kernel, and networks of it. */
  private record Kind(String name, List<Graph> graphs) {}

  private final Compiler compiler;
  private final LongSupplier clock;

  private Rates(Compiler compiler, LongSupplier clock) {
    this.compiler = compiler;
    this.clock = clock;
  }

  static void print() {
    var rates = new Rates(new Compiler(Options.standard().withThreads(1).withBackend("cpu")),
        ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
    System.out.println("kind            MACs/ns  bytes/ns  launches");
    for (Kind kind : kinds()) {
      rates.print(kind);
    }
    System.out.printf(Locale.ROOT, "launch: %.0f ns%n", rates.launchNanos());
    int threads = Runtime.getRuntime().availableProcessors();
    System.out.printf(Locale.ROOT, "launch with %d threads, by the clock: %.0f ns%n", threads,
        new Rates(new Compiler(Options.standard().withBackend("cpu")), System::nanoTime).launchNanos());
  }

  private void print(Kind kind) {
    for (Graph graph : kind.graphs()) {
      Estimate work = new CostModel(Target.CPU).estimate(graph);
      double nanos = nanos(graph);
      System.out.printf(Locale.ROOT, "%-14s %8.1f %9.1f %9d   %s%n", kind.name(), work.macs() / nanos, work.bytes() / nanos,
          work.launches(),
          graph.name());
    }
  }

  private double launchNanos() {
    return (nanos(tiny(200)) - nanos(tiny(100))) / 100;
  }

  private double nanos(Graph graph) {
    try (CompiledModel model = compiler.compile(graph)) {
      Map<String, Tensor> inputs = Samples.inputs(model.inputs(), 0);
      long end = System.nanoTime() + WARM_UP_NANOS;
      while (System.nanoTime() < end) {
        model.run(inputs);
      }
      var times = new ArrayList<Long>();
      for (int i = 0; i < RUNS; i++) {
        long start = clock.getAsLong();
        model.run(inputs);
        times.add(clock.getAsLong() - start);
      }
      return times.stream().sorted().toList().get(RUNS / 2);
    }
  }

  private static List<Kind> kinds() {
    return List.of(
        new Kind("pointwise", List.of(conv(64, 56, 1, 1), conv(256, 28, 1, 1), conv(512, 14, 1, 1))),
        new Kind("dense", List.of(conv(64, 56, 3, 1), conv(256, 14, 3, 1), conv(64, 56, 5, 1))),
        new Kind("narrow",
            List.of(conv(4, 56, 3, 1), conv(8, 56, 3, 1), conv(16, 56, 3, 1), conv(32, 56, 3, 1), conv(32, 14, 3, 1), conv(32, 7, 3, 1),
                conv(64, 14, 3, 1), conv(64, 7, 3, 1), conv(256, 7, 3, 1))),
        new Kind("groups of 4", List.of(conv(128, 56, 3, 32), conv(512, 14, 3, 128))),
        new Kind("groups of 8", List.of(conv(128, 56, 3, 16), conv(256, 28, 3, 32))),
        new Kind("groups of 16", List.of(conv(128, 56, 3, 8), conv(256, 28, 3, 16), conv(512, 14, 3, 32))),
        new Kind("groups of 32", List.of(conv(128, 56, 3, 4), conv(256, 28, 3, 8), conv(512, 14, 3, 16), conv(1024, 7, 3, 32))),
        new Kind("groups of 64", List.of(conv(1024, 7, 3, 16))),
        new Kind("groups of 24", List.of(conv(240, 28, 3, 10))),
        new Kind("groups of 48", List.of(conv(240, 28, 3, 5))),
        new Kind("groups of 56", List.of(conv(448, 14, 3, 8))),
        new Kind("groups of 112", List.of(conv(448, 14, 3, 4))),
        new Kind("depthwise", List.of(conv(64, 112, 3, 64), conv(192, 28, 3, 192), conv(480, 14, 3, 480))),
        new Kind("linear", List.of(linear(512), linear(2048))),
        new Kind("memory", List.of(pools(64, 112), pools(256, 28), activation(256, 56))));
  }

  /** Four convolutions in a row, each with as many channels in as out. */
  private static Graph conv(int channels, int size, int kernel, int groups) {
    String name = "conv " + channels + "×" + size + "×" + size + ", " + kernel + "×" + kernel + ", groups " + groups;
    var op = new Conv2d(Size2.ONE, new Padding(kernel / 2, kernel / 2, kernel / 2, kernel / 2), Size2.ONE, groups);
    return chain(name, TensorType.f32(1, channels, size, size), 4, (builder, x) -> builder.add(op, x,
        weight(builder, TensorType.f32(channels, channels / groups, kernel, kernel))));
  }

  private static Graph linear(int features) {
    return chain("linear " + features, TensorType.f32(1, features), 4,
        (builder, x) -> builder.add(new Linear(), x, weight(builder, TensorType.f32(features, features))));
  }

  private static Graph pools(int channels, int size) {
    var op = new MaxPool2d(new Size2(2, 2), Size2.ONE, new Padding(1, 0, 1, 0), Size2.ONE, false);
    return chain("max pooling " + channels + "×" + size + "×" + size, TensorType.f32(1, channels, size, size), 4,
        (builder, x) -> builder.add(op, x));
  }

  private static Graph activation(int channels, int size) {
    return chain("relu " + channels + "×" + size + "×" + size, TensorType.f32(1, channels, size, size), 1,
        (builder, x) -> builder.add(new Relu(), x));
  }

  /** Kernels that do next to nothing. */
  private static Graph tiny(int length) {
    return chain("tiny", TensorType.f32(1, 64, 4, 4), length, (builder, x) -> builder.add(new Sigmoid(), x));
  }

  private static Value weight(GraphBuilder builder, TensorType type) {
    String name = "w" + builder.size();
    return builder.weight(name, Tensor.initial(type, Init.standard(type.shape()), name, 0));
  }

  private static Graph chain(String name, TensorType type, int length, BiFunction<GraphBuilder, Value, Value> layer) {
    var builder = new GraphBuilder(name);
    Value last = builder.input("x", type);
    for (int i = 0; i < length; i++) {
      last = layer.apply(builder, last);
    }
    builder.output("y", last);
    return builder.build();
  }
}
