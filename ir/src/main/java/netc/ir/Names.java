package netc.ir;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Hands out names, each once: a wanted name that is taken gets the first free of {@code name_1}, {@code name_2}, …. */
final class Names {
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> next = new HashMap<>();

  String claim(String wanted) {
    if (taken.add(wanted)) {
      return wanted;
    }
    int i = next.getOrDefault(wanted, 1);
    while (!taken.add(wanted + "_" + i)) {
      i++;
    }
    next.put(wanted, i + 1);
    return wanted + "_" + i;
  }

  boolean isTaken(String name) {
    return taken.contains(name);
  }
}
