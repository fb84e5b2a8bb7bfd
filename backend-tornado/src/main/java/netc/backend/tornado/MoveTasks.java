package netc.backend.tornado;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import netc.backend.tornado.kernel.Blocked;
import netc.backend.tornado.kernel.Moves;
import netc.ir.op.Concat;
import netc.ir.op.Flatten;
import netc.ir.op.Movement;
import netc.ir.op.Pad;
import netc.ir.op.Reshape;
import netc.ir.op.Resize;
import netc.ir.op.Shuffle;
import netc.ir.op.Slice;
import netc.ir.op.Split;
import netc.ir.op.Transpose;
import netc.ir.type.Shape;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The tasks of what only moves elements, and of resize. */
final class MoveTasks {
  private final Site site;

  MoveTasks(Site site) {
    this.site = site;
  }

  /** An axis of a result: its extent, and from one element to the next in the operand's row-major order. */
  private record Axis(int extent, int step) {}

  void add(Movement op) {
    switch (op) {
      case Concat(int axis) -> concat(axis);
      case Split split -> split(split.axis());
      case Flatten _, Reshape _ -> gather(0, List.of(new Axis(site.form(0).elements(), 1)));
      case Transpose(var permutation) -> {
        Shape x = site.shape(0);
        gather(0, permutation.stream().map(axis -> new Axis(x.extent(axis), Math.toIntExact(x.elementsFrom(axis + 1)))).toList());
      }
      case Pad pad -> pad(pad);
      case Slice slice -> slice(slice);
      case Shuffle(int groups) -> {
        Form x = site.form(0);
        int members = x.channels() / groups;
        gather(0, List.of(new Axis(x.images(), x.channels() * x.cells()), new Axis(members, x.cells()),
            new Axis(groups, members * x.cells()), new Axis(x.cells(), 1)));
      }
    }
  }

  private void slice(Slice slice) {
    Shape x = site.shape(0);
    Shape y = site.result();
    int start = 0;
    var axes = new ArrayList<Axis>();
    for (int axis = 0; axis < x.rank(); axis++) {
      int at = slice.axes().indexOf(axis);
      int step = Math.toIntExact(x.elementsFrom(axis + 1));
      start += at < 0 ? 0 : slice.starts().get(at) * step;
      axes.add(new Axis(y.extent(axis), at < 0 ? step : slice.step(at) * step));
    }
    gather(start, axes);
  }

  private void gather(int start, List<Axis> given) {
    List<Axis> axes = merged(given);
    if (axes.size() > 4) {
      throw new IllegalArgumentException(
          "the tornado backend has no kernel for a " + site.op().name() + " over " + axes.size() + " axes");
    }
    Form x = site.form(0);
    Form y = site.resultForm();
    int in = site.in(0);
    int out = site.out();
    site.add("gather", List.of(Math.toIntExact(y.vectors()), 1, 1), 16,
        (graph, id, context, arrays) -> graph.task(id, Moves::gather, context, arrays, in, x.channels(), x.cells(), out, y.channels(),
            y.cells(), start, axes.get(1).extent(), axes.get(2).extent(), axes.get(3).extent(), axes.get(0).step(), axes.get(1).step(),
            axes.get(2).step(), axes.get(3).step()));
  }

  /** The same with as few axes as will do, but at least four. */
  private static List<Axis> merged(List<Axis> axes) {
    var merged = new ArrayList<Axis>();
    for (Axis axis : axes) {
      if (axis.extent() == 1) {
        continue;
      }
      Axis outer = merged.isEmpty() ? new Axis(0, 0) : merged.getLast();
      if (outer.step() == axis.step() * axis.extent()) {
        merged.set(merged.size() - 1, new Axis(outer.extent() * axis.extent(), axis.step()));
      } else {
        merged.add(axis);
      }
    }
    while (merged.size() < 4) {
      merged.addFirst(new Axis(1, 0));
    }
    return Collections.unmodifiableList(merged);
  }

  private void concat(int axis) {
    Shape shape = site.result();
    int step = Math.toIntExact(shape.elementsFrom(axis));
    int start = 0;
    for (int i = 0; i < site.operands(); i++) {
      int length = Math.toIntExact(site.shape(i).elementsFrom(axis));
      copy(new Part(site.in(i), site.shape(i), 0, length), new Part(site.out(), shape, start, step), length, axis);
      start += length;
    }
  }

