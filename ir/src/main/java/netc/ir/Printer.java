package netc.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import netc.ir.op.Constant;
import netc.ir.op.Input;
import netc.ir.op.Op;
import netc.ir.op.OpSchema;
import netc.ir.op.Preprocess;
import netc.ir.tensor.Init;
import netc.ir.tensor.Tensor;

/** Writes a graph in the primitive form of the language: one statement a node, types inferred, attributes at their defaults left out. */
public final class Printer {
  /** The language's reserved words; a value of such a name is quoted. */
  public static final Set<String> KEYWORDS =
      Set.of("import", "block", "net", "input", "output", "weight", "weights", "return", "if", "else", "for", "in", "and", "or", "not",
          "true", "false", "inf", "nan", "preprocess");

  /** The longest tensor whose elements are written out. */
  private static final int LITERAL_ELEMENTS = 16;

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z0-9_]+)*");

  private Printer() {}

  /** The text of a graph; weights whose elements are not written out say {@code = stored} and are bound when the text is parsed. */
  static String print(Graph graph) {
    return print(graph, List.of());
  }

  /** The text of a graph that takes its stored weights from these files; a later file overrides an earlier one. */
  public static String print(Graph graph, List<String> weightFiles) {
    var text = new StringBuilder("net ").append(quoteIfNeeded(graph.name())).append(" {\n");
    weightFiles.forEach(file -> text.append("  weights ").append(string(file)).append('\n'));
    for (Node node : graph.nodes()) {
      text.append("  ").append(statement(node)).append('\n');
    }
    graph.outputs().forEach((name, value) -> text.append("  output ").append(quoteIfNeeded(name)).append(" = ")
        .append(quoteIfNeeded(value.name())).append('\n'));
    return text.append("}\n").toString();
  }

  /** The statement of one node. */
  public static String statement(Node node) {
    String names = node.names().stream().map(Printer::quoteIfNeeded).collect(Collectors.joining(", "));
    return switch (node.op()) {
      case Input(var type, var preprocess) ->
          "input " + names + ": " + type + (preprocess.equals(Preprocess.NONE) ? "" : " preprocess " + preprocess);
      case Constant(var tensor) -> "weight " + names + ": " + tensor.type() + initializer(node.name(), tensor);
      case Op op -> names + " = " + call(op, node.operands().stream().map(value -> quoteIfNeeded(value.name())).toList());
    };
  }

  /** An op with its operands: {@code conv2d(x, w, stride = [2, 2])}. */
  private static String call(Op op, List<String> operands) {
    OpSchema schema = OpSchema.of(op.getClass());
    var arguments = new ArrayList<>(operands);
    for (OpSchema.Attribute attribute : schema.attributes()) {
      String value = value(attribute.value(op));
      if (!attribute.initial().filter(Predicate.isEqual(value)).isPresent()) {
        arguments.add(attribute.name() + " = " + value);
      }
    }
    return schema.name() + "(" + String.join(", ", arguments) + ")";
  }

  /** An attribute's value as written. */
  private static String value(Object value) {
    return value instanceof Double number ? number(number) : value.toString();
  }

  /** A number as written: the shortest text that reads back to the same double. */
  public static String number(double number) {
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    return Double.isNaN(number) ? "nan" : Double.toString(number).replace("E", "e").replace(".0e", "e");
  }

  private static String initializer(String weight, Tensor tensor) {
    return switch (tensor.source()) {
      case Tensor.Source.Initial(Init init, String name, long seed) -> draw(init, tensor, stream(init, weight, name, seed));
      case Tensor.Source.Stored _, Tensor.Source.Computed _ -> isWrittenOut(tensor) ? " = " + literal(tensor) : " = stored";
    };
  }

  private static String draw(Init init, Tensor tensor, String stream) {
    return switch (init) {
      case Init.Fill(double value) -> " = fill(" + number(value) + ")";
      case Init.Uniform _ when stream.isEmpty() && init.equals(Init.standard(tensor.shape())) -> "";
      case Init.Uniform(double low, double high) -> " = uniform(" + number(low) + ", " + number(high) + stream + ")";
    };
  }

  /** What selects the draws, where it is not the weight's own name and seed 0. */
  private static String stream(Init init, String weight, String name, long seed) {
    String text = weight.equals(name) ? "" : ", name = " + string(name);
    return init instanceof Init.Fill ? "" : seed == 0 ? text : text + ", seed = " + seed;
  }

  /** Whether a stored tensor's elements stand in the text itself. */
  public static boolean isWrittenOut(Tensor tensor) {
    return tensor.isMaterialized() && tensor.shape().elements() <= LITERAL_ELEMENTS;
  }

  private static String literal(Tensor tensor) {
    var elements = tensor.toArray();
    return IntStream.range(0, elements.length).mapToObj(i -> element(elements[i])).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String element(float element) {
    return Float.isFinite(element) ? Float.toString(element).replace("E", "e") : number(element);
  }

  /** The name as written: in backquotes if it is no plain name or a keyword. */
  public static String quoteIfNeeded(String name) {
    return PLAIN.matcher(name).matches() && !KEYWORDS.contains(name) ? name : "`" + escape(name).replace("`", "\\`") + "`";
  }

  private static String string(String text) {
    return "\"" + escape(text).replace("\"", "\\\"").replace("{", "\\{") + "\"";
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }
}
