package netc;

import java.util.LinkedHashMap;
import java.util.Map;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** Made-up inputs: signed, with mean 0 and variance 1, as normalized images have. */
public final class Samples {
  private static final double BOUND = Math.sqrt(3);

  private Samples() {}

  /** A tensor for each input, determined by its name and the seed. */
  public static Map<String, Tensor> inputs(Map<String, TensorType> types, long seed) {
    var inputs = new LinkedHashMap<String, Tensor>();
    types.forEach((name, type) -> inputs.put(name, Tensor.initial(type, new Init.Uniform(-BOUND, BOUND), name, seed)));
    return inputs;
  }
}
