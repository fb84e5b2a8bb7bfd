package netc.ir;

/**
 * What a graph costs, or how a rewrite changes that.
 *
 * @param layers nodes, inputs and weights aside
 * @param parameters elements of weights, running statistics of batch normalization aside
 * @param macs multiply-accumulates for a batch of 1
 */
public record Cost(long layers, long parameters, long macs) {
  /** Nothing. */
  public static final Cost NONE = new Cost(0, 0, 0);

  /** This and another. */
  public Cost plus(Cost other) {
    return new Cost(layers + other.layers, parameters + other.parameters, macs + other.macs);
  }

  /** This without another. */
  public Cost minus(Cost other) {
    return new Cost(layers - other.layers, parameters - other.parameters, macs - other.macs);
  }
}
