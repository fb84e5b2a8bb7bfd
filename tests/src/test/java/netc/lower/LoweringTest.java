package netc.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.eval.Samples;
import netc.ir.Graph;
import netc.ir.GraphBuilder;
import netc.ir.Origin;
import netc.ir.Value;
import netc.ir.eval.Evaluator;
import netc.ir.op.Add;
import netc.ir.op.Clip;
import netc.ir.op.Concat;
import netc.ir.op.Conv2d;
import netc.ir.op.Dropout;
import netc.ir.op.Flatten;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.Identity;
import netc.ir.op.Linear;
import netc.ir.op.Prelu;
import netc.ir.op.Relu;
import netc.ir.op.Sigmoid;
import netc.ir.op.Tanh;
import netc.ir.plan.Buffer;
import netc.ir.plan.Epilogue;
import netc.ir.plan.Program;
import netc.ir.plan.ProgramVerifier;
import netc.ir.plan.Step;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoweringTest {
  private final GraphBuilder b = new GraphBuilder("test");
  private final Value x = b.input("x", TensorType.f32(1, 4, 5, 5));

  private Value weight(long... sizes) {
    Shape shape = Shape.of(sizes);
    String name = "w" + b.size();
    return b.weight(name, Tensor.initial(TensorType.f32(shape), Init.standard(shape), name, 1));
  }

  private Value conv(Value input) {
    return b.add(Conv2d.plain(), input, weight(4, input.type().size(1), 1, 1), weight(4));
  }

  /** The program of the graph that computes these outputs, after a check that it does. */
  private Program lower(Value... outputs) {
    for (int i = 0; i < outputs.length; i++) {
      b.output("out" + i, outputs[i]);
    }
    return checked(b.build());
  }

  private static Program checked(Graph graph) {
    Program program = Lowering.lower(graph);
    assertThat(ProgramVerifier.verify(program)).isEmpty();
    var inputs = new HashMap<String, Tensor>();
    graph.inputs().forEach(node -> inputs.put(node.name(), Tensor.initial(node.type(), new Init.Uniform(-1, 1), node.name(), 7)));
    Map<String, Tensor> expected = Evaluator.evaluate(graph, inputs);
    Map<String, Tensor> actual = ProgramInterpreter.run(program, inputs);
    assertThat(List.copyOf(actual.keySet())).isEqualTo(List.copyOf(expected.keySet()));
    expected.forEach((name, tensor) -> assertThat(Samples.elements(actual, name)).as(name).containsExactly(tensor.toArray()));
    return program;
  }

  private static List<String> labels(Program program) {
    return program.steps().stream().map(Step::label).toList();
  }

  @Test
  void aConvolutionTakesTheSumAndTheActivationThatFollow() {
    Program program = lower(b.add(new Relu(), b.add(new Add(), conv(x), x)));
    Step step = program.steps().getFirst();
    assertThat(labels(program)).containsExactly("conv2d + add + relu");
    assertThat(step.epilogue()).containsExactly(new Epilogue.AddResidual(3), new Epilogue.Apply(new Relu()));
    assertThat(step.inputs()).hasSize(4).startsWith(program.inputs().get("x")).endsWith(program.inputs().get("x"));
    assertThat(program.buffer(step.output()).name()).isEqualTo("relu");
  }

  @Test
  void anEpilogueMayHaveAnyOrder() {
    Value y = b.add(new Add(), x, b.add(new Tanh(), conv(x)));
    Program program = lower(b.add(new Clip(0, 1), b.add(new Add(), b.add(new Sigmoid(), y), x)));
    assertThat(program.steps()).hasSize(1);
    assertThat(program.steps().getFirst().epilogue()).containsExactly(
        new Epilogue.Apply(new Tanh()), new Epilogue.AddResidual(3), new Epilogue.Apply(new Sigmoid()), new Epilogue.AddResidual(4),
        new Epilogue.Apply(new Clip(0, 1)));
  }

  @Test
  void poolingAndSumsTakeActivations() {
    Value mean = b.add(new Relu(), b.add(new GlobalAvgPool(), b.add(new Relu(), b.add(new Add(), x, x))));
    assertThat(labels(lower(mean))).containsExactly("add + relu", "global_avgpool + relu");
  }

  @Test
  void aValueWithTwoUsesIsStored() {
    Value shared = conv(x);
    Program program = lower(b.add(new Concat(1), b.add(new Relu(), shared), b.add(new Tanh(), shared)));
    assertThat(labels(program)).containsExactly("conv2d", "relu", "tanh", "concat");
  }

  @Test
  void anOutputIsStored() {
    Value y = conv(x);
    assertThat(labels(lower(y, b.add(new Relu(), y)))).containsExactly("conv2d", "relu");
  }

  @Test
  void aSumWithItselfIsNoResidual() {
    Value y = conv(x);
    assertThat(labels(lower(b.add(new Add(), y, y)))).containsExactly("conv2d", "add");
  }

  @Test
  void aSumThatRepeatsAnOperandIsNoResidual() {
    Value scale = b.add(new GlobalAvgPool(), x);
    assertThat(labels(lower(b.add(new Add(), conv(x), scale)))).containsExactly("global_avgpool", "conv2d", "add");
    assertThat(labels(checked(broadcastIntoConvolution()))).containsExactly("conv2d", "add");
  }

  private static Graph broadcastIntoConvolution() {
    var graph = new GraphBuilder("test");
    Value small = graph.input("x", TensorType.f32(1, 2, 1, 1));
    Value conv = graph.add(Conv2d.plain(), small, graph.weight("w", Tensor.fill(TensorType.f32(2, 2, 1, 1), 0.5)));
    graph.output("y", graph.add(new Add(), conv, graph.input("z", TensorType.f32(1, 2, 3, 3))));
    return graph.build();
  }

  @Test
  void aKernelWaitsForWhatItAdds() {
    Value early = conv(x);
    Value late = b.add(new Prelu(), b.add(new Concat(1), x), weight(4));
    assertThat(labels(lower(b.add(new Add(), early, late)))).containsExactly("concat", "prelu", "conv2d + add");
  }

  @Test
  void ofTwoKernelsTheLaterConvolutionAdds() {
    Value first = conv(x);
    Value second = b.add(new Relu(), conv(x));
    Value third = b.add(new Add(), x, x);
    Value sum = b.add(new Add(), b.add(new Add(), second, first), third);
    Program program = lower(sum);
    assertThat(program.steps()).extracting(Step::op).containsExactly(Conv2d.plain(), new Add(), Conv2d.plain());
    assertThat(program.steps().getLast().epilogue())
        .containsExactly(new Epilogue.Apply(new Relu()), new Epilogue.AddResidual(3), new Epilogue.AddResidual(4));
  }

  @Test
  void preluIsAStepOfItsOwn() {
    assertThat(labels(lower(b.add(new Relu(), b.add(new Prelu(), conv(x), weight(1)))))).containsExactly("conv2d", "prelu", "relu");
  }

  @Test
  void namesVanish() {
    Value y = b.add(new Identity(), b.add(new Relu(), b.add(new Dropout(0.5), conv(b.add(new Identity(), x)))));
    Program program = lower(y, b.add(new Dropout(0.5), x));
    assertThat(labels(program)).containsExactly("conv2d + relu");
    assertThat(program.outputs()).containsEntry("out1", program.inputs().get("x"));
  }

  @Test
  void deadEndsDoNotRun() {
    b.add(new Relu(), conv(x));
    Program program = lower(b.add(new Tanh(), x));
    assertThat(labels(program)).containsExactly("tanh");
    assertThat(program.buffers()).hasSize(2);
  }

  @Test
  void unusedInputsAreStillGiven() {
    b.input("unused", TensorType.f32(3));
    assertThat(lower(b.add(new Relu(), x)).inputs().keySet()).containsExactly("x", "unused");
  }

  @Test
  void viewsShareTheirMemoryAndKeepItAlive() {
    Value flat = b.add(new Flatten(), b.add(new Flatten(), conv(x)));
    Value other = b.add(new Tanh(), b.add(new Tanh(), x));
    Program program = lower(b.add(new Linear(), flat, weight(2, 100)), other);
    assertThat(labels(program)).containsExactly("conv2d", "tanh", "tanh", "linear");
    assertThat(program.buffers()).filteredOn(buffer -> buffer.storage() instanceof Buffer.Storage.Alias).hasSize(2)
        .allSatisfy(view -> assertThat(program.home(view.id()).name()).isEqualTo("conv2d"));
  }

  @Test
  void aViewOfAnInputOrAWeightMayBeAnOutput() {
    Program program = lower(b.add(new Flatten(), x), weight(3));
    assertThat(program.steps()).isEmpty();
    assertThat(program.arenaElements()).isZero();
  }

  @Test
  void aSymbolicGraphIsRefused() {
    var symbolic = new GraphBuilder("symbolic");
    symbolic.output("y", symbolic.add(new Relu(), symbolic.input("x", TensorType.f32(new Shape(List.of(Dim.symbol("N"), Dim.of(2)))))));
    assertThatThrownBy(() -> Lowering.lower(symbolic.build())).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("x: f32[N, 2] has a symbolic dimension");
  }

  @Test
  void aChainNeedsTwoPlaces() {
    Value y = x;
    for (int i = 0; i < 6; i++) {
      y = b.add(new Tanh(), y);
    }
    assertThat(lower(y).arenaElements()).isEqualTo(2 * 112); // 100 elements, rounded up to whole cache lines
  }

  @Test
  void outputsStayToTheEnd() {
    Value y = b.add(new Tanh(), x);
    assertThat(lower(y, b.add(new Relu(), b.add(new Relu(), b.add(new Relu(), x)))).arenaElements()).isEqualTo(3 * 112);
  }

  @Test
  void aLongChainIsOrdinary() {
    Value y = x;
    for (int i = 0; i < 50_000; i++) {
      y = b.add(new Relu(), b.add(new Flatten(), y));
    }
    b.output("y", y);
    Program program = Lowering.lower(b.build());
    assertThat(program.steps()).hasSize(50_000);
    assertThat(program.arenaElements()).isEqualTo(2 * 112);
  }

  @Test
  void aDeepOriginIsOrdinary() {
    Origin origin = new Origin.Source("first", Optional.empty());
    for (int i = 0; i < 100_000; i++) {
      origin = Origin.chain(List.of(origin, new Origin.Source("n" + i, Optional.empty())));
    }
    Value sum = b.add(new Add(), List.of(x, x), List.of("sum"), origin).result();
    assertThat(labels(lower(b.add(new Relu(), sum)))).containsExactly("first + n0 + n1 + n2 + n3 + n4 + n5 + n6 + …");
  }

  @Test
  void aWideGraphIsOrdinary() {
    List<Value> branches = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      branches.add(b.add(new Relu(), x));
    }
    b.output("y", b.add(new Concat(1), branches.toArray(Value[]::new)));
    assertThat(Lowering.lower(b.build()).arenaElements()).isEqualTo(50_000L * 112 + 50_000 * 100);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20, 60, 150})
  void randomGraphsComeOutTheSame(int nodes) {
    for (int seed = 0; seed < 60; seed++) {
      checked(RandomGraphs.graph(1000L * nodes + seed, nodes));
    }
  }
}
