package netc.backend.tornado;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import netc.ir.exec.Progress;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;

/**
 * Task graphs that run one after the other on the device's one array, each within what TornadoVM can encode. The first takes the inputs and, when it
 * runs for the first time, the array; each gives the outputs that it stores; nothing else leaves the device.
 */
final class ExecutionPlan {
  /** TornadoVM encodes the tasks of a graph in 8192 bytes, and writes past their end. */
  static final int MOST_BYTES = 8000;

  /**
   * TornadoVM has room for 256 tasks, and for 1024 nodes: two for each task, three for each array of its own, and one for each number among their parameters.
   */
  static final int MOST_TASKS = 120;

  private final TornadoExecutionPlan plan;
  private final List<List<Task>> parts;
  private final List<GridScheduler> grids = new ArrayList<>();

  /**
   * Places it on a device. The first run compiles its kernels.
   *
   * @param device the device's index in {@link Devices}
   * @param progress told how far the first run is
   */
  ExecutionPlan(DeviceProgram program, int device, Progress progress) {
    VectorFloat8 memory = program.memory().allocate();
    program.inputs().values().forEach(array -> array.init(0)); // the first run has none
    parts = parts(program.tasks(), DenseConvolution.nothing(program.host()));
    var launched = new Launched(progress, launches());
    var graphs = new ImmutableTaskGraph[parts.size()];
    for (int i = 0; i < graphs.length; i++) {
      graphs[i] = graph(program, memory, launched, i);
    }
    plan = new TornadoExecutionPlan(graphs);
    plan.withDevice(Devices.get(device));
  }

  /**
   * The tasks in as few runs as the limits allow. TornadoVM keeps the code of all OpenCL C of ours where that of the first task is: if there is any in
   * a graph, the first task has to be of it.
   *
   * @param nothing a task of our OpenCL C that does nothing
   */
  static List<List<Task>> parts(List<Task> tasks, Task nothing) {
    var parts = new ArrayList<List<Task>>();
    parts.add(new ArrayList<>());
    int bytes = nothing.bytes();
    for (Task task : tasks) {
      if (bytes + task.bytes() > MOST_BYTES || parts.getLast().size() == MOST_TASKS) {
        parts.add(new ArrayList<>());
        bytes = nothing.bytes();
      }
      parts.getLast().add(task);
      bytes += task.bytes();
    }
    for (List<Task> part : parts) {
      if (part.stream().anyMatch(Task::isSource) && !part.getFirst().isSource()) {
        part.addFirst(nothing);
      }
    }
    return parts;
  }

  private ImmutableTaskGraph graph(DeviceProgram program, VectorFloat8 memory, Launched launched, int part) {
    List<Task> tasks = parts.get(part);
    var graph = new TaskGraph(name(part));
    var scheduler = launched.scheduler();
    if (part == 0) {
      graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, memory);
      graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, program.uploads());
    } else {
      graph.consumeFromDevice(name(part - 1), memory, program.host());
    }
    for (int i = 0; i < tasks.size(); i++) {
      Task task = tasks.get(i);
      String id = "task" + i;
      task.body().addTo(graph, id, new KernelContext(), memory);
      scheduler.addWorkerGrid(name(part) + "." + id, task.worker());
    }
    if (part == 0 && parts.size() > 1) { // what others consume stays there anyway, and is freed by this one alone
      graph.persistOnDevice(memory, program.host());
    }
    graph.transferToHost(DataTransferMode.EVERY_EXECUTION, program.stored(tasks));
    grids.add(scheduler);
    return graph.snapshot();
  }

  private static String name(int part) {
    return "part" + part;
  }

  void execute() {
    for (int i = 0; i < grids.size(); i++) {
      plan.withGraph(i).withGridScheduler(grids.get(i)).execute();
    }
  }

  /** Executes, and gives what TornadoVM's profiler says of it. */
  TaskProfile profile() {
    var profile = new TaskProfile();
    plan.withProfiler(ProfilerMode.SILENT);
    for (int i = 0; i < grids.size(); i++) {
      TornadoExecutionResult result = plan.withGraph(i).withGridScheduler(grids.get(i)).execute();
      profile.add(result.getProfilerResult(), named(i));
    }
    plan.withoutProfiler();
    return profile;
  }

  private Map<String, Task> named(int part) {
    Map<String, Task> named = new LinkedHashMap<>();
    for (Task task : parts.get(part)) {
      named.put(name(part) + ".task" + named.size(), task);
    }
    return named;
  }

  /** How many kernels a run starts. */
  int launches() {
    return parts.stream().mapToInt(List::size).sum();
  }

  void close() {
    try {
      plan.withAllGraphs().close(); // frees the memory of the graphs that are chosen, and each run chooses one
    } catch (TornadoExecutionPlanException e) {
      throw new IllegalStateException("TornadoVM does not let go of a plan", e);
    }
  }
}
