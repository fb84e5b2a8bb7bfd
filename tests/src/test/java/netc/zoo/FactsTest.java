package netc.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import netc.ir.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every model has the parameters, the multiply-accumulates and the ops that are published of it. */
class FactsTest {
  static List<Fact> facts() {
    return Fact.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("facts")
  void hasThePublishedFigures(Fact fact) {
    var statistics = Statistics.of(Zoo.graph(fact.model(), fact.settings()));
    Fact measured = fact.measured(statistics);
    assertThat(measured.parameters()).as("parameters").isEqualTo(fact.parameters());
    assertThat(measured.gmacs()).as("GMACs, %d MACs", statistics.macs()).isEqualTo(fact.gmacs());
    assertThat(measured.ops()).as("ops").isEqualTo(fact.ops());
  }

  @Test
  void everyModelHasFactsAndEveryFactAModel() {
    assertThat(facts().stream().map(Fact::model).collect(Collectors.toSet())).containsExactlyInAnyOrderElementsOf(Zoo.models());
  }
}
