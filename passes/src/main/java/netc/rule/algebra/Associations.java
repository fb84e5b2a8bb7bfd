package netc.rule.algebra;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The ways of putting parentheses into the products of a term; their order does not count, since matching tries both. */
final class Associations {
  private Associations() {}

  static List<Term> of(Term term) {
    return switch (term) {
      case Term.Any _, Term.Scalar _ -> List.of(term);
      case Term.Shifted(Term x, Amount addend) -> of(x).stream().<Term>map(way -> new Term.Shifted(way, addend)).toList();
      case Term.Scaled(Term x, Amount factor) when x instanceof Term.Apply apply && apply.is("mul") -> ofProduct(x, Optional.of(factor));
      case Term.Scaled(Term x, Amount factor) -> of(x).stream().<Term>map(way -> new Term.Scaled(way, factor)).toList();
      case Term.Apply apply when apply.is("mul") -> ofProduct(apply, Optional.empty());
      case Term.Apply apply -> ofOperands(apply);
    };
  }

  private static List<Term> ofOperands(Term.Apply apply) {
    List<List<Term>> ways = List.of(List.of());
    for (Term operand : apply.operands()) {
      var longer = new ArrayList<List<Term>>();
      for (List<Term> way : ways) {
        of(operand).forEach(last -> longer.add(append(way, last)));
      }
      ways = longer;
    }
    return ways.stream().<Term>map(operands -> new Term.Apply(apply.schema(), operands, apply.attributes())).toList();
  }

  private static List<Term> append(List<Term> terms, Term last) {
    var longer = new ArrayList<>(terms);
    longer.add(last);
    return longer;
  }

  /** A factor, or the number that some part of the product is multiplied by. */
  private record Leaf(Optional<Term> term, Optional<Amount> number) {}

  private static List<Term> ofProduct(Term product, Optional<Amount> outer) {
    var leaves = new ArrayList<Leaf>();
    outer.ifPresent(number -> leaves.add(new Leaf(Optional.empty(), outer)));
    gather(product, leaves);
    if (leaves.stream().filter(leaf -> leaf.number().isPresent()).count() > 1) {
      throw new IllegalArgumentException(product + " has more than one number");
    }
    Set<Leaf> ways = new LinkedHashSet<>(trees(leaves));
    return ways.stream().flatMap(way -> way.term().stream()).toList();
  }

  private static void gather(Term term, List<Leaf> leaves) {
    switch (term) {
      case Term.Apply apply when apply.is("mul") -> apply.operands().forEach(operand -> gather(operand, leaves));
      case Term.Scaled(Term x, Amount factor) -> {
        leaves.add(new Leaf(Optional.empty(), Optional.of(factor)));
        gather(x, leaves);
      }
      default -> leaves.add(new Leaf(Optional.of(term), Optional.empty()));
    }
  }

  /** All binary trees over the leaves, the first leaf always on the left. */
  private static List<Leaf> trees(List<Leaf> leaves) {
    if (leaves.size() == 1) {
      Leaf leaf = leaves.getFirst();
      return leaf.term().map(term -> of(term).stream().map(way -> new Leaf(Optional.of(way), Optional.empty())).toList())
          .orElse(List.of(leaf));
    }
    var ways = new ArrayList<Leaf>();
    for (int mask = 0; mask < (1 << (leaves.size() - 1)) - 1; mask++) {
      var left = new ArrayList<>(List.of(leaves.getFirst()));
      var right = new ArrayList<Leaf>();
      for (int i = 1; i < leaves.size(); i++) {
        ((mask >> (i - 1) & 1) == 1 ? left : right).add(leaves.get(i));
      }
      for (Leaf a : trees(left)) {
        trees(right).forEach(b -> ways.add(new Leaf(Optional.of(joined(a, b)), Optional.empty())));
      }
    }
    return ways;
  }

  private static Term joined(Leaf a, Leaf b) {
    return a.number().map(number -> scaled(b, number))
        .or(() -> b.number().map(number -> scaled(a, number)))
        .orElseGet(() -> Term.apply("mul", a.term().orElseThrow(), b.term().orElseThrow()));
  }

  private static Term scaled(Leaf factor, Amount number) {
    return new Term.Scaled(factor.term().orElseThrow(), number);
  }
}
