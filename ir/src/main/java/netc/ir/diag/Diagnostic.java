package netc.ir.diag;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One mistake of a user's, located.
 *
 * @param code the numbered kind
 * @param message op first, lower case, observed then expected, the user's spelling in quotes
 * @param span where; absent only for what has no place in a file
 * @param notes further facts, each with its place if it has one
 * @param help the fix, when it is known
 */
public record Diagnostic(Code code, String message, Optional<SourceSpan> span, List<Note> notes, Optional<String> help) {
  /**
   * A fact that explains a diagnostic.
   *
   * @param message the fact, lower case
   * @param span where it comes from
   */
  public record Note(String message, Optional<SourceSpan> span) {}

  public Diagnostic {
    notes = List.copyOf(notes);
  }

  /** A diagnostic at a place. */
  public static Diagnostic at(SourceSpan span, Code code, String message) {
    return new Diagnostic(code, message, Optional.of(span), List.of(), Optional.empty());
  }

  /** A diagnostic about something that is no place in a file. */
  public static Diagnostic of(Code code, String message) {
    return new Diagnostic(code, message, Optional.empty(), List.of(), Optional.empty());
  }

  /** This diagnostic with one more note. */
  public Diagnostic note(String text, Optional<SourceSpan> place) {
    var more = new ArrayList<>(notes);
    more.add(new Note(text, place));
    return new Diagnostic(code, message, span, more, help);
  }

  /** This diagnostic with a fix. */
  public Diagnostic help(String fix) {
    return new Diagnostic(code, message, span, notes, Optional.of(fix));
  }

  /** The first line as shown: {@code file:line:column: error E0203: message}. */
  @Override
  public String toString() {
    return span.map(place -> place + ": ").orElse("") + "error " + code + ": " + message;
  }
}
