package netc.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How to show where the time of a run goes. */
enum ProfileForm {
  /** A table, after all else. */
  TEXT,
  /** In the object for programs. */
  JSON,
  /** As a trace that Perfetto and Chrome show, and nothing else. */
  TRACE;

  /** {@code text}, {@code json} or {@code trace}. */
  static final class Parser implements ITypeConverter<ProfileForm> {
    @Override
    public ProfileForm convert(String text) {
      return Arrays.stream(values()).filter(form -> form.toString().equals(text)).findFirst()
          .orElseThrow(() -> new TypeConversionException("\"" + text + "\" is none of "
              + Arrays.stream(values()).map(ProfileForm::toString).collect(Collectors.joining(", "))));
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
