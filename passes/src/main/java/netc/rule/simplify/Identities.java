package netc.rule.simplify;

import static netc.rule.algebra.Equation.exact;
import static netc.rule.algebra.Equation.rounding;

import java.util.List;
import netc.rule.algebra.Equation;

/** The algebraic identities: one line each, tried in this order. */
public final class Identities {
  /** The table. */
  public static final List<Equation> ALL =
      List.of(
          // What changes nothing. −0 + 0 is +0, so this one is no bitwise identity.
          exact("eliminate-factor-one", "x * 1 => x"),
          rounding("eliminate-addend-zero", "x + 0 => x"),
          exact("eliminate-exponent-one", "pow(x, 1) => x"),
          exact("eliminate-max-of-itself", "max(x, x) => x"),
          exact("eliminate-min-of-itself", "min(x, x) => x"),
          exact("eliminate-double-negation", "neg(neg(x)) => x"),

          // Numbers in a row; their product must be one, too.
          rounding("merge-factors", "x * a * b => x * (a * b) where -1e30 <= a * b <= 1e30"),
          rounding("merge-addends", "x + a + b => x + (a + b) where -1e30 <= a + b <= 1e30"),

          // Signs and reciprocals that another operation takes.
          exact("subtract-negation", "x - neg(y) => x + y"),
          exact("add-negation", "x + neg(y) => x - y"),
          exact("eliminate-sign-before-abs", "abs(neg(x)) => abs(x)"),
          exact("use-reciprocal", "1 / x => reciprocal(x)"),
          rounding("divide-by-reciprocal", "x / reciprocal(y) => x * y"),
          rounding("multiply-by-reciprocal", "x * reciprocal(y) => x / y"),

          // One spelling of a bound, so that bounds meet.
          exact("use-relu-for-max", "max(x, 0) => relu(x)"),
          exact("use-clip-for-max", "max(x, a) => clip(x, a, inf)"),
          exact("use-clip-for-min", "min(x, a) => clip(x, -inf, a)"),
          exact("use-relu-for-clip", "clip(x, 0, inf) => relu(x)"),

          // Powers that need no logarithm.
          rounding("use-product-for-square", "pow(x, 2) => x * x"),
          rounding("use-square-root", "pow(x, 0.5) => sqrt(x)"),
          rounding("use-reciprocal-for-power", "pow(x, -1) => reciprocal(x)"));

  private Identities() {}
}
