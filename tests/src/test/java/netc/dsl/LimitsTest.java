package netc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No text exhausts the memory or the stack, and long ones take time in proportion. */
class LimitsTest {
  private static final int LONG = 100_000;
  private static final int SMALL_STACK = 512 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Result parse(String text) {
    return NetLanguage.parse("limits.net", text, Options.defaults());
  }

  private static String net(String body) {
    return "net limits {\n  input x: f32[N, 3, 8, 8]\n" + body + "\n}\n";
  }

  private static String chain(int length) {
    var text = new StringBuilder("  v0 = relu(x)\n");
    for (int i = 1; i < length; i++) {
      text.append("  v").append(i).append(" = leaky_relu(v").append(i - 1).append(", slope = 0.5)\n");
    }
    return net(text + "  output y = v" + (length - 1));
  }

  static Stream<String> longTexts() {
    return Stream.of(chain(LONG), net("for i in 0.." + LONG + " { x = x -> relu }\n output x"),
        net("output y = x" + " -> relu".repeat(LONG)),
        net("output y = x" + " + x".repeat(LONG)));
  }

  @ParameterizedTest
  @MethodSource("longTexts")
  void aHundredThousandNodesAreOrdinary(String text) {
    Assertions.assertTimeoutPreemptively(PATIENCE, () -> assertThat(parse(text).graphOrThrow().operations()).hasSize(LONG));
  }

  static Stream<String> deepTexts() {
    return Stream.of("n = " + "(".repeat(LONG) + "1" + ")".repeat(LONG), "n = " + "- ".repeat(LONG) + "1",
        "n = " + "not ".repeat(LONG) + "true",
        "n = true" + " == not true".repeat(LONG), "if true { ".repeat(LONG) + "}".repeat(LONG), "n = " + "[".repeat(LONG),
        "n = " + "f(".repeat(LONG),
        "n = " + "if true { 1 } else { ".repeat(LONG) + "2" + "}".repeat(LONG), "s = \"{" + "(".repeat(LONG) + "}\"");
  }

  @ParameterizedTest
  @MethodSource("deepTexts")
  void deepNestingIsRefused(String body) {
    assertThat(codes(net(body))).containsExactly(Code.GRAPH_SIZE);
  }

  static Stream<String> longButFlat() {
    return Stream.of("n = 1" + " + 1".repeat(LONG), "n = if false { 0 }" + " else if false { 0 }".repeat(LONG / 2) + " else { 1 }",
        "n = [" + "1, ".repeat(LONG) + "1]", "n = true" + " and not false".repeat(LONG), "n = 1" + " - -1".repeat(LONG),
        "n = [1]" + "; n = n + [1]".repeat(1000));
  }

  @ParameterizedTest
  @MethodSource("longButFlat")
  void lengthIsNotDepth(String body) throws InterruptedException {
    assertThat(onSmallStack(net(body + "\n output x"))).isEmpty();
  }

  static Stream<String> recursions() {
    return Stream.of("block f(x) { return f(x) }",
        "block f(x) { y = x\n " + "if true { ".repeat(95) + "y = f(x) " + "}".repeat(95) + " return y }",
        "block f(x) { y = x\n " + "for i in 0..1 { ".repeat(95) + "y = f(x) " + "}".repeat(95) + " return y }",
        "block f(x, a = 1) { return " + "f(x, a = ".repeat(45) + "f(x)" + ")".repeat(45) + " }", "block f(x, a = f(x)) { return a }",
        "block g(x) { return x -> f } block f(x) { return [[x -> g -> relu]] }");
  }

  @ParameterizedTest
  @MethodSource("recursions")
  void endlessRecursionIsRefusedOnASmallStack(String blocks) throws InterruptedException {
    assertThat(onSmallStack(blocks + "\n" + net("output y = f(x)"))).containsExactly(Code.CALL_DEPTH);
  }

  @Test
  void importsAreNotEndless() {
    SourceLoader deeper = path -> "import \"x" + path.substring(path.lastIndexOf('/') + 1) + "\"";
    assertThat(
        codes(NetLanguage.parse("main.net", "import \"a.net\" net n { input x: f32[1] output x }", Options.defaults().withSources(deeper))))
        .containsExactly(Code.IMPORT_DEPTH);
  }

  @Test
  void importsOfTwiceTheFilesAreReadOnceEach() {
    SourceLoader lattice = path -> {
      int level = Integer.parseInt(path.replaceAll("\\D", ""));
      return level > 20 ? "" : "import \"" + (level + 1) + "a.net\" import \"" + (level + 1) + "b.net\"";
    };
    String text = "import \"1a.net\" net n { input x: f32[1] output x }";
    Assertions.assertTimeoutPreemptively(PATIENCE,
        () -> assertThat(codes(NetLanguage.parse("main.net", text, Options.defaults().withSources(lattice)))).isEmpty());
  }

  @Test
  void aTextCanBeTooLong() {
    assertThat(codes("#".repeat(Limits.TEXT + 1))).containsExactly(Code.GRAPH_SIZE);
    assertThat(codes(";".repeat(Limits.TOKENS + 1))).containsExactly(Code.GRAPH_SIZE);
  }

  @Test
  void mistakesWithoutEndAreCut() {
    assertThat(codes(net("x = y\n".repeat(10) + "for i in 0..100000 { z = nowhere }\n" + "a = nowhere\n".repeat(1000))))
        .hasSize(Limits.DIAGNOSTICS);
  }

  @Test
  void rubbishIsRefusedWithoutFuss() {
    String characters = "abc()[]{}=,.:;\"`\\->+*<> \n#if for in net block 0 1e 0..'@§\u0000\uD83D\uDE42";
    var random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      var text = new StringBuilder(random.nextBoolean() ? "net n { " : "");
      for (int length = random.nextInt(60); length > 0; length--) {
        int at = random.nextInt(characters.length());
        text.append(characters, at, Math.min(characters.length(), at + 1 + random.nextInt(3)));
      }
      assertThat(codes(text.toString())).as(text.toString()).isNotEmpty();
    }
  }

  private static List<Code> codes(String text) {
    return codes(parse(text));
  }

  private static List<Code> codes(Result result) {
    return switch (result) {
      case Result.Failed(var diagnostics) -> diagnostics.stream().map(Diagnostic::code).toList();
      case Result.Parsed _ -> List.of();
    };
  }

  private static List<Code> onSmallStack(String text) throws InterruptedException {
    var outcome = new AtomicReference<Object>();
    Thread thread = new Thread(null, () -> {
      try {
        outcome.set(codes(text));
      } catch (StackOverflowError e) {
        outcome.set(e);
      }
    }, "small stack", SMALL_STACK);
    thread.start();
    thread.join();
    assertThat(outcome.get()).isInstanceOf(List.class);
    return ((List<?>) outcome.get()).stream().map(Code.class::cast).toList();
  }
}
