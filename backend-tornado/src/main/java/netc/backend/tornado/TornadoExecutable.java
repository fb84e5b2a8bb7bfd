package netc.backend.tornado;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import netc.ir.exec.Executable;
import netc.ir.exec.Profile;
import netc.ir.plan.Program;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** A program on a device. Runs take turns: there is one memory. */
final class TornadoExecutable implements Executable {
  private final DeviceProgram program;
  private final ExecutionPlan plan;
  private boolean closed;

  TornadoExecutable(DeviceProgram program) {
    this.program = program;
    plan = new ExecutionPlan(program);
  }

  @Override
  public synchronized Map<String, Tensor> run(Map<String, Tensor> inputs) {
    if (closed) {
      throw new IllegalStateException(source().name() + " is closed");
    }
    source().inputs().forEach((name, buffer) -> give(name, source().buffer(buffer).type(), inputs.get(name)));
    plan.execute();
    var outputs = new LinkedHashMap<String, Tensor>();
    source().outputs().forEach((name, buffer) -> {
      FloatArray array = program.outputs().get(name);
      outputs.put(name, array == null ? program.fixed(buffer) : take(array, source().buffer(buffer).type()));
    });
    return outputs;
  }

  @Override
  public Profile profile(Map<String, Tensor> inputs) {
    long begin = System.nanoTime();
    Map<String, Tensor> outputs = run(inputs);
    long nanos = System.nanoTime() - begin;
    return new Profile(outputs, List.of(new Profile.Part(source().name(), "all", 0, nanos, 0, 0)), nanos);
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
      plan.close();
    }
  }
}
