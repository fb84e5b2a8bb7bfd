package netc.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixProductTest {
  /** Sizes below, at and beyond the blocks of 64 rows, 8 terms and 256 columns. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 5, 2", "64, 8, 256", "65, 9, 257", "130, 23, 300", "2, 100, 513", "200, 1, 7"})
  void isTheSumOfProductsRoundedOnce(int rows, int inner, int columns) {
    float[] left = random(rows * inner, 1);
    float[] right = random(inner * columns, 2);
    float[] expected = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double sum = 0;
        for (int k = 0; k < inner; k++) {
          sum = Math.fma(left[i * inner + k], right[k * columns + j], sum);
        }
        expected[i * columns + j] = (float) sum;
      }
    }
    assertThat(MatrixProduct.multiply(left, right, rows, inner, columns)).isEqualTo(expected);
  }

  @Test
  void doesNotDependOnTheNumberOfThreads() throws Exception {
    float[] left = random(300 * 40, 3);
    float[] right = random(40 * 90, 4);
    float[] product = MatrixProduct.multiply(left, right, 300, 40, 90);
    for (int threads : new int[] {1, 3}) {
      try (var pool = new ForkJoinPool(threads)) {
        assertThat(pool.submit(() -> MatrixProduct.multiply(left, right, 300, 40, 90)).get()).isEqualTo(product);
      }
    }
  }

  @Test
  void refusesArraysOfAnotherLength() {
    assertThatThrownBy(() -> MatrixProduct.multiply(new float[6], new float[5], 2, 3, 2)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a matrix of 3 by 2 has 5 elements");
  }

  private static float[] random(int length, long seed) {
    var random = new SplittableRandom(seed);
    float[] elements = new float[length];
    for (int i = 0; i < length; i++) {
      elements[i] = (float) random.nextDouble(-1, 1);
    }
    return elements;
  }
}
