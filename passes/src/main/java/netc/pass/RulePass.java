package netc.pass;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import netc.ir.Graph;
import netc.ir.Node;
import netc.ir.Rewriter;
import netc.ir.Value;
import netc.ir.diag.CompilerBug;
import netc.ir.op.Op;
import netc.match.Match;
import netc.match.Pattern;
import netc.match.Pattern.Failure;
import netc.match.Reason;

/**
 * Applies rules wherever they match until none does. Nodes wait in a worklist, operands before users; a rewrite puts the nodes it touched back. When
 * the list is empty, one more look at everything confirms the fixpoint, so rules may look further than one node around.
 *
 * @param name the pass's name
 * @param summary what it does, in one line
 * @param rules tried in this order at each node
 */
public record RulePass(String name, String summary, List<Rule<?>> rules) implements Pass {
  /** Rewrites allowed for each node of the graph; a set of rules that needs more goes in circles. */
  private static final int REWRITES_PER_NODE = 16;

  public RulePass {
    rules = List.copyOf(rules);
  }

  @Override
  public Graph run(Graph graph, PassContext context) {
    var driver = new Driver(this, graph, context);
    driver.toFixpoint();
    driver.missed.values().stream().flatMap(byRule -> byRule.values().stream()).forEach(context::remark);
    return driver.out.finish();
  }

  /** The state of one run. */
  private static final class Driver {
    private final RulePass pass;
    private final PassContext context;
    private final Rewriter out;
    private final Map<Class<?>, List<Rule<?>>> rulesByOp = new HashMap<>();
    private final ArrayDeque<Node> work = new ArrayDeque<>();
    private final Set<Node> waiting = new HashSet<>();
    private final Map<String, Integer> applied = new HashMap<>();
    private final Map<Node, Map<String, Remark>> missed = new LinkedHashMap<>();
    private final long limit;

    Driver(RulePass pass, Graph graph, PassContext context) {
      this.pass = pass;
      this.context = context;
      this.out = new Rewriter(graph);
      this.limit = 1000L + (long) REWRITES_PER_NODE * graph.nodes().size();
    }

    void toFixpoint() {
      Graph start = out.graph();
      var all = new ArrayList<>(start.nodes());
      int before;
      do {
        before = out.edits();
        all.stream().filter(out::isLive).forEach(this::enqueue);
        while (!work.isEmpty() && context.mayRewrite()) {
          Node node = work.poll();
          waiting.remove(node);
          if (out.isLive(node)) {
            visit(node);
          }
          for (Node touched : out.takeTouched()) {
            all.add(touched);
            enqueue(touched);
          }
        }
        all = new ArrayList<>(new LinkedHashSet<>(all));
      } while (out.edits() > before);
      missed.keySet().removeIf(node -> !out.isLive(node));
    }

    private void enqueue(Node node) {
      if (waiting.add(node)) {
        work.add(node);
      }
    }

    private void visit(Node node) {
      for (Rule<?> rule : rulesFor(node.op())) {
        if (attempt(rule, node)) {
          return;
        }
      }
    }

    private List<Rule<?>> rulesFor(Op op) {
      return rulesByOp.computeIfAbsent(op.getClass(),
          type -> pass.rules.stream().filter(rule -> rule.pattern().type().isAssignableFrom(type)).toList());
    }

    private <O extends Op> boolean attempt(Rule<O> rule, Node node) {
      return switch (rule.pattern().match(node, out)) {
        case Pattern.Attempt.Failed<O>(var failure) -> miss(rule, node, failure.reason(), failure.detail());
        case Pattern.Attempt.Matched<O> _ when !context.allows(rule.exactness()) ->
            miss(rule, node, Reason.NUMERICS, rule.id() + " is " + rule.exactness() + ", which is not allowed");
        case Pattern.Attempt.Matched<O>(var match) -> apply(rule, match);
      };
    }

    private <O extends Op> boolean apply(Rule<O> rule, Match<O> match) {
      Rewriter.Mark mark = out.mark();
      out.at(match.nodes());
      return switch (rule.apply(match, out)) {
        case Outcome.Declined(var reason, var detail) -> {
          if (!out.additions(mark).isEmpty()) {
            throw new CompilerBug(rule.id() + " declined " + match + " after it had built nodes");
          }
          yield miss(rule, match.node(), reason, detail);
        }
        case Outcome.Replaced(var values) -> {
          context.make(rewrite(rule, match, values), out, mark);
          count(rule);
          yield true;
        }
        case Outcome.Proposed(var ways) -> propose(rule, match, ways, mark);
      };
    }

    /** Rewrites in the first way that gains; the first one's objection is the reason if none does. */
    private <O extends Op> boolean propose(Rule<O> rule, Match<O> match, List<Supplier<List<Value>>> ways, Rewriter.Mark mark) {
      Optional<Failure> first = Optional.empty();
      for (Supplier<List<Value>> way : ways) {
        Optional<Failure> objection = context.propose(rewrite(rule, match, way.get()), match.toString(), out, mark);
        if (objection.isEmpty()) {
          count(rule);
          return true;
        }
        first = first.or(() -> objection);
      }
      Failure failure = first.orElseThrow();
      return miss(rule, match.node(), failure.reason(), failure.detail());
    }

    private <O extends Op> Rewrite rewrite(Rule<O> rule, Match<O> match, List<Value> values) {
      return new Rewrite(pass.name, rule.id(), rule.exactness(), rule.formula(), match.node(), values);
    }

    private void count(Rule<?> rule) {
      applied.merge(rule.id(), 1, Integer::sum);
      if (out.edits() > limit) {
        String top =
            applied.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(5)
                .map(entry -> entry.getKey() + " ×" + entry.getValue())
                .collect(Collectors.joining(", "));
        throw new CompilerBug("pass " + pass.name + " does not converge: " + out.edits() + " rewrites; " + top);
      }
    }

    private boolean miss(Rule<?> rule, Node node, Reason reason, String detail) {
      missed.computeIfAbsent(node, _ -> new LinkedHashMap<>()).put(rule.id(), Remark.missed(pass.name, rule.id(), node, reason, detail));
      return false;
    }
  }
}
