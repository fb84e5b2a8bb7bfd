package netc.dsl;

import java.util.Optional;
import java.util.function.Function;
import netc.dsl.grammar.NetLexer;
import netc.dsl.grammar.NetParser;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.SourceSpan;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/** Reads a text into syntax records. */
final class SyntaxReader {
  private final Problems problems;

  SyntaxReader(Problems problems) {
    this.problems = problems;
  }

  /** The file that this text is; empty if it is none, with the mistakes reported. */
  Optional<SourceFile> read(String path, String text) {
    return parse(path, 1, 0, text, NetParser::file, (syntax, tree) -> syntax.file(tree));
  }

  /** The expression that this text is, which stands at this place of the file. */
  Optional<Expression> readExpression(String path, int line, int column, String text) {
    return parse(path, line, column, text, NetParser::lone, (syntax, tree) -> syntax.expression(tree.expression()));
  }

  private interface Translation<T extends ParserRuleContext, R> {
    R translate(SyntaxBuilder syntax, T tree);
  }

  private <T extends ParserRuleContext, R> Optional<R> parse(String path, int line, int column, String text, Function<NetParser, T> rule,
      Translation<T, R> translation) {
    NetLexer lexer = new NetLexer(CharStreams.fromString(text, path));
    lexer.removeErrorListeners();
    lexer.setLine(line);
    lexer.setCharPositionInLine(column);
    var tokens = new CommonTokenStream(lexer);
    tokens.fill();
    var places = new Places(path);
    Optional<Diagnostic> tooMuch = TokenLimits.check(tokens.getTokens(), places);
    if (tooMuch.isPresent()) {
      problems.report(tooMuch.get());
      return Optional.empty();
    }
    Optional<T> tree = tree(tokens, rule, places);
    if (tree.isEmpty()) {
      return Optional.empty();
    }
    var syntax = new SyntaxBuilder(places, tokens, this);
    try {
      R translated = translation.translate(syntax, tree.get());
      syntax.mistakes().forEach(problems::report);
      return syntax.failed() ? Optional.empty() : Optional.of(translated);
    } catch (Mistake mistake) {
      problems.report(mistake);
      return Optional.empty();
    }
  }

  /** The parse tree: first by the fast prediction that nearly every text needs; if that fails, by the full one, which reports what is wrong. */
  private <T extends ParserRuleContext> Optional<T> tree(CommonTokenStream tokens, Function<NetParser, T> rule, Places places) {
    var parser = new NetParser(tokens);
    parser.removeErrorListeners();
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
    parser.setErrorHandler(new BailErrorStrategy());
    try {
      return Optional.of(rule.apply(parser));
    } catch (ParseCancellationException _) {
      parser.getInterpreter().setPredictionMode(PredictionMode.LL);
      var words = new SyntaxErrors(places);
      parser.setErrorHandler(words);
      parser.reset();
      T tree = rule.apply(parser);
      words.mistakes().forEach(problems::report);
      return words.mistakes().isEmpty() ? Optional.of(tree) : Optional.empty();
    }
  }

  /** Makes spans of tokens. */
  record Places(String path) {
    /** A token's place. */
    SourceSpan of(Token token) {
      int length = token.getType() == Token.EOF ? 1 : Math.max(1, token.getStopIndex() - token.getStartIndex() + 1);
      return new SourceSpan(path, token.getLine(), token.getCharPositionInLine() + 1, length);
    }

    /** From one token to another, as far as they are on one line; else the first token's. */
    SourceSpan of(Token first, Token last) {
      boolean ordered = first.getLine() == last.getLine() && last.getStopIndex() >= first.getStartIndex();
      return ordered
          ? new SourceSpan(path, first.getLine(), first.getCharPositionInLine() + 1, last.getStopIndex() - first.getStartIndex() + 1)
          : of(first);
    }

    Diagnostic syntax(Token token, String message) {
      return Diagnostic.at(of(token), Code.SYNTAX, message);
    }
  }
}
