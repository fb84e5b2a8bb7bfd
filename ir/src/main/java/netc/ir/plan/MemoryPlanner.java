package netc.ir.plan;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import netc.ir.plan.Buffer.Storage;

/**
 * Gives each temporary a place in the arena. Steps are walked in order: a buffer takes the smallest free block that holds it when its step begins,
 * and gives it back after the last step that reads it, or one of its views. Outputs stay to the end, when they are copied out.
 */
public final class MemoryPlanner {
  /** Offsets are multiples of this many elements: 64 bytes, a cache line and the widest vector. */
  static final int ALIGNMENT = 16;

  private MemoryPlanner() {}

  /** {@code program} with other offsets, its elements as they are. */
  public static Program plan(Program program) {
    return plan(program, buffer -> buffer.type().shape().elements());
  }

  /**
   * {@code program} with other offsets, for a layout of one's own.
   *
   * @param elements what a buffer takes in that layout
   */
  public static Program plan(Program program, ToLongFunction<Buffer> elements) {
    var lifetimes = new Lifetimes<Integer>();
    program.steps().forEach(step -> lifetimes.add(homes(program, step.outputs()), homes(program, step.inputs())));
    lifetimes.keep(homes(program, program.outputs().values()));
    var arena = new FreeList();
    Map<Integer, Long> places = lifetimes.places(arena,
        id -> Math.ceilDiv(elements.applyAsLong(program.buffer(id)), ALIGNMENT) * ALIGNMENT);
    List<Buffer> buffers = program.buffers().stream().map(buffer -> placed(buffer, places)).toList();
    return new Program(program.name(), buffers, program.steps(), program.inputs(), program.outputs(), arena.end());
  }

  private static List<Integer> homes(Program program, Collection<Integer> buffers) {
    return buffers.stream().map(buffer -> program.home(buffer).id()).toList();
  }

  private static Buffer placed(Buffer buffer, Map<Integer, Long> places) {
    return buffer.storage() instanceof Storage.Arena
        ? new Buffer(buffer.id(), buffer.name(), buffer.type(), new Storage.Arena(places.getOrDefault(buffer.id(), 0L)))
        : buffer;
  }
}
