package netc.eval;

import static netc.eval.Samples.counting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import netc.ir.eval.Evaluator;
import netc.ir.op.Concat;
import netc.ir.op.Flatten;
import netc.ir.op.Pad;
import netc.ir.op.PadMode;
import netc.ir.op.Padding;
import netc.ir.op.Reshape;
import netc.ir.op.Shuffle;
import netc.ir.op.Slice;
import netc.ir.op.Split;
import netc.ir.op.Transpose;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import org.junit.jupiter.api.Test;

class MovementTest {
  @Test
  void concatJoinsAlongItsAxis() {
    Tensor a = counting(2, 1, 1, 2);
    Tensor b = Tensor.of(Shape.of(2, 2, 1, 2), 10, 11, 12, 13, 14, 15, 16, 17);
    Tensor channels = Evaluator.evaluate(new Concat(1), a, b);
    assertThat(channels.shape()).isEqualTo(Shape.of(2, 3, 1, 2));
    assertThat(channels.toArray()).containsExactly(1, 2, 10, 11, 12, 13, 3, 4, 14, 15, 16, 17);
    assertThat(Evaluator.evaluate(new Concat(0), a, a).toArray()).containsExactly(1, 2, 3, 4, 1, 2, 3, 4);
    assertThat(Evaluator.evaluate(new Concat(3), a, a).toArray()).containsExactly(1, 2, 1, 2, 3, 4, 3, 4);
  }

  @Test
  void splitTakesConsecutiveParts() {
    List<Tensor> parts = Evaluator.evaluate(new Split(List.of(1, 2), 1), List.of(counting(2, 3, 1, 2)));
    assertThat(parts).extracting(Tensor::shape).containsExactly(Shape.of(2, 1, 1, 2), Shape.of(2, 2, 1, 2));
    assertThat(parts.get(0).toArray()).containsExactly(1, 2, 7, 8);
    assertThat(parts.get(1).toArray()).containsExactly(3, 4, 5, 6, 9, 10, 11, 12);
    List<Tensor> columns = Evaluator.evaluate(new Split(List.of(1, 1, 2), 2), List.of(counting(1, 2, 4)));
    assertThat(columns.get(1).toArray()).containsExactly(2, 6);
    assertThat(columns.get(2).toArray()).containsExactly(3, 4, 7, 8);
  }

  @Test
  void reshapesKeepTheOrder() {
    Tensor x = counting(2, 3, 1, 2);
    Tensor flat = Evaluator.evaluate(new Flatten(), x);
    assertThat(flat.shape()).isEqualTo(Shape.of(2, 6));
    assertThat(flat.toArray()).containsExactly(x.toArray());
    Tensor other = Evaluator.evaluate(new Reshape(List.of(0, -1, 3)), x);
    assertThat(other.shape()).isEqualTo(Shape.of(2, 2, 3));
    assertThat(other.toArray()).containsExactly(x.toArray());
  }

  @Test
  void transposeReordersTheAxes() {
    assertThat(Evaluator.evaluate(new Transpose(List.of(1, 0)), counting(2, 3)).toArray()).containsExactly(1, 4, 2, 5, 3, 6);
    Tensor y = Evaluator.evaluate(new Transpose(List.of(2, 0, 1)), counting(2, 3, 2));
    assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 3));
    assertThat(y.toArray()).containsExactly(1, 3, 5, 7, 9, 11, 2, 4, 6, 8, 10, 12);
  }

  @Test
  void padSurroundsEachMap() {
    Tensor y = Evaluator.evaluate(new Pad(new Padding(1, 0, 0, 2), -1), counting(1, 2, 1, 1));
    assertThat(y.shape()).isEqualTo(Shape.of(1, 2, 2, 3));
    assertThat(y.toArray()).containsExactly(-1, -1, -1, 1, -1, -1, -1, -1, -1, 2, -1, -1);
  }

  @Test
  void shuffleInterleavesTheGroups() {
    assertThat(Evaluator.evaluate(new Shuffle(2), counting(2, 6, 1, 1)).toArray()).containsExactly(1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12);
    assertThat(Evaluator.evaluate(new Shuffle(3), counting(1, 6, 1, 1)).toArray()).containsExactly(1, 3, 5, 2, 4, 6);
  }

  @Test
  void paddingMayShowTheMapItself() {
    Tensor x = Samples.map(2, 3, 1, 2, 3, 4, 5, 6);
    assertThat(Evaluator.evaluate(new Pad(new Padding(1, 2, 0, 1), 0, PadMode.REFLECT), x).toArray()).containsExactly(
        6, 5, 4, 5, 6, 5,
        3, 2, 1, 2, 3, 2,
        6, 5, 4, 5, 6, 5);
    assertThat(Evaluator.evaluate(new Pad(new Padding(0, 2, 1, 1), 0, PadMode.EDGE), x).toArray()).containsExactly(
        1, 1, 1, 2, 3, 3,
        4, 4, 4, 5, 6, 6,
        4, 4, 4, 5, 6, 6);
    assertThatThrownBy(() -> Evaluator.evaluate(new Pad(new Padding(2, 0, 0, 0), 0, PadMode.REFLECT), x))
        .hasMessageContaining("pad: pad [2, 0, 0, 0] is not less than the map");
  }

  @Test
  void sliceTakesPartsOfAxes() {
    var slice = new Slice(List.of(1, 0), List.of(3, 5), List.of(1, 2), List.of(1, 2));
    Tensor y = Evaluator.evaluate(slice, counting(2, 3, 5));
    assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 3));
    assertThat(y.toArray()).containsExactly(6, 8, 10, 11, 13, 15, 21, 23, 25, 26, 28, 30);
    assertThat(Evaluator.evaluate(new Slice(List.of(1), List.of(2), List.of(0), List.of()), counting(3, 2)).toArray()).containsExactly(3,
        4);
    assertThat(new Slice(List.of(1), List.of(2), List.of(0), List.of(1)))
        .isEqualTo(new Slice(List.of(1), List.of(2), List.of(0), List.of()));
  }

  @Test
  void slicesOutsideOfTheirAxisAreRefused() {
    assertSliceRefused(List.of(2), List.of(2), List.of(0), List.of(), "2 … 2 at axis 0 is empty or outside of 0 … 3");
    assertSliceRefused(List.of(0), List.of(4), List.of(0), List.of(), "0 … 4 at axis 0 is empty or outside of 0 … 3");
    assertSliceRefused(List.of(-1), List.of(3), List.of(0), List.of(), "-1 … 3 at axis 0 is empty or outside of 0 … 3");
    assertSliceRefused(List.of(0), List.of(3), List.of(0), List.of(-1), "step -1 at axis 0 is not positive");
    assertSliceRefused(List.of(0), List.of(3), List.of(2), List.of(), "axis 2 is no known dimension");
    assertSliceRefused(List.of(0, 0), List.of(3, 2), List.of(0, 0), List.of(), "axes [0, 0] name one twice");
    assertSliceRefused(List.of(0), List.of(3, 2), List.of(0), List.of(), "are not of one length");
  }

  private static void assertSliceRefused(List<Integer> starts, List<Integer> ends, List<Integer> axes, List<Integer> steps,
      String message) {
    assertThatThrownBy(() -> Evaluator.evaluate(new Slice(starts, ends, axes, steps), counting(3, 2)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
  }
}
