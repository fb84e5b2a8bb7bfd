package netc.backend.cpu.kernel;

import java.util.List;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import netc.ir.op.Clip;
import netc.ir.op.Relu;
import netc.ir.op.Unary;

/**
 * What a step does to its result on the way to memory.
 *
 * @param stages in order
 */
public record Finish(List<Stage> stages) {
  /** The place of a residual that is not there. */
  static final int NO_RESIDUAL = -1;

  /** One of them. */
  public sealed interface Stage {}

  /**
   * A scalar function.
   *
   * @param function the function
   */
  public record Function(Unary function) implements Stage {}

  /**
   * The element at the same place of another tensor is added.
   *
   * @param at where that tensor begins in memory
   */
  public record Residual(int at) implements Stage {}

  public Finish {
    stages = List.copyOf(stages);
  }

  /** Whether some stage depends on the place of an element. */
  boolean needsPlaces() {
    return stages.stream().anyMatch(Residual.class::isInstance);
  }

  /** Where the residual begins in memory, if the first stage is one; {@link #NO_RESIDUAL} otherwise. */
  int residual() {
    return !stages.isEmpty() && stages.getFirst() instanceof Residual(int at) ? at : NO_RESIDUAL;
  }

  /** The only other stage, if it just cuts off; {@link Clamp#NONE} if there is none, and nothing if it or they do more: kernels do it in registers. */
  Optional<Clamp> clamp() {
    List<Stage> rest = residual() == NO_RESIDUAL ? stages : stages.subList(1, stages.size());
    if (rest.isEmpty()) {
      return Optional.of(Clamp.NONE);
    }
    return rest.size() > 1 ? Optional.empty() : switch (rest.getFirst()) {
      case Function(Relu _) -> Optional.of(new Clamp(0f, Float.POSITIVE_INFINITY));
      case Function(Clip(double low, double high)) when low < high -> Optional.of(new Clamp((float) low, (float) high));
      case Function _, Residual _ -> Optional.empty();
    };
  }

  /**
   * Finishes {@code count} result elements in place.
   *
   * @param memory the run's memory
   * @param x where the elements are, which need not be memory
   * @param at the first of them
   * @param place its index in the result tensor
   */
  void apply(float[] memory, float[] x, int at, int place, int count) {
    for (Stage stage : stages) {
      switch (stage) {
        case Function(var function) -> Activations.apply(function, x, at, count);
        case Residual(int residual) -> add(memory, residual + place, x, at, count);
      }
    }
  }

  private static void add(float[] from, int source, float[] to, int target, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      FloatVector.fromArray(Lanes.SPECIES, to, target + i)
          .add(FloatVector.fromArray(Lanes.SPECIES, from, source + i)).intoArray(to, target + i);
    }
    for (; i < count; i++) {
      to[target + i] += from[source + i];
    }
  }
}
