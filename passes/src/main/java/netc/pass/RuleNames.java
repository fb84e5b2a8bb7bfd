package netc.pass;

import java.util.Locale;

/** What rules are called after their classes; made once for each, as reports ask for it at every site. */
final class RuleNames {
  private static final ClassValue<String> NAMES = new ClassValue<>() {
    @Override
    protected String computeValue(Class<?> type) {
      return type.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
  };

  private RuleNames() {}

  /** The simple name in kebab case. */
  static String of(Class<?> type) {
    return NAMES.get(type);
  }
}
