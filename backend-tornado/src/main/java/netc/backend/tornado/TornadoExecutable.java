package netc.backend.tornado;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import netc.ir.diag.DiagnosticException;
import netc.ir.exec.Executable;
import netc.ir.exec.Profile;
import netc.ir.exec.Progress;
import netc.ir.plan.Program;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** A program on a device. Runs take turns: there is one memory. */
final class TornadoExecutable implements Executable {
  private final DeviceProgram program;
  private final int device;
  private final ExecutionPlan plan;
  /** To be profiled, if steps are in one task here. */
  private @Nullable TornadoExecutable apart;
  private boolean closed;

  /** As below, in silence. */
  TornadoExecutable(DeviceProgram program, int device) {
    this(program, device, Progress.NONE);
  }

  /** Ready to run: its kernels are compiled, and what is fixed is on the device. */
  TornadoExecutable(DeviceProgram program, int device, Progress progress) {
    this(program, device, progress, 0);
  }

  /**
   * As above.
   *
   * @param held bytes of the device's memory that are taken already
   */
  private TornadoExecutable(DeviceProgram program, int device, Progress progress, long held) {
    this.program = program;
    this.device = device;
    program.checkMemory(Devices.get(device), held);
    try {
      plan = new ExecutionPlan(program, device, progress);
    } catch (Throwable thrown) { // TornadoVM's compiler throws errors, too
      throw failure(thrown);
    }
    try {
      plan.execute();
      progress.at(plan.launches(), plan.launches());
    } catch (Throwable thrown) { // as above
      DiagnosticException failure = failure(thrown);
      try {
        plan.close();
      } catch (RuntimeException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  private DiagnosticException failure(Throwable thrown) {
    return thrown instanceof DiagnosticException wrong ? wrong : DeviceFailure.of(program, device, thrown);
  }

  @Override
  public synchronized Map<String, Tensor> run(Map<String, Tensor> inputs) {
    return run(inputs, plan::execute);
  }

  @Override
  public synchronized Profile profile(Map<String, Tensor> inputs) {
    checkOpen();
    if (program.tasks().stream().anyMatch(task -> task.body() instanceof SourceChain)) {
      if (apart == null) {
        apart = new TornadoExecutable(program.apart(), device, Progress.NONE, program.bytes());
      }
      return apart.profile(inputs);
    }
    var parts = new ArrayList<Profile.Part>();
    long begin = System.nanoTime();
    Map<String, Tensor> outputs = run(inputs, () -> parts.addAll(plan.profile().parts()));
    return new Profile(outputs, parts, System.nanoTime() - begin);
  }

  private Map<String, Tensor> run(Map<String, Tensor> inputs, Runnable execution) {
    checkOpen();
    source().inputs().forEach((name, buffer) -> give(name, source().buffer(buffer).type(), inputs.get(name)));
    try {
      execution.run();
    } catch (Throwable thrown) { // as above
      throw DeviceFailure.of(program, device, thrown);
    }
    var outputs = new LinkedHashMap<String, Tensor>();
    source().outputs().forEach((name, buffer) -> {
      FloatArray array = program.outputs().get(name);
      outputs.put(name, array == null ? program.fixed(buffer) : take(array, source().buffer(buffer).type()));
    });
    return outputs;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(source().name() + " is closed");
    }
  }

  private Program source() {
    return program.program();
  }

  private void give(String name, TensorType type, @Nullable Tensor tensor) {
    if (tensor == null) {
      throw new IllegalArgumentException(source().name() + " needs an input " + name);
    }
    if (!tensor.type().equals(type)) {
      throw new IllegalArgumentException("input " + name + " is " + tensor.type() + ", " + source().name() + " needs " + type);
    }
    FloatArray array = Objects.requireNonNull(program.inputs().get(name));
    MemorySegment.copy(tensor.segment(), 0, array.getSegment(), 0, (long) array.getSize() * Float.BYTES);
  }

  private static Tensor take(FloatArray array, TensorType type) {
    MemorySegment copy = Arena.ofAuto().allocate((long) array.getSize() * Float.BYTES, Float.BYTES);
    return Tensor.of(type, copy.copyFrom(array.getSegment().asSlice(0, copy.byteSize())));
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try {
        if (apart != null) {
          apart.close();
        }
      } finally {
        plan.close();
      }
    }
  }
}
