package netc.cli;

import static netc.cli.Invocation.NETS;
import static netc.cli.Invocation.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What commands write, to the letter: a file for each case, in {@code cli/golden}. {@code -Dgolden=update} writes the files anew; read the difference
 * before you commit it.
 */
class GoldenOutputTest {
  private static final Path FOLDER = Path.of(NETS + "golden");
  private static final boolean UPDATE = "update".equals(System.getProperty("golden"));
  private static final Map<String, String> CASES = cases();

  private static Map<String, String> cases() {
    var cases = new LinkedHashMap<String, String>();
    cases.put("bare", "");
    cases.put("help", "--help");
    Stream.of("check", "opt", "run", "stats", "convert", "explain", "bisect", "passes", "zoo", "backends", "emit",
        "completion")
        .forEach(command -> cases.put("help-" + command, command + " --help"));
    cases.put("usage-unknown-command", "statz");
    cases.put("usage-unknown-option", "opt " + SMALL + " --explan");
    cases.put("usage-missing-file", "run");
    cases.put("usage-level", "opt " + SMALL + " -O7");
    cases.put("usage-setting", "opt " + SMALL + " --set size");
    cases.put("usage-threads", "run " + SMALL + " --threads 0");
    cases.put("usage-twice", "opt " + SMALL + " --net a --net b");
    cases.put("usage-too-many", "explain " + SMALL + " a b");
    cases.put("usage-no-value", "opt " + SMALL + " --seed");
    cases.put("stats", "stats " + SMALL);
    cases.put("stats-several", "stats " + SMALL + " " + SMALL + " --set classes=2");
    cases.put("stats-json", "stats --json " + SMALL);
    cases.put("zoo-nowhere", "zoo --models " + NETS + "nowhere");
    cases.put("check", "check " + SMALL + " " + NETS + "wrong.net " + NETS + "unparsable.net");
    cases.put("check-json", "check --json " + SMALL + " " + NETS + "wrong.net");
    cases.put("opt-text", "opt " + SMALL + " -O0 --set classes=2");
    cases.put("opt-explain", "opt " + SMALL + " --passes simplify,fold-normalization --explain");
    cases.put("opt-explain-missed", "opt " + SMALL + " --passes simplify --explain --set lambda=0.5");
    cases.put("opt-explain-json", "opt " + SMALL + " --passes fold-normalization --explain=json");
    cases.put("opt-print-after", "opt " + SMALL + " --passes dead-nodes,simplify --print-after changed --set classes=2");
    cases.put("opt-unknown-pass", "opt " + SMALL + " --passes simplfy");
    cases.put("opt-overwrite", "opt " + SMALL + " -o " + SMALL);
    cases.put("opt-keep", "opt " + SMALL + " --keep bn1 --set classes=2 --passes fold-normalization --explain");
    cases.put("opt-keep-unknown", "opt " + SMALL + " --keep bn9");
    cases.put("opt-limit", "opt " + SMALL + " --rewrite-limit 1 --explain");
    cases.put("usage-limit", "opt " + SMALL + " --rewrite-limit -1");
    cases.put("usage-target", "opt " + SMALL + " --target gpu");
    cases.put("bisect-nothing", "bisect " + SMALL);
    cases.put("explain-node", "explain " + SMALL + " bn1 --passes fold-normalization");
    cases.put("explain-unknown-node", "explain " + SMALL + " bn9");
    return cases;
  }

  @TestFactory
  Stream<DynamicTest> writesWhatItDid() {
    return CASES.entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getKey(), entry.getValue())));
  }

  private static void check(String name, String command) throws IOException {
    Invocation invocation = Invocation.of(command.isEmpty() ? new String[0] : command.split(" "));
    String text = ("$ netc " + command).stripTrailing() + "\n" + invocation.out()
        + (invocation.err().isEmpty() ? "" : "--- standard error\n" + invocation.err())
        + "--- exit code " + invocation.code() + "\n";
    Path file = FOLDER.resolve(name + ".txt");
    if (UPDATE) {
      assertThat(System.getenv("CI")).as("-Dgolden=update on CI").isNotEqualTo("true");
      Files.writeString(file, text);
    }
    assertThat(file).as("-Dgolden=update writes it").exists();
    assertThat(text).isEqualTo(Files.readString(file));
  }

  @Test
  void noFileIsWithoutACase() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allSatisfy(file -> assertThat(CASES).containsKey(file.replace(".txt", "")));
    }
  }
}
