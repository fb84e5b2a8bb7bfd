package netc.lower;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.ir.Origin;
import netc.ir.op.Add;
import netc.ir.op.Op;
import netc.ir.op.Relu;
import netc.ir.plan.Buffer;
import netc.ir.plan.Buffer.Storage;
import netc.ir.plan.Epilogue;
import netc.ir.plan.Program;
import netc.ir.plan.ProgramVerifier;
import netc.ir.plan.Step;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.Test;

/** {@code a = relu(x)}, {@code b = relu(a)}, {@code c = a + b}, {@code d} a view of {@code c}, and what can be wrong with it. */
class ProgramVerifierTest {
  private static final TensorType TYPE = TensorType.f32(2, 8);

  private final List<Buffer> buffers = new ArrayList<>(List.of(
      new Buffer(0, "x", TYPE, new Storage.Given("x")), new Buffer(1, "a", TYPE, new Storage.Arena(0)),
      new Buffer(2, "b", TYPE, new Storage.Arena(16)), new Buffer(3, "c", TYPE, new Storage.Arena(32)),
      new Buffer(4, "d", TensorType.f32(16), new Storage.Alias(3))));
  private final List<Step> steps = new ArrayList<>(List.of(
      step("first", new Relu(), List.of(), List.of(0), 1), step("second", new Relu(), List.of(), List.of(1), 2),
      step("third", new Add(), List.of(), List.of(1, 2), 3)));

  private static Step step(String label, Op op, List<Epilogue> epilogue, List<Integer> inputs, int output) {
    return new Step(label, op, epilogue, inputs, List.of(output), new Origin.Source(label, Optional.empty()));
  }

  private List<String> verify() {
    return ProgramVerifier.verify(new Program("test", buffers, steps, Map.of("x", 0), Map.of("y", 4), 48));
  }

  @Test
  void aSoundProgramPasses() {
    assertThat(verify()).isEmpty();
  }

  @Test
  void memoryMayBeUsedAgainAfterTheLastRead() {
    steps.set(2, step("third", new Relu(), List.of(), List.of(2), 3));
    buffers.set(3, new Buffer(3, "c", TYPE, new Storage.Arena(0)));
    assertThat(verify()).isEmpty();
  }

  @Test
  void aResultMayNotOverlapWhatItsStepReads() {
    buffers.set(3, new Buffer(3, "c", TYPE, new Storage.Arena(20)));
    assertThat(verify()).containsExactly("c overlaps b");
    buffers.set(3, new Buffer(3, "c", TYPE, new Storage.Arena(0)));
    assertThat(verify()).containsExactly("c overlaps a");
  }

  @Test
  void aResultMayNotOverlapWhatIsReadLater() {
    buffers.set(1, new Buffer(1, "a", TYPE, new Storage.Arena(24)));
    assertThat(verify()).containsExactly("b overlaps a", "c overlaps a");
  }

  @Test
  void anOutputLivesToTheEndThroughItsView() {
    buffers.add(new Buffer(5, "e", TYPE, new Storage.Arena(32)));
    steps.add(step("fourth", new Relu(), List.of(), List.of(0), 5));
    assertThat(verify()).containsExactly("e overlaps c");
  }

  @Test
  void aReadFollowsTheWrite() {
    steps.add(0, steps.remove(1));
    assertThat(verify()).containsExactly("second reads a before it is written");
    steps.removeLast();
    assertThat(verify()).contains("output y reads d before it is written");
  }

  @Test
  void aBufferIsWrittenOnceAndNeverGivenMemory() {
    steps.add(step("again", new Relu(), List.of(), List.of(0), 1));
    steps.add(step("input", new Relu(), List.of(), List.of(1), 0));
    assertThat(verify()).containsExactly("again writes a, which is not its own", "input writes x, which is not its own");
  }

  @Test
  void buffersLieInTheArena() {
    buffers.set(3, new Buffer(3, "c", TYPE, new Storage.Arena(40)));
    assertThat(verify()).containsExactly("buffer c leaves the arena");
  }

  @Test
  void viewsAreOfEarlierBuffersOfTheirSize() {
    buffers.set(4, new Buffer(4, "d", TensorType.f32(16), new Storage.Alias(4)));
    assertThat(verify()).containsExactly("view d is not of an earlier, equally large buffer");
    buffers.set(4, new Buffer(4, "d", TensorType.f32(15), new Storage.Alias(3)));
    assertThat(verify()).containsExactly("view d is not of an earlier, equally large buffer");
  }

  @Test
  void idsAreIndices() {
    buffers.set(1, new Buffer(2, "a", TYPE, new Storage.Arena(0)));
    assertThat(verify()).containsExactly("buffer a has id 2 at place 1");
    buffers.remove(1);
    steps.set(0, step("first", new Relu(), List.of(), List.of(9), 1));
    assertThat(verify()).contains("first names no buffer");
  }

  @Test
  void typesAreWhatTheOpsInfer() {
    buffers.set(2, new Buffer(2, "b", TensorType.f32(16), new Storage.Arena(16)));
    assertThat(verify()).hasSize(2).first().asString().startsWith("second has results [f32[16]], its op infers");
  }

  @Test
  void residualsFollowTheOperandsAndHaveTheResultsType() {
    steps.set(2, step("third", new Relu(), List.of(new Epilogue.AddResidual(1)), List.of(1, 2), 3));
    assertThat(verify()).isEmpty();
    steps.set(2, step("third", new Relu(), List.of(new Epilogue.AddResidual(0)), List.of(1, 2), 3));
    assertThat(verify()).containsExactly("third adds an input 0 of another type than its result");
  }
}
