package netc.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;

/** Between the layout of the host, which is row-major, and that of the device. */
public final class Transfers {
  private Transfers() {}

  /** Blocks an input; one vector for each work item, the grid is cells by blocks by images. */
  public static void load(KernelContext context, FloatArray input, VectorFloat8 memory, int out, int channels, int cells) {
    FloatArray floats = memory.getArray();
    int blocks = (channels + 7) / 8;
    int vector = out + (context.globalIdz * blocks + context.globalIdy) * cells + context.globalIdx;
    for (int i = 0; i < 8; i++) {
      int channel = Math.min(context.globalIdy * 8 + i, channels - 1);
      floats.set(vector * 8 + i, input.get((context.globalIdz * channels + channel) * cells + context.globalIdx));
    }
  }

  /** Lays an output out for the host; one element for each work item. */
  public static void store(KernelContext context, VectorFloat8 memory, FloatArray output, int in, int channels, int cells) {
    output.set(context.globalIdx, memory.getArray().get(in * 8 + Blocked.element(context.globalIdx, channels, cells)));
  }
}
