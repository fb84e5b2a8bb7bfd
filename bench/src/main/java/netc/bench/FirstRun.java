package netc.bench;

import ai.onnxruntime.OrtException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import netc.CompiledModel;
import netc.Compiler;
import netc.Options;
import netc.ir.tensor.Tensor;

/**
 * A process that loads a network with its weights from disk, the same file on both sides, and runs it a few times.
 *
 * @param firstMillis from the start of the process to the first result
 * @param peakMegabytes the most memory that it had resident, in 10⁶ bytes; NaN where the system does not say
 */
record FirstRun(double firstMillis, double peakMegabytes) {
  private static final int FURTHER_RUNS = 5;
  private static final String FIRST = "first result";

  /** The process itself: loads {@code file} into {@code side}, {@code netc} or {@code onnxruntime}. */
  static void inThisProcess(String side, Path file, Options options) throws IOException, OrtException {
    var compiler = new Compiler(options);
    if (side.equals("netc")) {
      compiler.warmUp();
      var subject = new Subject(side, compiler.load(file).graph());
      Map<String, Tensor> inputs = subject.inputs();
      try (CompiledModel model = compiler.compile(compiler.optimize(subject.graph()).after())) {
        model.run(inputs);
        System.out.println(FIRST);
        for (int i = 0; i < FURTHER_RUNS; i++) {
          model.run(inputs);
        }
      }
    } else {
      try (var session = new OnnxSession(file, options.threads())) {
        session.run();
        System.out.println(FIRST);
        for (int i = 0; i < FURTHER_RUNS; i++) {
          session.run();
        }
      }
    }
    System.out.println(peakKilobytes());
  }

  private static long peakKilobytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return -1;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines.filter(line -> line.startsWith("VmHWM:")).map(line -> line.replaceAll("\\D", "")).mapToLong(Long::parseLong).findFirst()
          .orElse(-1);
    }
  }

  /** Starts such a process, with the JVM's options for this side, and waits for it. */
  static FirstRun inAnother(String side, Path file, Options options) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command
        .addAll(List.of(Objects.requireNonNull(System.getProperty("netc.bench.jvm." + side), "started without bench/compare").split(" ")));
    command.addAll(List.of("-m", "netc.bench/netc.bench.Compare", "--first-run", side, file.toString(), options.backend(),
        Integer.toString(options.threads())));
    long start = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var reader = new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
      String first = reader.readLine();
      double millis = (System.nanoTime() - start) / 1e6;
      String peak = reader.readLine();
      if (!FIRST.equals(first) || peak == null) {
        throw new IOException(String.join(" ", command) + " failed");
      }
      return new FirstRun(millis, Long.parseLong(peak) < 0 ? Double.NaN : Long.parseLong(peak) * 1024 / 1e6);
    }
  }
}
