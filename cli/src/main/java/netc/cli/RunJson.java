package netc.cli;

import java.nio.file.Path;
import java.util.Optional;
import netc.Comparison;
import netc.ir.tensor.Tensor;
import netc.pass.Report;
import tools.jackson.core.JsonGenerator;

/**
 * A run for programs.
 *
 * @param file the model
 * @param report what the optimizer did
 * @param run what running showed
 * @param labels names of classes
 * @param explain how to explain, if at all
 */
record RunJson(Path file, Report report, Run run, Labels labels, Optional<Explain> explain) {
  private static final int BEST = 5;

  /** Writes one object. */
  void write(JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("file", file.toString());
    json.writeStringProperty("net", report.before().name());
    json.writeObjectPropertyStart("before");
    StatisticsJson.properties(json, report.statisticsBefore());
    json.writeEndObject();
    json.writeObjectPropertyStart("after");
    StatisticsJson.properties(json, report.statisticsAfter());
    json.writeEndObject();
    json.writeName("rules");
    RewriteTable.write(json, report);
    explain.ifPresent(how -> {
      json.writeName("explain");
      ExplanationJson.write(json, Explanation.relevant(report.remarks(), how.all()));
    });
    latency(json);
    run.difference().ifPresent(difference -> difference(json, "difference", difference));
    run.verified().ifPresent(passed -> difference(json, "verify", passed.worst()));
    run.profile().ifPresent(profile -> {
      json.writeName("profile");
      Profiling.write(json, profile);
    });
    json.writeArrayPropertyStart("outputs");
    run.after().outputs().forEach((name, tensor) -> output(json, name, tensor));
    json.writeEndArray();
    json.writeEndObject();
  }

  private void latency(JsonGenerator json) {
    json.writeObjectPropertyStart("latency");
    json.writeStringProperty("backend", run.engine().backend().name());
    json.writeStringProperty("device", run.engine().description().name());
    json.writeNumberProperty("threads", run.options().threads());
    json.writeNumberProperty("batch", run.options().batch());
    run.before().ifPresent(before -> {
      json.writeNumberProperty("before_ms", before.nanos() / 1e6);
      json.writeNumberProperty("before_runs", before.runs());
    });
    json.writeNumberProperty("after_ms", run.after().nanos() / 1e6);
    json.writeNumberProperty("after_runs", run.after().runs());
    if (run.before().isPresent()) {
      json.writeName("speedup");
      run.speedup().ifPresentOrElse(json::writeNumber, json::writeNull); // null: the runs do not show any
    }
    json.writeEndObject();
  }

  private static void difference(JsonGenerator json, String name, Comparison difference) {
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("output", difference.output());
    json.writeNumberProperty("index", difference.index());
    json.writeNumberProperty("expected", difference.expected());
    json.writeNumberProperty("actual", difference.actual());
    json.writeNumberProperty("relative", difference.error());
    json.writeEndObject();
  }

  private void output(JsonGenerator json, String name, Tensor output) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeStringProperty("type", output.type().toString());
    json.writeBooleanProperty("finite", NotFinite.in(output).isEmpty());
    if (Ranking.isRanked(output)) {
      json.writeArrayPropertyStart("top");
      for (int row = 0; row < output.shape().extent(0); row++) {
        json.writeStartArray();
        Ranking.top(output, row, BEST).forEach(best -> best(json, best));
        json.writeEndArray();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void best(JsonGenerator json, Ranking best) {
    json.writeStartObject();
    json.writeNumberProperty("index", best.index());
    json.writeNumberProperty("value", best.value());
    labels.of(best.index()).ifPresent(label -> json.writeStringProperty("label", label));
    json.writeEndObject();
  }
}
