package netc.backend.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import netc.backend.tornado.kernel.Packed;
import netc.ir.op.Unary;
import netc.ir.plan.Epilogue;

/**
 * What a kernel can do to its result on the way to memory: a plain function, a residual, any function.
 *
 * @param first before the residual
 * @param residual its place; {@link #ABSENT} if there is none
 * @param second after it
 */
record Ending(DeviceFunction first, int residual, DeviceFunction second) {
  static final int ABSENT = -1;

  /** Nothing. */
  static final Ending NONE = new Ending(DeviceFunction.NONE, ABSENT, DeviceFunction.NONE);

  /** The endings that together do what an epilogue does: the first in the kernel, the others in kernels of their own. At least one. */
  static List<Ending> of(List<Epilogue> epilogue, IntUnaryOperator places) {
    var endings = new ArrayList<Ending>();
    endings.add(NONE);
    for (Epilogue stage : epilogue) {
      Optional<Ending> longer = switch (stage) {
        case Epilogue.Apply(Unary op) -> endings.getLast().then(DeviceFunction.of(op));
        case Epilogue.AddResidual(int input) -> endings.getLast().plus(places.applyAsInt(input));
      };
      if (longer.isPresent()) {
        endings.set(endings.size() - 1, longer.get());
      } else {
        endings.add(switch (stage) {
          case Epilogue.Apply(Unary op) -> new Ending(DeviceFunction.NONE, ABSENT, DeviceFunction.of(op));
          case Epilogue.AddResidual(int input) -> new Ending(DeviceFunction.NONE, places.applyAsInt(input), DeviceFunction.NONE);
        });
      }
    }
    return endings;
  }

  /** With a function at the end; nothing if there is no room for it. */
  private Optional<Ending> then(DeviceFunction function) {
    if (function.isNone()) {
      return Optional.of(this);
    }
    if (residual == ABSENT && first.isNone() && second.isNone() && function.isPlain()) {
      return Optional.of(new Ending(function, ABSENT, second));
    }
    return second.isNone() ? Optional.of(new Ending(first, residual, function)) : Optional.empty();
  }

  /** With a residual at the end; nothing if there is no room for it. */
  private Optional<Ending> plus(int place) {
    return residual == ABSENT && second.isNone() ? Optional.of(new Ending(first, place, second)) : Optional.empty();
  }

  boolean isNone() {
    return first.isNone() && second.isNone() && residual == ABSENT;
  }

  int functions() {
    return Packed.pair(first.number(), second.number());
  }

  /** Whether it makes infinities or NaNs of the meaningless lanes past the last channel. */
  boolean spoilsLanes() {
    return second.spoilsLanes();
  }
}
