package netc.backend.tornado;

import java.util.List;
import java.util.Optional;
import netc.backend.tornado.kernel.Blocked;
import netc.backend.tornado.kernel.Convolutions;
import netc.backend.tornado.kernel.Depthwise;
import netc.backend.tornado.kernel.Packed;
import netc.backend.tornado.kernel.SharedTiles;
import netc.backend.tornado.kernel.Statistics;
import netc.backend.tornado.kernel.TransposedConvolutions;
import netc.ir.op.Contraction;
import netc.ir.op.Conv2d;
import netc.ir.op.ConvTranspose2d;
import netc.ir.op.Linear;
import netc.ir.op.MatMul;
import netc.ir.op.Padding;
import netc.ir.op.Size2;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;

/** The tasks of contractions. */
final class ContractionTasks {
  private static final int FILTERS = 1;
  private static final int BIAS = 2;

  private final Site site;

  ContractionTasks(Site site) {
    this.site = site;
  }

  void add(Contraction op) {
    Form x = site.form(0);
    Form y = site.resultForm();
    switch (op) {
      case Conv2d conv when conv.groups() > 1 && conv.groups() == x.channels() && y.channels() == x.channels() -> depthwise(conv);
      case Conv2d conv -> {
        int groups = conv.groups();
        Size2 kernel = kernel();
        var filters =
            Filters.of(site.weight(FILTERS), groups, x.channels() / groups, y.channels() / groups, kernel.height() * kernel.width(), false);
        convolution(conv, filters, new Maps(Site.map(site.shape(0)), Site.map(site.result())), kernel);
      }
      case Linear _ -> convolution(
          Conv2d.plain(), Filters.of(site.weight(FILTERS), 1, x.channels(), y.channels(), 1, false), Maps.ONE, Size2.ONE);
      case ConvTranspose2d conv -> transposed(conv);
      case MatMul _ -> products();
    }
  }

  /** Rows and columns of the input and of the result. */
  private record Maps(int from, int to) {
    static final Maps ONE = new Maps(Packed.pair(1, 1), Packed.pair(1, 1));
  }

  private Size2 kernel() {
    return new Size2(site.shape(FILTERS).extent(2), site.shape(FILTERS).extent(3));
  }

  private int bias(Filters filters) {
    return site.memory().constant(2L * filters.pairs(), to -> {
      if (site.operands() > BIAS) {
        filters.packBias(site.weight(BIAS), to);
      }
    });
  }

  private void convolution(Conv2d conv, Filters filters, Maps maps, Size2 kernel) {
    int in = site.isPlain() ? DenseConvolution.PLAIN : site.in(0);
    int out = site.out();
    int images = site.resultForm().images();
    int cells = images * site.resultForm().cells();
    int weights = site.memory().constant(filters.vectors(), filters::pack);
    int bias = bias(filters);
    int channels = Packed.pair(filters.inputBlocks(), filters.outputBlocks());
    int groups = Packed.pair(filters.count(), filters.lanes());
    int window = window(kernel, conv.stride());
    int frame = frame(conv.pad(), conv.dilation());
    var dense =
        new DenseConvolution(in, out, weights, bias, site.ending(), images, channels, groups, maps.from(), maps.to(), window, frame);
    if (cells < DenseConvolution.LEAST_CELLS) {
      site.addLarge("cell", List.of(cells, filters.pairs(), 1), 18, dense::addCell);
      return;
    }
    switch (site.schedule()) {
      case CPU -> site.addLarge("tile", List.of(Math.ceilDiv(cells, Convolutions.TILE), filters.pairs(), 1), 19, dense::addTile);
      case OPENCL_CPU -> addSource(dense, List.of(Math.ceilDiv(cells, DenseConvolution.SOURCE_TILE), sourceSteps(filters), 1));
      case GPU -> {
        int height = filters.count() * Math.ceilDiv(filters.pairs() / filters.count(), SharedTiles.TILE / Convolutions.CHANNELS);
        site.addGroups("shared", List.of(Math.ceilDiv(cells, SharedTiles.TILE) * SharedTiles.WIDTH, height * SharedTiles.HEIGHT, 1),
            List.of(SharedTiles.WIDTH, SharedTiles.HEIGHT, 1), 19, dense::addShared);
      }
    }
  }

  /** Work items of our OpenCL C for all channels of some cells. */
  private int sourceSteps(Filters filters) {
    int pairs = filters.pairs() / filters.count();
    int together = pairs % 2 == 0 || pairs > 4 ? 2 : 1;
    int steps = filters.count() * Math.ceilDiv(pairs, together);
    int each = Math.ceilDiv(DenseConvolution.LEAST_PRODUCTS, filters.taps() * filters.inputBlocks() * filters.lanes());
    return site.isPlain() ? 1 : Math.ceilDiv(steps, each); // what is gathered serves all channels
  }

