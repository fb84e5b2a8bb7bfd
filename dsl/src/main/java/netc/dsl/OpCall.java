package netc.dsl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import netc.ir.Value;
import netc.ir.diag.Code;
import netc.ir.diag.SourceSpan;
import netc.ir.op.Op;
import netc.ir.op.OpSchema;

/**
 * A call of an op, sorted into operands and attributes by the op's schema alone.
 *
 * @param op the op with its attributes
 * @param operands the operands in order
 * @param sites where mistakes are shown
 */
record OpCall(Op op, List<Value> operands, Emitter.Sites sites) {
  /** Sorts the arguments of a call. */
  static OpCall of(OpSchema schema, List<Given> arguments, SourceSpan call) {
    var sorting = new Sorting(schema, call);
    arguments.forEach(sorting::take);
    return sorting.finish();
  }

  private static final class Sorting {
    private final OpSchema schema;
    private final SourceSpan call;
    private final List<Parameter> parameters;
    private final SequencedMap<Integer, Given> slots = new LinkedHashMap<>();
    private final Map<String, Given> attributes = new LinkedHashMap<>();
    private int slot;
    private int attribute;

    Sorting(OpSchema schema, SourceSpan call) {
      this.schema = schema;
      this.call = call;
      this.parameters = Parameter.of(schema);
    }

    void take(Given argument) {
      if (argument.name().isPresent()) {
        named(argument.name().get(), argument);
      } else if (attributes.isEmpty() && slot < schema.maxOperands()
          && (slot < schema.minOperands() || argument.isTensor() || argument.isTensorList())) {
        slots.put(slot++, argument);
      } else if (attribute < parameters.size()) {
        attributes.put(parameters.get(attribute++).name(), argument);
      } else {
        throw Binding.tooMany(schema.name(), known(), argument.span());
      }
    }

    private void named(String name, Given argument) {
      for (int i = 0; i < schema.operands().size(); i++) {
        if (schema.operands().get(i).name().equals(name)) {
          if (slots.putIfAbsent(i, argument) != null) {
            throw Binding.twice(schema.name(), name, argument.span());
          }
          return;
        }
      }
      if (parameters.stream().noneMatch(parameter -> parameter.name().equals(name))) {
        throw Binding.unknown(schema.name(), name, known(), argument.span());
      }
      if (attributes.putIfAbsent(name, argument) != null) {
        throw Binding.twice(schema.name(), name, argument.span());
      }
    }

    private List<String> known() {
      return Stream.concat(schema.operands().stream().map(OpSchema.Operand::name), parameters.stream().map(Parameter::name)).toList();
    }

    OpCall finish() {
      List<Given> operands = operands();
      Map<String, Object> values = new HashMap<>();
      Map<String, SourceSpan> places = new HashMap<>();
      for (Parameter parameter : parameters) {
        Given given = attributes.get(parameter.name());
        if (given != null) {
          values.put(parameter.name(), Kinds.convert(schema.name() + ": \"" + parameter.name() + "\"", parameter.kind(), given));
          places.put(parameter.name(), given.span());
        } else {
          values.put(parameter.name(), parameter.initial(values).orElseThrow(() -> Binding.missing(schema.name(), parameter.name(), call)));
        }
      }
      List<Value> tensors = operands.stream().map(operand -> ((Datum.Tensor) operand.datum()).value()).toList();
      return new OpCall(create(values), tensors, new Emitter.Sites(call, operands, places));
    }

    private Op create(Map<String, Object> values) {
      try {
        return schema.create(values);
      } catch (IllegalArgumentException e) {
        throw Mistake.at(call, Code.BAD_ATTRIBUTE, schema.name() + ": " + e.getMessage());
      }
    }

    /** The operands, all of them tensors; lists in the place of a variadic one are taken apart. */
    private List<Given> operands() {
      List<Given> operands = new ArrayList<>();
      for (int i = 0; i < slots.size(); i++) {
        Given given = slots.get(i);
        if (given == null) {
          throw Binding.missing(schema.name(), schema.operands().get(i).name(), call);
        }
        boolean variadic = i >= schema.operands().size() - 1 && schema.operands().getLast().variadic();
        if (variadic && given.isTensorList()) {
          ((Datum.Items) given.datum()).elements().forEach(element -> operands.add(Given.of(element, given.span())));
        } else {
          given.tensor(schema.name() + ": \"" + schema.operands().get(Math.min(i, schema.operands().size() - 1)).name() + "\"");
          operands.add(given);
        }
      }
      return operands;
    }
  }
}
