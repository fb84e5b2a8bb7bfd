package netc.formats.npy;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import netc.formats.MappedFile;
import netc.formats.WeightNames;
import netc.ir.diag.DiagnosticException;
import netc.ir.tensor.Tensor;

/**
 * Reads {@code .npz} files: ZIP archives of {@code .npy} files, as {@code numpy.savez} and {@code numpy.savez_compressed} write them. What is stored
 * stays in the mapped file; what is compressed is unpacked when it is needed, and no more of it than its header says.
 */
public final class Npz {
  private static final String ENDING = ".npy";

  /** An npy file's header at its longest. */
  private static final int HEAD = 10_100;

  private Npz() {}

  /**
   * The tensors of a file by name, in the file's order.
   *
   * @throws DiagnosticException if the file cannot be read, contradicts itself, or has a tensor with elements of another type or order
   */
  public static Map<String, Tensor> read(Path path) {
    MappedFile file = MappedFile.open(path);
    var tensors = new LinkedHashMap<String, Tensor>();
    for (ZipEntries.Entry entry : ZipEntries.of(file)) {
      if (!entry.name().endsWith(ENDING)) {
        throw file.corrupt("\"" + entry.name() + "\" is no " + ENDING + " file");
      }
      String name = entry.name().substring(0, entry.name().length() - ENDING.length());
      if (!WeightNames.isCounter(name) && tensors.put(name, tensor(file, entry)) != null) {
        throw file.corrupt("two tensors are called \"" + name + "\"");
      }
    }
    return Collections.unmodifiableMap(tensors);
  }

  private static Tensor tensor(MappedFile file, ZipEntries.Entry entry) {
    if (!entry.deflated()) {
      return Npy.tensor(file.part(entry.name(), entry.content()));
    }
    Npy.Header header = Npy.header(unpacked(file, entry, Math.min(HEAD, entry.size())));
    if (header.size() != entry.size()) {
      throw file.part(entry.name(), entry.content())
          .corrupt("the shape " + header.type().shape() + " needs " + header.size() + " bytes, " + entry.size() + " are there");
    }
    return Tensor.computed(header.type(), "unpacked", List.of(), () -> Npy.tensor(unpacked(file, entry, entry.size())).toArray());
  }

  /** The first bytes of what is compressed. */
  private static MappedFile unpacked(MappedFile file, ZipEntries.Entry entry, long size) {
    MappedFile packed = file.part(entry.name(), entry.content());
    if (Math.max(size, packed.size()) > Integer.MAX_VALUE - Long.BYTES) {
      throw packed.corrupt("it has " + size + " bytes, too many for a compressed array");
    }
    var bytes = new byte[(int) size];
    try (var inflater = new Inflater(true)) {
      inflater.setInput(packed.bytes().asByteBuffer());
      int at = 0;
      while (at < bytes.length) {
        int count = inflater.inflate(bytes, at, bytes.length - at);
        if (count == 0) {
          throw packed.corrupt("it ends after " + at + " of " + size + " bytes");
        }
        at += count;
      }
    } catch (DataFormatException e) {
      throw packed.corrupt("it cannot be unpacked");
    }
    return packed.part("", MemorySegment.ofArray(bytes));
  }
}
