package netc.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on ONNX lists what can be imported. */
class OnnxPageTest {
  private static final Pattern NAME = Pattern.compile("`([A-Z][A-Za-z0-9]*)`");

  @Test
  void listsEveryOperator() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "onnx.md"));
    String table = page.substring(page.indexOf("## Operators"), page.indexOf("## What is refused"));
    var listed = new TreeSet<String>();
    NAME.matcher(table).results().forEach(match -> listed.add(match.group(1)));
    assertThat(listed).isEqualTo(Operators.types());
  }
}
