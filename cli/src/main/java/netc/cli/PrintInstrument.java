package netc.cli;

import netc.Compiler;
import netc.ir.Graph;
import netc.pass.Instrument;

/** Shows the network after passes. */
final class PrintInstrument implements Instrument {
  private final String which;
  private final Text text;

  private PrintInstrument(String which, Text text) {
    this.which = which;
    this.text = text;
  }

  /**
   * After the pass of this name, after those that {@code changed} something, or after {@code all}.
   *
   * @throws netc.ir.diag.DiagnosticException if no pass has this name
   */
  static PrintInstrument of(String which, Text text) {
    boolean several = which.equals("changed") || which.equals("all");
    return new PrintInstrument(several ? which : Compiler.pass(which).name(), text);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a pass says "unchanged" by returning the very same graph
  public void afterPass(int index, String name, Graph before, Graph after) {
    boolean wanted = switch (which) {
      case "all" -> true;
      case "changed" -> before != after;
      default -> which.equals(name);
    };
    if (wanted) {
      String what = index == 0 ? "# before any pass" : "# after pass " + index + ", " + name + (before == after ? ": unchanged" : "");
      text.line(text.styled(Text.Role.FAINT, what));
      text.print(after.toString());
    }
  }
}
