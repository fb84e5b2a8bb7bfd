package netc;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import netc.formats.netpb.Rewrite;

/** What was done to a network as a line of text: {@code fold-batch-norm-into-producers ×20, flatten-concat ×2}. */
final class Rewrites {
  private static final Pattern REWRITE = Pattern.compile("([\\w-]+) ×(\\d{1,9})");

  private Rewrites() {}

  /** The line. */
  static String print(List<Rewrite> history) {
    return history.stream().map(rewrite -> rewrite.rule() + " ×" + rewrite.times()).collect(Collectors.joining(", "));
  }

  /** What a line says; parts that nothing of netc's wrote are passed over. */
  static List<Rewrite> parse(String line) {
    var history = new ArrayList<Rewrite>();
    Matcher matcher = REWRITE.matcher(line);
    while (matcher.find()) {
      history.add(new Rewrite(matcher.group(1), "", Integer.parseInt(matcher.group(2))));
    }
    return history;
  }
}
