package netc.eval;

import static netc.eval.Samples.counting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import netc.ir.GraphBuilder;
import netc.ir.Statistics;
import netc.ir.eval.Evaluator;
import netc.ir.op.Inference;
import netc.ir.op.MatMul;
import netc.ir.tensor.Tensor;
import netc.ir.type.DType;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatMulTest {
  private static Tensor multiply(Tensor x, Tensor y) {
    return Evaluator.evaluate(new MatMul(), x, y);
  }

  @Test
  void oneMatrixMultipliesAll() {
    Tensor weight = Tensor.of(Shape.of(2, 3), 1, 2, 3, 10, 20, 30);
    assertThat(multiply(counting(2, 2), weight).toArray()).containsExactly(21, 42, 63, 43, 86, 129);
    Tensor y = multiply(counting(2, 2, 2), weight);
    assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 3));
    assertThat(y.toArray()).containsExactly(21, 42, 63, 43, 86, 129, 65, 130, 195, 87, 174, 261);
  }

  @Test
  void eachMatrixHasItsOwn() {
    Tensor y = multiply(counting(2, 1, 2), counting(2, 2, 3));
    assertThat(y.shape()).isEqualTo(Shape.of(2, 1, 3));
    assertThat(y.toArray()).containsExactly(9, 12, 15, 3 * 7 + 4 * 10, 3 * 8 + 4 * 11, 3 * 9 + 4 * 12);
  }

  @Test
  void axesBeforeTheMatricesAreBroadcast() {
    Tensor y = multiply(counting(2, 1, 1, 2), counting(3, 2, 1));
    assertThat(y.shape()).isEqualTo(Shape.of(2, 3, 1, 1));
    assertThat(y.toArray()).containsExactly(5, 11, 17, 11, 25, 39);
    assertThat(multiply(counting(1, 2), counting(3, 2, 1)).toArray()).containsExactly(5, 11, 17);
  }

  @Test
  void theBatchMayBeUnknown() {
    var x = new TensorType(DType.F32, new Shape(List.of(Dim.symbol("N"), Dim.of(8), Dim.of(5), Dim.of(3))));
    var y = new TensorType(DType.F32, new Shape(List.of(Dim.symbol("N"), Dim.of(8), Dim.of(3), Dim.of(7))));
    assertThat(new MatMul().infer(List.of(x, y))).isInstanceOfSatisfying(Inference.Types.class,
        types -> assertThat(types.results()).singleElement().hasToString("f32[N, 8, 5, 7]"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
    "N, 3; 7, 3, 5; operand f32[N, 3] has a symbol beyond its batch dimension",
    "2, 4, 3; N, 7, 3, 5; operands [2, 4, 3] and [N, 7, 3, 5] differ before their matrices",
    "2, 7, 4, 3; N, 3, 5; operands [2, 7, 4, 3] and [N, 3, 5] differ before their matrices",
    "2, 1, 4, 3; N, 3, 5; operand f32[N, 3, 5] has a symbol beyond its batch dimension",
    "4, N, 3; 3, 5; operand f32[4, N, 3] has a symbol beyond its batch dimension",
    "4, 3; N, 5; operand f32[N, 5] has a symbol beyond its batch dimension",
    "2, 4, 3; 3, N, 5; operand f32[3, N, 5] has a symbol beyond its batch dimension",
    "3; 3, 5; operand f32[3] has rank 1, expected 2 or more: [..., M, K]",
    "4, 3; 3; operand f32[3] has rank 1, expected 2 or more: [..., K, O]",
    "2, 4, 3; 3, 3, 5; operands [2, 4, 3] and [3, 3, 5] differ before their matrices",
    "N, 4, 3; 3, 3, 5; operands [N, 4, 3] and [3, 3, 5] differ before their matrices",
    "2, 4, 3; 5, 3; x has 3 columns, y has 5 rows",
    "2, 4, 3; 2, 5, 4; x has 3 columns, y has 5 rows"})
  void otherOperandsAreRefused(String x, String y, String message) {
    assertThat(new MatMul().infer(List.of(type(x), type(y)))).isInstanceOfSatisfying(Inference.Invalid.class,
        refused -> assertThat(refused.message()).isEqualTo("matmul: " + message));
  }

  private static TensorType type(String sizes) {
    return TensorType
        .f32(new Shape(List.of(sizes.split(", ")).stream().map(size -> size.equals("N") ? Dim.symbol(size) : Dim.of(Long.parseLong(size)))
            .toList()));
  }

  @Test
  void aWeightTheOtherWayAroundIsNoticed() {
    assertThatThrownBy(() -> multiply(counting(2, 3), counting(5, 3))).hasMessageContaining("x has 3 columns, y has 5 rows");
    assertThat(new MatMul().infer(List.of(type("2, 3"), type("5, 3")))).isInstanceOfSatisfying(Inference.Invalid.class,
        refused -> assertThat(refused.help()).contains("y is f32[5, 3], expected [..., K, O]; linear takes [O, K]"));
  }

  @Test
  void itsProductsAreCounted() {
    var b = new GraphBuilder("counted");
    var v = b.input("v", TensorType.f32(1, 6, 7, 8));
    b.output("y", b.add(new MatMul(), v, b.weight("m", counting(8, 9))));
    b.output("z", b.add(new MatMul(), v, b.input("w", TensorType.f32(1, 6, 8, 5))));
    assertThat(Statistics.of(b.build()).macs()).isEqualTo(6 * 7 * 8 * 9 + 6 * 7 * 8 * 5);
  }
}
