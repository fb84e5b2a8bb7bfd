package netc.pass;

/**
 * A rewrite that may or may not gain, before it is decided on.
 *
 * @param rule the rule's id
 * @param node the root, as {@code conv2d stem.conv2}
 * @param excerpt what it would change
 */
public record Proposal(String rule, String node, Excerpt excerpt) {}
