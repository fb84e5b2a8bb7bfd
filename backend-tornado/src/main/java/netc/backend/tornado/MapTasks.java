package netc.backend.tornado;

import java.util.List;
import netc.backend.tornado.kernel.Packed;
import netc.backend.tornado.kernel.Pointwise;
import netc.backend.tornado.kernel.Poolings;
import netc.backend.tornado.kernel.Statistics;
import netc.ir.op.AdaptiveAvgPool2d;
import netc.ir.op.AdaptiveMaxPool2d;
import netc.ir.op.Add;
import netc.ir.op.AvgPool2d;
import netc.ir.op.BatchNorm;
import netc.ir.op.Binary;
import netc.ir.op.Div;
import netc.ir.op.Elementwise;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.InstanceNorm;
import netc.ir.op.LayerNorm;
import netc.ir.op.Lrn;
import netc.ir.op.Max;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Min;
import netc.ir.op.Mul;
import netc.ir.op.Normalization;
import netc.ir.op.Padding;
import netc.ir.op.Pooling;
import netc.ir.op.Pow;
import netc.ir.op.Prelu;
import netc.ir.op.ReduceMax;
import netc.ir.op.ReduceMean;
import netc.ir.op.ReduceSum;
import netc.ir.op.Reduction;
import netc.ir.op.Size2;
import netc.ir.op.Softmax;
import netc.ir.op.Sub;
import netc.ir.op.Unary;
import netc.ir.type.Shape;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;

/** The tasks of elementwise ops, poolings, normalizations and reductions. */
final class MapTasks {
  private final Site site;

  MapTasks(Site site) {
    this.site = site;
  }

  void add(Elementwise op) {
    switch (op) {
      case Unary unary -> {
        var function = new Ending(DeviceFunction.NONE, Ending.ABSENT, DeviceFunction.of(unary));
        site.map(site.in(0), site.out(), site.resultForm().vectors(), function);
        if (function.spoilsLanes()) {
          site.clear();
        }
      }
      case Binary binary -> binary(binary);
      case Prelu _ -> prelu();
    }
  }

  private void binary(Binary op) {
    Shape shape = site.result();
    Form form = site.resultForm();
    boolean same = site.shape(0).equals(shape) && site.shape(1).equals(shape);
    if (op instanceof Add && same) { // which its own ending can do, too
      Ending end = site.ending();
      boolean fits = end.first().isNone() && end.residual() == Ending.ABSENT;
      site.map(site.in(0), site.out(), form.vectors(), new Ending(DeviceFunction.NONE, site.in(1), fits ? end.second() : end.first()));
      if (!fits && (end.residual() != Ending.ABSENT || !end.second().isNone())) {
        site.map(site.out(), site.out(), form.vectors(), new Ending(DeviceFunction.NONE, end.residual(), end.second()));
      }
      return;
    }
    int number = switch (op) {
      case Add _ -> Pointwise.ADD;
      case Sub _ -> Pointwise.SUB;
      case Mul _ -> Pointwise.MUL;
      case Div _ -> Pointwise.DIV;
      case Min _ -> Pointwise.MIN;
      case Max _ -> Pointwise.MAX;
      case Pow _ -> Pointwise.POW;
    };
    int columns = shape.rank() > 2 ? shape.extent(shape.rank() - 1) : 1;
    int rows = form.cells() / columns;
    int left = site.in(0);
    int right = site.in(1);
    int leftAxes = axes(site.shape(0), columns, rows);
    int rightAxes = axes(site.shape(1), columns, rows);
    int out = site.out();
    site.add("binary", List.of(form.cells(), form.blocks(), form.images()), 11,
        (graph, id, context, arrays) -> graph.task(id, Pointwise::binary, context, arrays, left, leftAxes, right, rightAxes, out, number,
            form.blocks(), rows, columns));
    if (op instanceof Div || op instanceof Pow) {
      site.clear();
    }
  }

  /** The axes along which an operand of the result's rank does not repeat. */
  private static int axes(Shape operand, int columns, int rows) {
    Form form = Form.of(operand);
    int last = operand.rank() > 2 ? operand.extent(operand.rank() - 1) : 1;
    int others = form.cells() / last;
    if ((others != 1 && others != rows) || (last != 1 && last != columns)) {
      throw new IllegalArgumentException("the tornado backend cannot repeat an operand " + operand + " along some of its inner axes");
    }
    return (form.images() > 1 ? 1 : 0) | (form.channels() > 1 ? 2 : 0) | (others > 1 ? 4 : 0) | (last > 1 ? 8 : 0);
  }

