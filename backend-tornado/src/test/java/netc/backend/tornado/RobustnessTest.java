package netc.backend.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import netc.Comparison;
import netc.CompiledModel;
import netc.Compiler;
import netc.Options;
import netc.Samples;
import netc.ir.Graph;
import netc.ir.diag.DiagnosticException;
import netc.ir.exec.Profile;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import netc.lower.Lowering;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;
import uk.ac.manchester.tornado.api.types.vectors.Float8;

/** What is not a number in a result: threads, failures, memory, times. */
class RobustnessTest {
  private static final double TOLERANCE = 1e-5;

  private static CompiledModel compile(String backend, Graph graph) {
    return new Compiler(Options.standard().withBackend(backend)).compile(graph);
  }

  private static Map<String, Tensor> inputs(CompiledModel model, int seed) {
    return Samples.inputs(model.inputs(), seed);
  }

  @Test
  void twoModelsInTwoThreads() throws InterruptedException, ExecutionException {
    List<Callable<Double>> threads = List.of(() -> worst(Networks.small(24)), () -> worst(Networks.small(40)));
    try (var executor = Executors.newFixedThreadPool(2)) {
      for (Future<Double> worst : executor.invokeAll(threads)) {
        assertThat(worst.get()).isLessThan(TOLERANCE);
      }
    }
  }

  @Test
  void oneModelInTwoThreads() throws InterruptedException, ExecutionException {
    Graph graph = Networks.small(16);
    try (CompiledModel model = compile("tornado", graph); CompiledModel cpu = compile("cpu", graph);
        var executor = Executors.newFixedThreadPool(2)) {
      Callable<Double> task = () -> difference(model, cpu);
      for (Future<Double> worst : executor.invokeAll(List.of(task, task))) {
        assertThat(worst.get()).isLessThan(TOLERANCE);
      }
    }
  }

  private static double worst(Graph graph) {
    try (CompiledModel model = compile("tornado", graph); CompiledModel cpu = compile("cpu", graph)) {
      return difference(model, cpu);
    }
  }

  private static double difference(CompiledModel model, CompiledModel reference) {
    double worst = 0;
    for (int seed = 0; seed < 10; seed++) {
      worst = Math.max(worst, Comparison.of(reference.run(inputs(model, seed)), model.run(inputs(model, seed))).error());
    }
    return worst;
  }

  /** A kernel that TornadoVM's compiler refuses: the fused multiply-add of Java is a program of its own. */
  public static void broken(KernelContext context, VectorFloat8 memory, int n) {
    float sum = Math.fma(memory.get(0).getS0(), n, n);
    memory.set(context.globalIdx, new Float8(sum, sum, sum, sum, sum, sum, sum, sum));
  }

  @Test
  void aKernelThatDoesNotCompileIsNamed() {
    DeviceProgram program = DeviceProgram.of(Lowering.lower(Networks.small(8).bind(Map.of("N", 1L))));
    var tasks = new ArrayList<>(program.tasks());
    tasks.add(2, Task.of("the step at fault", "broken", List.of(1, 1, 1), 3,
        (graph, id, context, memory) -> graph.task(id, RobustnessTest::broken, context, memory, 2)));
    var faulty = new DeviceProgram(program.program(), program.schedule(), program.memory(), program.host(), program.inputs(),
        program.outputs(), tasks);
    assertThatThrownBy(() -> {
      try (var executable = new TornadoExecutable(faulty, 0)) {
        executable.run(Samples.inputs(Map.of("image", TensorType.f32(1, 3, 12, 14)), 0));
      }
    }).isInstanceOf(DiagnosticException.class).hasMessageContaining("cannot compile kernel broken of task the step at fault");
    assertThat(worst(Networks.small(8))).isLessThan(TOLERANCE);
  }

  /** Runs networks where TornadoVM may take only a little memory. */
  static final class LittleMemory {
    private LittleMemory() {}

