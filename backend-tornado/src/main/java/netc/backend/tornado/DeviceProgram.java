package netc.backend.tornado;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import netc.backend.tornado.kernel.Blocked;
import netc.backend.tornado.kernel.Transfers;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Contraction;
import netc.ir.op.Elementwise;
import netc.ir.op.Leaf;
import netc.ir.op.Movement;
import netc.ir.op.Normalization;
import netc.ir.op.Pooling;
import netc.ir.op.Reduction;
import netc.ir.op.Resize;
import netc.ir.plan.MemoryPlanner;
import netc.ir.plan.Program;
import netc.ir.plan.Step;
import netc.ir.tensor.Tensor;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * A program as tasks on one array: the inputs are blocked, the kernels run, the outputs are laid out for the host.
 *
 * @param program with the memory plan of the device's layout
 * @param schedule what its kernels are for
 * @param memory the array, not yet allocated
 * @param host an array that is on the device before the first task: an input, if there is any
 * @param inputs what the host fills, by name
 * @param outputs what the host reads, by name
 * @param tasks in order
 */
record DeviceProgram(Program program, Schedule schedule, DeviceMemory memory, FloatArray host, Map<String, FloatArray> inputs,
    Map<String, FloatArray> outputs,
    List<Task> tasks) {
  private static final String STORE = "store";

  /** For TornadoVM's own kernels on the device that it uses. */
  static DeviceProgram of(Program given) {
    return of(given, Schedule.CPU);
  }

  static DeviceProgram of(Program given, Schedule schedule) {
    Program program =
        MemoryPlanner.plan(Views.settled(given), buffer -> Form.of(buffer.type().shape()).vectors() * Blocked.LANES);
    var memory = new DeviceMemory(program);
    var tasks = new ArrayList<Task>();
    Map<String, FloatArray> inputs = new LinkedHashMap<>();
    var host = HostInput.of(program, schedule);
    program.inputs().forEach((name, buffer) -> {
      Form form = Form.of(program.buffer(buffer).type().shape());
      FloatArray array = buffer == host.buffer() ? host.array() : new FloatArray(form.elements());
      inputs.put(name, array);
      if (!host.isPlain(buffer)) {
        tasks.add(load(name, array, memory.place(buffer), form));
      }
    });
    for (Step step : program.steps()) {
      try {
        tasks.addAll(tasks(new Site(program, memory, schedule, host, step)));
      } catch (IllegalArgumentException | ArithmeticException beyond) { // kernels count with ints, and some with fewer bits
        throw withoutKernel(step, beyond);
      }
    }
    Map<String, FloatArray> outputs = new LinkedHashMap<>();
    program.outputs().forEach((name, buffer) -> {
      Form form = Form.of(program.buffer(buffer).type().shape());
      if (program.home(buffer).weight().isEmpty()) {
        var array = new FloatArray(form.elements());
        outputs.put(name, array);
        tasks.add(store(name, array, memory.place(buffer), form));
      }
    });
    return new DeviceProgram(program, schedule, memory, host.array(), inputs, outputs, tasks);
  }

  /** The same with as few tasks as will do: for those who need not know what each step takes. */
  DeviceProgram chained() {
    return new DeviceProgram(program, schedule, memory, host, inputs, outputs, SourceChain.of(tasks, memory));
  }

  /** The same, with a memory of its own, and a task for each step at least. */
  DeviceProgram apart() {
    return of(program, schedule);
  }

  private static DiagnosticException withoutKernel(Step step, RuntimeException beyond) {
    String words = beyond instanceof ArithmeticException ? "the tornado backend has no kernel for sizes that large" : beyond.getMessage();
    var exception =
        new DiagnosticException(Diagnostic.of(Code.NO_BACKEND, "step " + step.label() + ": " + words).help("--backend cpu runs it"));
    exception.initCause(beyond);
    return exception;
  }

  private static List<Task> tasks(Site site) {
    switch (site.op()) {
      case Contraction op -> new ContractionTasks(site).add(op);
      case Normalization op -> new MapTasks(site).add(op);
      case Elementwise op -> new MapTasks(site).add(op);
      case Pooling op -> new MapTasks(site).add(op);
      case Reduction op -> new MapTasks(site).add(op);
      case Resize op -> new MoveTasks(site).add(op);
      case Movement op -> new MoveTasks(site).add(op);
      case Leaf op -> throw new IllegalStateException(op.name() + " is no step");
    }
    return site.tasks();
  }

  private static Task load(String name, FloatArray array, int place, Form form) {
    return Task.of("input " + name, "load", List.of(form.cells(), form.blocks(), form.images()), 6, (graph, id, context, arrays) -> graph
        .task(id, Transfers::load, context, array, arrays, place, form.channels(), form.cells()));
  }

  private static Task store(String name, FloatArray array, int place, Form form) {
    return Task.of(storing(name), STORE, List.of(form.elements(), 1, 1), 6, (graph, id, context, arrays) -> graph.task(id,
        Transfers::store, context, arrays, array, place, form.channels(), form.cells()));
  }

  private static String storing(String output) {
    return "output " + output;
  }

  /**
   * Sees to it that a device has room for it.
   *
   * @param held bytes that others have of that
   * @throws DiagnosticException if it has not
   */
  void checkMemory(TornadoDevice device, long held) {
    memory.check(device, arrayBytes() + held);
  }

  /** What it takes of a device's memory. */
  long bytes() {
    return memory.bytes() + arrayBytes();
  }

  private long arrayBytes() {
    return Stream.concat(inputs.values().stream(), outputs.values().stream()).mapToLong(FloatArray::getNumBytesOfSegmentWithHeader).sum();
  }

  /** The arrays that the device gets before each run. */
  Object[] uploads() {
    return inputs.isEmpty() ? new Object[] {host} : inputs.values().toArray();
  }

  /** The arrays of outputs that some of its tasks fill. */
  Object[] stored(List<Task> some) {
    Set<String> labels = some.stream().filter(task -> task.kernel().equals(STORE)).map(Task::label).collect(Collectors.toSet());
    return outputs.entrySet().stream().filter(output -> labels.contains(storing(output.getKey()))).map(Map.Entry::getValue).toArray();
  }

  /** The result of an output that is a weight. */
  Tensor fixed(int buffer) {
    return Tensor.of(program.buffer(buffer).type(), program.home(buffer).weight().orElseThrow().segment());
  }
}
