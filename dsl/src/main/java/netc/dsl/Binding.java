package netc.dsl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.SourceSpan;

/** Gives a call's arguments to its callee's parameters. */
final class Binding {
  private Binding() {}

  /** The arguments by parameter, in the order of the parameters; those that are not given are not in it. */
  static SequencedMap<String, Given> bind(String callee, List<String> parameters, List<Given> arguments, SourceSpan call) {
    var bound = new LinkedHashMap<String, Given>();
    int position = 0;
    for (Given argument : arguments) {
      if (argument.name().isEmpty() && position >= parameters.size()) {
        throw tooMany(callee, parameters, argument.span());
      }
      String name = argument.name().isPresent() ? argument.name().get() : parameters.get(position++);
      if (!parameters.contains(name)) {
        throw unknown(callee, name, parameters, argument.span());
      }
      if (bound.putIfAbsent(name, argument) != null) {
        throw twice(callee, name, argument.span());
      }
    }
    return bound;
  }

  static Mistake tooMany(String callee, List<String> parameters, SourceSpan span) {
    return Mistake.at(span, Code.BAD_ARGUMENT, callee + ": an argument too many, expected (" + String.join(", ", parameters) + ")");
  }

  static Mistake twice(String callee, String name, SourceSpan span) {
    return Mistake.at(span, Code.BAD_ARGUMENT, callee + ": \"" + name + "\" is given twice");
  }

  static Mistake missing(String callee, String name, SourceSpan call) {
    return Mistake.at(call, Code.BAD_ARGUMENT, callee + ": \"" + name + "\" is not given");
  }

  static Mistake unknown(String callee, String name, List<String> known, SourceSpan span) {
    Optional<String> near = Suggestions.nearest(name, known);
    var diagnostic = Diagnostic.at(span, Code.BAD_ARGUMENT, callee + ": no parameter \"" + name + "\"");
    return Mistake
        .of(diagnostic.help(near.map(other -> "did you mean \"" + other + "\"?").orElse(callee + " takes " + String.join(", ", known))));
  }
}
