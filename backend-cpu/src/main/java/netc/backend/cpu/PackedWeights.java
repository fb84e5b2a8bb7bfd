package netc.backend.cpu;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Packed weights that are equal are one array, whichever programs have them, as those of a network for images of several sizes. Arrays that no program has
 * any more are let go of.
 */
final class PackedWeights {
  private static final int SAMPLES = 64;

  private static final Map<Integer, List<Entry>> ENTRIES = new HashMap<>();
  private static final ReferenceQueue<float[]> UNUSED = new ReferenceQueue<>();

  private static final class Entry extends WeakReference<float[]> {
    private final int key;

    Entry(float[] weights, int key) {
      super(weights, UNUSED);
      this.key = key;
    }
  }

  private PackedWeights() {}

  /** The array that stands for all that are bitwise equal to {@code weights}, which nothing may change from now on. */
  static synchronized float[] shared(float[] weights) {
    for (var unused = UNUSED.poll(); unused != null; unused = UNUSED.poll()) {
      if (unused instanceof Entry entry) {
        List<Entry> alike = ENTRIES.getOrDefault(entry.key, new ArrayList<>());
        alike.remove(entry);
        if (alike.isEmpty()) {
          ENTRIES.remove(entry.key);
        }
      }
    }
    int key = key(weights);
    List<Entry> alike = ENTRIES.computeIfAbsent(key, _ -> new ArrayList<>());
    for (Entry entry : alike) {
      float[] known = entry.get();
      if (known != null && Arrays.equals(known, weights)) {
        return known;
      }
    }
    alike.add(new Entry(weights, key));
    return weights;
  }

  /** The same for equal arrays, and hardly ever for others: of some elements, as a look at all would take as long as packing them. */
  private static int key(float[] weights) {
    int key = weights.length;
    int step = Math.max(1, weights.length / SAMPLES);
    for (int i = 0; i < weights.length; i += step) {
      key = 31 * key + Float.floatToRawIntBits(weights[i]);
    }
    return key;
  }
}
