package netc.dsl;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import netc.ir.diag.SourceSpan;

/** Names of layers, scopes and nodes. A name that the user writes for a node goes to that node; what is named automatically keeps clear of it. */
final class Naming {
  private final Budget budget;
  private final Set<String> written = new HashSet<>();
  private final Set<String> nodes = new HashSet<>();
  private final Set<String> paths = new HashSet<>();
  private final Map<String, Integer> next = new HashMap<>();

  Naming(Budget budget) {
    this.budget = budget;
  }

  /** Keeps the names of inputs and weights and of {@code name = op(…)} for them. */
  void reserve(List<Statement> statements) {
    for (Statement statement : statements) {
      switch (statement) {
        case Statement.Assignment(var targets, Expression.Call _, _) -> written.addAll(targets);
        case Statement.Input(var name, _, _, _) -> written.add(name);
        case Statement.Weight(var name, _, _, _) -> written.add(name);
        case Statement.Loop(_, _, var body, _) -> reserve(body);
        case Statement.Choice(var branches, var otherwise, _) -> {
          branches.forEach(branch -> reserve(branch.body()));
          reserve(otherwise);
        }
        case Statement.Assignment _, Statement.Weights _, Statement.Output _, Statement.Return _ -> {}
      }
    }
  }

  /** The scoped name of a layer or a scope: the given one, or the callee's with the next number in this frame's scope. */
  String path(Frame frame, String callee, Optional<String> given, SourceSpan span) {
    if (given.isPresent()) {
      String path = budget.text(span, frame.join(given.get()));
      paths.add(path);
      return path;
    }
    String base = frame.join(Character.isDigit(callee.charAt(callee.length() - 1)) ? callee + "_" : callee);
    int number = next.getOrDefault(base, 1);
    while (!paths.add(base + number)) {
      number++;
    }
    next.put(base, number + 1);
    return budget.text(span, base + number);
  }

  /** The name of a node that the user named so; a second node of that name gets a number. */
  String claimWritten(String name) {
    return nodes.add(name) ? name : numbered(name);
  }

  /** The name of a node that is to be named so if no one else is. */
  String claim(String name) {
    return !written.contains(name) && nodes.add(name) ? name : numbered(name);
  }

  private String numbered(String name) {
    int number = next.getOrDefault(name + "_", 1);
    while (written.contains(name + "_" + number) || !nodes.add(name + "_" + number)) {
      number++;
    }
    next.put(name + "_", number + 1);
    return name + "_" + number;
  }

  /** Whether a node has this name. */
  boolean isTaken(String name) {
    return nodes.contains(name);
  }
}
