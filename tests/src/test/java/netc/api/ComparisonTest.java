package netc.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import netc.Comparison;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final float NAN = Float.NaN;
  private static final float INFINITE = Float.POSITIVE_INFINITY;

  @Test
  void aNanInOneOfSeveralOutputsIsTheWorst() {
    for (String bad : new String[] {"a", "b", "c"}) {
      var expected = outputs();
      var actual = outputs();
      actual.put(bad, tensor(1, NAN, 3));
      Comparison comparison = Comparison.of(expected, actual);
      assertThat(comparison.output()).isEqualTo(bad);
      assertThat(comparison.index()).isEqualTo(1);
      assertThat(comparison.error()).isEqualTo(Double.POSITIVE_INFINITY);
    }
  }

  @Test
  void anInfinityElsewhereHidesNoDifference() {
    Comparison comparison = Comparison.of(Map.of("y", tensor(INFINITE, 4, 2)), Map.of("y", tensor(INFINITE, 4, 3)));
    assertThat(comparison.largest()).isEqualTo(4);
    assertThat(comparison.error()).isEqualTo(0.25);
  }

  @Test
  void aNumberInsteadOfANanOrAnInfinityIsInfinitelyWrong() {
    assertThat(Comparison.of(Map.of("y", tensor(NAN, 1, 1)), Map.of("y", tensor(0, 1, 1))).error()).isInfinite();
    assertThat(Comparison.of(Map.of("y", tensor(INFINITE, 1, 1)), Map.of("y", tensor(0, 1, 1))).error()).isInfinite();
    assertThat(Comparison.of(Map.of("y", tensor(INFINITE, 1, 1)), Map.of("y", tensor(-INFINITE, 1, 1))).error()).isInfinite();
    assertThat(Comparison.of(Map.of("y", tensor(0, 0, 0)), Map.of("y", tensor(0, 1e-9f, 0))).error()).isInfinite();
  }

  @Test
  void equalValuesAreEqualWhateverTheyAre() {
    Tensor odd = tensor(NAN, INFINITE, -0f);
    assertThat(Comparison.of(Map.of("y", odd), Map.of("y", odd)).error()).isZero();
  }

  private static Map<String, Tensor> outputs() {
    var outputs = new LinkedHashMap<String, Tensor>();
    outputs.put("a", tensor(1, 2, 3));
    outputs.put("b", tensor(1, 2, 4));
    outputs.put("c", tensor(1, 2, 5));
    return outputs;
  }

  private static Tensor tensor(float... elements) {
    return Tensor.of(Shape.of(elements.length), elements);
  }
}
