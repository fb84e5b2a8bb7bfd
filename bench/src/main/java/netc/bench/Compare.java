package netc.bench;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import netc.Compiler;
import netc.Options;
import netc.ir.diag.DiagnosticException;

/** {@code bench/compare}: netc and ONNX Runtime on some networks. */
public final class Compare {
  private final Compiler compiler;
  private final Arguments arguments;
  private final Path zoo = Path.of(System.getProperty("netc.bench.models", "models"));

  private Compare(Arguments arguments) {
    this.arguments = arguments;
    compiler = new Compiler(arguments.options());
  }

  /** Compares; exits with 2 if it is told something that it does not know, with 1 if a network cannot be compared. */
  public static void main(String[] args) throws IOException, OrtException {
    if (args.length == 5 && args[0].equals("--first-run")) {
      FirstRun.inThisProcess(args[1], Path.of(args[2]), Options.standard().withBackend(args[3]).withThreads(Integer.parseInt(args[4])));
      return;
    }
    if (args.length == 1 && args[0].equals("--rates")) {
      Rates.print();
      return;
    }
    Arguments arguments = Arguments.of(args);
    List<Row> rows = new Compare(arguments).run();
    if (arguments.json().isPresent()) {
      Files.writeString(arguments.json().get(), Row.json(rows));
    }
  }

  private List<Row> run() throws IOException, OrtException {
    Path folder = Files.createTempDirectory("netc-bench");
    var rows = new ArrayList<Row>();
    try {
      System.out.print(Row.header(compiler.engine()));
      for (String model : arguments.models()) {
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
    Subject subject = Subject.of(compiler, model, zoo);
    Path onnx = subject.save(compiler, folder, ".onnx");
    Timing timing = Timing.of(compiler, subject, onnx, arguments.cpuTime());
    var own = new FirstRun(Double.NaN, Double.NaN);
    var other = own;
    if (!arguments.steady()) {
      own = FirstRun.inAnother("netc", onnx, compiler.options());
      other = FirstRun.inAnother("onnxruntime", onnx, compiler.options());
    }
    delete(onnx);
    return new Row(subject.name(), compiler.engine(), compiler.options().threads(), timing, own, other);
  }

  private static void delete(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
