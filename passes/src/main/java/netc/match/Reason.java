package netc.match;

import java.util.Locale;

/** The closed list of reasons why a rewrite does not apply. */
public enum Reason {
  /** An operand is computed by another op than the rule works on. */
  OTHER_OP(true),
  /** A value that would disappear has further users. */
  SECOND_USE(false),
  /** A value that would disappear is an output of the graph. */
  IS_OUTPUT(false),
  /** An operand that must be a weight is computed. */
  NOT_CONSTANT(false),
  /** An activation is not the identity for its parameter. */
  NOT_IDENTITY(false),
  /** Strides do not allow it. */
  STRIDE(false),
  /** Zero padding would see another value than before. */
  BORDER(false),
  /** Paddings differ. */
  PADDING(false),
  /** Dilations do not allow it. */
  DILATION(false),
  /** Numbers of groups do not allow it. */
  GROUPS(false),
  /** Kernels differ, or are not of the size that the rule works on. */
  KERNEL(false),
  /** Shapes differ. */
  SHAPE(false),
  /** Branches differ in their numbers of channels. */
  UNEQUAL_WIDTH(false),
  /** Branches read different values, or the same where they must differ. */
  INPUTS(false),
  /** The axis is another than channels. */
  AXIS(false),
  /** A parameter is NaN or infinite, or a variance is negative. */
  NOT_FINITE(false),
  /** A factor that must be positive is not. */
  NOT_POSITIVE(false),
  /** The result would cost more than what it replaces. */
  NOT_PROFITABLE(false),
  /** The result would cost the same as what it replaces. */
  SAME_COST(true),
  /** The rewrite's exactness class is above what was allowed. */
  NUMERICS(false);

  private final boolean structural;

  Reason(boolean structural) {
    this.structural = structural;
  }

  /** Whether it only says that the rule's shape of graph is not there; reports leave these out unless asked. */
  public boolean isStructural() {
    return structural;
  }

  /** The code as printed: {@code second-use}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
