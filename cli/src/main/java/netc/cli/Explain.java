package netc.cli;

import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How to explain an optimization.
 *
 * @param json whether a program reads it
 * @param all whether nothing is left out
 */
record Explain(boolean json, boolean all) {
  /** {@code text}, {@code json}, {@code all}, or several joined by commas. */
  static final class Parser implements ITypeConverter<Explain> {
    @Override
    public Explain convert(String text) {
      List<String> words = List.of(text.split(",", -1));
      for (String word : words) {
        if (!List.of("text", "json", "all").contains(word)) {
          throw new TypeConversionException("\"" + word + "\" is none of text, json, all");
        }
      }
      return new Explain(words.contains("json"), words.contains("all"));
    }
  }
}
