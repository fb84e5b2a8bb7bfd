package netc.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import netc.ir.op.Add;
import netc.ir.op.BatchNorm;
import netc.ir.op.Relu;
import netc.ir.op.Sigmoid;
import netc.ir.op.Split;
import netc.ir.op.Tanh;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.Test;

class RewriterTest {
  private static final TensorType MAP = TensorType.f32(1, 4, 3, 3);

  private final GraphBuilder builder = new GraphBuilder("n");
  private final Value x = builder.input("x", MAP);

  @Test
  void aReplacementOfAnotherTypeChangesNothing() {
    Node split = split();
    builder.output("a", builder.add(new Relu(), split.results().getFirst()));
    builder.output("b", split.results().getLast());
    Graph graph = builder.build();
    var out = new Rewriter(graph);
    Rewriter.Mark mark = out.mark();
    Value small = out.addNode(new Split(List.of(1, 3), 1), List.of(x)).results().getFirst();
    assertThatThrownBy(() -> out.replace(split, List.of(small, small))).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("part.1");
    assertThat(out.resolve(split.results().getFirst())).isSameAs(split.results().getFirst());
    assertThat(out.edits()).isZero();
    out.eraseUnusedAdditions(mark);
    assertThat(out.finish()).isEqualTo(graph);
  }

  @Test
  void aNodeDoesNotReplaceItself() {
    Node split = builder.add(new Split(List.of(2, 2), 1), List.of(x), List.of("part"), new Origin.Source("part", Optional.empty()));
    builder.output("a", split.results().getFirst());
    var out = new Rewriter(builder.build());
    assertThatThrownBy(() -> out.replace(split, split.results().reversed())).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of the same node");
  }

  @Test
  void anInputIsNotErased() {
    builder.output("y", builder.weight("w", Tensor.fill(MAP, 1)));
    var out = new Rewriter(builder.build());
    assertThatThrownBy(() -> out.erase(x.producer())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("interface");
    assertThat(out.edits()).isZero();
  }

  @Test
  void whatIsAddedForNothingHoldsNoUses() {
    Value relu = builder.add(new Relu(), x);
    Value tanh = builder.add(new Tanh(), relu);
    builder.output("y", tanh);
    var out = new Rewriter(builder.build());
    Rewriter.Mark before = out.mark();
    out.add(new Relu(), out.add(new Tanh(), relu));
    assertThat(out.useCount(relu)).isEqualTo(2);
    out.eraseUnusedAdditions(before);
    assertThat(out.useCount(relu)).isEqualTo(1);
    out.replace(tanh.producer(), x);
    assertThat(out.finish().operations()).isEmpty();
  }

  @Test
  void whatIsTakenBackLeavesNoTrace() {
    Value relu = builder.add(new Relu(), x);
    builder.output("y", builder.add(new Tanh(), relu));
    Graph graph = builder.build();
    var out = new Rewriter(graph);
    Rewriter.Mark before = out.mark();
    Cost cost = out.cost();
    out.add(new Relu(), out.add(new Tanh(), relu));
    assertThat(out.additions(before)).hasSize(2);
    out.retract(before);
    assertThat(out.additions(before)).isEmpty();
    assertThat(out.takeTouched()).isEmpty();
    assertThat(out.useCount(relu)).isEqualTo(1);
    assertThat(out.cost()).isEqualTo(cost);
    assertThat(out.finish()).isSameAs(graph);
  }

  @Test
  void whatWouldGoIsWhatNothingElseUses() {
    Value relu = builder.add(new Relu(), x);
    Value tanh = builder.add(new Tanh(), relu);
    Value sum = builder.add(new Add(), tanh, builder.add(new Sigmoid(), relu));
    builder.output("y", sum);
    var out = new Rewriter(builder.build());
    assertThat(out.superseded(List.of(tanh.producer()), List.of(x))).containsExactly(tanh.producer());
    assertThat(out.superseded(List.of(sum.producer()), List.of(tanh))).hasSize(2).doesNotContain(tanh.producer(), relu.producer());
    assertThat(out.superseded(List.of(sum.producer()), List.of(x))).hasSize(4).startsWith(sum.producer());
  }

  @Test
  void aWeightCountsAsAParameterWhenItIsNoLongerAStatistic() {
    TensorType channels = TensorType.f32(4);
    Value w = builder.weight("w", Tensor.fill(channels, 1));
    Value b = builder.weight("b", Tensor.fill(channels, 0));
    Value mean = builder.weight("mean", Tensor.fill(channels, 0));
    Value first = builder.add(new BatchNorm(1), x, w, b, mean, w);
    Value second = builder.add(new BatchNorm(1), first, w, b, mean, mean);
    builder.output("y", second);
    var out = new Rewriter(builder.build());
    assertThat(out.cost()).isEqualTo(new Cost(2, 8, 0));
    out.replace(second.producer(), out.add(new BatchNorm(1), first, mean, mean, w, w));
    assertThat(out.cost()).isEqualTo(new Cost(2, 12, 0));
    assertThat(Statistics.of(out.finish()).parameters()).isEqualTo(12);
    out.replace(first.producer(), x);
    assertThat(out.cost()).isEqualTo(new Cost(1, 4, 0));
    assertThat(Statistics.of(out.finish()).parameters()).isEqualTo(4);
  }

  @Test
  void aBuilderTakesItsOwnValuesOnly() {
    Value other = new GraphBuilder("other").input("x", MAP);
    assertThatThrownBy(() -> builder.add(new Relu(), other)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another graph");
    assertThatThrownBy(() -> builder.output("y", other)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("another graph");
    assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class).hasMessage("net n has no output");
  }

  private Node split() {
    return builder.add(new Split(List.of(1, 3), 1), List.of(x), List.of("part"), new Origin.Source("part", Optional.empty()));
  }
}
