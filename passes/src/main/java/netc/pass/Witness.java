package netc.pass;

/** Told of every rewrite before it is made. */
@FunctionalInterface
public interface Witness {
  /**
   * Before a rewrite.
   *
   * @param number its place in the run, from 1
   * @param rewrite what is rewritten
   * @param excerpt what it changes
   */
  void beforeRewrite(int number, Rewrite rewrite, Excerpt excerpt);
}
