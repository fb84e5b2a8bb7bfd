package netc.dsl;

import java.util.List;
import netc.ir.diag.Code;
import netc.ir.diag.SourceSpan;
import netc.ir.type.Dim;
import netc.ir.type.TensorType;

/** What a run has left of {@link Limits}. Each method takes from it, or ends the run with a diagnostic. */
final class Budget {
  private int iterations;
  private int listElements;
  private int characters;
  private int depth;
  private int values;

  /** One more round of a loop. */
  void iterate(SourceSpan span) {
    if (++iterations > Limits.ITERATIONS) {
      throw Mistake.limit(span, Code.LOOP_LIMIT, "loops run more than " + Limits.ITERATIONS + " times");
    }
  }

  /** A list of this many elements. */
  void list(SourceSpan span, long elements) {
    if (elements > Limits.LIST_ELEMENTS - listElements) {
      throw Mistake.limit(span, Code.GRAPH_SIZE, "lists have more than " + Limits.LIST_ELEMENTS + " elements in all");
    }
    listElements += (int) elements;
  }

  /** A list of lists. */
  Datum.Items nested(SourceSpan span, List<Datum> elements) {
    list(span, elements.size());
    var list = Datum.Items.of(elements);
    if (list.depth() > Limits.LIST_DEPTH) {
      throw Mistake.limit(span, Code.GRAPH_SIZE, "lists are nested more than " + Limits.LIST_DEPTH + " levels deep");
    }
    return list;
  }

  /** A computed string or name. */
  String text(SourceSpan span, CharSequence text) {
    if (text.length() > Limits.STRING) {
      throw Mistake.limit(span, Code.GRAPH_SIZE, "a string or scoped name has more than " + Limits.STRING + " characters");
    }
    characters += text.length();
    if (characters > Limits.STRINGS) {
      throw Mistake.limit(span, Code.GRAPH_SIZE, "strings and scoped names have more than " + Limits.STRINGS + " characters in all");
    }
    return text.toString();
  }

  /** One more evaluation that waits for an inner one; {@link #leave} ends it. */
  void enter(SourceSpan span) {
    if (++depth > Limits.EVALUATION_DEPTH) {
      throw Mistake.limit(span, Code.CALL_DEPTH,
          "expressions and blocks wait for one another more than " + Limits.EVALUATION_DEPTH + " levels deep");
    }
  }

  void leave() {
    depth--;
  }

  /** More values in the graph. */
  void values(SourceSpan span, int count) {
    values += count;
    if (values > Limits.VALUES) {
      throw Mistake.limit(span, Code.GRAPH_SIZE, "the graph has more than " + Limits.VALUES + " values");
    }
  }

  /** Refuses a tensor that is too large to exist. */
  static void tensor(SourceSpan span, String what, TensorType type) {
    if (type.rank() > Limits.RANK) {
      throw Mistake.at(span, Code.WRONG_RANK, what + " has rank " + type.rank() + ", expected at most " + Limits.RANK);
    }
    long elements = 1;
    for (Dim dim : type.shape().dims()) {
      long size = dim instanceof Dim.Known known ? known.size() : 1;
      elements = size > Limits.TENSOR_ELEMENTS ? Long.MAX_VALUE : elements * size;
      if (elements > Limits.TENSOR_ELEMENTS) {
        throw Mistake.at(span, Code.TENSOR_SIZE, what + " is " + type + ", expected at most " + Limits.TENSOR_ELEMENTS + " elements");
      }
    }
  }
}
