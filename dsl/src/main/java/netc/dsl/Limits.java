package netc.dsl;

/** What a text may ask for. Past each of these stands a diagnostic, so that no text exhausts the memory or the stack. */
final class Limits {
  /** Characters of all files of a run together. */
  static final int TEXT = 1 << 25;

  /** Tokens of one file. */
  static final int TOKENS = 1 << 22;

  /** Brackets and prefix operators inside of each other. */
  static final int NESTING = 100;

  /** Files that import each other in a chain. */
  static final int IMPORT_DEPTH = 32;

  /** Files of a run. */
  static final int FILES = 1000;

  /** Blocks that call each other in a chain. */
  static final int CALL_DEPTH = 100;

  /** Expressions and bodies that wait for one another, through all calls. */
  static final int EVALUATION_DEPTH = 300;

  /** Rounds of all loops of a run together. */
  static final int ITERATIONS = 1_000_000;

  /** Values in a graph. */
  static final int VALUES = 500_000;

  /** List elements that a run may make. */
  static final int LIST_ELEMENTS = 20_000_000;

  /** Lists inside of lists. */
  static final int LIST_DEPTH = 32;

  /** Characters of one computed string or scoped name. */
  static final int STRING = 2000;

  /** Characters of all computed strings and scoped names together. */
  static final int STRINGS = 100_000_000;

  /** Elements of a tensor, its symbolic dimension counted as 1: 4 GiB of {@code f32}. */
  static final long TENSOR_ELEMENTS = 1L << 30;

  /** Dimensions of a tensor. */
  static final int RANK = 8;

  /** Diagnostics of a run. */
  static final int DIAGNOSTICS = 50;

  private Limits() {}
}
