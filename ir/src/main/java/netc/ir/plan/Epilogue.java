package netc.ir.plan;

import netc.ir.op.Unary;

/** Something done to each result element of a kernel before it is stored, in the order given. */
public sealed interface Epilogue {
  /**
   * A scalar function.
   *
   * @param function the function
   */
  record Apply(Unary function) implements Epilogue {}

  /**
   * The element at the same place of another buffer is added.
   *
   * @param input its index among the step's inputs
   */
  record AddResidual(int input) implements Epilogue {}
}