  private void split(int axis) {
    Shape shape = site.shape(0);
    int step = Math.toIntExact(shape.elementsFrom(axis));
    int start = 0;
    for (int i = 0; i < site.outputs().size(); i++) {
      int length = Math.toIntExact(site.result(i).elementsFrom(axis));
      copy(new Part(site.in(0), shape, start, step), new Part(site.out(i), site.result(i), 0, length), length, axis);
      start += length;
    }
  }

  /** Runs in a tensor at a place: from {@code start} and every {@code step} elements. */
  private record Part(int place, Shape shape, int start, int step) {
    boolean isWholeVectors(int length) {
      int block = Form.of(shape).cells() * Blocked.LANES;
      return start % block == 0 && (length % block == 0 || start + length == step);
    }

    /** Where it begins, if it is whole vectors. */
    int vectors() {
      return place + start / Blocked.LANES;
    }
  }

  private void copy(Part from, Part to, int length, int axis) {
    Form x = Form.of(from.shape());
    Form y = Form.of(to.shape());
    if (axis == 1 && from.isWholeVectors(length) && to.isWholeVectors(length)) {
      int vectors = Math.ceilDiv(length / x.cells(), Blocked.LANES) * x.cells();
      site.add("blocks", List.of(vectors, x.images(), 1), 3, (graph, id, context, arrays) -> {
        var places = IntArray.fromElements(from.vectors(), x.step(), to.vectors(), y.step());
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, places); // what is not named is never freed
        graph.task(id, Moves::blocks, context, arrays, places);
      });
      return;
    }
    int runs = x.elements() / from.step();
    site.add("runs", List.of(runs * length, 1, 1), 13,
        (graph, id, context, arrays) -> graph.task(id, Moves::runs, context, arrays, from.place(), x.channels(), x.cells(), from.start(),
            from.step(), to.place(), y.channels(), y.cells(), to.start(), to.step(), length));
  }

  private void pad(Pad pad) {
    int mode = switch (pad.mode()) {
      case CONSTANT -> Moves.CONSTANT;
      case REFLECT -> Moves.REFLECT;
      case EDGE -> Moves.EDGE;
    };
    float value = DeviceFunction.finite(pad.value());
    Form form = site.resultForm();
    int in = site.in(0);
    int out = site.out();
    int from = Site.map(site.shape(0));
    int to = Site.map(site.result());
    site.add("pad", List.of(form.cells(), form.blocks() * form.images(), 1), 10,
        (graph, id, context, arrays) -> graph.task(id, Moves::pad, context, arrays, in, out, from, to, pad.pad().top(), pad.pad().left(),
            mode, value));
  }

  void add(Resize op) {
    Shape x = site.shape(0);
    Shape y = site.result();
    int rows = table(op, x.extent(2), y.extent(2));
    int columns = table(op, x.extent(3), y.extent(3));
    int mixes = op.mode() == Resize.Mode.LINEAR ? 1 : 0;
    Form form = site.resultForm();
    int in = site.in(0);
    int out = site.out();
    int from = Site.map(x);
    int to = Site.map(y);
    Ending end = site.ending();
    site.add("resize", List.of(form.cells(), form.blocks() * form.images(), 1), 15,
        (graph, id, context, arrays) -> graph.task(id, Moves::resize, context, arrays, in, out, end.residual(), end.functions(),
            end.first().p(), end.first().q(), end.second().p(), end.second().q(), from, to, rows, columns, mixes));
  }

  /** For each cell of the result along an axis the first cell of the input; then the share of the next. */
  private int table(Resize op, int size, int result) {
    float[] table = new float[2 * result];
    IntStream.range(0, result).forEach(i -> {
      double place = op.coordinates().source(i, size, result);
      double inside = switch (op.mode()) {
        case NEAREST -> op.rounding().cell(place, size);
        case LINEAR -> Math.clamp(place, 0.0, size - 1.0);
      };
      table[i] = (int) inside;
      table[result + i] = (float) (inside - (int) inside);
    });
    return site.memory().constant(table);
  }
}
