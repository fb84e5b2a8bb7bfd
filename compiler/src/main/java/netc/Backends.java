package netc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.IntStream;
import netc.dsl.Suggestions;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.exec.Backend;
import netc.ir.exec.KernelSource;
import netc.ir.plan.Program;

/** The backends that there are, and the choice among them. */
final class Backends {
  private static final String AUTO = "auto";
  private static final String CPU = "cpu";
  private static final String TORNADO = "tornado";
  private static final String GPU = "gpu";

  /** The launcher's words for why it started the JVM without TornadoVM. */
  private static final String LAUNCHED_WITHOUT = "netc.without.tornado";

  private Backends() {}

  private static List<Backend> loaded() {
    return ServiceLoader.load(Backend.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  /** Those that can run here, in the order of {@code auto}: one with a GPU, the CPU, others. */
  static List<Backend> ready() {
    return loaded().stream().filter(backend -> backend.obstacle().isEmpty()).sorted(Comparator.comparingInt(Backends::rank)).toList();
  }

  private static int rank(Backend backend) {
    return kind(backend, best(backend)).equals(GPU) ? 0 : backend.name().equals(CPU) ? 1 : 2;
  }

  private static String kind(Backend backend, int device) {
    return backend.devices().get(device).kind();
  }

  /** Why the others cannot, by name. */
  static Map<String, Diagnostic> obstacles() {
    var obstacles = new TreeMap<String, Diagnostic>();
    List<Backend> loaded = loaded();
    loaded.forEach(backend -> backend.obstacle().ifPresent(obstacle -> obstacles.put(backend.name(), obstacle)));
    String launched = System.getProperty(LAUNCHED_WITHOUT, "");
    if (!launched.isEmpty()) {
      obstacles.put(TORNADO, withoutTornado(launched));
    } else if (loaded.stream().noneMatch(backend -> backend.name().equals(TORNADO))) {
      obstacles.put(TORNADO, withoutTornado("netc was built without TornadoVM"));
    }
    return obstacles;
  }

  private static Diagnostic withoutTornado(String why) {
    return Diagnostic.of(Code.NO_BACKEND, why)
        .note("SDKMAN (https://sdkman.io) installs TornadoVM where netc looks for it: sdk install tornadovm 5.2.0-jdk25-opencl",
            Optional.empty())
        .note("it needs an OpenCL driver, a GPU's or one for CPUs: sudo apt-get install pocl-opencl-icd", Optional.empty())
        .help("a TornadoVM in another place is found through TORNADOVM_HOME");
  }

  /**
   * Chooses.
   *
   * @param wish {@code auto}, a backend's name, or that with a colon and a device's number or part of its name
   * @throws DiagnosticException if what is named is not there
   */
  static Engine choose(String wish) {
    int colon = wish.indexOf(':');
    String name = colon < 0 ? wish : wish.substring(0, colon);
    List<Backend> ready = ready();
    if (name.equals(AUTO) && colon < 0 && !ready.isEmpty()) {
      Backend first = ready.getFirst();
      return new Engine(first, best(first), reason(first));
    }
    Backend named = ready.stream().filter(backend -> backend.name().equals(name)).findFirst().orElseThrow(() -> unavailable(name, ready));
    return new Engine(named, colon < 0 ? best(named) : device(named, wish.substring(colon + 1)), "asked for");
  }

  /** The kernels of a program, from the first backend that generates text: asked before any looks for its devices, which may not be there. */
  static List<KernelSource> sources(Program program, KernelSource.Target target) {
    return loaded().stream().map(backend -> backend.sources(program, target)).filter(sources -> !sources.isEmpty()).findFirst()
        .orElseThrow(() -> unavailable(TORNADO, List.of()));
  }

  private static String reason(Backend first) {
    if (rank(first) == 0) {
      return "it has a GPU";
    }
    return Optional.ofNullable(obstacles().get(TORNADO)).map(Diagnostic::message).orElse("TornadoVM finds no GPU");
  }

  /** A GPU if it has one, else a device that is no CPU, else the first. */
  private static int best(Backend backend) {
    return IntStream.range(0, backend.devices().size()).boxed().min(Comparator.comparingInt(device -> switch (kind(backend, device)) {
      case GPU -> 0;
      case CPU -> 2;
      default -> 1;
    })).orElseThrow();
  }

  private static int device(Backend backend, String wish) {
    List<Backend.Device> devices = backend.devices();
    return IntStream.range(0, devices.size())
        .filter(i -> wish.equals(Integer.toString(i)) || named(devices.get(i), wish))
        .findFirst()
        .orElseThrow(
            () -> new DiagnosticException(Diagnostic.of(Code.NO_BACKEND, "backend " + backend.name() + " has no device \"" + wish + "\"")
                .help("it has " + list(backend))));
  }

  private static boolean named(Backend.Device device, String wish) {
    return !wish.isEmpty() && !wish.chars().allMatch(Character::isDigit)
        && device.name().toLowerCase(Locale.ROOT).contains(wish.toLowerCase(Locale.ROOT));
  }

  private static String list(Backend backend) {
    List<Backend.Device> devices = backend.devices();
    return String.join(", ", IntStream.range(0, devices.size())
        .mapToObj(i -> backend.name() + ":" + i + " (" + devices.get(i).name() + ")").toList());
  }

  private static DiagnosticException unavailable(String name, List<Backend> ready) {
    Map<String, Diagnostic> obstacles = obstacles();
    Diagnostic obstacle = obstacles.get(name);
    if (obstacle != null) {
      return new DiagnosticException(new Diagnostic(obstacle.code(), "backend " + name + " cannot run here: " + obstacle.message(),
          obstacle.span(), obstacle.notes(), obstacle.help()));
    }
    List<String> names = new ArrayList<>(ready.stream().map(Backend::name).toList());
    names.addAll(obstacles.keySet());
    Optional<String> meant = Suggestions.nearest(name, names);
    return new DiagnosticException(Diagnostic.of(Code.NO_BACKEND, "no backend is called \"" + name + "\", expected auto or one of " + names)
        .help(meant.map(other -> "did you mean \"" + other + "\"? ").orElse("") + "netc backends lists what can run here"));
  }
}
