package netc.ir;

import netc.ir.type.TensorType;

/** One result of a node. Values are compared by identity: two nodes' values are never the same. */
public final class Value {
  private final Node producer;
  private final int index;

  Value(Node producer, int index) {
    this.producer = producer;
    this.index = index;
  }

  /** The node that computes it. Inside of a {@link Rewriter} ask {@link Rewriter#producer} instead, which knows of replacements. */
  public Node producer() {
    return producer;
  }

  /** Which of its producer's results it is, from 0. */
  public int index() {
    return index;
  }

  /** Its type. */
  public TensorType type() {
    return producer.types().get(index);
  }

  /** Its name, unique in its graph. */
  public String name() {
    return producer.names().get(index);
  }

  @Override
  public String toString() {
    return name() + ": " + type();
  }
}
