package netc.backend.tornado;

import java.util.ArrayList;
import java.util.List;
import netc.backend.tornado.kernel.Packed;
import netc.backend.tornado.kernel.Pointwise;
import netc.ir.op.Op;
import netc.ir.plan.Epilogue;
import netc.ir.plan.Program;
import netc.ir.plan.Step;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;

/** A step where its kernels are made: what it reads and writes, as the device sees it, and the tasks it has become so far. */
final class Site {
  private final Program program;
  private final DeviceMemory memory;
  private final Schedule schedule;
  private final HostInput host;
  private final Step step;
  private final List<Ending> endings;
  private final List<Task> tasks = new ArrayList<>();
  private boolean ended;

  Site(Program program, DeviceMemory memory, Schedule schedule, HostInput host, Step step) {
    this.program = program;
    this.schedule = schedule;
    this.host = host;
    this.memory = memory;
    this.step = step;
    endings = Ending.of(step.epilogue(), this::in);
  }

  DeviceMemory memory() {
    return memory;
  }

  Schedule schedule() {
    return schedule;
  }

  HostInput host() {
    return host;
  }

  /** Whether the first operand is an input that is not blocked. */
  boolean isPlain() {
    return host.isPlain(step.inputs().getFirst());
  }

  String label() {
    return step.label();
  }

  Op op() {
    return step.op();
  }

  /** How many inputs are the op's operands: what the epilogue reads comes behind them. */
  int operands() {
    return step.epilogue().stream()
        .mapToInt(stage -> stage instanceof Epilogue.AddResidual(int input) ? input : Integer.MAX_VALUE)
        .reduce(step.inputs().size(), Math::min);
  }

  /** The place of an input, which is laid out if it is a weight. */
  int in(int input) {
    int buffer = step.inputs().get(input);
    return program.home(buffer).weight().map(weight -> laidOut(weight, shape(input))).orElseGet(() -> memory.place(buffer));
  }

  private int laidOut(Tensor tensor, Shape shape) {
    var form = Form.of(shape);
    return memory.constant(form.vectors(), to -> {
      for (int image = 0; image < form.images(); image++) {
        for (int channel = 0; channel < form.channels(); channel++) {
          for (int cell = 0; cell < form.cells(); cell++) {
            long vector = ((long) image * form.blocks() + channel / 8) * form.cells() + cell;
            float value = tensor.get(((long) image * form.channels() + channel) * form.cells() + cell);
            to.setAtIndex(Tensor.FLOAT, vector * 8 + channel % 8, value);
          }
        }
      }
    });
  }

  /** The elements of an input that is a weight. */
  Tensor weight(int input) {
    return program.home(step.inputs().get(input)).weight().orElseThrow(() -> new IllegalArgumentException(
        "the tornado backend needs operand " + input + " of " + step.op().name() + " to be a weight"));
  }

  Shape shape(int input) {
    return program.buffer(step.inputs().get(input)).type().shape();
  }

  Form form(int input) {
    return Form.of(shape(input));
  }

  int out() {
    return memory.place(step.output());
  }

  Shape result() {
    return program.buffer(step.output()).type().shape();
  }

  Form resultForm() {
    return Form.of(result());
  }

  List<Integer> outputs() {
    return step.outputs();
  }

  /** The place and the shape of one of several outputs. */
  int out(int output) {
    return memory.place(step.outputs().get(output));
  }

  Shape result(int output) {
    return program.buffer(step.outputs().get(output)).type().shape();
  }

  /** Rows and columns of an image, as kernels have them. */
  static int map(Shape shape) {
    return Packed.pair(shape.extent(2), shape.extent(3));
  }

  /** The ending that the step's own kernel is to have: who asks for it has one. */
  Ending ending() {
    ended = true;
    return endings.getFirst();
  }

  void add(String kernel, List<Integer> grid, int arguments, Task.Body body) {
    tasks.add(Task.of(step.label(), kernel, grid, arguments, body));
  }

  /** A task whose work items are groups of their own. */
  void addLarge(String kernel, List<Integer> grid, int arguments, Task.Body body) {
    addGroups(kernel, grid, List.of(1, 1, 1), arguments, body);
  }

  /** A task whose work items work together in groups of this size. */
  void addGroups(String kernel, List<Integer> grid, List<Integer> group, int arguments, Task.Body body) {
    tasks.add(new Task(step.label(), kernel, grid, group, arguments, body));
  }

  /** A function of vectors in place, or of one place into another. */
  void map(int in, int out, long vectors, Ending ending) {
    var first = ending.first();
    var second = ending.second();
    add("map", List.of(Math.toIntExact(vectors), 1, 1), 10,
        (graph, id, context, arrays) -> graph.task(id, Pointwise::map, context, arrays, in, out, ending.residual(), ending.functions(),
            first.p(), first.q(), second.p(), second.q()));
  }

  /** All tasks, with those for what the step's own kernel does not do. */
  List<Task> tasks() {
    for (Ending ending : ended ? endings.subList(1, endings.size()) : endings) {
      if (!ending.isNone()) {
        map(out(), out(), resultForm().vectors(), ending);
      }
    }
    if (endings.stream().anyMatch(Ending::spoilsLanes)) {
      clear();
    }
    return tasks;
  }

  /** Makes the lanes past the last channel of the result finite. */
  void clear() {
    Form form = resultForm();
    int out = out();
    if (form.isRagged()) {
      add("clear", List.of(form.cells(), form.images(), 1), 5,
          (graph, id, context, arrays) -> graph.task(id, Pointwise::clear, context, arrays, out, form.channels(), form.cells()));
    }
  }
}
