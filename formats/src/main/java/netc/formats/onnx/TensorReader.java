package netc.formats.onnx;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import netc.formats.MappedFile;
import netc.formats.onnx.proto.OnnxProto.StringStringEntryProto;
import netc.formats.onnx.proto.OnnxProto.TensorProto;
import netc.ir.diag.Code;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;

/** Makes operands of tensor messages. Elements of type {@code float} stay where they are: in the mapped model, or in a mapped file beside it. */
final class TensorReader {
  private static final int MAX_RANK = 8;

  private final Path model;
  private final IdentityHashMap<TensorProto, MemorySegment> apart;
  private final Map<Path, MappedFile> files = new LinkedHashMap<>();

  /**
   * For the tensors of a model.
   *
   * @param apart elements that are not in their messages but in the file, by the very message
   */
  TensorReader(Path model, IdentityHashMap<TensorProto, MemorySegment> apart) {
    this.model = model;
    this.apart = apart;
  }

  /** The files that tensors came from, but for the model itself. */
  Set<Path> files() {
    return Collections.unmodifiableSet(files.keySet());
  }

  /** The tensor in a message, to be called {@code name}. */
  Operand read(TensorProto message, String name) {
    ElementType type = ElementType.of(message.getDataType());
    List<Long> dims = message.getDimsList();
    long elements = elements(dims);
    if (elements == 0) {
      return new Operand.Integers(dims, List.of());
    }
    if (elements > Long.MAX_VALUE / Double.BYTES) {
      throw corrupt("the shape " + dims + " is too large");
    }
    MemorySegment bytes = bytes(message, type, elements);
    if (bytes.byteSize() != elements * type.bytes()) {
      throw corrupt("it has " + bytes.byteSize() + " bytes, expected " + elements * type.bytes() + " for the shape " + dims);
    }
    return switch (type.kind()) {
      case INTEGER -> new Operand.Integers(dims, integers(type, bytes, IntegerOperators.checkedCount(elements)));
      case FLOAT -> new Operand.Weight(name, type.format().tensor(TensorType.f32(Shape.of(longs(dims))), bytes));
    };
  }

  private static Refusal corrupt(String reason) {
    return Refusal.invalid(Code.CORRUPT_FILE, reason);
  }

  private static long elements(List<Long> dims) {
    if (dims.size() > MAX_RANK) {
      throw Refusal.unsupported("tensors of " + dims.size() + " dimensions");
    }
    long product = 1;
    for (long size : dims) {
      if (size < 0 || (size > 0 && product > Long.MAX_VALUE / size)) {
        throw corrupt("the shape " + dims + " is impossible");
      }
      product *= size;
    }
    return product;
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static List<Extent> integers(ElementType type, MemorySegment bytes, int count) {
    var elements = new ArrayList<Extent>(count);
    for (int i = 0; i < count; i++) {
      elements.add(Extent.of(type.integer(bytes, i)));
    }
    return elements;
  }

  /** The elements as {@code raw_data} has them, wherever they are. */
  private MemorySegment bytes(TensorProto message, ElementType type, long elements) {
    if (message.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return external(message, elements * type.bytes());
    }
    MemorySegment raw = apart.get(message);
    return raw == null ? type.typed(message) : raw;
  }

  private MemorySegment external(TensorProto message, long size) {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : message.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    MappedFile file = file(entries.getOrDefault("location", ""));
    long offset = number(entries, "offset", 0);
    long length = number(entries, "length", size);
    if (offset > file.size() || length > file.size() - offset) {
      throw corrupt(
          "its elements are at " + offset + " … " + (offset + length) + " of \"" + file.path() + "\", which has " + file.size() + " bytes");
    }
    return file.bytes().asSlice(offset, length);
  }

  private static long number(Map<String, String> entries, String key, long initial) {
    String text = entries.getOrDefault(key, Long.toString(initial));
    if (!text.matches("[0-9]{1,18}")) {
      throw corrupt("the " + key + " \"" + text + "\" of its elements is no number");
    }
    return Long.parseLong(text);
  }

  /** A file beside the model. What lies elsewhere is refused: a model must not make anyone read other files than its own. */
  private MappedFile file(String location) {
    try {
      Path folder = model.toAbsolutePath().getParent();
      Path relative = Path.of(location);
      if (folder == null || location.isEmpty() || relative.isAbsolute()) {
        throw outside(location);
      }
      Path place = folder.resolve(relative);
      Path shown = model.resolveSibling(relative);
      if (!place.normalize().startsWith(folder.normalize())
          || (Files.exists(place) && !place.toRealPath().startsWith(folder.toRealPath()))) {
        throw outside(location);
      }
      return files.computeIfAbsent(shown, MappedFile::open);
    } catch (InvalidPathException | IOException e) {
      throw corrupt("its elements are in \"" + location + "\", which is no path");
    }
  }

  private static Refusal outside(String location) {
    return corrupt("its elements are in \"" + location + "\", expected a file in the model's folder");
  }
}
