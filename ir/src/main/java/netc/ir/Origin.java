package netc.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import netc.ir.diag.SourceSpan;
import org.jspecify.annotations.Nullable;

/** What in the user's model a node came from. A fused node keeps all of its parts' origins. */
public sealed interface Origin {
  /**
   * A layer or a node as the user wrote it.
   *
   * @param name its scoped name: {@code stage1.0.conv1}
   * @param span where it is written; absent for models built in memory
   */
  record Source(String name, Optional<SourceSpan> span) implements Origin {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * Several origins in one node. Compared by identity: a chain of fusions may be as deep as a network, too deep to walk at every fusion.
   *
   * @param parts at least two
   * @param parallel whether they were siblings ({@code a || b}) rather than a chain ({@code a + b})
   */
  record Fused(List<Origin> parts, boolean parallel) implements Origin {
    public Fused {
      parts = List.copyOf(parts);
    }

    /** Identity: to compare the parts would recurse as deep as the network. */
    @Override
    public boolean equals(@Nullable Object object) {
      return this == object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    @Override
    public String toString() {
      return describe(this, 8);
    }
  }

  /** The origin of a node that does what the nodes of these origins did one after the other. */
  static Origin chain(Collection<Origin> parts) {
    return fuse(parts, false);
  }

  /** The origin of a node that does what the nodes of these origins did side by side. */
  static Origin siblings(Collection<Origin> parts) {
    return fuse(parts, true);
  }

  private static Origin fuse(Collection<Origin> parts, boolean parallel) {
    var distinct = List.copyOf(new LinkedHashSet<>(parts));
    return distinct.size() == 1 ? distinct.getFirst() : new Fused(distinct, parallel);
  }

  /** The first {@code limit} sources in it, in order. Works without recursion: a chain of fusions may be as deep as a network. */
  static List<Source> sources(Origin origin, int limit) {
    var found = new LinkedHashSet<Source>();
    var stack = new ArrayDeque<Origin>();
    stack.push(origin);
    while (!stack.isEmpty() && found.size() < limit) {
      switch (stack.pop()) {
        case Source source -> found.add(source);
        case Fused fused -> fused.parts().reversed().forEach(stack::push);
      }
    }
    return new ArrayList<>(found);
  }

  /** Where it was written first. */
  default Optional<SourceSpan> span() {
    return sources(this, 64).stream().flatMap(source -> source.span().stream()).findFirst();
  }

  /** {@code a + b} or {@code a || b}, at most {@code limit} names. */
  static String describe(Origin origin, int limit) {
    var names = sources(origin, limit + 1).stream().map(Source::name).toList();
    String separator = origin instanceof Fused fused && fused.parallel() ? " || " : " + ";
    return names.size() <= limit ? String.join(separator, names) : String.join(separator, names.subList(0, limit)) + separator + "…";
  }
}
