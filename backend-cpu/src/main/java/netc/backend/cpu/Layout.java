package netc.backend.cpu;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import netc.backend.cpu.Schedule.Copy;
import netc.backend.cpu.Schedule.Slice;
import netc.backend.cpu.kernel.Lanes;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.plan.Buffer.Storage;
import netc.ir.plan.FreeList;
import netc.ir.plan.Lifetimes;
import netc.ir.plan.Program;
import netc.ir.tensor.Tensor;

/**
 * Where each tensor of a program is in the one array that a run works on: first what steps write, which shares memory with what is not needed at the same
 * time, then the inputs, then the weights that kernels read as they are. Filters of contractions are not there: their kernels have them in a form of
 * their own.
 */
final class Layout {
  /** The elements of an array that kernels can name, but for those that vectors may read past the end. */
  private static final int MOST = Lanes.PLACES - 2 * Lanes.SLACK;

  private final Program program;
  private final Schedule schedule;
  private final Map<Copy, Long> places;
  private final Map<Integer, Tensor> constants = new LinkedHashMap<>();
  private final int size;

  Layout(Program program, Schedule schedule) {
    this.program = program;
    this.schedule = schedule;
    var arena = new FreeList();
    places = share(arena);
    long end = arena.end();
    for (Copy copy : persistent()) {
      places.put(copy, end);
      int place = checked(end);
      program.buffer(copy.buffer()).weight().ifPresent(tensor -> constants.put(place, tensor));
      end += aligned(copy);
    }
    size = checked(end + Lanes.SLACK);
  }

  /** Gives what actions write a place from the first of them to the last one that reads it. */
  private Map<Copy, Long> share(FreeList arena) {
    var lifetimes = new Lifetimes<Copy>();
    schedule.actions().forEach(action -> lifetimes.add(wholes(action.writes().stream()), wholes(action.reads().stream())));
    lifetimes.keep(wholes(program.outputs().values().stream().map(output -> Copy.of(program, output, Form.PLAIN))));
    return lifetimes.places(arena, this::aligned);
  }

  private List<Copy> wholes(Stream<Copy> copies) {
    return copies.map(copy -> whole(copy).whole()).toList();
  }

  /** What is there before the first action: inputs, and weights that something reads. */
  private List<Copy> persistent() {
    var given = program.inputs().values().stream().map(input -> new Copy(input, Form.PLAIN));
    var read = schedule.actions().stream().flatMap(action -> action.reads().stream());
    var put = program.outputs().values().stream().map(output -> Copy.of(program, output, Form.PLAIN));
    var weights = Stream.concat(read, put).filter(copy -> program.buffer(copy.buffer()).storage() instanceof Storage.Weight)
        .filter(copy -> copy.form() == Form.PLAIN);
    return Stream.concat(given, weights).distinct().toList();
  }

  /** The elements that a tensor takes. Where its own fit into an array, neither padding lanes nor sums get beyond a long. */
  private long aligned(Copy copy) {
    checked(program.buffer(copy.buffer()).type().shape().elements());
    return Math.ceilDiv(copy.elements(program), Lanes.COUNT) * Lanes.COUNT;
  }

  /** What a tensor is a part of in the end, itself if of nothing, and where. */
  private Slice whole(Copy copy) {
    var slice = new Slice(copy, 0);
    for (Slice next = schedule.slices().get(copy); next != null; next = schedule.slices().get(next.whole())) {
      slice = new Slice(next.whole(), slice.offset() + next.offset());
    }
    return slice;
  }

  private int checked(long place) {
    if (place < 0 || place > MOST) {
      throw new DiagnosticException(Diagnostic
          .of(Code.BAD_INPUT,
              "net " + program.name() + " needs more memory at a time than the " + MOST + " elements that the cpu backend has")
          .help("a smaller batch, or smaller inputs, need less"));
    }
    return (int) place;
  }

  /** How many floats a run's memory has. */
  int size() {
    return size;
  }

  /** Where a buffer's elements begin, in a form. */
  int place(int buffer, Form form) {
    return place(Copy.of(program, buffer, form));
  }

  /** Where a tensor begins. */
  int place(Copy copy) {
    Slice slice = whole(copy);
    Long place = places.get(slice.whole());
    if (place == null) {
      throw new IllegalArgumentException("buffer " + program.buffer(copy.buffer()).name() + " is not in memory");
    }
    return checked(place + slice.offset());
  }

  /** The weights that are in memory, by place. */
  Map<Integer, Tensor> constants() {
    return constants;
  }
}
