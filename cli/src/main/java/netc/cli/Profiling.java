package netc.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import netc.CompiledModel;
import netc.ir.exec.Profile;
import netc.ir.exec.Profile.Part;
import netc.ir.tensor.Tensor;
import tools.jackson.core.JsonGenerator;

/** Shows where the time of a run goes. */
final class Profiling {
  private static final int RUNS = 11;

  /** A fused step has the names of all its parts. */
  private static final int LONGEST_LABEL = 48;

  private static final double NANOS_PER_MICRO = 1e3;

  private Profiling() {}

  /** The run of median length among several, of a network that is warm. */
  static Profile of(CompiledModel model, Map<String, Tensor> inputs) {
    return Stream.generate(() -> model.profile(inputs)).limit(RUNS).sorted(Comparator.comparingLong(Profile::nanos)).toList().get(RUNS / 2);
  }

  /** For people. */
  static void print(Profile profile, Text text) {
    boolean device = profile.parts().stream().anyMatch(part -> part.total() > part.compute());
    var table = new Table().words("step").words("kernel").numbers("time").numbers("share");
    if (device) {
      table.numbers("compute").numbers("transfer").numbers("dispatch");
    }
    for (Part part : profile.parts()) {
      table.row(row(shortened(part.label()), part.kernel(), part, profile.nanos(), device));
    }
    Part all = sum(profile.parts());
    table.total(row("all steps", "", all, profile.nanos(), device));
    long rest = Math.max(0, profile.nanos() - all.total());
    table.row("between them", "", time(rest), share(rest, profile.nanos()));
    table.print(text);
  }

  private static String[] row(String label, String kernel, Part part, long run, boolean device) {
    Stream<String> cells = Stream.of(label, kernel, time(part.total()), share(part.total(), run));
    Stream<String> parts = Stream.of(time(part.compute()), time(part.transfer()), time(part.dispatch()));
    return Stream.concat(cells, device ? parts : Stream.empty()).toArray(String[]::new);
  }

  private static Part sum(List<Part> parts) {
    return new Part("", "", 0, sum(parts, Part::compute), sum(parts, Part::transfer), sum(parts, Part::dispatch));
  }

  private static long sum(List<Part> parts, ToLongFunction<Part> time) {
    return parts.stream().mapToLong(time).sum();
  }

  private static String time(long nanos) {
    return Figures.time((double) nanos);
  }

  private static String share(long nanos, long run) {
    return Math.round(100.0 * nanos / run) + " %";
  }

  /** A step's label, as much as a table has room for. */
  static String shortened(String label) {
    return label.length() <= LONGEST_LABEL ? label : label.substring(0, LONGEST_LABEL - 2) + " …";
  }

  /** For programs: an object. */
  static void write(JsonGenerator json, Profile profile) {
    json.writeStartObject();
    json.writeNumberProperty("run_us", profile.nanos() / NANOS_PER_MICRO);
    json.writeArrayPropertyStart("steps");
    for (Part part : profile.parts()) {
      json.writeStartObject();
      json.writeStringProperty("step", part.label());
      json.writeStringProperty("kernel", part.kernel());
      json.writeNumberProperty("start_us", part.start() / NANOS_PER_MICRO);
      json.writeNumberProperty("compute_us", part.compute() / NANOS_PER_MICRO);
      json.writeNumberProperty("transfer_us", part.transfer() / NANOS_PER_MICRO);
      json.writeNumberProperty("dispatch_us", part.dispatch() / NANOS_PER_MICRO);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** For Perfetto (ui.perfetto.dev) and Chrome: complete events of the Trace Event Format, in microseconds. */
  static void writeTrace(JsonGenerator json, String net, Profile profile) {
    json.writeStartObject();
    json.writeArrayPropertyStart("traceEvents");
    event(json, net, "run", 0, profile.nanos());
    for (Part part : profile.parts()) {
      event(json, part.label(), part.kernel(), part.start(), part.total());
    }
    json.writeEndArray();
    json.writeStringProperty("displayTimeUnit", "ms");
    json.writeEndObject();
  }

  private static void event(JsonGenerator json, String name, String category, long start, long nanos) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeStringProperty("cat", category);
    json.writeStringProperty("ph", "X");
    json.writeNumberProperty("ts", start / NANOS_PER_MICRO);
    json.writeNumberProperty("dur", nanos / NANOS_PER_MICRO);
    json.writeNumberProperty("pid", 0);
    json.writeNumberProperty("tid", 0);
    json.writeEndObject();
  }
}
