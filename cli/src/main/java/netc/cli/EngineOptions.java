package netc.cli;

import java.util.Optional;
import netc.Options;
import picocli.CommandLine.Option;

/** How networks are run. */
final class EngineOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Converters.Threads.class,
      description = "How many threads compute (one a core).")
  private Optional<Integer> threads = Optional.empty();

  @Option(names = "--batch", paramLabel = "N", converter = Converters.Positive.class,
      description = "The size of symbolic batch dimensions (1).")
  private int batch = 1;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "What computes: auto (a GPU if there is one, else the CPU; the default), cpu, tornado, or a device as netc backends lists it "
          + "(tornado:1).")
  private Optional<String> backend = Optional.empty();

  /** Adds what these options say. */
  Options applyTo(Options options) {
    Options sized = options.withBatch(batch);
    Options threaded = threads.map(sized::withThreads).orElse(sized);
    return backend.map(threaded::withBackend).orElse(threaded);
  }
}
