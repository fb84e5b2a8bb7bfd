package netc.cli;

import java.util.List;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticRenderer;
import netc.ir.diag.SourceSpan;
import tools.jackson.core.JsonGenerator;

/** Shows diagnostics. */
final class Diagnostics {
  private final Text text;
  private final SourceTexts sources;

  Diagnostics(Terminal terminal) {
    this.text = terminal.err();
    this.sources = new SourceTexts(terminal.in());
  }

  /** For people. */
  void print(List<Diagnostic> diagnostics) {
    text.print(new DiagnosticRenderer(sources::text, text.colored()).render(diagnostics));
    if (diagnostics.size() > 1) {
      text.line(Figures.plural(diagnostics.size(), "error"));
    }
  }

  /** For programs: an array of objects. */
  static void write(JsonGenerator json, List<Diagnostic> diagnostics) {
    json.writeStartArray();
    for (Diagnostic diagnostic : diagnostics) {
      json.writeStartObject();
      json.writeStringProperty("code", diagnostic.code().toString());
      json.writeStringProperty("message", diagnostic.message());
      diagnostic.span().ifPresent(span -> writeSpan(json, span));
      json.writeArrayPropertyStart("notes");
      for (Diagnostic.Note note : diagnostic.notes()) {
        json.writeStartObject();
        json.writeStringProperty("message", note.message());
        note.span().ifPresent(span -> writeSpan(json, span));
        json.writeEndObject();
      }
      json.writeEndArray();
      Json.optional(json, "help", diagnostic.help());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeSpan(JsonGenerator json, SourceSpan span) {
    json.writeStringProperty("file", span.file());
    json.writeNumberProperty("line", span.line());
    json.writeNumberProperty("column", span.column());
    json.writeNumberProperty("length", span.length());
  }
}
