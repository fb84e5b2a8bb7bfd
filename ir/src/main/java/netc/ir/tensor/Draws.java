package netc.ir.tensor;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The elements of an {@link Init}: a counter-based generator, so that every element is known without those before it. */
final class Draws {
  private static final int CHUNK = 1 << 16;

  private Draws() {}

  static float[] draw(Init init, String name, long seed, long elements) {
    float[] array = new float[Math.toIntExact(elements)];
    switch (init) {
      case Init.Fill fill -> Arrays.fill(array, (float) fill.value());
      case Init.Uniform uniform -> {
        long stream = stream(name, seed);
        int chunks = (array.length + CHUNK - 1) / CHUNK;
        IntStream.range(0, chunks).parallel().forEach(chunk -> fill(array, chunk * CHUNK, uniform, stream));
      }
    }
    return array;
  }

  private static void fill(float[] array, int from, Init.Uniform uniform, long stream) {
    double scale = (uniform.high() - uniform.low()) * 0x1p-53;
    int to = Math.min(array.length, from + CHUNK);
    for (int i = from; i < to; i++) {
      array[i] = (float) (uniform.low() + scale * (mix(stream + i * 0x9E3779B97F4A7C15L) >>> 11));
    }
  }

  /** FNV-1a of the name (64 bits), mixed with the seed. */
  private static long stream(String name, long seed) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
    }
    return mix(hash + mix(seed + 0x9E3779B97F4A7C15L));
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
  private static long mix(long bits) {
    long z = bits;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
