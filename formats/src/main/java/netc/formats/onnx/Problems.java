package netc.formats.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import netc.formats.MappedFile;
import netc.formats.onnx.proto.OnnxProto.NodeProto;
import netc.formats.onnx.proto.OnnxProto.TensorProto;
import netc.formats.onnx.proto.OnnxProto.ValueInfoProto;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;

/** Collects what is wrong with a model. Operators that netc does not have become one diagnostic, with a note for each kind of them. */
final class Problems {
  private static final int MAX_DIAGNOSTICS = 20;
  private static final int MAX_NOTES = 50;
  private static final int MAX_NAMES = 5;

  private final MappedFile file;
  private final List<Diagnostic> mistakes = new ArrayList<>();

  /** By operator, in order of appearance: the names of its nodes by the reason why they are refused. */
  private final Map<String, Map<String, List<String>>> unsupported = new LinkedHashMap<>();

  Problems(MappedFile file) {
    this.file = file;
  }

  void add(NodeProto node, Refusal refusal) {
    String name = node.getName().isEmpty() && node.getOutputCount() > 0 ? node.getOutput(0) : node.getName();
    add(Operators.key(node), name, refusal);
  }

  void add(TensorProto initializer, Refusal refusal) {
    add("initializer", initializer.getName(), refusal);
  }

  void add(ValueInfoProto output, Refusal refusal) {
    add("output", output.getName(), refusal);
  }

  private void add(String kind, String name, Refusal refusal) {
    if (refusal.code() == Code.UNSUPPORTED_OPERATOR) {
      unsupported.computeIfAbsent(kind, _ -> new LinkedHashMap<>()).computeIfAbsent(refusal.reason(), _ -> new ArrayList<>()).add(name);
    } else if (mistakes.size() < MAX_DIAGNOSTICS) {
      String message = "\"" + file.path() + "\": " + kind + " \"" + name + "\": " + refusal.reason();
      mistakes.add(new Diagnostic(refusal.code(), message, Optional.empty(), List.of(), refusal.help()));
    }
  }

  void throwIfAny() {
    var all = new ArrayList<Diagnostic>();
    if (!unsupported.isEmpty()) {
      all.add(summary());
    }
    all.addAll(mistakes);
    if (!all.isEmpty()) {
      throw new DiagnosticException(all);
    }
  }

  private Diagnostic summary() {
    String counts = unsupported.entrySet().stream().map(entry -> entry.getKey() + " ×" + count(entry.getValue())).limit(MAX_NOTES)
        .collect(Collectors.joining(", "));
    Diagnostic summary = Diagnostic.of(Code.UNSUPPORTED_OPERATOR, "\"" + file.path() + "\": operators that cannot be imported: " + counts);
    int notes = 0;
    for (var operator : unsupported.entrySet()) {
      for (var reason : operator.getValue().entrySet()) {
        if (notes++ < MAX_NOTES) {
          summary = summary.note(operator.getKey() + ": " + reason.getKey() + " (" + nodes(reason.getValue()) + ")", Optional.empty());
        }
      }
    }
    return summary;
  }

  private static int count(Map<String, List<String>> reasons) {
    return reasons.values().stream().mapToInt(List::size).sum();
  }

  private static String nodes(List<String> names) {
    String shown = names.stream().limit(MAX_NAMES).map(name -> "\"" + name + "\"").collect(Collectors.joining(", "));
    return names.size() > MAX_NAMES ? shown + " and " + (names.size() - MAX_NAMES) + " more" : shown;
  }
}
