package netc.ir.plan;

import java.util.List;
import java.util.Map;

/**
 * A network ready to run: fused kernels in order, over planned memory.
 *
 * @param name the net's name
 * @param buffers all buffers, by id
 * @param steps in the order they run
 * @param inputs buffer ids by input name, in order
 * @param outputs buffer ids by output name, in order
 * @param arenaElements the size of the arena that temporaries share
 */
public record Program(
    String name, List<Buffer> buffers, List<Step> steps, Map<String, Integer> inputs, Map<String, Integer> outputs, long arenaElements) {
  public Program {
    buffers = List.copyOf(buffers);
    steps = List.copyOf(steps);
  }

  /** The buffer with this id. */
  public Buffer buffer(int id) {
    return buffers.get(id);
  }

  /** The buffer that holds this one's elements: itself unless it is an alias. */
  public Buffer home(int id) {
    Buffer buffer = buffers.get(id);
    while (buffer.storage() instanceof Buffer.Storage.Alias(int of)) {
      buffer = buffers.get(of);
    }
    return buffer;
  }
}
