package netc.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import netc.cost.Target;
import netc.ir.exec.KernelSource;
import netc.ir.op.Preprocess;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import netc.pass.Exactness;
import netc.pass.Pipelines;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What options' values mean. */
final class Converters {
  private Converters() {}

  /** {@code name=value}. */
  record Setting(String name, String value) {}

  /** {@code name=file}. */
  record Binding(String name, Path file) {}

  /** {@code input=1,3,224,224}. */
  record InputShape(String input, Shape shape) {}

  /** {@code 0} … {@code 3}. */
  static final class Level implements ITypeConverter<Pipelines.Level> {
    @Override
    public Pipelines.Level convert(String text) {
      return Arrays.stream(Pipelines.Level.values()).filter(level -> level.name().equals("O" + text)).findFirst()
          .orElseThrow(() -> new TypeConversionException("no level \"" + text + "\", expected 0, 1, 2 or 3"));
    }
  }

  /** {@code exact}, {@code rounding}, {@code approximate}. */
  static final class Numerics implements ITypeConverter<Exactness> {
    @Override
    public Exactness convert(String text) {
      String all = Arrays.stream(Exactness.values()).map(Exactness::toString).collect(Collectors.joining(", "));
      return Arrays.stream(Exactness.values()).filter(exactness -> exactness.toString().equals(text.toLowerCase(Locale.ROOT))).findFirst()
          .orElseThrow(() -> new TypeConversionException("\"" + text + "\" is none of " + all));
    }
  }

  /** {@code cpu} and the like. */
  static final class Targets implements ITypeConverter<Target> {
    @Override
    public Target convert(String text) {
      String all = Arrays.stream(Target.values()).map(Target::toString).collect(Collectors.joining(", "));
      return Target.named(text).orElseThrow(() -> new TypeConversionException("\"" + text + "\" is none of " + all));
    }
  }

  /** {@code imagenet}, {@code imagenet(resize=320, filter=bicubic)} and the like. */
  static final class Preprocessing implements ITypeConverter<Preprocess> {
    @Override
    public Preprocess convert(String text) {
      String all = Arrays.stream(Preprocess.Scheme.values()).map(Preprocess.Scheme::toString).collect(Collectors.joining(", "));
      return Preprocess.parse(text).orElseThrow(() -> new TypeConversionException("\"" + text + "\" is none of " + all));
    }
  }

  /** {@code opencl-cpu}, {@code opencl-gpu}, {@code ptx}. */
  static final class SourceTargets implements ITypeConverter<KernelSource.Target> {
    @Override
    public KernelSource.Target convert(String text) {
      String all = Arrays.stream(KernelSource.Target.values()).map(KernelSource.Target::toString).collect(Collectors.joining(", "));
      return Arrays.stream(KernelSource.Target.values()).filter(target -> target.toString().equals(text)).findFirst()
          .orElseThrow(() -> new TypeConversionException("\"" + text + "\" is none of " + all));
    }
  }

  /** A number from 1 on. */
  static final class Positive implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      try {
        int number = Integer.parseInt(text);
        if (number > 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new TypeConversionException("\"" + text + "\" is not a number from 1 on");
    }
  }

  /** A number from 0 on. */
  static final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (!text.matches("\\d{1,9}")) {
        throw new TypeConversionException("\"" + text + "\" is not a number from 0 on");
      }
      return Integer.parseInt(text);
    }
  }

  /** A number of threads: more than this are no machine's cores, and only take memory. */
  static final class Threads implements ITypeConverter<Integer> {
    private static final int MOST = 1024;

    @Override
    public Integer convert(String text) {
      int number = new Positive().convert(text);
      if (number > MOST) {
        throw new TypeConversionException(number + " threads are too many, expected at most " + MOST);
      }
      return number;
    }
  }

  /** A whole number. */
  static final class Whole implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("\"" + text + "\" is not a whole number");
      }
    }
  }

  /** A number from 0 on. */
  static final class Tolerance implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      try {
        double number = Double.parseDouble(text);
        if (number >= 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new TypeConversionException("\"" + text + "\" is not a number from 0 on");
    }
  }

  /** {@code name=value}. */
  static final class Settings implements ITypeConverter<Setting> {
    @Override
    public Setting convert(String text) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new TypeConversionException("\"" + text + "\" is not of the form name=value");
      }
      return new Setting(text.substring(0, equals), text.substring(equals + 1));
    }
  }

  /** A file or folder. */
  static final class Paths implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw new TypeConversionException("\"" + text + "\" cannot be the name of a file in this locale; with LC_ALL=C.UTF-8 any name can");
      }
    }
  }

  /** {@code name=file}. */
  static final class Bindings implements ITypeConverter<Binding> {
    @Override
    public Binding convert(String text) {
      int equals = text.indexOf('=');
      if (equals < 1 || equals == text.length() - 1) {
        throw new TypeConversionException("\"" + text + "\" is not of the form name=file");
      }
      return new Binding(text.substring(0, equals), new Paths().convert(text.substring(equals + 1)));
    }
  }

  /** {@code input=1,3,224,224} or {@code input=N,3,224,224}. */
  static final class Shapes implements ITypeConverter<InputShape> {
    @Override
    public InputShape convert(String text) {
      int equals = text.lastIndexOf('=');
      if (equals < 1) {
        throw new TypeConversionException("\"" + text + "\" is not of the form input=1,3,224,224");
      }
      String[] sizes = text.substring(equals + 1).split(",", -1);
      List<Dim> dims = IntStream.range(0, sizes.length).mapToObj(axis -> dim(sizes[axis].strip(), axis)).toList();
      return new InputShape(text.substring(0, equals), new Shape(dims));
    }

    private static Dim dim(String text, int axis) {
      if (axis == 0 && text.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        return Dim.symbol(text);
      }
      if (!text.matches("0*[1-9][0-9]{0,9}")) {
        throw new TypeConversionException("\"" + text + "\" is no size");
      }
      return Dim.of(Long.parseLong(text));
    }
  }
}
