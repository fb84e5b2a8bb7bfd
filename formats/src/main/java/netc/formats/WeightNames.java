package netc.formats;

/** What names of weights say. */
public final class WeightNames {
  private WeightNames() {}

  /** Whether it is a counter that training leaves among the weights (PyTorch): no input to inference, and not of a type that tensors have. */
  public static boolean isCounter(String name) {
    return name.endsWith("num_batches_tracked");
  }
}
