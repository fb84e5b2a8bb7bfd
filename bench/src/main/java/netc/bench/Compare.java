package netc.bench;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import netc.Compiler;
import netc.Options;
import netc.ir.diag.DiagnosticException;

/** {@code bench/compare}: netc and ONNX Runtime on some networks. */
public final class Compare {
  private static final String USAGE = """
      usage: bench/compare [--threads N] [--json FILE] [--steady] [--cpu-time] MODEL...
             bench/compare --rates

      Runs each MODEL (a file, or a net of models/ by name) in netc after -O2 and in ONNX Runtime, in turns, and prints medians.
        --threads N   threads on both sides (one a core)
        --json FILE   write the figures there too
        --steady      leave out the first result and peak memory, which take processes of their own
        --cpu-time    with one thread: count its CPU time instead of the clock's, for a machine that has other work too

      --rates prints what the cost model's constants for the CPU are made of.
      """;

  private final Compiler compiler;
  private final boolean steady;
  private final boolean cpuTime;
  private final Path zoo = Path.of(System.getProperty("netc.bench.models", "models"));

  private Compare(int threads, boolean steady, boolean cpuTime) {
    compiler = new Compiler(Options.standard().withThreads(threads).withBackend("cpu"));
    this.steady = steady;
    this.cpuTime = cpuTime;
  }

  /** Compares; exits with 2 if it is told something that it does not know, with 1 if a network cannot be compared. */
  public static void main(String[] args) throws IOException, OrtException {
    if (args.length == 4 && args[0].equals("--first-run")) {
      FirstRun.inThisProcess(args[1], Path.of(args[2]), Integer.parseInt(args[3]));
      return;
    }
    if (args.length == 1 && args[0].equals("--rates")) {
      Rates.print();
      return;
    }
    int threads = Runtime.getRuntime().availableProcessors();
    Optional<Path> json = Optional.empty();
    boolean steady = false;
    boolean cpuTime = false;
    List<String> models = new ArrayList<>();
    var words = List.of(args).iterator();
    while (words.hasNext()) {
      switch (words.next()) {
        case "--threads" -> threads = threads(words.hasNext() ? words.next() : "");
        case "--json" -> json = Optional.of(Path.of(words.hasNext() ? words.next() : usage()));
        case "--steady" -> steady = true;
        case "--cpu-time" -> cpuTime = true;
        case String word -> models.add(word.startsWith("-") ? usage() : word);
      }
    }
    if (models.isEmpty() || (cpuTime && threads > 1)) {
      usage();
    }
    var rows = new Compare(threads, steady, cpuTime).run(models);
    if (json.isPresent()) {
      Files.writeString(json.get(), Row.json(rows));
    }
  }

  private static int threads(String word) {
    return Integer.parseInt(word.matches("[1-9]\\d{0,2}") ? word : usage());
  }

  private static String usage() {
    System.err.print(USAGE);
    System.exit(2);
    return USAGE; // not reached
  }

  private List<Row> run(List<String> models) throws IOException, OrtException {
    Path folder = Files.createTempDirectory("netc-bench");
    var rows = new ArrayList<Row>();
    try {
      System.out.print(Row.HEADER);
      for (String model : models) {
        rows.add(row(model, folder));
        System.out.print(rows.getLast().text());
      }
    } catch (DiagnosticException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    } finally {
      delete(folder);
    }
    double mean = Math.exp(rows.stream().mapToDouble(row -> Math.log(row.timing().ratio())).average().orElse(0));
    System.out.printf(Locale.ROOT, "geometric mean of the ratios: %.2f%n", mean);
    return rows;
  }

  private Row row(String model, Path folder) throws IOException, OrtException {
    int threads = compiler.options().threads();
    Subject subject = Subject.of(compiler, model, zoo);
    Path onnx = subject.save(compiler, folder, ".onnx");
    Timing timing = Timing.of(compiler, subject, onnx, cpuTime);
    var own = new FirstRun(Double.NaN, Double.NaN);
    var other = own;
    if (!steady) {
      own = FirstRun.inAnother("netc", subject.save(compiler, folder, ".netpb"), threads);
      other = FirstRun.inAnother("onnxruntime", onnx, threads);
    }
    delete(onnx);
    return new Row(subject.name(), threads, timing, own, other);
  }

  private static void delete(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
