package netc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {
  private static final List<String> NAMES = List.of("x", "bn", "relu", "image");

  @Test
  void aMisspelledNameHasAMeaning() {
    assertThat(Suggestions.nearest("rleu", NAMES)).hasValue("relu");
    assertThat(Suggestions.nearest("nb", NAMES)).hasValue("bn");
    assertThat(Suggestions.nearest("imagine", NAMES)).hasValue("image");
  }

  @Test
  void aSingleLetterMeansNoOther() {
    assertThat(Suggestions.nearest("q", NAMES)).isEmpty();
    assertThat(Suggestions.nearest("xq", NAMES)).isEmpty();
  }
}
