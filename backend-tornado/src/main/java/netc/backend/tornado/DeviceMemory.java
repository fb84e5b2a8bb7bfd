package netc.backend.tornado;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import netc.backend.tornado.kernel.Blocked;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.plan.Buffer;
import netc.ir.plan.Buffer.Storage;
import netc.ir.plan.Program;
import netc.ir.tensor.Tensor;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;

/**
 * The one array that a program works in, in vectors: {@link Blocked}'s own two, the inputs, the temporaries, then everything that is fixed. It is
 * uploaded once.
 */
final class DeviceMemory {
  private static final int NOWHERE = -1;

  /** The vectors of an array: TornadoVM counts its elements with an int. */
  private static final long MOST = Integer.MAX_VALUE / Blocked.LANES - Blocked.LANES;

  private static final long MEGABYTE = 1 << 20;

  private final Program program;
  private final int[] places;
  private final List<Constant> constants = new ArrayList<>();
  private long size;

  /** Something fixed. */
  private record Constant(int place, int vectors, Filler filler) {}

  /** Writes something fixed. */
  @FunctionalInterface
  interface Filler {
    /**
     * Writes.
     *
     * @param floats the memory for it, with all elements 0
     */
    void fill(MemorySegment floats);
  }

  /**
   * Places all buffers but weights.
   *
   * @param program its offsets count floats of the device's layout
   */
  DeviceMemory(Program program) {
    this.program = program;
    places = new int[program.buffers().size()];
    size = Blocked.FIRST;
    for (Buffer buffer : program.buffers()) {
      places[buffer.id()] = buffer.storage() instanceof Storage.Given ? take(Form.of(buffer.type().shape()).vectors()) : NOWHERE;
    }
    int arena = take(Math.ceilDiv(program.arenaElements(), Blocked.LANES));
    for (Buffer buffer : program.buffers()) {
      if (buffer.storage() instanceof Storage.Arena(long offset)) {
        places[buffer.id()] = Math.toIntExact(arena + offset / Blocked.LANES);
      }
    }
  }

  private int take(long vectors) {
    long place = size;
    size += vectors;
    if (size > MOST) {
      throw new DiagnosticException(Diagnostic
          .of(Code.BAD_INPUT, "net " + program.name() + " needs more memory than the " + MOST * Blocked.LANES
              + " elements that the tornado backend has")
          .help("a smaller batch, or smaller inputs, need less"));
    }
    return (int) place;
  }

  /** A place for something fixed, which is written when all is known. */
  int constant(long vectors, Filler filler) {
    int place = take(vectors);
    constants.add(new Constant(place, (int) vectors, filler));
    return place;
  }

  /** A place for these floats, in order. */
  int constant(float... floats) {
    return constant(Math.ceilDiv(floats.length, Blocked.LANES), to -> MemorySegment.copy(floats, 0, to, Tensor.FLOAT, 0, floats.length));
  }

  /** Where a buffer is that is no weight. */
  int place(int buffer) {
    int place = places[program.home(buffer).id()];
    if (place == NOWHERE) {
      throw new IllegalStateException("buffer " + program.buffer(buffer).name() + " is not in memory");
    }
    return place;
  }

  /** What the array takes. */
  long bytes() {
    return size * Blocked.LANES * Float.BYTES + TornadoNativeArray.ARRAY_HEADER;
  }

  /**
   * Sees to it that a device has room.
   *
   * @param others bytes of further arrays
   * @throws DiagnosticException if it has not
   */
  void check(TornadoDevice device, long others) {
    long array = bytes();
    long limit = device.getMemoryProvider().getHeapSize();
    if (array + others > limit) {
      throw tooLarge(array + others, "and TornadoVM may take " + megabytes(limit) + " of the device's memory",
          "-Dtornado.device.memory=" + Math.ceilDiv(array + others, MEGABYTE)
              + "MB allows more (NETC_JAVA_OPTIONS holds options for the JVM)");
    }
    if (array > device.getMaxAllocMemory()) {
      throw tooLarge(array, "and the device's largest buffer has " + megabytes(device.getMaxAllocMemory()), "a smaller batch needs less");
    }
    if (array + others > device.getMaxGlobalMemory()) {
      throw tooLarge(array + others, "and the device has " + megabytes(device.getMaxGlobalMemory()), "a smaller batch needs less");
    }
  }

  private DiagnosticException tooLarge(long bytes, String limit, String help) {
    return new DiagnosticException(Diagnostic.of(Code.NO_BACKEND,
        "net " + program.name() + " needs " + megabytes(bytes) + " on the device for weights and intermediate results, " + limit)
        .help(help));
  }

  /** As TornadoVM counts them where it is told a limit. */
  private static String megabytes(long bytes) {
    return Math.ceilDiv(bytes, MEGABYTE) + " MB";
  }

  /** All of it, on the host. */
  VectorFloat8 allocate() {
    var memory = new VectorFloat8((int) size);
    MemorySegment floats = memory.getArray().getSegment();
    floats.fill((byte) 0);
    for (int i = 0; i < Blocked.LANES; i++) {
      memory.getArray().set(Blocked.LOWEST * Blocked.LANES + i, -Float.MAX_VALUE);
    }
    constants.parallelStream().forEach(constant -> {
      long bytes = (long) Blocked.LANES * Float.BYTES;
      constant.filler().fill(floats.asSlice(constant.place() * bytes, constant.vectors() * bytes));
    });
    constants.clear();
    return memory;
  }
}
