package netc.backend.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import netc.backend.cpu.kernel.Channels;
import netc.backend.cpu.kernel.Sizes;
import netc.ir.op.Concat;
import netc.ir.op.Split;
import netc.ir.plan.Buffer;
import netc.ir.plan.Buffer.Storage;
import netc.ir.plan.Program;
import netc.ir.plan.Step;

/**
 * In which form each step of a program reads and writes, and the reorderings between them. Concatenations and splits between whole blocks of channels need
 * no step: their parts are slices of the whole.
 *
 * @param actions in the order they run
 * @param slices tensors that are parts of others
 */
record Schedule(List<Action> actions, Map<Copy, Slice> slices) {
  /**
   * A tensor in a form.
   *
   * @param buffer the id of the buffer that holds its elements; an alias only for blocks of its own, along other axes than what it shows has
   * @param form its form; plain where the forms coincide
   */
  record Copy(int buffer, Form form) {
    /** What holds the elements of {@code buffer} in {@code form}. */
    static Copy of(Program program, int buffer, Form form) {
      Buffer home = program.home(buffer);
      if (form == Form.PLAIN || Form.coincide(program.buffer(buffer).type())) {
        return new Copy(home.id(), Form.PLAIN);
      }
      boolean same = home.type().equals(program.buffer(buffer).type());
      return new Copy(same ? home.id() : buffer, Form.BLOCKED);
    }

    long elements(Program program) {
      return form.elements(program.buffer(buffer).type());
    }
  }

  /**
   * Where a part is.
   *
   * @param whole in what
   * @param offset elements from its beginning
   */
  record Slice(Copy whole, long offset) {}

  /** What happens. */
  sealed interface Action {
    /** What it reads. */
    List<Copy> reads();

    /** What it writes. */
    List<Copy> writes();

    /** What it came from. */
    String label(Program program);

    /** What does it. */
    String kernel();
  }

  /**
   * A step runs.
   *
   * @param step the step
   * @param from the form of its operands
   * @param to the form of its results, and of what its epilogue adds
   * @param reads what it reads, but for fixed filters
   * @param writes what it writes
   */
  record Run(Step step, Form from, Form to, List<Copy> reads, List<Copy> writes) implements Action {
    @Override
    public String label(Program program) {
      return step.label();
    }

    @Override
    public String kernel() {
      return step.kernel();
    }
  }

  /**
   * A tensor is written in its other form.
   *
   * @param source the tensor as it is
   * @param target as it will be
   */
  record Reorder(Copy source, Copy target) implements Action {
    @Override
    public List<Copy> reads() {
      return List.of(source);
    }

    @Override
    public List<Copy> writes() {
      return List.of(target);
    }

    @Override
    public String label(Program program) {
      return program.buffer(target.buffer()).name();
    }

    @Override
    public String kernel() {
      return "reorder";
    }

    /** The sizes of the tensor: those of what is blocked. */
    Sizes sizes(Program program) {
      Copy blocked = target.form() == Form.BLOCKED ? target : source;
      return Sizes.of(program.buffer(blocked.buffer()).type());
    }
  }

  /** The schedule of {@code program}. */
  static Schedule of(Program program) {
    var planner = new Planner(program);
    program.steps().forEach(planner::add);
    program.outputs().values().forEach(output -> planner.require(output, Form.PLAIN));
    return new Schedule(List.copyOf(planner.actions), Map.copyOf(planner.slices));
  }

  private static final class Planner {
    private final Program program;
    private final Set<Copy> present = new HashSet<>();
    private final List<Action> actions = new ArrayList<>();
    private final Map<Copy, Slice> slices = new HashMap<>();

    Planner(Program program) {
      this.program = program;
      for (Buffer buffer : program.buffers()) {
        if (buffer.storage() instanceof Storage.Given || buffer.storage() instanceof Storage.Weight) {
          present.add(new Copy(buffer.id(), Form.PLAIN));
        }
      }
    }

    void add(Step step) {
      var operands = new Operands(program, step);
      Form to = BlockedKernels.suit(operands, isBlocked(step)) ? Form.BLOCKED : Form.PLAIN;
      Form from = to == Form.BLOCKED && BlockedKernels.readPlain(operands) && !isBlocked(step) ? Form.PLAIN : to;
      var reads = new ArrayList<Copy>();
      for (int i = 0; i < step.inputs().size(); i++) {
        if (!operands.isFixedFilters(i)) {
          Form form = i == Operands.FILTERS && BlockedKernels.haveFilters(operands) ? Form.PLAIN : i < operands.count() ? from : to;
          reads.add(require(step.inputs().get(i), form));
        }
      }
      List<Copy> writes = step.outputs().stream().map(output -> Copy.of(program, output, to)).toList();
      present.addAll(writes);
      if (to == Form.PLAIN || !slice(step, reads, writes)) {
        actions.add(new Run(step, from, to, List.copyOf(reads), writes));
      }
    }

    /** Whether some operand is there in blocks. */
    private boolean isBlocked(Step step) {
      return step.inputs().stream().map(input -> Copy.of(program, input, Form.BLOCKED))
          .anyMatch(copy -> copy.form() == Form.BLOCKED && present.contains(copy));
    }

    /** Sees to it that a tensor is there in a form. */
    private Copy require(int buffer, Form form) {
      Copy wanted = Copy.of(program, buffer, form);
      if (present.add(wanted)) {
        Copy source = wanted.form() == Form.BLOCKED ? require(buffer, Form.PLAIN) : new Copy(wanted.buffer(), Form.BLOCKED);
        actions.add(new Reorder(source, wanted));
      }
      return wanted;
    }

    /** Makes slices of the operands of a concatenation, or of the results of a split, if that is all that it takes. */
    private boolean slice(Step step, List<Copy> reads, List<Copy> writes) {
      return switch (step.op()) {
        case Concat _ -> slice(reads, writes.getFirst());
        case Split _ -> slice(writes, reads.getFirst());
        default -> false;
      };
    }

    private boolean slice(List<Copy> parts, Copy whole) {
      Sizes sizes = sizes(whole);
      boolean free = sizes.batch() == 1 && whole.form() == Form.BLOCKED && new HashSet<>(parts).size() == parts.size()
          && parts.stream().allMatch(part -> part.form() == Form.BLOCKED && !slices.containsKey(part));
      boolean aligned = parts.subList(0, parts.size() - 1).stream().allMatch(part -> sizes(part).channels() % Channels.BLOCK == 0);
      if (!free || !aligned) {
        return false;
      }
      long offset = 0;
      for (Copy part : parts) {
        slices.put(part, new Slice(whole, offset));
        offset += part.elements(program);
      }
      return true;
    }

    private Sizes sizes(Copy copy) {
      return Sizes.of(program.buffer(copy.buffer()).type());
    }
  }
}
