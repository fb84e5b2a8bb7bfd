package netc.cli;

import java.util.List;
import java.util.stream.IntStream;
import netc.ir.tensor.Tensor;

/**
 * One class of a classifier's output.
 *
 * @param index the class
 * @param value its score
 */
record Ranking(int index, float value) {
  /** Whether an output has a score for each of several classes, for each element of a batch. */
  static boolean isRanked(Tensor output) {
    return output.shape().rank() == 2 && output.shape().size(1) > 1;
  }

  /** The best classes for one element of the batch, best first. */
  static List<Ranking> top(Tensor output, int row, int count) {
    int classes = output.shape().extent(1);
    float[] scores = output.toArray();
    return IntStream.range(0, classes)
        .mapToObj(i -> new Ranking(i, scores[row * classes + i]))
        .sorted((a, b) -> Float.compare(b.value(), a.value()))
        .limit(count)
        .toList();
  }
}
