package netc.ir.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.Test;

class OneReaderTest {
  private final TensorType type = TensorType.f32(2);
  private final Tensor stored = Tensor.of(Shape.of(2), 3, 5);
  private final AtomicInteger times = new AtomicInteger();
  private final Tensor doubled = twice(stored);
  private final Tensor result = twice(doubled);

  private Tensor twice(Tensor tensor) {
    return Tensor.computed(type, "2·x", List.of(tensor), () -> {
      times.incrementAndGet();
      return new float[] {2 * tensor.get(0), 2 * tensor.get(1)};
    });
  }

  private static float first(Tensor tensor) {
    return tensor.once().getAtIndex(Tensor.FLOAT, 0);
  }

  @Test
  void whatWasMadeForOneReaderIsNotKept() {
    assertThat(first(result)).isEqualTo(12);
    assertThat(result.isMaterialized()).isFalse();
    assertThat(doubled.isMaterialized()).isFalse();
    assertThat(first(result)).isEqualTo(12);
    assertThat(times).hasValue(4);
  }

  @Test
  void whatWasThereBeforeStays() {
    assertThat(doubled.get(1)).isEqualTo(10);
    assertThat(first(result)).isEqualTo(12);
    assertThat(doubled.isMaterialized()).isTrue();
    assertThat(result.get(1)).isEqualTo(20);
    assertThat(first(result)).isEqualTo(12);
    assertThat(result.isMaterialized()).isTrue();
    assertThat(stored.isMaterialized()).isTrue();
    assertThat(times).as("each made once, and the result once more for its one reader").hasValue(3);
  }

  private Tensor negated(Tensor tensor) {
    return Tensor.streamed(type, "-x", List.of(tensor), () -> {
      Elements elements = tensor.elements();
      return (first, to, at, count) -> {
        times.incrementAndGet();
        elements.read(first, to, at, count);
        for (int i = at; i < at + count; i++) {
          to[i] = -to[i];
        }
      };
    });
  }

  @Test
  void whatIsComputedPieceByPieceIsNotMadeForItsReader() {
    Tensor negated = negated(stored);
    float[] piece = {0, 0, 0};
    negated.elements().read(1, piece, 2, 1);
    assertThat(piece).containsExactly(0, 0, -5);
    assertThat(times).hasValue(1);
    assertThat(negated.isMaterialized()).isFalse();
    assertThat(negated.toArray()).containsExactly(-3, -5);
    negated.elements().read(0, piece, 0, 2);
    assertThat(piece).containsExactly(-3, -5, -5);
    assertThat(times).as("once for a piece, once for all").hasValue(2);
  }

  @Test
  void piecesOfWhatIsYetToBeComputedAreMadeAsAWhole() {
    Tensor negated = negated(result);
    float[] piece = {0};
    negated.elements().read(1, piece, 0, 1);
    assertThat(piece).containsExactly(-20);
    assertThat(negated.isMaterialized()).isFalse();
    assertThat(result.isMaterialized()).isFalse();
    stored.elements().read(0, piece, 0, 1);
    assertThat(piece).containsExactly(3);
  }
}
