package netc.dsl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import netc.dsl.grammar.NetLexer;
import netc.dsl.grammar.NetParser;
import netc.ir.diag.Diagnostic;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.FailedPredicateException;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/** ANTLR's recovery, with its reports in people's words: {@code found "}", expected an expression}. At most one report a line. */
final class SyntaxErrors extends DefaultErrorStrategy {
  private static final Set<Integer> OPERATORS = Set.of(NetLexer.ARROW, NetLexer.PLUS, NetLexer.MINUS, NetLexer.TIMES, NetLexer.DIVIDE,
      NetLexer.MODULO,
      NetLexer.LEFT, NetLexer.RIGHT, NetLexer.RANGE, NetLexer.EQUAL, NetLexer.UNEQUAL, NetLexer.LESS, NetLexer.AT_MOST, NetLexer.GREATER,
      NetLexer.AT_LEAST, NetLexer.AND, NetLexer.OR, NetLexer.DOT, NetLexer.LBRACKET, NetLexer.SEMICOLON);

  private final SyntaxReader.Places places;
  private final List<Diagnostic> mistakes = new ArrayList<>();
  private int lastLine = -1;

  SyntaxErrors(SyntaxReader.Places places) {
    this.places = places;
  }

  /** What was reported. */
  List<Diagnostic> mistakes() {
    return mistakes;
  }

  @Override
  protected void reportNoViableAlternative(Parser recognizer, NoViableAltException e) {
    report(e.getOffendingToken(), recognizer.getATN().getExpectedTokens(e.getOffendingState(), e.getCtx()));
  }

  @Override
  protected void reportInputMismatch(Parser recognizer, InputMismatchException e) {
    report(e.getOffendingToken(), e.getExpectedTokens());
  }

  @Override
  protected void reportFailedPredicate(Parser recognizer, FailedPredicateException e) {
    report(e.getOffendingToken(), e.getExpectedTokens());
  }

  @Override
  protected void reportUnwantedToken(Parser recognizer) {
    if (!inErrorRecoveryMode(recognizer)) {
      beginErrorCondition(recognizer);
      report(recognizer.getCurrentToken(), getExpectedTokens(recognizer));
    }
  }

  @Override
  protected void reportMissingToken(Parser recognizer) {
    reportUnwantedToken(recognizer);
  }

  private void report(Token token, IntervalSet expected) {
    if (token.getLine() != lastLine) {
      lastLine = token.getLine();
      mistakes.add(places.syntax(token, found(token) + ", expected " + expected(expected)));
    }
  }

  private static String found(Token token) {
    return switch (token.getType()) {
      case Token.EOF -> "found the end of the text";
      case NetLexer.UNCLOSED ->
          token.getText().equals("`") ? "found a name in backquotes that is not closed" : "found a string that is not closed";
      case NetLexer.STRING -> "found the string " + shorten(token.getText());
      default -> "found \"" + shorten(token.getText()) + "\"";
    };
  }

  static String shorten(String text) {
    return text.length() > 40 ? text.substring(0, 39) + "…" : text;
  }

  /** The expected tokens, families of them by one word. */
  private static String expected(IntervalSet tokens) {
    var rest = new TreeSet<>(tokens.toList());
    var words = new ArrayList<String>();
    if (rest.contains(NetLexer.INTEGER) && rest.contains(NetLexer.LPAREN)) {
      words.add("an expression");
      rest.removeAll(
          Set.of(NetLexer.INTEGER, NetLexer.FLOAT, NetLexer.STRING, NetLexer.NAME, NetLexer.QUOTED, NetLexer.LPAREN, NetLexer.LBRACKET,
              NetLexer.MINUS, NetLexer.NOT, NetLexer.IF, NetLexer.TRUE, NetLexer.FALSE, NetLexer.INF, NetLexer.NAN));
    }
    if (rest.contains(NetLexer.PLUS) && rest.contains(NetLexer.TIMES)) {
      words.add("an operator");
      rest.removeAll(OPERATORS);
    }
    if (rest.contains(NetLexer.RETURN)) {
      words.add("a statement");
      rest.removeAll(Set.of(NetLexer.RETURN, NetLexer.INPUT, NetLexer.OUTPUT, NetLexer.WEIGHT, NetLexer.WEIGHTS, NetLexer.FOR, NetLexer.IF,
          NetLexer.NAME,
          NetLexer.QUOTED, NetLexer.SEMICOLON));
    }
    if (rest.contains(NetLexer.QUOTED)) {
      words.add("a name");
      rest.removeAll(Set.of(NetLexer.NAME, NetLexer.QUOTED, NetLexer.IN, NetLexer.WEIGHT, NetLexer.WEIGHTS, NetLexer.INPUT, NetLexer.OUTPUT,
          NetLexer.NET, NetLexer.BLOCK));
    }
    rest.forEach(type -> words.add(word(type)));
    return words.size() < 2 ? String.join("", words)
        : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
  }

  private static String word(int type) {
    return switch (type) {
      case Token.EOF -> "the end of the text";
      case NetLexer.STRING -> "a string";
      case NetLexer.INTEGER, NetLexer.FLOAT -> "a number";
      default -> NetParser.VOCABULARY.getDisplayName(type).replace('\'', '"');
    };
  }
}
