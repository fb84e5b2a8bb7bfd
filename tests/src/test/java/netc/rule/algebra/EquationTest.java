package netc.rule.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import netc.match.Reason;
import netc.rule.recognize.Decompositions;
import netc.rule.simplify.Identities;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every line of the tables, taken at its word: both sides are expressions of the language. */
class EquationTest {
  private static final Pattern NUMBER = Pattern.compile("(?<![a-z_0-9.])[0-9]+(\\.[0-9]+)?(?![0-9.e])");
  private static final RuleTester SILU = RuleTester.ofInexact(Equation.rounding("silu", "x * sigmoid(x) => silu(x)"));

  private static Stream<Equation> equations() {
    return Stream.concat(Identities.ALL.stream(), Decompositions.ALL.stream());
  }

  /** The left side becomes the right side, and they compute the same. */
  @TestFactory
  Stream<DynamicTest> holds() {
    return equations().map(equation -> DynamicTest.dynamicTest(equation.id(),
        () -> tester(equation).on(net(left(equation))).rewritesTo(net(right(equation)))));
  }

  /** With any of its numbers a little off, the left side is another function. */
  @TestFactory
  Stream<DynamicTest> isNotTakenForItsNeighbours() {
    return equations().flatMap(equation -> neighbours(left(equation)).stream().map(neighbour -> DynamicTest.dynamicTest(
        equation.id() + ": " + neighbour, () -> tester(equation).on(net(neighbour)).declines(Reason.OTHER_OP, "is not of the form"))));
  }

  private static RuleTester tester(Equation equation) {
    return RuleTester.ofInexact(equation);
  }

  private static String left(Equation equation) {
    return equation.formula().split("=>", 2)[0].strip();
  }

  private static String right(Equation equation) {
    return equation.formula().split("=>", 2)[1].split(" where ", 2)[0].strip();
  }

  private static List<String> neighbours(String side) {
    var neighbours = new ArrayList<String>();
    var matcher = NUMBER.matcher(side);
    while (matcher.find()) {
      double number = Double.parseDouble(matcher.group());
      String other = Double.toString(number == 0 ? 1e-5 : number * (1 + 1e-5)).replace("E", "e");
      neighbours.add(side.substring(0, matcher.start()) + other + side.substring(matcher.end()));
    }
    return neighbours;
  }

  private static String net(String expression) {
    return """
        net n {
          input v: f32[2, 3, 4, 5]
          input w: f32[2, 3, 4, 5]
          x = tanh(v)
          y = exp(w)
          a = 0.25
          b = 0.375
          output result = %s
        }
        """.formatted(expression);
  }

  @Test
  void matchesInEitherOrder() {
    SILU.on(net("sigmoid(x) * x")).rewritesTo(net("silu(x)"));
  }

  @Test
  void matchesEveryAssociationOfAProduct() {
    RuleTester gelu = RuleTester.ofInexact(Equation.rounding("gelu", "x * (erf(x * sqrt(0.5)) + 1) * 0.5 => gelu(x)"));
    for (String spelling : List.of("x * 0.5 * (1 + erf(x / 1.4142135))", "0.5 * (x * (erf(0.70710677 * x) + 1))",
        "x * (0.5 * (erf(x * 0.70710678) - (-1)))", "(1 + erf(x / sqrt(2))) * x / 2")) {
      gelu.on(net(spelling)).rewritesTo(net("gelu(x)"));
    }
  }

  @Test
  void takesNumbersInAnyShapeThatKeepsTheResults() {
    var rule = RuleTester.of(Equation.exact("one", "x * 1 => x"));
    rule.on(weighted("[1, 3, 1, 1]", "x * c")).rewritesTo(net("x"));
    rule.on(weighted("[3, 1, 1]", "x / c")).rewritesTo(net("x"));
    rule.on(weighted("[1, 1, 1, 1, 1]", "x * c")).declines(Reason.OTHER_OP);
    rule.on(weighted("[7, 1, 1, 1, 1]", "c * x")).declines(Reason.OTHER_OP);
  }

  private static String weighted(String shape, String expression) {
    return net(expression).replace("a = 0.25", "weight c: f32" + shape + " = fill(1)");
  }

  @Test
  void takesNoWeightOfSeveralNumbers() {
    RuleTester.of(Equation.exact("one", "x * 1 => x")).on(net("x * c").replace("a = 0.25", "weight c: f32[5] = [1, 1, 1, 1, 2]"))
        .declines(Reason.OTHER_OP);
  }

  @Test
  void anExactEquationTakesNoRoundedNumber() {
    RuleTester.of(Equation.exact("one", "x * 1 => x")).on(net("x * 1.0000001")).declines(Reason.OTHER_OP);
    RuleTester.ofInexact(Equation.rounding("one", "x * 1 => x")).on(net("x * 1.0000001")).rewritesTo(net("x"));
  }

  @Test
  void aNameStandsForOneValue() {
    SILU.on(net("x * sigmoid(y)")).declines(Reason.OTHER_OP, "is not of the form x * sigmoid(x) => silu(x)");
  }

  @Test
  void declinesWhenSomethingOnTheWayIsUsedElsewhere() {
    SILU.on(shared("s + x * s")).declines(Reason.SECOND_USE, "has 2 uses");
  }

  @Test
  void declinesWhenSomethingOnTheWayIsAnOutput() {
    SILU.on(shared("x * s").replace("output result", "output gate = s\noutput result")).declines(Reason.IS_OUTPUT);
  }

  private static String shared(String expression) {
    return net(expression).replace("a = 0.25", "s = sigmoid(x)");
  }

  /** Nothing is computed twice if the right side computes nothing. */
  @Test
  void usesTheValueItselfEvenIfSomethingOnTheWayIsUsedElsewhere() {
    RuleTester.of(Equation.exact("negation", "neg(neg(x)) => x")).on(net("neg(x) * neg(neg(x))")).rewritesTo(net("neg(x) * x"));
  }

  @Test
  void keepsToTheBoundsOfItsNumbers() {
    var rule = RuleTester.ofInexact(Equation.rounding("leaky", "max(x, a * x) => leaky_relu(x, a) where 0 <= a <= 1"));
    rule.on(net("max(1 * x, x)")).rewritesTo(net("leaky_relu(x, 1)"));
    rule.on(net("max(1.5 * x, x)")).declines(Reason.OTHER_OP);
    rule.on(net("max(x, x * -0.5)")).declines(Reason.OTHER_OP);
  }

  @Test
  void refusesWhatItCannotRead() {
    assertThatThrownBy(() -> Equation.exact("wrong", "x # 1 => x")).hasMessageContaining("unexpected \"# 1 \"");
    assertThatThrownBy(() -> Equation.exact("wrong", "nothing(x) => x")).hasMessageContaining("no op nothing");
    assertThat(Equation.exact("right", "x * 1 => x").toString()).isEqualTo("right: x * 1 => x");
  }
}
