package netc.cli;

import java.util.List;
import java.util.Optional;
import netc.cost.Estimate;
import netc.ir.Cost;
import netc.ir.Origin;
import netc.ir.diag.SourceSpan;
import netc.match.Reason;
import netc.pass.Remark;
import tools.jackson.core.JsonGenerator;

/** Explains an optimization to programs: an array of objects, all with the same keys. */
final class ExplanationJson {
  /** A node may be made of thousands; this many are listed. */
  private static final int ORIGINS = 1000;

  private ExplanationJson() {}

  /** Writes the array. */
  static void write(JsonGenerator json, List<Remark> remarks) {
    json.writeStartArray();
    remarks.forEach(remark -> write(json, remark));
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Remark remark) {
    json.writeStartObject();
    json.writeStringProperty("pass", remark.pass());
    json.writeStringProperty("rule", remark.rule());
    json.writeStringProperty("node", remark.node());
    json.writeArrayPropertyStart("origins");
    Origin.sources(remark.origin(), ORIGINS).forEach(source -> json.writeString(source.name()));
    json.writeEndArray();
    place(json, remark.origin().span());
    json.writeStringProperty("result", remark.passed() ? "passed" : "missed");
    Json.optional(json, "reason", remark.reason().map(Reason::code));
    switch (remark.outcome()) {
      case Remark.Result.Passed(Cost effect, var estimate, String formula) -> {
        Estimate change = estimate.orElse(Estimate.NONE);
        json.writeNullProperty("detail");
        json.writeObjectPropertyStart("effect");
        json.writeNumberProperty("layers", effect.layers());
        json.writeNumberProperty("params", effect.parameters());
        json.writeNumberProperty("macs", effect.macs());
        json.writeNumberProperty("bytes", change.bytes());
        json.writeNumberProperty("launches", change.launches());
        json.writeNumberProperty("microseconds", Math.round(change.nanos()) / 1e3);
        json.writeEndObject();
        json.writeStringProperty("formula", formula);
      }
      case Remark.Result.Missed(_, String detail) -> {
        json.writeStringProperty("detail", detail);
        json.writeNullProperty("effect");
        json.writeNullProperty("formula");
      }
    }
    json.writeEndObject();
  }

  private static void place(JsonGenerator json, Optional<SourceSpan> span) {
    Json.optional(json, "file", span.map(SourceSpan::file));
    if (span.isPresent()) {
      json.writeNumberProperty("line", span.get().line());
      json.writeNumberProperty("column", span.get().column());
    } else {
      json.writeNullProperty("line");
      json.writeNullProperty("column");
    }
  }
}
