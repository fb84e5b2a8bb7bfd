package netc.dsl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import netc.dsl.grammar.NetBaseVisitor;
import netc.dsl.grammar.NetParser;
import netc.ir.diag.CompilerBug;
import netc.ir.diag.SourceSpan;
import org.antlr.v4.runtime.ParserRuleContext;

/** Makes statements of parse trees. */
final class StatementBuilder extends NetBaseVisitor<Statement> {
  private final SyntaxBuilder syntax;

  StatementBuilder(SyntaxBuilder syntax) {
    this.syntax = syntax;
  }

  @Override
  protected Statement defaultResult() {
    throw new CompilerBug("an alternative of the grammar makes no statement");
  }

  @Override
  public Statement visitAssignment(NetParser.AssignmentContext tree) {
    return new Statement.Assignment(names(tree.name()), syntax.expression(tree.expression()), span(tree.name().getFirst()));
  }

  @Override
  public Statement visitInput(NetParser.InputContext tree) {
    NetParser.NameContext name = tree.name(0);
    Optional<Expression.Call> preprocess =
        Optional.ofNullable(tree.preprocess).map(word -> syntax.call(word, Optional.ofNullable(tree.arguments())));
    return new Statement.Input(syntax.name(name), type(tree.type()), preprocess, span(name));
  }

  @Override
  public Statement visitWeight(NetParser.WeightContext tree) {
    Optional<Expression> value = Optional.ofNullable(tree.expression()).map(syntax::expression);
    return new Statement.Weight(syntax.name(tree.name()), type(tree.type()), value, span(tree.name()));
  }

  @Override
  public Statement visitWeights(NetParser.WeightsContext tree) {
    return new Statement.Weights(syntax.string(tree.STRING().getSymbol()), syntax.places().of(tree.STRING().getSymbol()));
  }

  @Override
  public Statement visitOutput(NetParser.OutputContext tree) {
    String name = syntax.name(tree.name());
    Expression value = tree.expression() == null ? new Expression.Name(name, span(tree.name())) : syntax.expression(tree.expression());
    return new Statement.Output(name, value, span(tree.name()));
  }

  @Override
  public Statement visitLoop(NetParser.LoopContext tree) {
    return new Statement.Loop(names(tree.name()), syntax.expression(tree.expression()), syntax.body(tree.body()), start(tree));
  }

  @Override
  public Statement visitChoice(NetParser.ChoiceContext tree) {
    var branches = new ArrayList<Statement.Branch>();
    for (int i = 0; i < tree.expression().size(); i++) {
      branches.add(new Statement.Branch(syntax.expression(tree.expression(i)), syntax.body(tree.body(i))));
    }
    List<Statement> otherwise = tree.otherwise == null ? List.of() : syntax.body(tree.otherwise);
    return new Statement.Choice(branches, otherwise, start(tree));
  }

  @Override
  public Statement visitResult(NetParser.ResultContext tree) {
    return new Statement.Return(syntax.expression(tree.expression()), start(tree));
  }

  private Statement.Type type(NetParser.TypeContext tree) {
    return new Statement.Type(tree.NAME().getText(), tree.expression().stream().map(syntax::expression).toList(), span(tree));
  }

  private List<String> names(List<NetParser.NameContext> trees) {
    return trees.stream().map(syntax::name).toList();
  }

  private SourceSpan start(ParserRuleContext tree) {
    return syntax.places().of(tree.getStart());
  }

  private SourceSpan span(ParserRuleContext tree) {
    return syntax.places().of(tree.getStart(), tree.getStop());
  }
}
