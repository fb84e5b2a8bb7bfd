package netc.backend.cpu;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import netc.backend.cpu.Schedule.Action;
import netc.backend.cpu.kernel.Frame;
import netc.backend.cpu.kernel.Kernel;
import netc.backend.cpu.kernel.Team;
import netc.ir.exec.Backend;
import netc.ir.exec.Executable;
import netc.ir.exec.Profile;
import netc.ir.plan.Program;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import org.jspecify.annotations.Nullable;

/** A program with its kernels, the threads that run them and the frames of the runs that are not under way. */
final class CpuExecutable implements Executable {
  private final Program program;
  private final List<Action> actions;
  private final Layout layout;
  private final List<Kernel> kernels;
  private final Team team;
  private final int shared;
  private final int scratch;
  private final ConcurrentLinkedQueue<Frame> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  private CpuExecutable(Program program, List<Action> actions, Layout layout, List<Kernel> kernels, Team team) {
    this.program = program;
    this.actions = actions;
    this.layout = layout;
    this.kernels = kernels;
    this.team = team;
    shared = kernels.stream().mapToInt(Kernel::shared).max().orElse(0);
    scratch = scratch(kernels);
  }

  private static int scratch(List<Kernel> kernels) {
    return kernels.stream().mapToInt(Kernel::scratch).max().orElse(0);
  }

  static CpuExecutable prepare(Program program, Backend.Options options) {
    var schedule = Schedule.of(program);
    var layout = new Layout(program, schedule);
    var maker = new StepKernels(program, layout, options);
    List<Action> actions = schedule.actions();
    var kernels = new Kernel[actions.size()];
    try (var packers = new Team(options.threads(), 0)) {
      packers.forEach(kernels.length, new float[0], (i, _) -> kernels[i] = maker.kernel(actions.get(i)));
    }
    var list = List.of(kernels);
    return new CpuExecutable(program, actions, layout, list, new Team(options.threads(), scratch(list)));
  }

  @Override
  public Map<String, Tensor> run(Map<String, Tensor> inputs) {
    return run(inputs, frame -> kernels.forEach(kernel -> kernel.run(frame)));
  }

  @Override
  public Profile profile(Map<String, Tensor> inputs) {
    var parts = new ArrayList<Profile.Part>();
    long begin = System.nanoTime();
    Map<String, Tensor> outputs = run(inputs, frame -> {
      for (int i = 0; i < kernels.size(); i++) {
        long start = System.nanoTime();
        kernels.get(i).run(frame);
        Action action = actions.get(i);
        parts.add(new Profile.Part(action.label(program), action.kernel(), start - begin, System.nanoTime() - start, 0, 0));
      }
    });
    return new Profile(outputs, parts, System.nanoTime() - begin);
  }

  private Map<String, Tensor> run(Map<String, Tensor> inputs, Consumer<Frame> steps) {
    if (closed) {
      throw new IllegalStateException(program.name() + " is closed");
    }
    Frame reused = idle.poll();
    Frame frame = reused != null ? reused : frame();
    program.inputs().forEach((name, buffer) -> give(frame, name, buffer, inputs.get(name)));
    steps.accept(frame);
    var outputs = new LinkedHashMap<String, Tensor>();
    program.outputs().forEach((name, buffer) -> outputs.put(name, take(frame, buffer)));
    if (!closed) {
      idle.add(frame); // not after a failure: then there is no frame to give back
    }
    return outputs;
  }

  private Frame frame() {
    var frame = new Frame(layout.size(), shared, scratch, team);
    layout.constants().forEach((place, tensor) -> copy(tensor, frame, place));
    return frame;
  }

  private void give(Frame frame, String name, int buffer, @Nullable Tensor tensor) {
    TensorType type = program.buffer(buffer).type();
    if (tensor == null) {
      throw new IllegalArgumentException(program.name() + " needs an input " + name);
    }
    if (!tensor.type().equals(type)) {
      throw new IllegalArgumentException("input " + name + " is " + tensor.type() + ", " + program.name() + " needs " + type);
    }
    copy(tensor, frame, layout.place(buffer, Form.PLAIN));
  }

  private static void copy(Tensor tensor, Frame frame, int place) {
    int count = Math.toIntExact(tensor.shape().elements());
    MemorySegment.copy(tensor.segment(), Tensor.FLOAT, 0, frame.memory(), place, count);
  }

  private Tensor take(Frame frame, int buffer) {
    TensorType type = program.buffer(buffer).type();
    int place = layout.place(buffer, Form.PLAIN);
    int count = Math.toIntExact(type.shape().elements());
    return Tensor.of(type, MemorySegment.ofArray(Arrays.copyOfRange(frame.memory(), place, place + count)));
  }

  @Override
  public void close() {
    closed = true;
    idle.clear();
    team.close();
  }
}
