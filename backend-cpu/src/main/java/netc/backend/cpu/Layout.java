package netc.backend.cpu;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import netc.backend.cpu.kernel.Lanes;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.op.Contraction;
import netc.ir.plan.Buffer;
import netc.ir.plan.Buffer.Storage;
import netc.ir.plan.Program;
import netc.ir.plan.Step;
import netc.ir.tensor.Tensor;

/**
 * Where each buffer of a program is in the one array that a run works on: first the program's arena, then the inputs, then the weights that kernels
 * read as they are. Filters of contractions are not there: their kernels have them in a form of their own.
 */
final class Layout {
  /** The index of the filters among the operands of a contraction. */
  static final int FILTERS = 1;

  private static final int ABSENT = -1;

  /** The elements of an array, but for those that vectors may read past the end. */
  private static final int MOST = Integer.MAX_VALUE - 2 * Lanes.SLACK;

  private final Program program;
  private final int[] places;
  private final Map<Integer, Tensor> constants = new LinkedHashMap<>();
  private final int size;

  Layout(Program program) {
    this.program = program;
    places = new int[program.buffers().size()];
    Set<Integer> plain = readAsTheyAre(program);
    long end = program.arenaElements();
    for (Buffer buffer : program.buffers()) {
      long length = buffer.type().shape().elements();
      boolean placed = switch (buffer.storage()) {
        case Storage.Arena _, Storage.Alias _ -> false;
        case Storage.Given _ -> true;
        case Storage.Weight _ -> plain.contains(buffer.id());
      };
      places[buffer.id()] = placed ? checked(end) : buffer.storage() instanceof Storage.Arena(long offset) ? checked(offset) : ABSENT;
      if (placed && buffer.storage() instanceof Storage.Weight(var tensor)) {
        constants.put(places[buffer.id()], tensor);
      }
      end = placed ? Math.ceilDiv(end + length, Lanes.COUNT) * Lanes.COUNT : end;
    }
    size = checked(end + Lanes.SLACK);
  }

  private static Set<Integer> readAsTheyAre(Program program) {
    var plain = new HashSet<Integer>();
    program.outputs().values().forEach(id -> plain.add(program.home(id).id()));
    for (Step step : program.steps()) {
      for (int i = 0; i < step.inputs().size(); i++) {
        if (i != FILTERS || !(step.op() instanceof Contraction)) {
          plain.add(program.home(step.inputs().get(i)).id());
        }
      }
    }
    return plain;
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

  /** Where a buffer begins. */
  int place(int buffer) {
    int place = places[program.home(buffer).id()];
    if (place == ABSENT) {
      throw new IllegalArgumentException("buffer " + program.buffer(buffer).name() + " is not in memory");
    }
    return place;
  }

  /** The weights that are in memory, by place. */
  Map<Integer, Tensor> constants() {
    return constants;
  }
}
