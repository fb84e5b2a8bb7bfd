package netc.rule.merge;

import java.util.Optional;
import netc.ir.op.Conv2d;
import netc.ir.op.Padding;
import netc.ir.op.Size2;
import netc.match.Site;

/**
 * Where the taps of one convolution's kernel lie in another's, for the same input and stride.
 *
 * @param rows the other's row for each of the one's rows
 * @param columns the same for columns
 * @param width the other's number of columns
 * @param taps the other's number of taps
 */
record Placement(Axis rows, Axis columns, int width, int taps) {
  /**
   * The taps of one axis: tap {@code i} reads what tap {@code start + i · step} of the other reads.
   *
   * @param start the first
   * @param step from one to the next
   * @param count how many
   */
  record Axis(int start, int step, int count) {
    int at(int tap) {
      return start + tap * step;
    }
  }

  /** Where the taps of {@code guest} lie in {@code host}'s kernel, if each is one of its taps. */
  static Optional<Placement> of(Site<Conv2d> guest, Site<Conv2d> host) {
    Size2 inner = Conv2d.kernel(guest.operand(1).type());
    Size2 outer = Conv2d.kernel(host.operand(1).type());
    Padding few = guest.op().pad();
    Padding many = host.op().pad();
    Size2 fine = host.op().dilation();
    Size2 coarse = guest.op().dilation();
    Optional<Axis> rows = axis((long) many.top() - few.top(), inner.height(), coarse.height(), outer.height(), fine.height());
    Optional<Axis> columns = axis((long) many.left() - few.left(), inner.width(), coarse.width(), outer.width(), fine.width());
    return rows.flatMap(row -> columns.map(column -> new Placement(row, column, outer.width(), outer.height() * outer.width())));
  }

  private static Optional<Axis> axis(long shift, int count, int coarse, int taps, int fine) {
    long step = count == 1 ? fine : coarse;
    long last = shift + (count - 1) * step;
    boolean fits = shift >= 0 && shift % fine == 0 && step % fine == 0 && last / fine < taps;
    return fits ? Optional.of(new Axis((int) (shift / fine), (int) (step / fine), count)) : Optional.empty();
  }

  /** Adds the elements of the one's weight to the other's. */
  void add(float[] guest, double[] host) {
    int cells = rows.count() * columns.count();
    for (int i = 0; i < guest.length; i++) {
      int cell = i % cells;
      host[i / cells * taps + rows.at(cell / columns.count()) * width + columns.at(cell % columns.count())] += guest[i];
    }
  }
}
