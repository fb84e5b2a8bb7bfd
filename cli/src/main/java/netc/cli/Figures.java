package netc.cli;

import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
  private Figures() {}

  /** {@code 32,509,416}. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code +1,024}, {@code -3}, {@code 0}: a change. */
  static String change(long number) {
    return number > 0 ? "+" + count(number) : count(number);
  }

  /** Multiply-accumulates: {@code 5.993 G}, {@code 176.9 M}, {@code 960}. */
  static String macs(long number) {
    long size = Math.abs(number);
    if (size < 1_000_000) {
      return count(number);
    }
    return size < 1_000_000_000 ? digits(number / 1e6) + " M" : String.format(Locale.ROOT, "%,.3f G", number / 1e9);
  }

  private static String digits(double number) {
    double size = Math.abs(number);
    return String.format(Locale.ROOT, size < 10 ? "%.3f" : size < 100 ? "%.2f" : "%.1f", number);
  }

  /** A change of multiply-accumulates. */
  static String macsChange(long number) {
    return number > 0 ? "+" + macs(number) : macs(number);
  }

  /** {@code 5.993 GMACs}, {@code 960 MACs}. */
  static String macsUnit(long number) {
    String text = macs(number);
    return text + (Character.isLetter(text.charAt(text.length() - 1)) ? "MACs" : " MACs");
  }

  /** {@code 31.2 ms}, {@code 1.24 s}, {@code 870 µs}. */
  static String time(double nanos) {
    if (nanos < 1e6) {
      return String.format(Locale.ROOT, "%.0f µs", nanos / 1e3);
    }
    return nanos < 1e9 ? String.format(Locale.ROOT, nanos < 1e7 ? "%.2f ms" : "%.1f ms", nanos / 1e6)
        : String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
  }

  /** {@code 3.1e-07}, {@code 0}. */
  static String small(double number) {
    return number == 0 ? "0" : String.format(Locale.ROOT, "%.1e", number);
  }

  /** {@code 24.8 MiB}. */
  static String bytes(long bytes) {
    if (bytes < 1 << 10) {
      return bytes + " B";
    }
    double size = bytes;
    int unit = -1;
    while (size >= 1024 && unit < 3) {
      size /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %siB", size, "KMGT".charAt(unit));
  }

  /** {@code 1 layer}, {@code 3 layers}. */
  static String plural(long number, String noun) {
    return count(number) + " " + noun + (Math.abs(number) == 1 ? "" : "s");
  }
}
