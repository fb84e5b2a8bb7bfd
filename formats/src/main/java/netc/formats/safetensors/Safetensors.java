package netc.formats.safetensors;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import netc.formats.AtomicFile;
import netc.formats.FloatFormat;
import netc.formats.MappedFile;
import netc.formats.WeightNames;
import netc.ir.diag.Code;
import netc.ir.diag.Diagnostic;
import netc.ir.diag.DiagnosticException;
import netc.ir.tensor.Tensor;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Reads and writes weights as safetensors (the file format of Hugging Face). Elements are {@code F32}, or are converted when needed. */
public final class Safetensors {
  /** Longer headers are refused: no network has so many weights. */
  private static final int MAX_HEADER = 16 << 20;

  private static final int MAX_RANK = 8;
  private static final int LENGTH_BYTES = Long.BYTES;
  private static final String METADATA = "__metadata__";

  /** What the format calls those of floating-point elements. */
  private static final Map<String, FloatFormat> DTYPES =
      Stream.of(FloatFormat.values()).collect(Collectors.toUnmodifiableMap(FloatFormat::toString, Function.identity()));

  private record Entry(String name, String dtype, List<Long> shape, long begin, long end) {
    String described() {
      return "tensor \"" + name + "\"";
    }
  }

  private Safetensors() {}

  /**
   * The tensors of a file by name, in the file's order. Their elements are the mapped file itself.
   *
   * @throws DiagnosticException if the file cannot be read, contradicts itself, or has a tensor of no floating-point type
   */
  public static Map<String, Tensor> read(Path path) {
    MappedFile file = MappedFile.open(path);
    if (file.size() < LENGTH_BYTES) {
      throw file.corrupt("the file has " + file.size() + " bytes, no room for a header");
    }
    long length = file.littleEndianLong(0);
    if (length < 0 || length > file.size() - LENGTH_BYTES) {
      throw file.corrupt("the header is " + Long.toUnsignedString(length) + " bytes long, " + (file.size() - LENGTH_BYTES) + " follow");
    }
    if (length > MAX_HEADER) {
      throw file.corrupt("the header is " + length + " bytes long, at most " + MAX_HEADER + " are read");
    }
    List<Entry> entries = header(file, file.text(LENGTH_BYTES, (int) length, StandardCharsets.UTF_8));
    long data = LENGTH_BYTES + length;
    requireTiling(file, entries, file.size() - data);
    var tensors = new LinkedHashMap<String, Tensor>();
    for (Entry entry : entries) {
      FloatFormat format = DTYPES.get(entry.dtype());
      if (format != null) {
        MemorySegment elements = file.bytes().asSlice(data + entry.begin(), entry.end() - entry.begin());
        tensors.put(entry.name(), format.tensor(type(file, entry, format), elements));
      } else if (!WeightNames.isCounter(entry.name())) {
        throw file.failure(Code.WEIGHT_MISMATCH,
            entry.described() + " has elements of type \"" + entry.dtype() + "\", only F16, BF16, F32 and F64 are read");
      }
    }
    return Collections.unmodifiableMap(tensors);
  }

  private static List<Entry> header(MappedFile file, String text) {
    var json = new JsonReader(file, text);
    var entries = new ArrayList<Entry>();
    json.object(name -> {
      if (name.equals(METADATA)) {
        json.object(_ -> json.string());
      } else {
        entries.add(entry(file, name, json));
      }
    });
    json.end();
    return entries;
  }

  private static Entry entry(MappedFile file, String name, JsonReader json) {
    var dtype = new ArrayList<String>();
    var shape = new ArrayList<Long>();
    var offsets = new ArrayList<Long>();
    Set<String> seen = new HashSet<>();
    json.object(key -> {
      seen.add(key);
      switch (key) {
        case "dtype" -> dtype.add(json.string());
        case "shape" -> shape.addAll(json.integers(MAX_RANK));
        case "data_offsets" -> offsets.addAll(json.integers(2));
        default -> throw file.corrupt("tensor \"" + name + "\" has the unknown property \"" + key + "\"");
      }
    });
    if (seen.size() != 3 || offsets.size() != 2) {
      throw file.corrupt("tensor \"" + name + "\" has " + seen + ", expected a dtype, a shape and two data_offsets");
    }
    return new Entry(name, dtype.getFirst(), List.copyOf(shape), offsets.get(0), offsets.get(1));
  }

