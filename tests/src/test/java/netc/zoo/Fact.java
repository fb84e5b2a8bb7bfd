package netc.zoo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import netc.ir.Statistics;

/**
 * What is published of a model, a row of {@code facts.tsv}.
 *
 * @param model the file's name without its ending
 * @param settings the parameters that differ from their defaults
 * @param parameters parameters without running statistics
 * @param gmacs multiply-accumulates in units of 1e9, to the decimals that are published
 * @param ops counts of ops by mnemonic, and of {@code depthwise} and {@code grouped} convolutions
 */
record Fact(String model, Map<String, String> settings, long parameters, Optional<BigDecimal> gmacs, Map<String, Integer> ops) {
  /** All of them. */
  static List<Fact> all() {
    return Zoo.table("facts.tsv").map(Fact::of).toList();
  }

  private static Fact of(List<String> row) {
    Optional<BigDecimal> gmacs = Optional.of(row.get(3)).filter(text -> !text.equals("-")).map(BigDecimal::new);
    var ops = new LinkedHashMap<String, Integer>();
    pairs(row.size() > 4 ? row.get(4) : "").forEach((op, count) -> ops.put(op, Integer.valueOf(count)));
    return new Fact(row.get(0), pairs(row.get(1)), Long.parseLong(row.get(2)), gmacs, ops);
  }

  private static Map<String, String> pairs(String text) {
    return Arrays.stream(text.split(" ")).filter(pair -> !pair.isEmpty()).map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, _) -> a, LinkedHashMap::new));
  }

  /** The same figures of a graph, to the same decimals. */
  Fact measured(Statistics statistics) {
    Optional<BigDecimal> measured =
        gmacs.map(published -> BigDecimal.valueOf(statistics.macs(), 9).setScale(published.scale(), RoundingMode.HALF_UP));
    var counts = new LinkedHashMap<String, Integer>();
    ops.keySet().forEach(op -> counts.put(op, count(statistics, op)));
    return new Fact(model, settings, statistics.parameters(), measured, counts);
  }

  private static int count(Statistics statistics, String op) {
    return switch (op) {
      case "depthwise" -> statistics.depthwise();
      case "grouped" -> statistics.grouped();
      default -> statistics.ops().getOrDefault(op, 0);
    };
  }

  @Override
  public String toString() {
    return model + (settings.isEmpty() ? "" : " " + settings);
  }
}
