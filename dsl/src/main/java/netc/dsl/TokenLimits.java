package netc.dsl;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import netc.dsl.grammar.NetLexer;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import org.antlr.v4.runtime.Token;

/**
 * Refuses texts that are too long or too deeply nested, before the recursive parser sees them. What makes the parser recurse is a bracket, or an
 * operator in front of its operand: a run of {@code -}, or a {@code not} that nothing has ended yet.
 */
final class TokenLimits {
  private final ArrayDeque<Integer> outer = new ArrayDeque<>();
  private int nots;
  private int minuses;
  private int waiting;
  private boolean afterOperand;

  private TokenLimits() {}

  static Optional<Diagnostic> check(List<Token> tokens, SyntaxReader.Places places) {
    if (tokens.size() > Limits.TOKENS) {
      String message = "the text has " + tokens.size() + " tokens, at most " + Limits.TOKENS + " are read";
      return Optional.of(Diagnostic.at(places.of(tokens.get(Limits.TOKENS)), Code.GRAPH_SIZE, message));
    }
    var limits = new TokenLimits();
    for (Token token : tokens) {
      if (limits.depthAfter(token) > Limits.NESTING) {
        String message = "the text is nested more than " + Limits.NESTING + " levels deep";
        return Optional.of(Diagnostic.at(places.of(token), Code.GRAPH_SIZE, message).help("give parts of the expression a name"));
      }
    }
    return Optional.empty();
  }

  private int depthAfter(Token token) {
    boolean operand = false;
    switch (token.getType()) {
      case NetLexer.LPAREN, NetLexer.LBRACKET, NetLexer.LBRACE -> open();
      case NetLexer.RPAREN, NetLexer.RBRACKET, NetLexer.RBRACE -> {
        close();
        operand = true;
      }
      case NetLexer.NOT -> nots++;
      case NetLexer.MINUS -> minuses += afterOperand ? 0 : 1;
      case NetLexer.COMMA, NetLexer.SEMICOLON, NetLexer.ASSIGN, NetLexer.AND, NetLexer.OR, NetLexer.ARROW, NetLexer.IN, NetLexer.IF ->
          nots = 0;
      case NetLexer.NAME, NetLexer.QUOTED, NetLexer.INTEGER, NetLexer.FLOAT, NetLexer.STRING, NetLexer.INF, NetLexer.NAN, NetLexer.TRUE,
          NetLexer.FALSE -> operand =
              true;
      default -> {} // other tokens neither nest nor end a nesting
    }
    if (operand) {
      minuses = 0;
    }
    afterOperand = operand;
    return outer.size() + waiting + nots + minuses;
  }

  private void open() {
    outer.push(nots + minuses);
    waiting += nots + minuses;
    nots = 0;
    minuses = 0;
  }

  private void close() {
    if (!outer.isEmpty()) {
      int before = outer.pop();
      waiting -= before;
      nots = before;
    }
  }
}
