package netc.ir.exec;

import java.util.Map;
import netc.ir.tensor.Tensor;

/** A program that is ready to run. */
public interface Executable extends AutoCloseable {
  /**
   * Runs once.
   *
   * @param inputs a tensor of the right type for each input, by name
   * @return the outputs by name, in order
   * @throws IllegalArgumentException if an input is missing or has another type
   */
  Map<String, Tensor> run(Map<String, Tensor> inputs);

  /**
   * Runs once and takes the time of every part, which makes the run a little longer.
   *
   * @param inputs as for {@link #run}
   * @throws IllegalArgumentException as {@link #run} does
   */
  Profile profile(Map<String, Tensor> inputs);

  /** Gives back threads and memory; the executable cannot run afterwards. */
  @Override
  void close();
}
