package netc.formats.netpb;

/**
 * What a model file remembers of an optimization.
 *
 * @param rule the rule's name
 * @param site where it applied, as people name it: a layer, or nothing for the whole graph
 * @param times how often; at least 1
 */
public record Rewrite(String rule, String site, long times) {
  public Rewrite {
    if (times < 1) {
      throw new IllegalArgumentException("rule " + rule + " applied " + times + " times");
    }
  }
}
