package netc.backend.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import netc.backend.tornado.kernel.Convolutions;
import org.junit.jupiter.api.Test;

/** The bytecode of kernels has nothing that TornadoVM is known to compile to something else. */
class KernelCodeTest {
  private static List<String> mistakes(ClassModel type) {
    var mistakes = new ArrayList<String>();
    for (MethodModel method : type.methods()) {
      method.code().ifPresent(code -> {
        String name = type.thisClass().asInternalName() + "." + method.methodName().stringValue();
        List<CodeElement> elements = code.elementList();
        boolean hasParameters = !method.methodTypeSymbol().parameterList().isEmpty();
        if (hasParameters && code.findAttributes(Attributes.localVariableTable()).isEmpty()) {
          mistakes.add(name + " has no table of local variables");
        }
        for (CodeElement element : elements) {
          if (element instanceof NewPrimitiveArrayInstruction || element instanceof NewReferenceArrayInstruction) {
            mistakes.add(name + " makes an array");
          }
          if (element instanceof InvokeInstruction call && call.type().stringValue().contains("[")) {
            mistakes.add(name + " hands an array to " + call.name());
          }
        }
        loops(name, elements, mistakes);
      });
    }
    return mistakes;
  }

  /** A loop that is counted is left at one place, its condition. */
  private static void loops(String name, List<CodeElement> elements, List<String> mistakes) {
    Map<Label, Integer> places = new HashMap<>();
    for (int i = 0; i < elements.size(); i++) {
      if (elements.get(i) instanceof LabelTarget target) {
        places.put(target.label(), i);
      }
    }
    for (int end = 0; end < elements.size(); end++) {
      if (elements.get(end) instanceof BranchInstruction back && places.getOrDefault(back.target(), end) < end) {
        int last = end;
        List<CodeElement> loop = elements.subList(places.getOrDefault(back.target(), end), end + 1);
        long exits =
            loop.stream().filter(element -> element instanceof BranchInstruction branch && places.getOrDefault(branch.target(), 0) > last)
                .count();
        if (exits != 1 || loop.stream().anyMatch(ReturnInstruction.class::isInstance)) {
          mistakes.add(name + " has a loop that is left at " + exits + " places, or returns from it");
        }
      }
    }
  }

  private static ClassModel read(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(Class<?> type) throws URISyntaxException {
    URI root = type.getProtectionDomain().getCodeSource().getLocation().toURI();
    return Path.of(root).resolve(type.getName().replace('.', '/') + ".class");
  }

  @Test
  void kernelsAreCompiledAsTheyAre() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(file(Convolutions.class).getParent())) {
      List<Path> kernels = files.filter(path -> path.toString().endsWith(".class") && !path.endsWith("package-info.class")).toList();
      assertThat(kernels).hasSizeGreaterThan(5);
      assertThat(kernels.stream().flatMap(path -> mistakes(read(path)).stream())).isEmpty();
    }
  }

  @Test
  void mistakesAreFound() throws URISyntaxException {
    assertThat(mistakes(read(file(Mistakes.class)))).hasSize(4);
  }

  /** What kernels must not do. */
  static final class Mistakes {
    private Mistakes() {}

    static int breaks(int n) {
      int sum = 0;
      for (int i = 0; i < n; i++) {
        sum += i;
        if (sum > 100) {
          break;
        }
      }
      return sum;
    }

    static int returns(int n) {
      for (int i = 0; i < n; i++) {
        if (i * i > n) {
          return i;
        }
      }
      return 0;
    }

    static float handsOver(float x) {
      float[] array = {x, x};
      return sum(array);
    }

    private static float sum(float[] array) {
      return array[0] + array[1];
    }
  }
}
