package netc.dsl;

import java.util.Collection;
import java.util.Optional;

/** Guesses what a misspelled name was to be. */
public final class Suggestions {
  private static final int LONGEST = 40;

  private Suggestions() {}

  /** The candidate with the fewest edits, if these are few for the name's length. Of single letters, each is as near as any other: none is meant. */
  public static Optional<String> nearest(String name, Collection<String> candidates) {
    int limit = Math.max(1, name.length() / 3);
    Optional<String> best = Optional.empty();
    int fewest = limit + 1;
    if (name.length() < 2 || name.length() > LONGEST) {
      return best;
    }
    for (String candidate : candidates) {
      if (Math.abs(candidate.length() - name.length()) < fewest && candidate.length() > 1) {
        int edits = edits(name, candidate);
        if (edits < fewest) {
          fewest = edits;
          best = Optional.of(candidate);
        }
      }
    }
    return best;
  }

  /** The edit distance (insert, delete, replace, swap neighbours). */
  private static int edits(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
        }
      }
    }
    return cost[from.length()][to.length()];
  }
}
