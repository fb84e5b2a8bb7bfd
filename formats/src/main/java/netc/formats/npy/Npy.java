package netc.formats.npy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import netc.formats.AtomicFile;
import netc.formats.FloatFormat;
import netc.formats.MappedFile;
import netc.ir.diag.Code;
import netc.ir.diag.DiagnosticException;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/**
 * Reads and writes one tensor as a {@code .npy} file (NumPy Enhancement Proposal 1), versions 1 and 2: six bytes of magic, two of version,
 * the length of the header, the header as a Python dictionary, the elements. Elements are row-major, {@code <f4}; {@code <f2} and {@code <f8} are read, too.
 */
public final class Npy {
  private static final String MAGIC = "\u0093NUMPY";
  private static final int VERSION_AT = 6;
  private static final int LENGTH_AT = 8;
  private static final int ALIGNMENT = 64;

  /** NumPy itself refuses to parse longer ones. */
  private static final int MAX_HEADER = 10_000;

  private static final int MAX_RANK = 8;
  private static final String FLOAT = "'<f4'";
  private static final Map<String, FloatFormat> FORMATS =
      Map.of(FLOAT, FloatFormat.F32, "'<f2'", FloatFormat.F16, "'<f8'", FloatFormat.F64);
  private static final Pattern BEGIN = Pattern.compile("\\{\\s*");
  private static final Pattern ENTRY = Pattern.compile("'(\\w+)'\\s*:\\s*('[^']*'|\\w+|\\([^()]*\\)|\\[[^\\[\\]]*\\])\\s*(,\\s*|(?=\\}))");
  private static final Pattern END = Pattern.compile("\\}\\s*");
  private static final Pattern SHAPE = Pattern.compile("\\(\\s*(|\\d{1,18}\\s*,|\\d{1,18}(\\s*,\\s*\\d{1,18}){1,20}\\s*,?)\\s*\\)");

  private Npy() {}

  /**
   * What comes before the elements.
   *
   * @param type the tensor's type
   * @param format how its elements are written
   * @param end where the elements begin
   */
  record Header(TensorType type, FloatFormat format, long end) {
    /** The size of the whole file. */
    long size() {
      return end + type.shape().elements() * format.bytes();
    }
  }

  /**
   * The tensor in a file. Its elements are the mapped file itself, or are converted when needed.
   *
   * @throws DiagnosticException if the file cannot be read, contradicts itself, or has elements of another type or order
   */
  public static Tensor read(Path path) {
    return tensor(MappedFile.open(path));
  }

  /** The tensor in a file, or in what is a file in another. */
  static Tensor tensor(MappedFile file) {
    Header header = header(file);
    if (header.size() != file.size()) {
      throw file.corrupt("the shape " + header.type().shape() + " needs " + (header.size() - header.end()) + " bytes, "
          + (file.size() - header.end()) + " follow the header");
    }
    return header.format().tensor(header.type(), file.bytes().asSlice(header.end()));
  }

  /** The header of a file, which may end behind it. */
  static Header header(MappedFile file) {
    if (file.size() < LENGTH_AT + Integer.BYTES || !file.text(0, VERSION_AT, StandardCharsets.ISO_8859_1).equals(MAGIC)) {
      throw file.corrupt("it does not begin as an npy file does");
    }
    int version = file.unsignedByte(VERSION_AT);
    int begin = switch (version) {
      case 1 -> LENGTH_AT + Short.BYTES;
      case 2 -> LENGTH_AT + Integer.BYTES;
      default -> throw file.corrupt("version " + version + " of the npy file, expected 1 or 2");
    };
    long length = Integer.toUnsignedLong(file.littleEndianInt(LENGTH_AT)) & (version == 1 ? 0xFFFFL : 0xFFFFFFFFL);
    if (length > Math.min(MAX_HEADER, file.size() - begin)) {
      throw file
          .corrupt("the header is " + length + " bytes long, " + (file.size() - begin) + " follow and at most " + MAX_HEADER + " are read");
    }
    return header(file, file.text(begin, (int) length, StandardCharsets.ISO_8859_1), begin + length);
  }

  private static Header header(MappedFile file, String text, long end) {
    Map<String, String> entries = entries(file, text);
    String descr = Objects.requireNonNull(entries.get("descr"));
    FloatFormat format = FORMATS.get(descr);
    if (format == null) {
      throw file.failure(Code.BAD_INPUT, "elements of type " + descr + ", only " + FLOAT + ", '<f2' and '<f8' are read");
    }
    String order = Objects.requireNonNull(entries.get("fortran_order"));
    if (!order.equals("False")) {
      throw file.failure(Code.BAD_INPUT, "fortran_order is " + order + ", only arrays in C order are read");
    }
    return new Header(TensorType.f32(shape(file, Objects.requireNonNull(entries.get("shape")))), format, end);
  }

  private static Map<String, String> entries(MappedFile file, String header) {
    var entries = new HashMap<String, String>();
    Matcher matcher = BEGIN.matcher(header);
    int at = matcher.lookingAt() ? matcher.end() : header.length();
    matcher.usePattern(ENTRY);
    while (matcher.region(at, header.length()).lookingAt() && entries.put(matcher.group(1), matcher.group(2)) == null) {
      at = matcher.end();
    }
    if (!matcher.usePattern(END).matches() || !entries.keySet().equals(Set.of("descr", "fortran_order", "shape"))) {
      throw file.corrupt("the header is broken, expected {'descr': …, 'fortran_order': …, 'shape': …}");
    }
    return entries;
  }

  private static Shape shape(MappedFile file, String text) {
    if (!SHAPE.matcher(text).matches()) {
      throw file.corrupt("the shape is " + text + ", expected a tuple of sizes");
    }
    long[] sizes =
        Arrays.stream(text.split("[(), ]+")).filter(size -> !size.isBlank()).mapToLong(size -> Long.parseLong(size.strip())).toArray();
    long left = Long.MAX_VALUE / 2 / Double.BYTES;
    for (long size : sizes) {
      left = size == 0 ? 0 : left / size;
    }
    if (left == 0 || sizes.length > MAX_RANK) {
      throw file.corrupt("the shape is " + text + ", expected at most " + MAX_RANK + " positive sizes of a tensor that fits into the file");
    }
    return Shape.of(sizes);
  }

  /**
   * Writes a tensor, as version 1.
   *
   * @throws DiagnosticException if the file cannot be written
   */
  public static void write(Path path, Tensor tensor) {
    String sizes = tensor.shape().dims().stream().map(dim -> dim + ",").collect(Collectors.joining(" "));
    String header = "{'descr': " + FLOAT + ", 'fortran_order': False, 'shape': (" + sizes + "), }";
    int begin = LENGTH_AT + Short.BYTES;
    String padded = header + " ".repeat(Math.floorMod(-(begin + header.length() + 1), ALIGNMENT)) + "\n";
    AtomicFile.write(path, file -> {
      file.write(MAGIC.getBytes(StandardCharsets.ISO_8859_1));
      file.write(new byte[] {1, 0, (byte) padded.length(), (byte) (padded.length() >> Byte.SIZE)});
      file.write(padded.getBytes(StandardCharsets.ISO_8859_1));
      file.write(tensor);
    });
  }
}
