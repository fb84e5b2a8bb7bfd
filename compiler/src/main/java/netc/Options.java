package netc;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import netc.formats.onnx.OnnxExport;
import netc.ir.exec.Backend;
import netc.ir.type.Shape;
import netc.pass.Exactness;
import netc.pass.Instrument;
import netc.pass.Pass;
import netc.pass.Pipelines;

/**
 * What a compiler is told.
 *
 * @param level the optimization level
 * @param passes these passes instead of the level's, by name
 * @param skip passes to leave out, by name
 * @param extra further passes, run last
 * @param numerics the exactness up to which rewrites may be made
 * @param instruments told after every pass
 * @param settings values for a net's parameters, in the language's notation
 * @param shapes the shapes of an ONNX model's inputs, by name, where they are to be others than the model says
 * @param weights files that a net takes its weights from, after those that it names itself
 * @param net which net of a file, if it has several
 * @param seed what initial weights are drawn with
 * @param batch the size of symbolic batch dimensions; above 1, a network must have one
 * @param backend a backend's name, with a colon and a device's number or part of its name if it is not to be the best one ({@code tornado:1}); or
 *     {@code auto}, which is a GPU if there is one, else the CPU
 * @param threads the number of threads to run on
 * @param opset the version of the operators of ONNX models that are written
 * @param rewriting what bounds single rewrites
 */
public record Options(Pipelines.Level level, Optional<List<String>> passes, Set<String> skip, List<Pass> extra, Exactness numerics,
    List<Instrument> instruments, Map<String, String> settings, Map<String, Shape> shapes, List<Path> weights, Optional<String> net,
    long seed, int batch,
    String backend, int threads, int opset, Rewriting rewriting) {
  public Options {
    passes = passes.map(List::copyOf);
    skip = Set.copyOf(skip);
    extra = List.copyOf(extra);
    instruments = List.copyOf(instruments);
    settings = Map.copyOf(settings);
    shapes = Map.copyOf(shapes);
    weights = List.copyOf(weights);
    if (batch < 1) {
      throw new IllegalArgumentException("batch " + batch + " is not positive");
    }
  }

  /** {@code -O2}, rewrites that round, seed 0, batch 1, any backend, a thread a core. */
  public static Options standard() {
    return new Options(Pipelines.Level.O2, Optional.empty(), Set.of(), List.of(), Exactness.ROUNDING, List.of(), Map.of(), Map.of(),
        List.of(),
        Optional.empty(),
        0, 1, "auto",
        Backend.Options.standard().threads(), OnnxExport.Options.DEFAULT.opset(), Rewriting.standard());
  }

  /** These options at another level. */
  public Options withLevel(Pipelines.Level other) {
    return new Options(other, passes, skip, extra, numerics, instruments, settings, shapes, weights, net, seed, batch, backend, threads,
        opset,
        rewriting);
  }

  /** These options with exactly these passes instead of a level's. */
  public Options withPasses(List<String> names) {
    return new Options(level, Optional.of(names), skip, extra, numerics, instruments, settings, shapes, weights, net, seed, batch, backend,
        threads, opset,
        rewriting);
  }

  /** These options without these passes. */
  public Options without(Set<String> names) {
    return new Options(level, passes, names, extra, numerics, instruments, settings, shapes, weights, net, seed, batch, backend, threads,
        opset,
        rewriting);
  }

  /** These options with further passes at the end. */
  public Options withExtra(List<Pass> further) {
    return new Options(level, passes, skip, further, numerics, instruments, settings, shapes, weights, net, seed, batch, backend, threads,
        opset,
        rewriting);
  }

  /** These options with another bound on exactness. */
  public Options withNumerics(Exactness bound) {
    return new Options(level, passes, skip, extra, bound, instruments, settings, shapes, weights, net, seed, batch, backend, threads, opset,
        rewriting);
  }

  /** These options with these instruments. */
  public Options withInstruments(List<Instrument> others) {
    return new Options(level, passes, skip, extra, numerics, others, settings, shapes, weights, net, seed, batch, backend, threads, opset,
        rewriting);
  }

  /** These options with values for a net's parameters. */
  public Options withSettings(Map<String, String> values) {
    return new Options(level, passes, skip, extra, numerics, instruments, values, shapes, weights, net, seed, batch, backend, threads,
        opset,
        rewriting);
  }

  /** These options with shapes for the inputs of ONNX models. */
  public Options withShapes(Map<String, Shape> sizes) {
    return new Options(level, passes, skip, extra, numerics, instruments, settings, sizes, weights, net, seed, batch, backend, threads,
        opset,
        rewriting);
  }

  /** These options with files of weights for a net. */
  public Options withWeights(List<Path> files) {
    return new Options(level, passes, skip, extra, numerics, instruments, settings, shapes, files, net, seed, batch, backend, threads,
        opset,
        rewriting);
  }

  /** These options for the net of this name. */
  public Options withNet(String name) {
    return new Options(level, passes, skip, extra, numerics, instruments, settings, shapes, weights, Optional.of(name), seed, batch,
        backend,
        threads, opset, rewriting);
  }

  /** These options with another seed. */
  public Options withSeed(long other) {
    return new Options(level, passes, skip, extra, numerics, instruments, settings, shapes, weights, net, other, batch, backend, threads,
        opset,
        rewriting);
  }

  /** These options with another batch size. */
  public Options withBatch(int size) {
    return new Options(level, passes, skip, extra, numerics, instruments, settings, shapes, weights, net, seed, size, backend, threads,
        opset,
        rewriting);
  }

  /** These options with another backend. */
  public Options withBackend(String name) {
    return new Options(level, passes, skip, extra, numerics, instruments, settings, shapes, weights, net, seed, batch, name, threads, opset,
        rewriting);
  }

  /** These options with another version of ONNX's operators for models that are written. */
  public Options withOpset(int version) {
    return new Options(level, passes, skip, extra, numerics, instruments, settings, shapes, weights, net, seed, batch, backend, threads,
        version, rewriting);
  }

  /** These options with another number of threads. */
  public Options withThreads(int count) {
    return new Options(level, passes, skip, extra, numerics, instruments, settings, shapes, weights, net, seed, batch, backend, count,
        opset,
        rewriting);
  }

  /** These options with other bounds on rewrites. */
  public Options withRewriting(Rewriting bounds) {
    return new Options(level, passes, skip, extra, numerics, instruments, settings, shapes, weights, net, seed, batch, backend, threads,
        opset,
        bounds);
  }
}
