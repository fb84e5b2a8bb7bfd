package netc.ir.diag;

import java.util.Locale;

/**
 * The closed list of diagnostics. The hundreds say where a mistake is found: 00 files and formats, 01 text, 02 types and shapes, 03 limits, 04 weights,
 * 05 options.
 */
public enum Code {
  /** A file cannot be read. */
  UNREADABLE_FILE(1),
  /** A file cannot be written. */
  UNWRITABLE_FILE(2),
  /** A file's ending is none that netc knows. */
  UNKNOWN_FORMAT(3),
  /** A file ends early or contradicts itself. */
  CORRUPT_FILE(4),
  /** The output would replace the input. */
  OVERWRITES_INPUT(5),
  /** The graph has something that the target format cannot say. */
  NOT_EXPRESSIBLE(6),
  /** A model has operators that netc does not have. */
  UNSUPPORTED_OPERATOR(7),
  /** The output would replace a file that has nothing to do with it. */
  OVERWRITES_OTHER(8),

  /** The text is not in the language. */
  SYNTAX(101),
  /** A name is not defined. */
  UNKNOWN_NAME(102),
  /** A name is defined twice. */
  DUPLICATE_NAME(103),
  /** A call has an argument too many, too few, or one that its callee does not have. */
  BAD_ARGUMENT(104),
  /** A value is of a kind that cannot stand here. */
  WRONG_KIND(105),
  /** Imports lead back to the importing file. */
  CYCLIC_IMPORT(106),
  /** A file or a net lacks something that it must have. */
  INCOMPLETE(107),
  /** Arithmetic on numbers has no result. */
  ARITHMETIC(108),

  /** The rank of an operand is not what the op works on. */
  WRONG_RANK(201),
  /** An attribute is outside of what the op allows. */
  BAD_ATTRIBUTE(202),
  /** The shapes of operands do not go together. */
  SHAPE_MISMATCH(203),
  /** A window does not fit into its padded input. */
  EMPTY_OUTPUT(204),
  /** A dimension must be known here and is symbolic. */
  SYMBOLIC_DIMENSION(205),
  /** An op has the wrong number of operands. */
  OPERAND_COUNT(206),

  /** A loop runs too often. */
  LOOP_LIMIT(301),
  /** Blocks call each other too deeply. */
  CALL_DEPTH(302),
  /** A tensor is too large. */
  TENSOR_SIZE(303),
  /** Imports are nested too deeply. */
  IMPORT_DEPTH(304),
  /** The graph has too many nodes, or a text is too long or too deeply nested. */
  GRAPH_SIZE(305),

  /** A weight has no value in the files that should hold it. */
  MISSING_WEIGHT(401),
  /** A weight in a file has another type than the graph's. */
  WEIGHT_MISMATCH(402),
  /** A weight has a value that makes the computation undefined. */
  INVALID_WEIGHT(403),

  /** An option names something that does not exist. */
  UNKNOWN_OPTION_VALUE(501),
  /** An input that a run needs is missing or has the wrong shape. */
  BAD_INPUT(502),
  /** No backend or device serves the request. */
  NO_BACKEND(503),
  /** The optimized graph computes something else than the original. */
  VERIFICATION_FAILED(504);

  private final int number;

  Code(int number) {
    this.number = number;
  }

  /** As printed: {@code E0203}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "E%04d", number);
  }
}
