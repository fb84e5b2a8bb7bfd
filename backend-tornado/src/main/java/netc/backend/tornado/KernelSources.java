package netc.backend.tornado;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
   * Compiles each task by itself, so that what TornadoVM adds to its file is that task's.
   *
   * @param file where TornadoVM writes sources, as {@link VirtualDevice#start} said
   * @param device the index in {@link Devices} of the device that they are for
   */
  static List<KernelSource> of(Program program, Path file, int device) {
    DeviceProgram lowered = DeviceProgram.of(program, Schedule.of(Devices.get(device)));
    Map<String, Long> bytes = bytes(lowered.program());
    var memory = new VectorFloat8(1);
    var sources = new ArrayList<KernelSource>();
    try {
      for (Task task : lowered.tasks()) {
        int before = Math.toIntExact(Files.size(file));
        SingleTask.compile(task, memory, device);
        byte[] all = Files.readAllBytes(file);
        String text = new String(all, before, all.length - before, StandardCharsets.UTF_8);
        sources.add(new KernelSource(task.label(), task.kernel(), task.grid(), task.group(), bytes.getOrDefault(task.label(), 0L), text));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sources;
  }

  /** What each step reads and writes, by its label. */
  private static Map<String, Long> bytes(Program program) {
    var bytes = new HashMap<String, Long>();
    for (Step step : program.steps()) {
      bytes.merge(step.label(), Stream.concat(step.inputs().stream(), step.outputs().stream()).mapToLong(id -> bytes(program, id)).sum(),
          Long::sum);
    }
    program.inputs().forEach((name, id) -> bytes.put("input " + name, 2 * bytes(program, id)));
    program.outputs().forEach((name, id) -> bytes.put("output " + name, 2 * bytes(program, id)));
    return bytes;
  }

  private static long bytes(Program program, int buffer) {
    return program.buffer(buffer).type().shape().elements() * Float.BYTES;
  }
}