  /** Requires that the tensors lie one after the other and fill the {@code size} bytes after the header. */
  private static void requireTiling(MappedFile file, List<Entry> entries, long size) {
    long at = 0;
    for (Entry entry : entries.stream().sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end)).toList()) {
      if (entry.begin() != at || entry.end() < entry.begin()) {
        throw file.corrupt(entry.described() + " lies at " + entry.begin() + " … " + entry.end() + ", expected it to begin at " + at);
      }
      if (entry.end() > size) {
        throw file.corrupt(entry.described() + " ends at byte " + entry.end() + " of the data, which has " + size);
      }
      at = entry.end();
    }
    if (at != size) {
      throw file.corrupt("the data has " + size + " bytes, its tensors " + at);
    }
  }

  private static TensorType type(MappedFile file, Entry entry, FloatFormat format) {
    long elements = 1;
    for (long size : entry.shape()) {
      // Checked by division, since the product of what a file says may exceed a long.
      if (size < 1 || elements > Long.MAX_VALUE / Double.BYTES / size) {
        throw file.corrupt(
            entry.described() + " has the shape " + entry.shape() + ", expected positive sizes of a tensor that fits into the file");
      }
      elements *= size;
    }
    if (elements * format.bytes() != entry.end() - entry.begin()) {
      throw file.corrupt(entry.described() + " of shape " + entry.shape() + " has " + (entry.end() - entry.begin()) + " bytes, expected "
          + elements * format.bytes());
    }
    return TensorType.f32(Shape.of(entry.shape().stream().mapToLong(Long::longValue).toArray()));
  }

  /**
   * Writes tensors by name, in the map's order, one at a time. Elements that are still to be computed are computed now.
   *
   * @param metadata text about the whole, by key
   * @throws DiagnosticException if the file cannot be written or a name cannot stand in it
   */
  public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) {
    AtomicFile.write(path, file -> write(file, tensors, metadata));
  }

  /**
   * As {@link #write(Path, Map, Map)}, into a file that the caller commits.
   *
   * @throws DiagnosticException if a name cannot stand in the file
   */
  public static void write(AtomicFile file, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
    if (tensors.containsKey(METADATA)) {
      throw new DiagnosticException(
          Diagnostic.of(Code.NOT_EXPRESSIBLE, "\"" + file + "\": no weight of a safetensors file can be called \"" + METADATA + "\""));
    }
    byte[] header = header(tensors, metadata).getBytes(StandardCharsets.UTF_8);
    file.write(ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
    file.write(header);
    for (Tensor tensor : tensors.values()) {
      file.write(tensor);
    }
  }

  private static String header(Map<String, Tensor> tensors, Map<String, String> metadata) {
    var properties = new ArrayList<String>();
    if (!metadata.isEmpty()) {
      properties.add(JsonReader.quote(METADATA) + ":" + metadata.entrySet().stream()
          .map(entry -> JsonReader.quote(entry.getKey()) + ":" + JsonReader.quote(entry.getValue()))
          .collect(Collectors.joining(",", "{", "}")));
    }
    long at = 0;
    for (var entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      long end = at + tensor.type().bytes();
      properties.add(JsonReader.quote(entry.getKey()) + ":{\"dtype\":\"F32\",\"shape\":" + tensor.shape() + ",\"data_offsets\":[" + at + ","
          + end + "]}");
      at = end;
    }
    String text = "{" + String.join(",", properties) + "}";
    // Spaces after the header put the first tensor at a multiple of eight bytes.
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return text + " ".repeat(Math.floorMod(-bytes, LENGTH_BYTES));
  }
}
