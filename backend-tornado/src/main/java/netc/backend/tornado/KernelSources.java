package netc.backend.tornado;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import netc.ir.exec.KernelSource;
import netc.ir.plan.Program;
import netc.ir.plan.Step;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;

/** The source of a program's kernels, from TornadoVM's compiler. */
final class KernelSources {
  private KernelSources() {}

  /**
   * Compiles each task by itself, so that what TornadoVM adds to its file is that task's. What is our OpenCL C is as it is.
   *
   * @param file where TornadoVM writes sources, as {@link VirtualDevice#start} said
   * @param device the index in {@link Devices} of the device that they are for
   */
  static List<KernelSource> of(Program program, Schedule schedule, Path file, int device) {
    DeviceProgram lowered = DeviceProgram.of(program, schedule);
    Map<String, Deque<Long>> bytes = bytes(lowered.program());
    var memory = new VectorFloat8(1);
    var sources = new ArrayList<KernelSource>();
    String step = "";
    for (Task task : lowered.tasks()) {
      Long whole = task.label().equals(step) ? null : bytes.getOrDefault(task.label(), new ArrayDeque<>()).poll();
      step = task.label();
      String text = text(task, memory, file, device);
      sources.add(new KernelSource(task.label(), task.kernel(), task.grid(), task.group(), whole == null ? 0 : whole, text));
    }
    return sources;
  }

  private static String text(Task task, VectorFloat8 memory, Path file, int device) {
    try {
      if (task.isSource()) {
        return Files.readString(Path.of(DeviceSource.convolution()));
      }
      int before = Math.toIntExact(Files.size(file));
      SingleTask.compile(task, memory, device);
      byte[] all = Files.readAllBytes(file);
      return new String(all, before, all.length - before, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What each step reads and writes, by its label; of several steps of one label, in order. */
  private static Map<String, Deque<Long>> bytes(Program program) {
    var bytes = new HashMap<String, Deque<Long>>();
    for (Step step : program.steps()) {
      bytes.computeIfAbsent(step.label(), _ -> new ArrayDeque<>())
          .add(Stream.concat(step.inputs().stream(), step.outputs().stream()).mapToLong(id -> bytes(program, id)).sum());
    }
    program.inputs().forEach((name, id) -> bytes.put("input " + name, new ArrayDeque<>(List.of(2 * bytes(program, id)))));
    program.outputs().forEach((name, id) -> bytes.put("output " + name, new ArrayDeque<>(List.of(2 * bytes(program, id)))));
    return bytes;
  }

  private static long bytes(Program program, int buffer) {
    return program.buffer(buffer).type().shape().elements() * Float.BYTES;
  }
}
