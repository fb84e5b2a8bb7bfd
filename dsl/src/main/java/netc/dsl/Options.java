package netc.dsl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a net is elaborated with.
 *
 * @param settings values of the net's parameters, in the language's notation; a bare word that is no literal is a string
 * @param seed selects the initial values of weights that no file gives
 * @param net the net, where a file has several
 * @param sources where imported files come from
 * @param weights where weights files come from
 * @param weightFiles weights files beside those that the net names, which they override
 */
public record Options(Map<String, String> settings, long seed, Optional<String> net, SourceLoader sources, WeightLoader weights,
    List<String> weightFiles) {
  public Options {
    settings = new LinkedHashMap<>(settings);
    weightFiles = List.copyOf(weightFiles);
  }

  /** No settings, seed 0, the file's only net, neither imports nor weights files. */
  public static Options defaults() {
    return new Options(Map.of(), 0, Optional.empty(), SourceLoader.none(), WeightLoader.none(), List.of());
  }

  /** The same with one more setting. */
  public Options with(String parameter, String value) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(parameter, value);
    return new Options(more, seed, net, sources, weights, weightFiles);
  }

  /** The same with other sources of imported files. */
  public Options withSources(SourceLoader loader) {
    return new Options(settings, seed, net, loader, weights, weightFiles);
  }

  /** The same with other sources of weights files. */
  public Options withWeights(WeightLoader loader) {
    return new Options(settings, seed, net, sources, loader, weightFiles);
  }
}
