package netc.dsl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.dsl.grammar.NetBaseVisitor;
import netc.dsl.grammar.NetParser;
import netc.dsl.grammar.NetParser.OperandContext;
import netc.ir.diag.Code;
import netc.ir.diag.CompilerBug;
import netc.ir.diag.SourceSpan;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;

/** Makes expressions of parse trees. */
final class ExpressionBuilder extends NetBaseVisitor<Expression> {
  private final SyntaxBuilder syntax;

  ExpressionBuilder(SyntaxBuilder syntax) {
    this.syntax = syntax;
  }

  @Override
  protected Expression defaultResult() {
    throw new CompilerBug("an alternative of the grammar makes no expression");
  }

  private Expression build(ParseTree tree) {
    return tree.accept(this);
  }

  private List<Expression> all(List<? extends ParseTree> trees) {
    return trees.stream().map(this::build).toList();
  }

  @Override
  public Expression visitExpression(NetParser.ExpressionContext tree) {
    Expression first = build(tree.operand());
    if (tree.stage().isEmpty()) {
      return first;
    }
    var links = new ArrayList<Expression.Link>();
    tree.stage().forEach(stage -> links.add(new Expression.Pipe(call(stage.name(), Optional.ofNullable(stage.arguments())))));
    return new Expression.Chain(first, links, span(tree));
  }

  Expression.Call call(NetParser.NameContext name, Optional<NetParser.ArgumentsContext> arguments) {
    List<Expression.Argument> given = arguments.map(tree -> tree.argument().stream().map(this::argument).toList()).orElse(List.of());
    return new Expression.Call(syntax.name(name), given, span(name));
  }

  private Expression.Argument argument(NetParser.ArgumentContext tree) {
    return new Expression.Argument(Optional.ofNullable(tree.label()).map(syntax::label), build(tree.expression()));
  }

  @Override
  public Expression visitCall(NetParser.CallContext tree) {
    return call(tree.name(), Optional.of(tree.arguments()));
  }

  @Override
  public Expression visitBinary(NetParser.BinaryContext tree) {
    return chain(tree);
  }

  @Override
  public Expression visitElement(NetParser.ElementContext tree) {
    return chain(tree);
  }

  @Override
  public Expression visitProperty(NetParser.PropertyContext tree) {
    return chain(tree);
  }

  /** The grammar's left recursion makes a tree as deep as a chain is long: this walks down its left side and makes it flat. */
  private Expression chain(OperandContext tree) {
    var links = new ArrayDeque<Expression.Link>();
    OperandContext left = tree;
    while (true) {
      switch (left) {
        case NetParser.BinaryContext binary -> {
          Operator operator = Operator.of(binary.operator.getText());
          links.push(new Expression.Apply(operator, build(binary.operand(1)), span(binary.operator)));
          left = binary.operand(0);
        }
        case NetParser.ElementContext element -> {
          links.push(new Expression.Element(build(element.expression()), span(element.expression())));
          left = element.operand();
        }
        case NetParser.PropertyContext property -> {
          links.push(new Expression.Property(property.NAME().getText(), span(property.NAME().getSymbol())));
          left = property.operand();
        }
        default -> { // the leftmost operand
          return new Expression.Chain(build(left), List.copyOf(links), span(tree));
        }
      }
    }
  }

  @Override
  public Expression visitMinus(NetParser.MinusContext tree) {
    return tree.operand() instanceof NetParser.IntegerContext literal ? integer("-" + literal.getText(), tree)
        : new Expression.Minus(build(tree.operand()), span(tree));
  }

  @Override
  public Expression visitNegation(NetParser.NegationContext tree) {
    return new Expression.Not(build(tree.operand()), span(tree));
  }

  @Override
  public Expression visitConditional(NetParser.ConditionalContext tree) {
    List<Expression> parts = all(tree.expression());
    var branches = new ArrayList<Expression.Branch>();
    for (int i = 0; i + 1 < parts.size(); i += 2) {
      branches.add(new Expression.Branch(parts.get(i), parts.get(i + 1)));
    }
    return new Expression.Conditional(branches, parts.getLast(), span(tree));
  }

  @Override
  public Expression visitList(NetParser.ListContext tree) {
    return new Expression.ListLiteral(all(tree.expression()), span(tree));
  }

  @Override
  public Expression visitGroup(NetParser.GroupContext tree) {
    return build(tree.expression());
  }

  @Override
  public Expression visitVariable(NetParser.VariableContext tree) {
    return new Expression.Name(syntax.name(tree.name()), span(tree));
  }

  @Override
  public Expression visitInteger(NetParser.IntegerContext tree) {
    return integer(tree.getText(), tree);
  }

  private Expression integer(String text, ParserRuleContext tree) {
    try {
      return new Expression.IntegerLiteral(Long.parseLong(text), span(tree));
    } catch (NumberFormatException _) {
      syntax.mistake(span(tree), Code.ARITHMETIC, "integer " + SyntaxErrors.shorten(text) + " does not fit into 64 bits");
      return new Expression.IntegerLiteral(0, span(tree));
    }
  }

  @Override
  public Expression visitFloat(NetParser.FloatContext tree) {
    double value = Double.parseDouble(tree.getText());
    if (Double.isInfinite(value)) {
      syntax.mistake(span(tree), Code.ARITHMETIC, "number " + SyntaxErrors.shorten(tree.getText()) + " is beyond the range of floats");
    }
    return new Expression.FloatLiteral(value, span(tree));
  }

  @Override
  public Expression visitSpecial(NetParser.SpecialContext tree) {
    return new Expression.FloatLiteral(tree.INF() != null ? Double.POSITIVE_INFINITY : Double.NaN, span(tree));
  }

  @Override
  public Expression visitBoolean(NetParser.BooleanContext tree) {
    return new Expression.BooleanLiteral(tree.TRUE() != null, span(tree));
  }

  @Override
  public Expression visitString(NetParser.StringContext tree) {
    return syntax.string(tree.STRING().getSymbol());
  }

  private SourceSpan span(ParserRuleContext tree) {
    return syntax.places().of(tree.getStart(), tree.getStop());
  }

  private SourceSpan span(Token token) {
    return syntax.places().of(token);
  }
}
