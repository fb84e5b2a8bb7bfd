package netc.dsl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import netc.ir.Value;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.diag.SourceSpan;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** Gives weights their elements: from the net's weights files, or from their initial values. */
final class WeightStore {
  private static final int LISTED = 10;

  private record Stored(Tensor tensor, String file) {}

  private record Place(String name, SourceSpan span) {}

  private final WeightLoader loader;
  private final long seed;
  private final Problems problems;
  private final Emitter emitter;
  private final Map<String, Stored> stored = new HashMap<>();
  private final Map<String, SourceSpan> made = new HashMap<>();
  private final List<Place> files = new ArrayList<>();
  private final List<Place> missing = new ArrayList<>();
  private boolean unreadable;

  WeightStore(Options options, Problems problems, Emitter emitter) {
    this.loader = options.weights();
    this.seed = options.seed();
    this.problems = problems;
    this.emitter = emitter;
  }

  /** Takes the weights of a file; they override those of earlier files. */
  void load(String path, SourceSpan span) {
    files.add(new Place(path, span));
    try {
      loader.load(Library.resolve(span.file(), path, span)).forEach((name, tensor) -> stored.put(name, new Stored(tensor, path)));
    } catch (DiagnosticException e) {
      unreadable = true;
      e.diagnostics().forEach(diagnostic -> problems.report(Library.located(diagnostic, span)));
    }
  }

  long seed() {
    return seed;
  }

  /** A layer's weight: from a file if the net has any, else drawn. */
  Value ofLayer(String name, TensorType type, Init init, SourceSpan span) {
    return weight(name, type, files.isEmpty() ? Optional.of(Tensor.initial(type, init, name, seed)) : Optional.empty(), span);
  }

  /** A weight: from a file if one has it, else the initial one; with none, it is missing. */
  Value weight(String name, TensorType type, Optional<Tensor> initial, SourceSpan span) {
    SourceSpan first = made.putIfAbsent(name, span);
    if (first != null) {
      throw Mistake
          .of(Diagnostic.at(span, Code.DUPLICATE_NAME, "weight \"" + name + "\" is made twice").note("made first", Optional.of(first)).help(
              "name = \"…\" gives a layer another name"));
    }
    return emitter.weight(name, stored(name, type, span).or(() -> initial).orElseGet(() -> missing(name, type, span)), span);
  }

  /** What a file has for a weight; if that is of another type, this is reported and any elements will do. */
  private Optional<Tensor> stored(String name, TensorType type, SourceSpan span) {
    return Optional.ofNullable(stored.get(name)).map(found -> {
      if (found.tensor().type().equals(type)) {
        return found.tensor();
      }
      String message = "weight \"" + name + "\" is " + found.tensor().type() + " in \"" + found.file() + "\", expected " + type;
      problems.report(Diagnostic.at(span, Code.WEIGHT_MISMATCH, message));
      return Tensor.fill(type, 0);
    });
  }

  private Tensor missing(String name, TensorType type, SourceSpan span) {
    missing.add(new Place(name, span));
    return Tensor.fill(type, 0);
  }

  /** Reports the weights that no file had; if a file could not be read, that is enough. */
  void reportMissing() {
    if (missing.isEmpty() || unreadable) {
      return;
    }
    String names = missing.stream().limit(LISTED).map(place -> "\"" + place.name() + "\"").collect(Collectors.joining(", "));
    String more = missing.size() > LISTED ? " and " + (missing.size() - LISTED) + " more" : "";
    String subject = missing.size() == 1 ? "weight " + names + " has" : missing.size() + " weights have";
    String list = missing.size() == 1 ? "" : ": " + names + more;
    String where = files.isEmpty() ? ", and the net has no weights file"
        : " in " + files.stream().map(f -> "\"" + f.name() + "\"").collect(Collectors.joining(", "));
    SourceSpan span = files.isEmpty() ? missing.getFirst().span() : files.getLast().span();
    var diagnostic = Diagnostic.at(span, Code.MISSING_WEIGHT, subject + " no value" + where + list);
    problems.report(files.isEmpty() ? diagnostic.help("weights \"file.safetensors\" takes them from a file") : diagnostic);
  }
}