    static void main() {
      try (CompiledModel model = compile("tornado", Networks.small(20_000))) {
        model.run(inputs(model, 0));
        System.out.println("enough");
      } catch (DiagnosticException e) {
        System.out.println(e.getMessage());
      }
      for (int i = 0; i < 4; i++) {
        System.out.println(worst(Networks.small(2_000)) < TOLERANCE);
      }
      for (int i = 0; i < 2; i++) {
        try (var executable = new TornadoExecutable(ofSeveralGraphs(64), 0); CompiledModel cpu = compile("cpu", longNetwork(64))) {
          Map<String, Tensor> inputs = inputs(cpu, 0);
          System.out.println(Comparison.of(cpu.run(inputs), executable.run(inputs)).error() < TOLERANCE);
        }
      }
      try (CompiledModel model = compile("tornado", Networks.small(3_000))) {
        model.profile(inputs(model, 0));
        System.out.println("enough");
      } catch (DiagnosticException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static Graph longNetwork(int channels) {
    return Networks.means(150, channels, layer -> layer == 150);
  }

  /** A long network whose short steps are tasks of their own. */
  private static DeviceProgram ofSeveralGraphs(int channels) {
    DeviceProgram program = DeviceProgram.of(Lowering.lower(longNetwork(channels)), Schedule.OPENCL_CPU);
    assertThat(ExecutionPlan.parts(program.tasks(), DenseConvolution.nothing(program.host()))).hasSizeGreaterThan(1);
    return program;
  }

  @Test
  void aDeviceOutOfMemoryIsSaidAndClosingGivesMemoryBack() {
    List<String> lines = OtherJvm.run(LittleMemory.class, OtherJvm.with("-Dtornado.device.memory=4MB"), Map.of());
    assertThat(lines).filteredOn(line -> line.equals("true")).hasSize(6);
    assertThat(lines).filteredOn(line -> line.startsWith("error")).hasSize(2).as("too large at once, and with the copy to be profiled")
        .allSatisfy(line -> assertThat(line).startsWith("error E0503: net small needs").contains("TornadoVM may take 4 MB"));
    assertThat(lines).noneMatch(line -> line.equals("enough") || line.equals("false"));
  }

  /** Compiles networks twice, and says after each how many programs the driver has compiled so far. */
  static final class Twice {
    private Twice() {}

    static void main(String[] args) throws IOException {
      for (int i = 0; i < 2; i++) {
        compile("tornado", Networks.small(24)).close();
        new TornadoExecutable(DeviceProgram.of(Lowering.lower(Networks.concatenated())), 0).close();
        try (Stream<Path> files = Files.walk(Path.of(System.getenv("POCL_CACHE_DIR")))) {
          System.out.println(files.filter(file -> file.endsWith("program.bc")).count());
        }
      }
    }
  }

  /** On PoCL, whose compiler takes the most time, and which keeps what it has compiled in a folder. */
  @Test
  void aSecondLoadHasTheDriverCompileNothing(@TempDir Path kept) {
    assumeThat(Compiler.backends())
        .anySatisfy(backend -> assertThat(backend.devices().getFirst().detail()).contains("Portable Computing Language"));
    List<String> programs = OtherJvm.run(Twice.class, options -> options, Map.of("POCL_CACHE_DIR", kept.toString()));
    assertThat(programs).hasSize(2);
    assertThat(programs.getFirst()).isNotEqualTo("0").isEqualTo(programs.getLast());
  }

  @Test
  void compilingSaysHowFarItIs() {
    var told = new ArrayList<Integer>();
    var tasks = new HashSet<Integer>();
    try (var executable = new TornadoExecutable(ofSeveralGraphs(9), 0, (done, all) -> {
      told.add(done);
      tasks.add(all);
    })) {
      assertThat(tasks).hasSize(1);
      assertThat(told).containsExactlyElementsOf(IntStream.rangeClosed(0, tasks.iterator().next()).boxed().toList());
      int compiled = told.size();
      executable.run(Map.of("x", Tensor.fill(TensorType.f32(1, 9, 3, 2), 0.5)));
      assertThat(told).as("a run compiles nothing").hasSize(compiled);
    }
  }

  @Test
  void aProfileHasEveryTask() {
    try (CompiledModel model = compile("tornado", Networks.small(24))) {
      model.run(inputs(model, 0));
      Profile profile = model.profile(inputs(model, 0));
      assertThat(profile.parts()).filteredOn(part -> part.compute() > 0).extracting(Profile.Part::label)
          .containsAll(model.program().steps().stream().filter(step -> !step.label().isEmpty()).map(step -> step.label()).toList());
      assertThat(profile.parts()).anySatisfy(part -> assertThat(part.kernel()).isEqualTo("upload"))
          .anySatisfy(part -> assertThat(part.dispatch()).isPositive());
      assertThat(Comparison.of(model.run(inputs(model, 0)), profile.outputs()).absolute()).isZero();
    }
  }
}
