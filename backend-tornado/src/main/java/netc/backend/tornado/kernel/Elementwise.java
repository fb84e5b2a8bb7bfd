package netc.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;
import uk.ac.manchester.tornado.api.types.vectors.Float8;

/** Functions of single elements. */
public final class Elementwise {
  private Elementwise() {}

  /** The larger of each element and 0; one vector for each work item. */
  public static void relu(KernelContext context, VectorFloat8 memory, int in, int out) {
    int i = context.globalIdx;
    Float8 zero = new Float8(0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f);
    memory.set(out + i, Float8.max(memory.get(in + i), zero));
  }
}
