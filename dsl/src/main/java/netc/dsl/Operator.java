package netc.dsl;

/** An operator between two values. */
enum Operator {
  ADD("+"), SUBTRACT("-"), MULTIPLY("*"), DIVIDE("/"), MODULO("%"), SHIFT_LEFT("<<"), SHIFT_RIGHT(">>"), RANGE(".."), EQUAL("=="), UNEQUAL(
      "!="),
  LESS("<"), AT_MOST("<="), GREATER(">"), AT_LEAST(">="), AND("and"), OR("or");

  private final String text;

  Operator(String text) {
    this.text = text;
  }

  /** The operator written so. */
  static Operator of(String text) {
    for (Operator operator : values()) {
      if (operator.text.equals(text)) {
        return operator;
      }
    }
    throw new IllegalArgumentException("no operator " + text);
  }

  /** As written. */
  @Override
  public String toString() {
    return text;
  }
}
