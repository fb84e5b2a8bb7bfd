package netc.dsl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.dsl.grammar.NetParser;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.SourceSpan;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.Interval;

/** Makes syntax records of parse trees, and finds what the grammar alone cannot: literals out of range and bad escapes. */
final class SyntaxBuilder {
  private final SyntaxReader.Places places;
  private final CommonTokenStream tokens;
  private final SyntaxReader reader;
  private final ExpressionBuilder expressions = new ExpressionBuilder(this);
  private final StatementBuilder statements = new StatementBuilder(this);
  private final List<Diagnostic> mistakes = new ArrayList<>();
  private boolean failed;

  SyntaxBuilder(SyntaxReader.Places places, CommonTokenStream tokens, SyntaxReader reader) {
    this.places = places;
    this.tokens = tokens;
    this.reader = reader;
  }

  SyntaxReader.Places places() {
    return places;
  }

  /** What was found. */
  List<Diagnostic> mistakes() {
    return mistakes;
  }

  /** Whether anything was found, be it here or in the expressions inside of strings, which report by themselves. */
  boolean failed() {
    return failed;
  }

  void mistake(SourceSpan span, Code code, String message) {
    failed = true;
    mistakes.add(Diagnostic.at(span, code, message));
  }

  SourceFile file(NetParser.FileContext tree) {
    List<SourceFile.Import> imports =
        tree.importing().stream().map(line -> new SourceFile.Import(plain(line.STRING().getSymbol()), places.of(line.STRING().getSymbol())))
            .toList();
    return new SourceFile(places.path(), imports, tree.declaration().stream().map(this::declaration).toList());
  }

  private SourceFile.Declaration declaration(NetParser.DeclarationContext tree) {
    return switch (tree) {
      case NetParser.BlockContext block -> declaration(false, block.name(), Optional.of(block.parameters()), block.body());
      case NetParser.NetContext net -> declaration(true, net.name(), Optional.ofNullable(net.parameters()), net.body());
      default -> throw new IllegalArgumentException("no declaration: " + tree.getText());
    };
  }

  private SourceFile.Declaration declaration(boolean net, NetParser.NameContext name, Optional<NetParser.ParametersContext> parameters,
      NetParser.BodyContext body) {
    List<SourceFile.Parameter> declared = parameters.map(list -> list.parameter().stream().map(this::parameter).toList()).orElse(List.of());
    return new SourceFile.Declaration(net, name(name), declared, body(body), places.of(name.getStart()));
  }

  private SourceFile.Parameter parameter(NetParser.ParameterContext tree) {
    Optional<NetParser.ExpressionContext> initial = Optional.ofNullable(tree.expression());
    String text = initial.map(expression -> tokens.getTokenSource().getInputStream().getText(
        Interval.of(expression.getStart().getStartIndex(), expression.getStop().getStopIndex()))).orElse("");
    return new SourceFile.Parameter(name(tree.name()), initial.map(this::expression), text, places.of(tree.name().getStart()));
  }

  List<Statement> body(NetParser.BodyContext tree) {
    return tree.statement().stream().map(statement -> statement.accept(statements)).toList();
  }

  Expression expression(NetParser.ExpressionContext tree) {
    return tree.accept(expressions);
  }

  Expression.Call call(NetParser.NameContext name, Optional<NetParser.ArgumentsContext> arguments) {
    return expressions.call(name, arguments);
  }

  String name(NetParser.NameContext tree) {
    return tree.QUOTED() == null ? tree.getText() : unescape(tree.QUOTED().getSymbol());
  }

  String label(NetParser.LabelContext tree) {
    return tree.name() == null ? tree.getText() : name(tree.name());
  }

  /** The text of a string that computes nothing. */
  String plain(Token token) {
    return string(token).parts().stream().map(part -> {
      if (!(part instanceof Expression.Plain(var text, var _))) {
        mistake(part.span(), Code.SYNTAX, "the path of an import is computed, expected a plain string");
        return "";
      }
      return text;
    }).reduce("", String::concat);
  }

  private String unescape(Token token) {
    var text = new StringBuilder();
    var pieces = new Pieces(token);
    while (pieces.hasNext()) {
      text.appendCodePoint(pieces.next());
    }
    return text.toString();
  }

  /** The parts of a string: what stands for itself, and the expressions in braces. */
  Expression.StringLiteral string(Token token) {
    List<Expression> parts = new ArrayList<>();
    var plain = new StringBuilder();
    var pieces = new Pieces(token);
    while (pieces.hasNext()) {
      if (pieces.atHole()) {
        parts.add(new Expression.Plain(plain.toString(), places.of(token)));
        plain.setLength(0);
        parts.add(pieces.hole());
      } else {
        plain.appendCodePoint(pieces.next());
      }
    }
    if (parts.isEmpty() || !plain.isEmpty()) {
      parts.add(new Expression.Plain(plain.toString(), places.of(token)));
    }
    return new Expression.StringLiteral(parts, places.of(token));
  }

  /** Goes through the inside of a quoted token, character by character. */
  private final class Pieces {
    private final Token token;
    private final int[] characters;
    private int next = 1;

    Pieces(Token token) {
      this.token = token;
      this.characters = token.getText().codePoints().toArray();
    }

    boolean hasNext() {
      return next < characters.length - 1;
    }

    boolean atHole() {
      return characters[next] == '{';
    }

    int next() {
      int character = characters[next++];
      return character == '\\' ? escaped(characters[next++]) : character;
    }

    private int escaped(int character) {
      return switch (character) {
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        case '\\', '"', '`', '{', '}' -> character;
        default -> {
          String text = Character.toString(character);
          mistake(at(next - 2, 2), Code.SYNTAX, "found \"\\" + text + "\", expected one of \\\\ \\\" \\` \\{ \\} \\n \\r \\t");
          yield character;
        }
      };
    }

    /** The expression up to the brace that closes it. */
    Expression hole() {
      int start = next + 1;
      int depth = 0;
      do {
        depth += characters[next] == '{' ? 1 : characters[next] == '}' ? -1 : 0;
        next++;
      } while (depth > 0 && hasNext());
      if (depth > 0) {
        mistake(at(start - 1, 1), Code.SYNTAX, "the brace in the string is not closed");
        return new Expression.Plain("", places.of(token));
      }
      String inside = new String(characters, start, next - 1 - start);
      Optional<Expression> read = reader.readExpression(places.path(), token.getLine(), token.getCharPositionInLine() + start, inside);
      failed |= read.isEmpty();
      return read.orElseGet(() -> new Expression.Plain("", places.of(token)));
    }

    private SourceSpan at(int index, int length) {
      return new SourceSpan(places.path(), token.getLine(), token.getCharPositionInLine() + index + 1, length);
    }
  }
}
