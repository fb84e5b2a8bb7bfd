package netc.formats.onnx;

import java.util.List;
import java.util.stream.LongStream;
import netc.ir.Value;
import netc.ir.tensor.Tensor;

/** What a name in an ONNX model stands for. */
sealed interface Operand {
  /** A value of the graph. */
  record Computed(Value value) implements Operand {}

  /**
   * Numbers that are known now; a node of the graph only once something needs them there.
   *
   * @param name what such a node will be called
   */
  record Weight(String name, Tensor tensor) implements Operand {}

  /**
   * Integers and truth values: shapes and what is computed from them. Empty tensors of any type, which graphs do not have, are also here.
   *
   * @param dims the sizes; empty for a scalar
   * @param elements row-major
   */
  record Integers(List<Long> dims, List<Extent> elements) implements Operand {
    public Integers {
      dims = List.copyOf(dims);
      elements = List.copyOf(elements);
    }

    /** A list of these elements. */
    static Integers list(List<Extent> elements) {
      return new Integers(List.of((long) elements.size()), elements);
    }

    /** A list of these numbers. */
    static Integers list(long... elements) {
      return list(LongStream.of(elements).mapToObj(Extent::of).toList());
    }

    /** One element without dimensions. */
    static Integers scalar(Extent element) {
      return new Integers(List.of(), List.of(element));
    }
  }

  /** The result of an operator that was refused: what needs it need not be reported. */
  record Refused() implements Operand {}
}