  private void prelu() {
    Form form = site.resultForm();
    float[] given = site.weight(1).toArray();
    float[] slopes = new float[form.channels()];
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] = given[given.length == 1 ? 0 : i];
    }
    int place = site.memory().constant(slopes);
    int in = site.in(0);
    int out = site.out();
    site.add("prelu", List.of(form.cells(), form.blocks(), form.images()), 7, (graph, id, context, arrays) -> graph.task(id,
        Pointwise::prelu, context, arrays, in, out, place, form.blocks(), form.cells()));
  }

  void add(Pooling op) {
    switch (op) {
      case MaxPool2d pool -> {
        int window = window(pool.kernel(), pool.stride());
        int frame = frame(pool.pad(), pool.dilation());
        pool("largest", 14,
            (graph, id, context, arrays, p) -> graph.task(id, Poolings::largest, context, arrays, p.in, p.out, p.end.residual(),
                p.end.functions(), p.end.first().p(), p.end.first().q(), p.end.second().p(), p.end.second().q(), p.from, p.to, window,
                frame));
      }
      case AvgPool2d pool -> {
        int window = window(pool.kernel(), pool.stride());
        int frame = frame(pool.pad(), Size2.ONE);
        int beyond = Packed.pair(pool.pad().bottom(), pool.pad().right());
        int counts = pool.countPad() ? 1 : 0;
        pool("average", 16,
            (graph, id, context, arrays, p) -> graph.task(id, Poolings::average, context, arrays, p.in, p.out, p.end.residual(),
                p.end.functions(), p.end.first().p(), p.end.first().q(), p.end.second().p(), p.end.second().q(), p.from, p.to, window,
                frame,
                beyond, counts));
      }
      case AdaptiveMaxPool2d _ -> evenLargest();
      case AdaptiveAvgPool2d _, GlobalAvgPool _ -> evenAverage();
    }
  }

  private static int window(Size2 kernel, Size2 stride) {
    return Packed.quad(kernel.height(), kernel.width(), stride.height(), stride.width());
  }

  private static int frame(Padding pad, Size2 dilation) {
    return Packed.quad(pad.top(), pad.left(), dilation.height(), dilation.width());
  }

  private void evenAverage() {
    pool("evenAverage", 12,
        (graph, id, context, arrays, p) -> graph.task(id, Poolings::evenAverage, context, arrays, p.in, p.out, p.end.residual(),
            p.end.functions(), p.end.first().p(), p.end.first().q(), p.end.second().p(), p.end.second().q(), p.from, p.to));
  }

  private void evenLargest() {
    pool("evenLargest", 12,
        (graph, id, context, arrays, p) -> graph.task(id, Poolings::evenLargest, context, arrays, p.in, p.out, p.end.residual(),
            p.end.functions(), p.end.first().p(), p.end.first().q(), p.end.second().p(), p.end.second().q(), p.from, p.to));
  }

  /** What all poolings have. */
  private record Places(int in, int out, int from, int to, Ending end) {}

  /** Adds a pooling to a graph. */
  @FunctionalInterface
  private interface PoolingBody {
    void addTo(
        TaskGraph graph, String id, KernelContext context,
        VectorFloat8 arrays, Places places);
  }

  private void pool(String kernel, int arguments, PoolingBody body) {
    Form form = site.resultForm();
    var places = new Places(site.in(0), site.out(), Site.map(site.shape(0)), Site.map(site.result()), site.ending());
    site.add(kernel, List.of(form.cells(), form.blocks() * form.images(), 1), arguments,
        (graph, id, context, arrays) -> body.addTo(graph, id, context, arrays, places));
  }

  void add(Normalization op) {
    Form form = site.resultForm();
    int in = site.in(0);
    int out = site.out();
    switch (op) {
      case BatchNorm norm -> batchNorm(norm);
      case Lrn lrn -> {
        int before = Math.min((lrn.size() - 1) / 2, form.channels());
        int after = Math.min(lrn.size() / 2, form.channels());
        float alpha = (float) (lrn.alpha() / lrn.size());
        site.add("lrn", List.of(form.cells(), form.blocks(), form.images()), 11,
            (graph, id, context, arrays) -> graph.task(id, Statistics::localResponseNorm, context, arrays, in, out, form.channels(),
                form.cells(), before, after, alpha, (float) lrn.beta(), (float) lrn.bias()));
      }
      case LayerNorm norm -> layerNorm(norm);
      case InstanceNorm norm -> {
        int gamma = site.memory().constant(site.weight(1).toArray());
        int beta = site.memory().constant(site.weight(2).toArray());
        site.add("instance_norm", List.of(form.blocks() * form.images(), 1, 1), 9,
            (graph, id, context, arrays) -> graph.task(id, Statistics::instanceNorm, context, arrays, in, out, gamma, beta,
                (float) norm.epsilon(), form.blocks(), form.cells()));
      }
      case Softmax(int axis) -> {
        int extent = site.shape(0).extent(axis);
        int inner = Math.toIntExact(site.shape(0).elementsFrom(axis + 1));
        site.add("softmax", List.of(form.elements() / extent, 1, 1), 8, (graph, id, context, arrays) -> graph.task(id,
            Statistics::softmax, context, arrays, in, out, form.channels(), form.cells(), extent, inner));
      }
    }
  }

  private void batchNorm(BatchNorm norm) {
    Form form = site.resultForm();
    double[] gamma = site.weight(BatchNorm.GAMMA).toDoubles();
    double[] beta = site.weight(BatchNorm.BETA).toDoubles();
    double[] mean = site.weight(BatchNorm.MEAN).toDoubles();
    double[] variance = site.weight(BatchNorm.VAR).toDoubles();
    float[] scales = new float[form.channels()];
    float[] shifts = new float[form.channels()];
    for (int i = 0; i < scales.length; i++) {
      double scale = gamma[i] / Math.sqrt(variance[i] + norm.epsilon());
      scales[i] = (float) scale;
      shifts[i] = (float) (beta[i] - mean[i] * scale);
    }
    int scale = site.memory().constant(scales);
    int shift = site.memory().constant(shifts);
    int in = site.in(0);
    int out = site.out();
    Ending end = site.ending();
    site.add("scale", List.of(form.cells(), form.blocks(), form.images()), 14,
        (graph, id, context, arrays) -> graph.task(id, Pointwise::scale, context, arrays, in, out, scale, shift, end.residual(),
            end.functions(), end.first().p(), end.first().q(), end.second().p(), end.second().q(), form.blocks(), form.cells()));
  }

  private void layerNorm(LayerNorm norm) {
    Form form = site.resultForm();
    int gamma = site.memory().constant(site.weight(1).toArray());
    int beta = site.memory().constant(site.weight(2).toArray());
    int in = site.in(0);
    int out = site.out();
    float epsilon = (float) norm.epsilon();
    if (norm.axis() == 1 && !form.isRagged()) {
      site.add("layer_norm", List.of(form.cells(), form.images(), 1), 9, (graph, id, context, arrays) -> graph.task(id,
          Statistics::layerNormOfChannels, context, arrays, in, out, gamma, beta, epsilon, form.blocks(), form.cells()));
      return;
    }
    int extent = site.shape(0).extent(norm.axis());
    int inner = Math.toIntExact(site.shape(0).elementsFrom(norm.axis() + 1));
    site.add("layer_norm", List.of(form.elements() / extent, 1, 1), 11, (graph, id, context, arrays) -> graph.task(id,
        Statistics::layerNorm, context, arrays, in, out, gamma, beta, epsilon, form.channels(), form.cells(), extent, inner));
  }

  void add(Reduction op) {
    int kind = switch (op) {
      case ReduceSum _ -> Statistics.SUM;
      case ReduceMean _ -> Statistics.MEAN;
      case ReduceMax _ -> Statistics.MAX;
    };
    Shape shape = site.shape(0);
    if (shape.rank() > 4) {
      throw new IllegalArgumentException("the tornado backend reduces tensors of at most 4 axes, not " + shape);
    }
    int missing = 4 - shape.rank();
    int[] extents = {1, 1, 1, 1};
    for (int i = 0; i < shape.rank(); i++) {
      extents[missing + i] = shape.extent(i);
    }
    int reduced = op.axes().stream().mapToInt(axis -> 1 << (missing + axis)).sum();
    Form x = site.form(0);
    Form y = site.resultForm();
    int in = site.in(0);
    int out = site.out();
    site.add("reduce", List.of(y.elements(), 1, 1), 14,
        (graph, id, context, arrays) -> graph.task(id, Statistics::reduce, context, arrays, in, x.channels(), x.cells(), out,
            y.channels(), y.cells(), extents[0], extents[1], extents[2], extents[3], reduced, kind));
  }
}
