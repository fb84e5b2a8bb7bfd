package netc.rule.fold;

import java.util.Optional;
import netc.ir.op.Padding;

/** Padding of what is padded. */
final class PaddingSum {
  private PaddingSum() {}

  /** Both together, if a padding can say that. */
  static Optional<Padding> of(Padding outer, Padding inner) {
    try {
      return Optional.of(new Padding(Math.addExact(outer.top(), inner.top()), Math.addExact(outer.left(), inner.left()),
          Math.addExact(outer.bottom(), inner.bottom()), Math.addExact(outer.right(), inner.right())));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }
}
