package netc.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.Options;
import netc.ir.type.Shape;
import picocli.CommandLine.Option;

/** Which network a file is to give. */
final class NetOptions {
  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      converter = Converters.Settings.class,
      description = "Give a parameter of the net another value, as in --set size=64. Repeatable.")
  private List<Converters.Setting> settings = new ArrayList<>();

  @Option(
      names = "--shape",
      paramLabel = "INPUT=SIZES",
      converter = Converters.Shapes.class,
      description = "Fix the shape of an input of an ONNX model, as in --shape image=1,3,224,224; a name in the first place is a batch of any size. "
          + "Repeatable.")
  private List<Converters.InputShape> shapes = new ArrayList<>();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "Take the weights of a net from a file: .safetensors, .npz, .npy, .onnx, .netpb, or .names, which renames those of another. "
          + "Repeatable.")
  private List<Path> weights = new ArrayList<>();

  @Option(names = "--net", paramLabel = "NAME", description = "The net to take, where a file has several.")
  private Optional<String> net = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      converter = Converters.Whole.class,
      description = "What weights that no file gives, and made-up inputs, are drawn with (0).")
  private long seed;

  /** The seed. */
  long seed() {
    return seed;
  }

  /** Adds what these options say. */
  Options applyTo(Options options) {
    Map<String, String> values = new LinkedHashMap<>();
    settings.forEach(setting -> values.put(setting.name(), setting.value()));
    Map<String, Shape> sizes = new LinkedHashMap<>();
    shapes.forEach(given -> sizes.put(given.input(), given.shape()));
    Options set = options.withSettings(values).withShapes(sizes).withWeights(weights).withSeed(seed);
    return net.map(set::withNet).orElse(set);
  }
}