  private void addSource(DenseConvolution convolution, List<Integer> grid) {
    long products = site.result().elements() * site.shape(FILTERS).elementsFrom(1);
    site.addLarge(DenseConvolution.SOURCE, grid, DenseConvolution.SOURCE_ARGUMENTS,
        new SourceChain.Link(convolution, products, site.host().array()));
  }

  private static int window(Size2 kernel, Size2 stride) {
    return Packed.quad(kernel.height(), kernel.width(), stride.height(), stride.width());
  }

  private static int frame(Padding pad, Size2 dilation) {
    return Packed.quad(pad.top(), pad.left(), dilation.height(), dilation.width());
  }

  private void depthwise(Conv2d conv) {
    Tensor weight = site.weight(FILTERS);
    Form x = site.form(0);
    Form y = site.resultForm();
    int taps = kernel().height() * kernel().width();
    int weights = site.memory().constant((long) x.blocks() * taps, to -> {
      for (int channel = 0; channel < x.channels(); channel++) {
        for (int tap = 0; tap < taps; tap++) {
          long at = ((long) channel / Blocked.LANES * taps + tap) * Blocked.LANES + channel % Blocked.LANES;
          to.setAtIndex(Tensor.FLOAT, at, weight.get((long) channel * taps + tap));
        }
      }
    });
    int bias = site.memory().constant(site.operands() > BIAS ? site.weight(BIAS).toArray() : new float[x.channels()]);
    int in = site.in(0);
    int out = site.out();
    int from = Site.map(site.shape(0));
    int to = Site.map(site.result());
    int window = window(kernel(), conv.stride());
    int frame = frame(conv.pad(), conv.dilation());
    Ending end = site.ending();
    Optional<DepthwisePart> best =
        site.schedule() == Schedule.OPENCL_CPU ? DepthwisePart.best(site.result(), kernel(), conv) : Optional.empty();
    if (best.isPresent()) {
      DepthwisePart part = best.get();
      var source = new DenseConvolution(in, out, weights, bias, end, y.images(), Packed.pair(part.height(), y.blocks()),
          Packed.pair(part.width(), 0), from, to, window, frame);
      addSource(source, List.of(part.count(site.result()), y.images() * y.blocks(), 1));
      return;
    }
    var first = end.first();
    var second = end.second();
    site.addLarge("depthwise", List.of(Math.ceilDiv(y.cells(), Depthwise.TILE), y.blocks(), y.images()), 17,
        (graph, id, context, arrays) -> graph.task(id, Depthwise::tile, context, arrays, in, out, weights, bias, end.residual(),
            end.functions(), first.p(), first.q(), second.p(), second.q(), y.blocks(), from, to, window, frame));
  }

  private void transposed(ConvTranspose2d conv) {
    Form x = site.form(0);
    Form y = site.resultForm();
    Size2 kernel = kernel();
    int count = conv.groups();
    var filters =
        Filters.of(site.weight(FILTERS), count, x.channels() / count, y.channels() / count, kernel.height() * kernel.width(), true);
    int weights = site.memory().constant(filters.vectors(), filters::pack);
    int bias = bias(filters);
    int in = site.in(0);
    int out = site.out();
    int channels = Packed.pair(filters.inputBlocks(), filters.outputBlocks());
    int groups = Packed.pair(filters.count(), filters.lanes());
    int from = Site.map(site.shape(0));
    int to = Site.map(site.result());
    int window = window(kernel, conv.stride());
    int frame = frame(conv.pad(), conv.dilation());
    Ending end = site.ending();
    var first = end.first();
    var second = end.second();
    site.addLarge("transposed", List.of(y.images() * y.cells(), filters.pairs(), 1), 18,
        (graph, id, context, arrays) -> graph.task(id, TransposedConvolutions::cell, context, arrays, in, out, weights, bias,
            end.residual(), end.functions(), first.p(), first.q(), second.p(), second.q(), channels, groups, from, to, window, frame));
  }

  private void products() {
    Shape first = site.shape(0);
    Shape second = site.shape(FILTERS);
    int rows = first.extent(first.rank() - 2);
    int depth = first.extent(first.rank() - 1);
    int width = second.extent(second.rank() - 1);
    Form x = site.form(0);
    Form matrix = site.form(FILTERS);
    Form y = site.resultForm();
    int step = matrix.elements() == depth * width ? 0 : depth * width;
    if (y.elements() / width != x.elements() / depth || (step > 0 && matrix.elements() / step != y.elements() / (rows * width))) {
      throw new IllegalArgumentException("the tornado backend cannot repeat some of the matrices of " + first + " or " + second);
    }
    int in = site.in(0);
    int other = site.in(FILTERS);
    int out = site.out();
    site.add("products", List.of(y.elements(), 1, 1), 15,
        (graph, id, context, arrays) -> graph.task(id, Statistics::products, context, arrays, in, x.channels(), x.cells(), other,
            matrix.channels(), matrix.cells(), out, y.channels(), y.cells(), depth, width, rows, step));
  }
}
