package netc.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import netc.pass.Remark;

/**
 * Many sites in few words: of those that differ only in names and numbers the first, and in which parts of the model the others are.
 *
 * <pre>
 * batchnorm layer1.0.bn1
 *   and 15 more like it: layer1 ×2, layer2 ×4, layer3 ×6, layer4 ×3
 * </pre>
 */
final class Sites {
  /** A name of a node, or a number. */
  private static final Pattern NUMBERED = Pattern.compile("\\S*\\d\\S*|\\S+\\.\\S+");

  /** More kinds than this are counted only. */
  private static final int KINDS = 4;

  /** More parts of a model than this are too many to name. */
  private static final int PARTS = 8;

  /**
   * A site.
   *
   * @param name the node's name
   * @param text what there is to say
   * @param kind what sites have in common that one stands for
   */
  record Site(String name, String text, String kind) {
    static Site of(Remark remark, String text) {
      String name = remark.node().substring(remark.node().indexOf(' ') + 1);
      return new Site(name, text, remark.passed() ? "" : NUMBERED.matcher(text).replaceAll("#"));
    }

    /** The first part of a scoped name. */
    private String part() {
      int dot = name.indexOf('.');
      return dot < 0 ? "" : name.substring(0, dot);
    }
  }

  private Sites() {}

  /** The lines that say where; each site has one if {@code all} are wanted. */
  static List<String> lines(List<Site> sites, boolean all) {
    if (all) {
      return sites.stream().map(Site::text).toList();
    }
    var lines = new ArrayList<String>();
    List<List<Site>> kinds = List.copyOf(sites.stream().collect(Collectors.groupingBy(Site::kind, LinkedHashMap::new, Collectors.toList()))
        .values());
    for (List<Site> kind : kinds.subList(0, Math.min(kinds.size(), KINDS))) {
      lines.add(kind.getFirst().text());
      if (kind.size() == 2) {
        lines.add(kind.getLast().text());
      } else if (kind.size() > 2) {
        lines.add("  and " + Figures.count(kind.size() - 1) + " more like it" + parts(kind.subList(1, kind.size())));
      }
    }
    if (kinds.size() > KINDS) {
      int rest = kinds.subList(KINDS, kinds.size()).stream().mapToInt(List::size).sum();
      lines.add("and " + Figures.count(rest) + " more of other kinds");
    }
    return lines;
  }

  private static String parts(List<Site> sites) {
    Map<String, Long> parts = sites.stream().collect(Collectors.groupingBy(Site::part, LinkedHashMap::new, Collectors.counting()));
    boolean tells = !parts.containsKey("") && parts.size() > 1 && parts.size() <= PARTS;
    return !tells ? "" : ": " + parts.entrySet().stream()
        .map(entry -> entry.getKey() + (entry.getValue() == 1 ? "" : " ×" + entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
