package netc.dsl;

import java.util.List;
import java.util.Optional;
import netc.ir.diag.SourceSpan;

/**
 * A file as written.
 *
 * @param path the path as the user gave it, or as resolved against the importing file
 * @param imports what it imports
 * @param declarations its blocks and nets
 */
record SourceFile(String path, List<Import> imports, List<Declaration> declarations) {
  /** {@code import "path"}. */
  record Import(String path, SourceSpan span) {}

  /**
   * A block or a net.
   *
   * @param net whether it is a net
   * @param span the name's
   */
  record Declaration(boolean net, String name, List<Parameter> parameters, List<Statement> body, SourceSpan span) {}

  /**
   * A parameter.
   *
   * @param initial the default
   * @param text the default as written, empty without one
   */
  record Parameter(String name, Optional<Expression> initial, String text, SourceSpan span) {}
}
