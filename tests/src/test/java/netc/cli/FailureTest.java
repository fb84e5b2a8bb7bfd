package netc.cli;

import static netc.cli.Invocation.NETS;
import static netc.cli.Invocation.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import netc.ir.diag.Code;
import netc.ir.diag.CompilerBug;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong ends in netc's own words and the right exit code, and leaves nothing half-written. */
class FailureTest {
  @TempDir
  private Path folder = Path.of("");

  private static void assertDiagnosed(Code code, String... arguments) {
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.err()).contains("error " + code + ": ").doesNotContain("\tat ", "Exception");
    assertThat(invocation.code()).isEqualTo(1);
  }

  @Test
  void textThatIsNoNet() {
    assertDiagnosed(Code.SYNTAX, "check", NETS + "unparsable.net");
    assertDiagnosed(Code.SYNTAX, "run", NETS + "unparsable.net");
  }

  @Test
  void namesThatAreNotDefined() {
    assertDiagnosed(Code.UNKNOWN_NAME, "opt", NETS + "wrong.net");
  }

  @Test
  void filesThatAreNotThere() {
    assertDiagnosed(Code.UNREADABLE_FILE, "stats", "nowhere.net");
    assertDiagnosed(Code.UNREADABLE_FILE, "stats", "nowhere.netpb");
    assertDiagnosed(Code.UNREADABLE_FILE, "run", SMALL, "--labels", "nowhere.txt");
    assertDiagnosed(Code.UNREADABLE_FILE, "run", SMALL, "--input", "image=nowhere.npy");
  }

  @Test
  void weightsThatAreMissingShortOrUndefined() throws IOException {
    Path written = folder.resolve("small.net");
    Path weights = folder.resolve("small.safetensors");
    assertThat(Invocation.of("opt", SMALL, "-o", written.toString()).code()).isZero();
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length - 4));
    assertDiagnosed(Code.CORRUPT_FILE, "run", written.toString());
    Files.delete(weights);
    assertDiagnosed(Code.UNREADABLE_FILE, "run", written.toString());
    Files.writeString(written, Files.readString(written).replace("weights \"small.safetensors\"", ""));
    assertDiagnosed(Code.MISSING_WEIGHT, "run", written.toString());
    assertDiagnosed(Code.INVALID_WEIGHT, "run", NETS + "nan.net");
  }

  @Test
  void importsInACircle() {
    assertDiagnosed(Code.CYCLIC_IMPORT, "check", NETS + "cycle_a.net");
  }

  @Test
  void formatsThatAreNotKnown() {
    assertDiagnosed(Code.UNKNOWN_FORMAT, "check", "model.tflite");
    assertDiagnosed(Code.UNKNOWN_FORMAT, "convert", SMALL, folder.resolve("model.tflite").toString());
  }

  @Test
  void modelFilesThatEndEarly() throws IOException {
    Path whole = folder.resolve("whole.netpb");
    assertThat(Invocation.of("convert", SMALL, whole.toString()).code()).isZero();
    byte[] bytes = Files.readAllBytes(whole);
    for (int length : new int[] {0, 3, bytes.length / 2, bytes.length - 1}) {
      Path cut = folder.resolve("cut.netpb");
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertDiagnosed(Code.CORRUPT_FILE, "check", cut.toString());
    }
  }

  @Test
  void placesThatCannotBeWritten() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    for (String ending : new String[] {"net", "netpb", "onnx"}) {
      assertDiagnosed(Code.UNWRITABLE_FILE, "opt", SMALL, "-o", folder.resolve("nowhere/out." + ending).toString());
    }
    assertDiagnosed(Code.UNWRITABLE_FILE, "opt", SMALL, "--dump", folder.resolve("file/dump").toString());
    assertDiagnosed(Code.UNWRITABLE_FILE, "run", SMALL, "--no-compare", "--iterations", "1", "--save",
        folder.resolve("file/save").toString());
    assertThat(Invocation.of("opt", SMALL, "--dump", folder.resolve("file").toString()).err())
        .contains("cannot write \"" + folder.resolve("file") + "\": it is a file");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("file"));
    }
  }

  @Test
  void outputsThatAreInputs() throws IOException {
    Path net = folder.resolve("small.net");
    Files.copy(Path.of(SMALL), net);
    String text = Files.readString(net);
    assertDiagnosed(Code.OVERWRITES_INPUT, "opt", net.toString(), "-o", net.toString());
    assertDiagnosed(Code.OVERWRITES_INPUT, "convert", net.toString(), folder.resolve("./small.net").toString());
    assertThat(net).hasContent(text);
  }

  @Test
  void weightsThatAreInputs() throws IOException {
    Path net = folder.resolve("first.net");
    assertThat(Invocation.of("opt", SMALL, "-o", net.toString()).code()).isZero();
    Path second = folder.resolve("second.net");
    Files.writeString(second, Files.readString(net));
    Path weights = folder.resolve("first.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    // The weights of "first.net" would go where those of "second.net" come from.
    Files.delete(net);
    assertDiagnosed(Code.OVERWRITES_INPUT, "convert", second.toString(), net.toString());
    assertThat(Files.readAllBytes(weights)).isEqualTo(bytes);
  }

  @Test
  void weightsOfSomethingElse() throws IOException {
    Path weights = folder.resolve("model.safetensors");
    Files.writeString(weights, "of another program");
    String out = folder.resolve("model.net").toString();
    assertDiagnosed(Code.OVERWRITES_OTHER, "opt", SMALL, "-o", out);
    Files.copy(Path.of(SMALL), folder.resolve("model.net"));
    assertDiagnosed(Code.OVERWRITES_OTHER, "opt", SMALL, "-o", out);
    assertThat(weights).hasContent("of another program");
    assertThat(folder.resolve("model.net")).hasSameTextualContentAs(Path.of(SMALL));
    Files.delete(weights);
    assertThat(Invocation.of("opt", SMALL, "-o", out).code()).isZero();
    assertThat(Invocation.of("opt", SMALL, "-o", out, "--seed", "1").code()).as("again").isZero();
  }

  @Test
  void aTextAndItsWeightsAreWrittenTogetherOrNotAtAll() throws IOException {
    Files.createDirectory(folder.resolve("a.net"));
    Files.createDirectory(folder.resolve("b.safetensors"));
    for (String name : new String[] {"a.net", "b.net"}) {
      Path out = folder.resolve(name);
      Invocation invocation = Invocation.of("opt", SMALL, "-o", out.toString());
      assertThat(invocation.code()).isEqualTo(1);
      assertThat(invocation.err()).contains("error " + Code.UNWRITABLE_FILE + ": cannot write \"" + out + "\": ");
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(folder.resolve("a.net"), folder.resolve("b.safetensors"));
    }
  }

  @Test
  void batchesThatTheNetOrTheMemoryDoesNotHave() throws IOException {
    assertDiagnosed(Code.BAD_INPUT, "run", SMALL, "--batch", "100000000");
    assertDiagnosed(Code.BAD_INPUT, "run", SMALL, "--batch", "2147483647");
    Path fixed = folder.resolve("fixed.net");
    Files.writeString(fixed, Files.readString(Path.of(SMALL)).replace("f32[N, ", "f32[1, "));
    assertDiagnosed(Code.BAD_INPUT, "run", fixed.toString(), "--batch", "2");
    assertThat(Invocation.of("run", fixed.toString(), "--batch", "1", "--iterations", "1").code()).isZero();
  }

  @Test
  void namesThatNoFileCanHave() {
    for (String[] arguments : new String[][] {{"opt", "a\0.net"}, {"opt", SMALL, "-o", "a\0.net"},
      {"run", SMALL, "--input", "image=\0.npy"}}) {
      Invocation invocation = Invocation.of(arguments);
      assertThat(invocation.code()).isEqualTo(2);
      assertThat(invocation.err()).contains("cannot be the name of a file").doesNotContain("java.", "Exception");
    }
  }

  @Test
  void namesOfOptionsThatAreNotThere() {
    assertDiagnosed(Code.UNKNOWN_OPTION_VALUE, "opt", SMALL, "--passes", "nothing");
    assertDiagnosed(Code.UNKNOWN_OPTION_VALUE, "opt", SMALL, "--skip", "nothing");
    assertDiagnosed(Code.UNKNOWN_OPTION_VALUE, "opt", SMALL, "--print-after", "nothing");
    assertDiagnosed(Code.UNKNOWN_OPTION_VALUE, "opt", SMALL, "--set", "sizes=3");
    assertDiagnosed(Code.UNKNOWN_OPTION_VALUE, "opt", SMALL, "--net", "other");
    assertDiagnosed(Code.UNKNOWN_OPTION_VALUE, "run", SMALL, "--output", "other=x.npy");
    assertDiagnosed(Code.BAD_INPUT, "run", SMALL, "--input", "other=x.npy");
    assertDiagnosed(Code.NO_BACKEND, "run", SMALL, "--backend", "abacus");
    assertDiagnosed(Code.NO_BACKEND, "run", SMALL, "--backend", "cpu:7");
    assertDiagnosed(Code.NO_BACKEND, "run", SMALL, "--backend", "auto:0");
    assertDiagnosed(Code.NO_BACKEND, "emit", SMALL, "--target", "opencl-gpu");
    assertThat(Invocation.of("run", SMALL, "--backend", "cpuu").err()).contains("did you mean \"cpu\"?");
  }

  @Test
  void aBackendThatCannotRunHereSaysWhatToInstall() {
    Invocation invocation;
    System.setProperty("netc.without.tornado", "TornadoVM is not installed"); // as the launcher does
    try {
      invocation = Invocation.of("run", SMALL, "--backend", "tornado");
    } finally {
      System.clearProperty("netc.without.tornado");
    }
    assertThat(invocation.code()).isEqualTo(1);
    assertThat(invocation.err()).contains("error E0503: backend tornado cannot run here: TornadoVM is not installed",
        "sdk install tornadovm ",
        "apt-get install pocl-opencl-icd");
    assertThat(invocation.out()).isEmpty();
  }

  @Test
  void parametersOfAGraph() {
    String graph = folder.resolve("small.netpb").toString();
    assertThat(Invocation.of("convert", SMALL, graph).code()).isZero();
    assertDiagnosed(Code.UNKNOWN_OPTION_VALUE, "stats", graph, "--set", "size=4");
  }

  @Test
  void differencesBeyondTheTolerance() {
    assertDiagnosed(Code.VERIFICATION_FAILED, "opt", SMALL, "--verify", "2", "--tolerance", "1e-30", "--set", "size=32");
    assertThat(Invocation.of("opt", SMALL, "--verify", "1", "--tolerance", "1e-30", "--set", "size=32").err())
        .containsPattern(
            "output \"logits\", element \\d: expected -?\\d+\\.\\d+, the optimized network gives -?\\d+\\.\\d+; they differ by ");
  }

  @Test
  void nothingIsWrittenWhenVerificationFails() {
    Path out = folder.resolve("out.netpb");
    assertDiagnosed(Code.VERIFICATION_FAILED, "opt", SMALL, "--verify", "1", "--tolerance", "1e-30", "--set", "size=32", "-o",
        out.toString());
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"opt", "opt a.net b.net", "opt --set size a.net", "opt --set =3 a.net", "opt -O4 a.net", "opt -O x a.net",
        "opt --numerics loose a.net",
        "opt --explain=yaml a.net", "opt --verify 0 a.net", "opt --verify x a.net", "opt --tolerance -1 a.net", "opt --tolerance nan a.net",
        "run --batch 0 a.net", "run --threads 100000 a.net", "run --threads many a.net", "run --input image a.net", "run --seed 1.5 a.net",
        "convert a.net", "frobnicate",
        "--frobnicate"})
  void commandsThatMakeNoSense(String command) {
    Invocation invocation = Invocation.of(command.split(" "));
    assertThat(invocation.code()).isEqualTo(2);
    assertThat(invocation.out()).isEmpty();
    assertThat(invocation.err()).startsWith("netc").endsWith(" --help" + System.lineSeparator());
    assertThat(invocation.err().lines()).hasSize(2);
  }

  @Test
  void bugsOfNetcsOwn() {
    var err = new StringWriter();
    int code = new Failures(Terminal.plain(InputStream.nullInputStream(), new PrintWriter(new StringWriter()), new PrintWriter(err)))
        .bug(new CompilerBug("pass p failed\nreproduce with: …"));
    assertThat(code).isEqualTo(3);
    assertThat(err.toString()).contains("pass p failed", "reproduce with", "Please report").doesNotContain("\tat ");
  }

  @Test
  void stackTracesForThoseWhoAskForThem() {
    var err = new StringWriter();
    var text = new Text(new PrintWriter(err), false);
    new Failures(new Terminal(new StandardInput(InputStream.nullInputStream()), text, text, true))
        .bug(new IllegalStateException("index 3"));
    assertThat(err.toString()).contains("index 3", "\tat netc.cli.");
  }

  @Test
  void tooLittleMemory() {
    var err = new StringWriter();
    int code = new Failures(Terminal.plain(InputStream.nullInputStream(), new PrintWriter(new StringWriter()), new PrintWriter(err)))
        .outOfMemory();
    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("NETC_JAVA_OPTIONS=-Xmx").hasLineCount(1);
  }
}
