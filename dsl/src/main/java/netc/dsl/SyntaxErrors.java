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
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/** ANTLR's recovery, with its reports in people's words: {@code found "}", expected an expression}. At most one report a line. */
final class SyntaxErrors extends DefaultErrorStrategy {
  private static final Set<Integer> OPERATORS = Set.of(NetLexer.ARROW, NetLexer.PLUS, NetLexer.MINUS, NetLexer.TIMES, NetLexer.DIVIDE,
      NetLexer.MODULO,
      NetLexer.LEFT, NetLexer.RIGHT, NetLexer.RANGE, NetLexer.EQUAL, NetLexer.UNEQUAL, NetLexer.LESS, NetLexer.AT_MOST, NetLexer.GREATER,
      NetLexer.AT_LEAST, NetLexer.AND, NetLexer.OR, NetLexer.DOT, NetLexer.LBRACKET, NetLexer.SEMICOLON);

  private static final Set<Integer> STATEMENTS =
      Set.of(NetLexer.RETURN, NetLexer.INPUT, NetLexer.OUTPUT, NetLexer.WEIGHT, NetLexer.WEIGHTS, NetLexer.FOR,
          NetLexer.IF, NetLexer.NAME, NetLexer.QUOTED, NetLexer.SEMICOLON);

  private final SyntaxReader.Places places;
  private final List<Diagnostic> mistakes = new ArrayList<>();
  private int lastLine = -1;
  private int resumed = -1;

  SyntaxErrors(SyntaxReader.Places places) {
    this.places = places;
  }

  /** What was reported. */
  List<Diagnostic> mistakes() {
    return mistakes;
  }

  @Override
  protected void reportNoViableAlternative(Parser recognizer, NoViableAltException e) {
    report(recognizer, e.getOffendingToken(), recognizer.getATN().getExpectedTokens(e.getOffendingState(), e.getCtx()));
  }

  @Override
  protected void reportInputMismatch(Parser recognizer, InputMismatchException e) {
    report(recognizer, e.getOffendingToken(), e.getExpectedTokens());
  }

  @Override
  protected void reportFailedPredicate(Parser recognizer, FailedPredicateException e) {
    report(recognizer, e.getOffendingToken(), e.getExpectedTokens());
  }

  @Override
  protected void reportUnwantedToken(Parser recognizer) {
    if (!inErrorRecoveryMode(recognizer)) {
      beginErrorCondition(recognizer);
      report(recognizer, recognizer.getCurrentToken(), getExpectedTokens(recognizer));
    }
  }

  @Override
  protected void reportMissingToken(Parser recognizer) {
    reportUnwantedToken(recognizer);
  }

  /** A superfluous token is passed over only if the rest of its line makes sense without it: the next line is a statement of its own. */
  @Override
  protected @Nullable Token singleTokenDeletion(Parser recognizer) {
    TokenStream input = recognizer.getInputStream();
    return input.LT(2).getLine() > input.LT(1).getLine() ? null : super.singleTokenDeletion(recognizer);
  }

  /** Nothing is made up at the beginning of a line, where the next statement stands. */
  @Override
  protected boolean singleTokenInsertion(Parser recognizer) {
    TokenStream input = recognizer.getInputStream();
    boolean beginsLine = input.index() > 0 && input.LT(1).getLine() > input.LT(-1).getLine();
    return !beginsLine && super.singleTokenInsertion(recognizer);
  }

  /** Goes on with the next line's statement after a mistake in one, past all brackets that open in between; elsewhere as ANTLR does. */
  @Override
  public void recover(Parser recognizer, RecognitionException e) {
    if (!inStatement(recognizer.getContext())) {
      super.recover(recognizer, e);
      return;
    }
    TokenStream input = recognizer.getInputStream();
    if (lastErrorIndex == input.index() && lastErrorStates != null && lastErrorStates.contains(recognizer.getState())) {
      recognizer.consume(); // the same mistake again: without this it would come forever
    }
    if (input.index() != resumed) {
      skip(recognizer, input);
    }
    resumed = input.index();
    lastErrorIndex = input.index();
    lastErrorStates = lastErrorStates == null ? new IntervalSet() : lastErrorStates;
    lastErrorStates.add(recognizer.getState());
  }

  /** What is no statement, between statements, is passed over, so that the body goes on after it. */
  @Override
  public void sync(Parser recognizer) {
    boolean between = recognizer.getContext() instanceof NetParser.BodyContext && !inErrorRecoveryMode(recognizer);
    if (between && !getExpectedTokens(recognizer).contains(recognizer.getInputStream().LA(1))) {
      reportUnwantedToken(recognizer);
      skip(recognizer, recognizer.getInputStream());
    } else {
      super.sync(recognizer);
    }
  }

  private static boolean inStatement(RuleContext context) {
    RuleContext outer = context;
    while (outer != null && !(outer instanceof NetParser.StatementContext)) {
      outer = outer.parent;
    }
    return outer != null;
  }

  private void skip(Parser recognizer, TokenStream input) {
    nextTokensContext = null; // what was expected before the mistake is expected no more
    int line = input.LT(1).getLine();
    int depth = 0;
    while (input.LA(1) != Token.EOF) {
      int type = input.LA(1);
      if (depth == 0 && (type == NetLexer.RBRACE || (input.LT(1).getLine() > line && STATEMENTS.contains(type)))) {
        return;
      }
      depth = switch (type) {
        case NetLexer.LPAREN, NetLexer.LBRACKET, NetLexer.LBRACE -> depth + 1;
        case NetLexer.RPAREN, NetLexer.RBRACKET, NetLexer.RBRACE -> Math.max(0, depth - 1);
        default -> depth;
      };
      recognizer.consume();
    }
  }

  private void report(Parser recognizer, Token token, IntervalSet expected) {
    Token place =
        token.getType() == Token.EOF && token.getTokenIndex() > 0 ? recognizer.getInputStream().get(token.getTokenIndex() - 1) : token;
    if (place.getLine() != lastLine) {
      lastLine = place.getLine();
      mistakes.add(places.syntax(place, found(token) + ", expected " + expected(expected)));
    }
  }

  private static String found(Token token) {
    return switch (token.getType()) {
      case Token.EOF -> "found the end of the text";
      case NetLexer.UNCLOSED ->
          token.getText().startsWith("`") ? "found a name in backquotes that is not closed" : "found a string that is not closed";
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
      rest.removeAll(STATEMENTS);
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
