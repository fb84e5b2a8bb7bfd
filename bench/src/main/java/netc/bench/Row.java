package netc.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import netc.Engine;

/**
 * The figures of one network.
 *
 * @param model its name
 * @param engine what netc ran on
 * @param threads threads on both sides
 * @param timing how fast it runs once warm
 * @param netc a process of netc
 * @param onnxruntime a process of ONNX Runtime
 */
record Row(String model, Engine engine, int threads, Timing timing, FirstRun netc, FirstRun onnxruntime) {
  private static final String HEADER = """
                                     median ms            GFLOP/s                 first result ms    peak MB
      model                 thr     netc     ORT  ratio    netc     ORT   diff      netc     ORT    netc     ORT
      """;

  /** What netc runs on, and the heads of the columns. */
  static String header(Engine engine) {
    return "netc on " + engine.backend().name() + ":" + engine.device() + ", " + engine.description().name() + "\n" + HEADER;
  }

  /** A line of the table. */
  String text() {
    return String.format(Locale.ROOT, "%-20s  %3d %8.2f %7.2f %6.2f %7.0f %7.0f %6.0e  %8.0f %7.0f %7.0f %7.0f%n", model, threads,
        timing.netcMillis(), timing.onnxruntimeMillis(), timing.ratio(), timing.gflopPerSecond(timing.netcMillis()),
        timing.gflopPerSecond(timing.onnxruntimeMillis()), timing.difference(), netc.firstMillis(), onnxruntime.firstMillis(),
        netc.peakMegabytes(), onnxruntime.peakMegabytes());
  }

  /** All rows as a JSON list; what was not measured is null. */
  static String json(List<Row> rows) {
    return rows.stream().map(Row::json).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  private String json() {
    return "  {" + word("model", model) + ", " + word("backend", engine.backend().name() + ":" + engine.device())
        + ", " + word("device", engine.description().name()) + ", \"threads\": " + threads
        + number("netc_ms", timing.netcMillis())
        + number("onnxruntime_ms", timing.onnxruntimeMillis())
        + number("ratio", timing.ratio())
        + number("netc_gflops", timing.gflopPerSecond(timing.netcMillis()))
        + number("onnxruntime_gflops", timing.gflopPerSecond(timing.onnxruntimeMillis()))
        + number("difference", timing.difference())
        + number("netc_first_result_ms", netc.firstMillis())
        + number("onnxruntime_first_result_ms", onnxruntime.firstMillis())
        + number("netc_peak_mb", netc.peakMegabytes())
        + number("onnxruntime_peak_mb", onnxruntime.peakMegabytes()) + "}";
  }

  private static String word(String name, String value) {
    return "\"" + name + "\": \"" + value.replaceAll("[\\p{Cntrl}\"\\\\]", "?") + "\"";
  }

  private static String number(String name, double value) {
    return ", \"" + name + "\": " + (Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : "null");
  }
}
