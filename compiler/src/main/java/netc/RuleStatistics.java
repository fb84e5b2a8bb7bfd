package netc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import netc.pass.Pass;
import netc.pass.Pipelines;
import netc.pass.Report;
import netc.pass.Rule;
import netc.pass.RulePass;

/** Which rules were applied in which networks. */
public final class RuleStatistics {
  /** Times by network, by rule. */
  private final Map<String, Map<String, Integer>> applied = new LinkedHashMap<>();

  /**
   * What is known of one rule.
   *
   * @param rule its id; of a pass without rules, the pass's name
   * @param networks in how many networks it was applied
   * @param times how often in all
   * @param most the network in which it was applied most often; empty if it was in none
   */
  public record Row(String rule, int networks, int times, Optional<String> most) {}

  /** Counts what was done with one more network. */
  public void add(String network, Report report) {
    report.totals()
        .forEach(total -> applied.computeIfAbsent(total.rule(), _ -> new LinkedHashMap<>()).merge(network, total.times(), Integer::sum));
  }

  /** What is known of a rule. */
  public Row of(String rule) {
    Map<String, Integer> networks = applied.getOrDefault(rule, Map.of());
    int times = networks.values().stream().mapToInt(Integer::intValue).sum();
    Optional<String> most =
        networks.entrySet().stream().reduce((a, b) -> b.getValue() > a.getValue() ? b : a).map(entry -> entry.getKey());
    return new Row(rule, networks.size(), times, most);
  }

  /** How often a rule was applied in a network. */
  public int times(String rule, String network) {
    return applied.getOrDefault(rule, Map.of()).getOrDefault(network, 0);
  }

  /** Every rule, and every pass without rules, each once, in the order of {@link Pipelines#all}. */
  public List<Row> rows() {
    return Pipelines.all().stream().flatMap(RuleStatistics::rules).distinct().map(this::of).toList();
  }

  private static Stream<String> rules(Pass pass) {
    return pass instanceof RulePass set ? set.rules().stream().map(Rule::id) : Stream.of(pass.name());
  }
}
