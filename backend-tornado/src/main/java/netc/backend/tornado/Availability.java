package netc.backend.tornado;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.exec.Backend.Device;

/**
 * Whether TornadoVM can be used in this JVM. Found out once, by looking before touching: TornadoVM's classes cannot be asked again in a JVM where their
 * initialization failed. This class names none of them.
 *
 * @param devices what TornadoVM found
 * @param obstacle why there is no device
 */
record Availability(List<Device> devices, Optional<Diagnostic> obstacle) {
  private static final String RUNTIME = "tornado.runtime";
  private static final String SEQUENTIAL_JAVA = "tornado.recover.bailout";

  /** What changes between versions are kernels that come out wrong, so that another one needs to be looked at first. */
  private static final String VERSION = "5.2.";

  private static volatile boolean known;

  /** Holds what was found: the JVM makes it when it is first asked for, once. */
  private static final class Once {
    static final Availability FOUND = find();
  }

  /** What there is here. */
  static Availability here() {
    return Once.FOUND;
  }

  /** Whether TornadoVM has been asked, so that its settings are what they are. */
  static boolean isKnown() {
    return known;
  }

  private static Availability find() {
    known = true;
    Optional<Diagnostic> seen = look();
    if (seen.isPresent()) {
      return new Availability(List.of(), seen);
    }
    try {
      List<Device> devices = Devices.all();
      return new Availability(devices, devices.isEmpty() ? Optional.of(noDevice("TornadoVM finds no device")) : Optional.empty());
    } catch (Throwable thrown) { // errors of initialization, linkage and native code, each in its own class
      return new Availability(List.of(), Optional.of(failed(thrown)));
    }
  }

  /** What can be known without touching TornadoVM. */
  static Optional<Diagnostic> look() {
    Optional<ModuleDescriptor> runtime = ModuleLayer.boot().findModule(RUNTIME).map(Module::getDescriptor);
    if (runtime.isEmpty() || System.getProperty("tornado.load.runtime.implementation") == null) {
      return Optional.of(obstacle("this JVM was not started with TornadoVM's options").help("netc's launcher starts it so; elsewhere: "
          + "java @$TORNADOVM_HOME/tornado-argfile -Dtornado.recover.bailout=False -Dtornado.tvm.maxbytecodesize=65536 ..."));
    }
    return version(runtime.get().rawVersion().orElse("unknown")).or(() -> fallback(System.getProperty(SEQUENTIAL_JAVA, "True")));
  }

  /** What is wrong with this version of TornadoVM, if anything. */
  static Optional<Diagnostic> version(String version) {
    return version.startsWith(VERSION) ? Optional.empty()
        : Optional.of(obstacle("TornadoVM is version " + version + ", and netc needs " + VERSION + "x")
            .help("sdk install tornadovm 5.2.0-jdk25-opencl"));
  }

  /** What is wrong with running a kernel that does not compile as sequential Java: with kernels that ask for their index, everything. */
  private static Optional<Diagnostic> fallback(String setting) {
    return setting.toLowerCase(Locale.ROOT).equals("false") ? Optional.empty()
        : Optional.of(obstacle("TornadoVM would run kernels that do not compile as sequential Java, which computes something else")
            .help("start the JVM with -D" + SEQUENTIAL_JAVA + "=False"));
  }

  private static Diagnostic failed(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String words = String.valueOf(root.getMessage());
    if (words.contains("JVMCI")) {
      return obstacle("the JVM's compiler interface is off, which TornadoVM needs")
          .help("start the JVM with -XX:+UnlockExperimentalVMOptions -XX:+EnableJVMCI");
    }
    if (root instanceof UnsatisfiedLinkError || words.contains("Library not found")) {
      return obstacle("TornadoVM's native library cannot be loaded: " + words)
          .help("java.library.path must name $TORNADOVM_HOME/lib; and that library needs libOpenCL.so.1 (package ocl-icd-libopencl1)");
    }
    return words.contains("latform") ? noDevice("there is no OpenCL driver")
        : obstacle("TornadoVM does not start: " + root);
  }

  private static Diagnostic noDevice(String message) {
    return obstacle(message).help("install a GPU's OpenCL driver, or one for CPUs: sudo apt-get install pocl-opencl-icd");
  }

  private static Diagnostic obstacle(String message) {
    return Diagnostic.of(Code.NO_BACKEND, message);
  }
}
