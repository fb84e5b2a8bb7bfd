package netc.dsl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import netc.ir.diag.CompilerBug;
import netc.ir.diag.SourceSpan;
import netc.ir.op.OpSchema;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a layer or an attribute of an op.
 *
 * @param name as written
 * @param kind the Java class of its values
 * @param initial its default
 * @param sameAs the parameter before it whose value is its default
 */
record Parameter(String name, Class<?> kind, @Nullable Object initial, Optional<String> sameAs) {
  private static final SourceSpan NOWHERE = new SourceSpan("default", 1, 1, 1);
  private static final Map<String, List<Parameter>> OF_OPS = new ConcurrentHashMap<>();

  /** One that must be given. */
  static Parameter required(String name, Class<?> kind) {
    return new Parameter(name, kind, null, Optional.empty());
  }

  /** One with a default in the language's notation. */
  static Parameter of(String name, Class<?> kind, String initial) {
    return new Parameter(name, kind, literal(name, kind, initial), Optional.empty());
  }

  /** One whose default is another's value. */
  static Parameter like(String other, String name, Class<?> kind) {
    return new Parameter(name, kind, null, Optional.of(other));
  }

  /** The attributes of an op. */
  static List<Parameter> of(OpSchema schema) {
    return OF_OPS.computeIfAbsent(schema.name(), _ -> schema.attributes().stream().map(attribute -> attribute.initial()
        .map(text -> of(attribute.name(), attribute.kind(), text)).orElseGet(() -> required(attribute.name(), attribute.kind()))).toList());
  }

  /** The value when none is given, the parameters before it having these; empty if one must be given. */
  Optional<Object> initial(Map<String, Object> values) {
    return sameAs.map(values::get).or(() -> Optional.ofNullable(initial));
  }

  private static Object literal(String name, Class<?> kind, String text) {
    var problems = new Problems();
    Given given = new SyntaxReader(problems).readExpression("default", 1, 0, text).map(expression -> {
      Optional<String> word = expression instanceof Expression.Name(var constant, _) ? Optional.of(constant) : Optional.empty();
      Datum datum = word.isPresent() ? new Datum.Text(text) : Expressions.constant(expression);
      return new Given(Optional.empty(), datum, word, NOWHERE);
    }).orElseThrow(() -> new CompilerBug("the default of " + name + " is no expression: " + text));
    return Kinds.convert(name, kind, given);
  }
}
