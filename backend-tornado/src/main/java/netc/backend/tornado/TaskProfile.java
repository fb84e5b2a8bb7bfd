package netc.backend.tornado;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import netc.ir.exec.Profile.Part;
import uk.ac.manchester.tornado.api.TornadoProfilerResult;

/**
 * What TornadoVM's profiler says of one run of a task graph. It gives the kernels' times one by one, those of copies and of dispatch only as sums; and
 * no times of the clock, so that each part begins where those before it end.
 */
final class TaskProfile {
  /** The kernel's time in the object of a task, in TornadoVM's log of all runs so far: the last is this run's. */
  private static final Pattern KERNEL_TIME = Pattern.compile("\"(\\w+\\.\\w+)\": \\{[^{}]*\"TASK_KERNEL_TIME\": \"(\\d+)\"");

  private final List<Part> parts = new ArrayList<>();
  private long end;
  private long uploaded;
  private long downloaded;

  /** Adds a run of these tasks, whose names are those of a graph. */
  void add(TornadoProfilerResult result, Map<String, Task> tasks) {
    add("inputs", "upload", 0, result.getDeviceWriteTime(), 0);
    Map<String, Long> times = new HashMap<>();
    KERNEL_TIME.matcher(result.getProfileLog()).results().forEach(found -> times.put(found.group(1), Long.valueOf(found.group(2))));
    tasks.forEach((name, task) -> add(task.label(), task.kernel(), times.getOrDefault(name, 0L), 0, 0));
    add("outputs", "download", 0, result.getDeviceReadTime(), 0);
    add("all of them", "dispatch", 0, 0, result.getKernelDispatchTime() + result.getDataTransferDispatchTime());
    uploaded += result.getTotalBytesCopyIn();
    downloaded += result.getTotalBytesCopyOut();
  }

  private void add(String label, String kernel, long compute, long transfer, long dispatch) {
    var part = new Part(label, kernel, end, compute, transfer, dispatch);
    parts.add(part);
    end += part.total();
  }

  /** The parts so far. */
  List<Part> parts() {
    return parts;
  }

  /** The bytes that the device got. */
  long uploaded() {
    return uploaded;
  }

  /** The bytes that it gave. */
  long downloaded() {
    return downloaded;
  }
}
