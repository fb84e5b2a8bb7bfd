package netc.backend.tornado;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import netc.ir.Origin;
import netc.ir.op.Binary;
import netc.ir.op.Reshape;
import netc.ir.plan.Buffer;
import netc.ir.plan.Buffer.Storage;
import netc.ir.plan.Program;
import netc.ir.plan.Step;
import netc.ir.type.TensorType;

/**
 * Makes copies of the views that are laid out differently on the device than what they show; and gives operands of fewer axes than a binary op's
 * result the axes that they lack.
 */
final class Views {
  private final List<Buffer> buffers;
  private final List<Step> steps = new ArrayList<>();

  private Views(Program program) {
    buffers = new ArrayList<>(program.buffers());
  }

  /** {@code program} in which every view of something computed is laid out as that. Its memory has to be planned anew. */
  static Program settled(Program program) {
    var views = new Views(program);
    program.steps().forEach(views::settle);
    Map<String, Integer> outputs = new LinkedHashMap<>();
    program.outputs().forEach((name, id) -> outputs.put(name, views.read(id)));
    return new Program(program.name(), views.buffers, views.steps, program.inputs(), outputs, 0);
  }

  private void settle(Step step) {
    List<Integer> inputs = new ArrayList<>();
    int rank = buffers.get(step.outputs().getFirst()).type().rank();
    for (int input : step.inputs()) {
      inputs.add(step.op() instanceof Binary && buffers.get(input).type().rank() < rank ? widened(input, rank) : read(input));
    }
    steps.add(new Step(step.label(), step.op(), step.epilogue(), inputs, step.outputs(), step.origin()));
  }

  private int home(int id) {
    return buffers.get(id).storage() instanceof Storage.Alias(int of) ? home(of) : id;
  }

  /** The buffer to read instead of {@code id}: itself, after a copy into it if it is a view that needs one. */
  private int read(int id) {
    Buffer buffer = buffers.get(id);
    int home = home(id);
    boolean alike = Form.of(buffer.type().shape()).equals(Form.of(buffers.get(home).type().shape()));
    if (home != id && !alike && !(buffers.get(home).storage() instanceof Storage.Weight)) {
      buffers.set(id, new Buffer(id, buffer.name(), buffer.type(), new Storage.Arena(0)));
      List<Integer> sizes = LongStream.of(sizes(buffer)).mapToObj(Math::toIntExact).toList();
      var origin = new Origin.Source(buffer.name(), Optional.empty());
      steps.add(new Step("reshape " + buffer.name(), new Reshape(sizes), List.of(), List.of(home), List.of(id), origin));
    }
    return id;
  }

  private int widened(int operand, int rank) {
    Buffer buffer = buffers.get(operand);
    long[] sizes = new long[rank];
    Arrays.fill(sizes, 1);
    System.arraycopy(sizes(buffer), 0, sizes, rank - buffer.type().rank(), buffer.type().rank());
    int id = buffers.size();
    buffers.add(new Buffer(id, buffer.name(), TensorType.f32(sizes), new Storage.Alias(home(operand))));
    return read(id);
  }

  private static long[] sizes(Buffer buffer) {
    return IntStream.range(0, buffer.type().rank()).mapToLong(buffer.type()::size).toArray();
  }
}
