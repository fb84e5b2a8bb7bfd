package netc.ir.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import netc.ir.type.Shape;
import netc.ir.type.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * An immutable array of elements of a static type. The elements may be stored, drawn from an {@link Init}, or computed from other tensors; the
 * latter two come into being when first asked for, whichever thread asks, and stay; but see {@link #once}.
 */
public final class Tensor {
  /** One {@code f32} element of {@link #segment}, at any alignment (files map where they may). */
  public static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Where the elements come from. */
  public sealed interface Source {
    /** Elements in memory or in a mapped file. */
    record Stored() implements Source {}

    /**
     * Elements drawn deterministically.
     *
     * @param init the distribution
     * @param name the weight's name, which selects the stream of draws
     * @param seed the run's seed
     */
    record Initial(Init init, String name, long seed) implements Source {}

    /**
     * Elements computed by a rewrite.
     *
     * @param formula how, for people: {@code W·k}
     */
    record Computed(String formula) implements Source {}
  }

  private final TensorType type;
  private final Source source;
  private List<Tensor> ingredients = List.of();
  private @Nullable Supplier<MemorySegment> recipe;
  private @Nullable Supplier<Elements> stream;
  private volatile @Nullable MemorySegment segment;

  private Tensor(TensorType type, Source source, @Nullable Supplier<MemorySegment> recipe, @Nullable MemorySegment segment) {
    if (!type.shape().isStatic()) {
      throw new IllegalArgumentException("a tensor of " + type + " has no size");
    }
    this.type = type;
    this.source = source;
    this.recipe = recipe;
    this.segment = segment;
  }

  /** The tensor of these elements, row-major; their number must be the shape's. */
  public static Tensor of(Shape shape, float... elements) {
    return of(TensorType.f32(shape), MemorySegment.ofArray(elements.clone()));
  }

  /** The tensor whose little-endian elements are in {@code segment}, which must have exactly the type's size and never change. */
  public static Tensor of(TensorType type, MemorySegment segment) {
    requireSize(type, segment);
    return new Tensor(type, new Source.Stored(), null, segment.asReadOnly());
  }

  /** The tensor with every element {@code value}. */
  public static Tensor fill(TensorType type, double value) {
    return initial(type, new Init.Fill(value), "", 0);
  }

  /** The tensor drawn from {@code init}; equal arguments give equal elements on every machine. */
  public static Tensor initial(TensorType type, Init init, String name, long seed) {
    // what is drawn nowhere depends on no stream: equal fills are equal tensors
    Source source = init instanceof Init.Fill ? new Source.Initial(init, "", 0) : new Source.Initial(init, name, seed);
    return new Tensor(type, source,
        () -> MemorySegment.ofArray(Draws.draw(init, name, seed, type.shape().elements())), null);
  }

  /**
   * The tensor that {@code elements} computes when first needed.
   *
   * @param formula how, for people: {@code W·k}
   * @param ingredients the tensors that {@code elements} reads; they are made first, however long the chain of such tensors is
   */
  public static Tensor computed(TensorType type, String formula, List<Tensor> ingredients, Supplier<float[]> elements) {
    var tensor = new Tensor(type, new Source.Computed(formula), () -> MemorySegment.ofArray(elements.get()), null);
    tensor.ingredients = List.copyOf(ingredients);
    return tensor;
  }

  /**
   * As {@link #computed}, of elements each of which takes few others: then who reads them once needs no array of all, as {@link #elements} says.
   *
   * @param elements called when the ingredients are there
   */
  public static Tensor streamed(TensorType type, String formula, List<Tensor> ingredients, Supplier<Elements> elements) {
    int count = Math.toIntExact(type.shape().elements());
    var tensor = computed(type, formula, ingredients, () -> {
      float[] all = new float[count];
      elements.get().read(0, all, 0, count);
      return all;
    });
    tensor.stream = elements;
    return tensor;
  }

  private static void requireSize(TensorType type, MemorySegment segment) {
    if (segment.byteSize() != type.bytes()) {
      throw new IllegalArgumentException(type + " has " + type.bytes() + " bytes, not " + segment.byteSize());
    }
  }

  /** The element type and shape. */
  public TensorType type() {
    return type;
  }

  /** The shape. */
  public Shape shape() {
    return type.shape();
  }

  /** Where the elements come from. */
  public Source source() {
    return source;
  }

  /** The elements, read-only; made now if this is the first use. */
  public MemorySegment segment() {
    MemorySegment present = segment;
    return present != null ? present : materialize(true, new ArrayList<>());
  }

  /**
   * As {@link #segment}, for a reader that reads only once, before it calls for others: what has to be made for it is not kept, so a later use makes it
   * again, and the pages of mapped files that it was made from are let go of. Those that it is in itself go by {@link #release}, once it has been read.
   */
  public MemorySegment once() {
    var made = new ArrayList<Tensor>();
    MemorySegment present = segment;
    MemorySegment elements = present != null ? present : materialize(false, made);
    made.forEach(Tensor::forget);
    return elements;
  }

  /**
   * As {@link #once}, but those of a {@link #streamed} tensor are computed as they are read, if what they are computed from is there. Pages of mapped files
   * go by {@link #release}, once all has been read.
   */
  public Elements elements() {
    Supplier<Elements> pieces = stream;
    if (pieces != null && segment == null && missing().isEmpty()) {
      return pieces.get();
    }
    return Elements.of(once());
  }

  /**
   * Makes what this is computed from first, without recursion: rewrites may have piled up thousands of steps.
   *
   * @param keep whether it will not be made again
   * @param made gets the tensors that were made
   */
  private MemorySegment materialize(boolean keep, List<Tensor> made) {
    var stack = new ArrayDeque<Tensor>();
    stack.push(this);
    while (!stack.isEmpty()) {
      Tensor tensor = stack.peek();
      int depth = stack.size();
      tensor.missing().forEach(stack::push);
      if (stack.size() == depth) {
        if (depth > 1) { // the last one is this, and is made below
          made.add(tensor);
          tensor.make(keep);
        }
        stack.pop();
      }
    }
    made.add(this);
    return make(keep);
  }

  private synchronized List<Tensor> missing() {
    return segment != null ? List.of() : ingredients.stream().filter(tensor -> !tensor.isMaterialized()).toList();
  }

  private synchronized MemorySegment make(boolean keep) {
    MemorySegment present = segment;
    if (present == null) {
      Supplier<MemorySegment> supplier = recipe;
      if (supplier == null) {
        throw new IllegalStateException(type + " has neither elements nor a recipe");
      }
      MemorySegment made = supplier.get();
      requireSize(type, made);
      present = made.asReadOnly();
      segment = present;
    }
    if (keep) {
      recipe = null; // lets go of the tensors it was computed from
      stream = null;
      ingredients = List.of();
    }
    return present;
  }

  private synchronized void forget() {
    if (recipe != null) {
      segment = null;
    }
    ingredients.forEach(Tensor::release);
  }

  /** Gives the pages of a mapped file back that the elements, or what they are computed from, are in; they are read again when touched. */
  public void release() {
    MemorySegment present = segment;
    if (present == null) {
      ingredients.stream().filter(Tensor::isMaterialized).forEach(Tensor::release);
    } else if (present.isMapped()) {
      present.unload();
    }
  }

  /** Whether the elements are in memory (or mapped) already. */
  public boolean isMaterialized() {
    return segment != null;
  }

  /** The element at this row-major index. */
  public float get(long index) {
    return segment().getAtIndex(FLOAT, index);
  }

  /** A fresh array of all elements. */
  public float[] toArray() {
    float[] array = new float[Math.toIntExact(type.shape().elements())];
    MemorySegment.copy(segment(), FLOAT, 0, array, 0, array.length);
    return array;
  }

  /** A fresh array of all elements, widened: what the arithmetic of a rewrite works on. */
  public double[] toDoubles() {
    float[] floats = toArray();
    return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
  }

  /** Whether both have the same type and bitwise the same elements. */
  public boolean contentEquals(Tensor other) {
    return type.equals(other.type) && segment().mismatch(other.segment()) < 0;
  }

  /** Whether every element is finite; of what is drawn, the distribution says it. */
  public boolean isFinite() {
    if (source instanceof Source.Initial(var init, _, _)) {
      return init.isFinite();
    }
    long count = type.shape().elements();
    for (long i = 0; i < count; i++) {
      if (!Float.isFinite(get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Equal when known to be without making a lazy element: the same draw, or bitwise the same elements in memory. Where one is still to be computed,
   * only identity counts; see {@link #contentEquals}.
   */
  @Override
  public boolean equals(@Nullable Object object) {
    if (this == object) {
      return true;
    }
    if (!(object instanceof Tensor other) || !type.equals(other.type)) {
      return false;
    }
    if (source instanceof Source.Initial || other.source instanceof Source.Initial) {
      return source.equals(other.source);
    }
    return isMaterialized() && other.isMaterialized() && contentEquals(other);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + (source instanceof Source.Initial initial ? initial.hashCode() : 0);
  }

  @Override
  public String toString() {
    return type + " " + source;
  }
}
