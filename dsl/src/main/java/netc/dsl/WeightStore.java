package netc.dsl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
  private record Stored(Tensor tensor, boolean given) {
    String type() {
      return tensor.type().toString();
    }
  }

  private record Place(String name, TensorType type, SourceSpan span) {}

  private final String net;
  private final Options options;
  private final Problems problems;
  private final Emitter emitter;
  private final Map<String, Stored> stored = new LinkedHashMap<>();
  private final Map<String, SourceSpan> made = new HashMap<>();
  private final List<String> files = new ArrayList<>();
  private final List<Place> missing = new ArrayList<>();
  private final List<Place> misshapen = new ArrayList<>();
  private Optional<SourceSpan> statement = Optional.empty();
  private boolean unreadable;

  WeightStore(String net, Options options, Problems problems, Emitter emitter) {
    this.net = net;
    this.options = options;
    this.problems = problems;
    this.emitter = emitter;
  }

  /** Takes the weights of a file that the net names; they override those of earlier files. */
  void load(String path, SourceSpan span) {
    statement = Optional.of(span);
    load(path, Library.resolve(span.file(), path, span), false, diagnostic -> Library.located(diagnostic, span));
  }

  /** Takes the weights of the files that the net does not name. */
  void loadFurther() {
    options.weightFiles().forEach(path -> load(path, path, true, diagnostic -> diagnostic));
  }

  private void load(String name, String path, boolean given, UnaryOperator<Diagnostic> located) {
    files.add(name);
    try {
      options.weights().load(path).forEach((weight, tensor) -> stored.put(weight, new Stored(tensor, given)));
    } catch (DiagnosticException e) {
      unreadable = true;
      e.diagnostics().forEach(diagnostic -> problems.report(located.apply(diagnostic)));
    }
  }

  long seed() {
    return options.seed();
  }

  /** A layer's weight: from a file if the net has any, else drawn. */
  Value ofLayer(String name, TensorType type, Init init, SourceSpan span) {
    return weight(name, type, files.isEmpty() ? Optional.of(Tensor.initial(type, init, name, seed())) : Optional.empty(), span);
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

  /** What a file has for a weight; if that is of another type, this will be reported, and any elements will do. */
  private Optional<Tensor> stored(String name, TensorType type, SourceSpan span) {
    return Optional.ofNullable(stored.get(name)).map(found -> {
      if (found.tensor().type().equals(type)) {
        return found.tensor();
      }
      misshapen.add(new Place(name, type, span));
      return Tensor.fill(type, 0);
    });
  }

  private Tensor missing(String name, TensorType type, SourceSpan span) {
    missing.add(new Place(name, type, span));
    return Tensor.fill(type, 0);
  }

  /**
   * Reports in one diagnostic the weights that no file had, those that files have in another shape, and those that files have and the net does not. If a
   * file could not be read, that is enough; if there are other mistakes, which weights the net has is not known. The files that a net names itself may be
   * others' too: what is surplus there is no mistake on its own.
   */
  void report() {
    if (unreadable) {
      return;
    }
    List<String> surplus = problems.isEmpty() ? stored.keySet().stream().filter(name -> !made.containsKey(name)).toList() : List.of();
    boolean wrong = !missing.isEmpty() || !misshapen.isEmpty() || surplus.stream().anyMatch(name -> found(name).given());
    if (files.isEmpty() && !missing.isEmpty()) {
      reportUnbound();
    } else if (wrong) {
      problems.report(misfit(surplus));
    }
  }

  private void reportUnbound() {
    String names = missing.stream().map(place -> "\"" + place.name() + "\"").collect(Collectors.joining(", "));
    String subject = missing.size() == 1 ? "weight " + names + " has" : missing.size() + " weights have";
    String list = missing.size() == 1 ? "" : ": " + names;
    problems
        .report(Diagnostic.at(missing.getFirst().span(), Code.MISSING_WEIGHT, subject + " no value, and the net has no weights file" + list)
            .help("weights \"file.safetensors\" takes them from a file"));
  }

  private Diagnostic misfit(List<String> surplus) {
    var kinds = new ArrayList<String>();
    var notes = new ArrayList<Diagnostic.Note>();
    list("missing", missing.stream().map(place -> "\"" + place.name() + "\" " + place.type()).toList(), kinds, notes);
    list("of another shape", misshapen.stream().map(this::misshapen).toList(), kinds, notes);
    list("surplus", surplus.stream().map(name -> "\"" + name + "\" " + found(name).type()).toList(), kinds, notes);
    String from = files.stream().map(file -> "\"" + file + "\"").collect(Collectors.joining(", "));
    String message = "the weights in " + from + " are not those of net \"" + net + "\": " + String.join(", ", kinds);
    return new Diagnostic(missing.isEmpty() ? Code.WEIGHT_MISMATCH : Code.MISSING_WEIGHT, message, statement, notes, help(surplus));
  }

  private static void list(String kind, List<String> names, List<String> kinds, List<Diagnostic.Note> notes) {
    if (!names.isEmpty()) {
      kinds.add(names.size() + " " + kind);
      notes.add(new Diagnostic.Note(kind + ": " + String.join(", ", names), Optional.empty()));
    }
  }

  private String misshapen(Place place) {
    return "\"" + place.name() + "\" is " + found(place.name()).type() + ", expected " + place.type();
  }

  private Stored found(String name) {
    return Objects.requireNonNull(stored.get(name));
  }

  /** The rename that would do, where all that differs is a prefix; else how to leave out what is surplus. */
  private Optional<String> help(List<String> surplus) {
    if (surplus.isEmpty()) {
      return Optional.empty();
    }
    for (Place place : missing.subList(0, Math.min(1, missing.size()))) {
      for (String name : surplus) {
        String prefix = name.endsWith("." + place.name()) ? name.substring(0, name.length() - place.name().length()) : "";
        if (!prefix.isEmpty() && missing.stream().allMatch(each -> stored.containsKey(prefix + each.name()))) {
          return Optional.of("the line " + prefix + "* -> * in a .names file takes them all");
        }
      }
    }
    return Optional.of("a .names file renames weights, and leaves out those that are surplus");
  }
}
