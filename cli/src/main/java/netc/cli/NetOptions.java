package netc.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import netc.Options;
import picocli.CommandLine.Option;

/** Which network a file is to give. */
final class NetOptions {
  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      converter = Converters.Settings.class,
      description = "Give a parameter of the net another value, as in --set size=64. Repeatable.")
  private List<Converters.Setting> settings = new ArrayList<>();

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
    Options set = options.withSettings(values).withSeed(seed);
    return net.map(set::withNet).orElse(set);
  }
}
