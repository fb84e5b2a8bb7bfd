package netc.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import netc.Options;

/**
 * What {@code bench/compare} is told.
 *
 * @param options what netc runs on
 * @param json where figures are written, too
 * @param steady whether only warm runs are of interest
 * @param cpuTime whether the calling thread's CPU time is counted
 * @param models files, or nets of the zoo by name
 */
record Arguments(Options options, Optional<Path> json, boolean steady, boolean cpuTime, List<String> models) {
  private static final String USAGE = """
      usage: bench/compare [--backend NAME] [--threads N] [--json FILE] [--steady] [--cpu-time] MODEL...
             bench/compare --rates

      Runs each MODEL (a file, or a net of models/ by name) in netc after -O2 and in ONNX Runtime, in turns, and prints medians.
        --backend NAME  what netc runs on: cpu, or a device of TornadoVM's as tornado or tornado:1 (cpu)
        --threads N     threads on both sides (one a core); a device of TornadoVM's has as many as it has
        --json FILE     write the figures there too
        --steady        leave out the first result and peak memory, which take processes of their own
        --cpu-time      on the CPU with one thread: count its CPU time instead of the clock's, for a machine that has other work too

      --rates prints what the cost model's constants for the CPU are made of.
      """;

  /** Parsed; exits with 2 if there is something that it does not know. */
  static Arguments of(String... args) {
    Options options = Options.standard().withBackend("cpu");
    Optional<Path> json = Optional.empty();
    boolean steady = false;
    boolean cpuTime = false;
    List<String> models = new ArrayList<>();
    var words = List.of(args).iterator();
    while (words.hasNext()) {
      switch (words.next()) {
        case "--backend" -> options = options.withBackend(next(words));
        case "--threads" -> options = options.withThreads(threads(next(words)));
        case "--json" -> json = Optional.of(Path.of(next(words)));
        case "--steady" -> steady = true;
        case "--cpu-time" -> cpuTime = true;
        case String word -> models.add(word.startsWith("-") ? usage() : word);
      }
    }
    if (models.isEmpty() || (cpuTime && (options.threads() > 1 || !options.backend().equals("cpu")))) {
      usage();
    }
    return new Arguments(options, json, steady, cpuTime, models);
  }

  private static String next(Iterator<String> words) {
    return words.hasNext() ? words.next() : usage();
  }

  private static int threads(String word) {
    return Integer.parseInt(word.matches("[1-9]\\d{0,2}") ? word : usage());
  }

  private static String usage() {
    System.err.print(USAGE);
    System.exit(2);
    return USAGE; // not reached
  }
}
