package netc.dsl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.SourceSpan;

/** Collects a run's diagnostics: the first of each code at each place, up to {@link Limits#DIAGNOSTICS}. */
final class Problems {
  private record Key(Code code, Optional<SourceSpan> span) {}

  private final List<Diagnostic> reported = new ArrayList<>();
  private final Set<Key> seen = new HashSet<>();

  /** Takes a diagnostic, unless it is known. */
  void add(Diagnostic diagnostic) {
    if (diagnostic.span().isEmpty() || seen.add(new Key(diagnostic.code(), diagnostic.span()))) {
      reported.add(diagnostic);
    }
  }

  /** Takes a diagnostic; ends the run when there are enough. */
  void report(Diagnostic diagnostic) {
    add(diagnostic);
    if (reported.size() >= Limits.DIAGNOSTICS) {
      throw Mistake.reported(true);
    }
  }

  /** Takes what a mistake has to say and goes on, unless it is fatal. */
  void report(Mistake mistake) {
    mistake.diagnostic().ifPresent(this::report);
    if (mistake.fatal()) {
      throw Mistake.reported(true);
    }
  }

  boolean isEmpty() {
    return reported.isEmpty();
  }

  /** In source order, file by file; those without a place come last. */
  List<Diagnostic> inOrder() {
    Map<String, Integer> files = new LinkedHashMap<>();
    reported.forEach(diagnostic -> diagnostic.span().ifPresent(span -> files.putIfAbsent(span.file(), files.size())));
    Comparator<Diagnostic> byFile =
        Comparator.comparing(d -> d.span().map(span -> files.getOrDefault(span.file(), 0)).orElse(Integer.MAX_VALUE));
    return reported.stream().sorted(byFile.thenComparing(d -> d.span().map(SourceSpan::line).orElse(0)).thenComparing(
        d -> d.span().map(SourceSpan::column).orElse(0))).toList();
  }
}
