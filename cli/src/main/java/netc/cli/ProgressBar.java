package netc.cli;

import netc.ir.exec.Progress;

/** How far a network is with being compiled, on the last line of a terminal, which is erased at the end. Where there is no terminal, nothing. */
final class ProgressBar implements Progress, AutoCloseable {
  private static final int WIDTH = 30;
  private static final String ERASED = "\r\u001b[K";

  private final Text text;
  private final String network;
  private boolean shown;

  /** For the network of this name. */
  ProgressBar(Text text, String network) {
    this.text = text;
    this.network = network;
  }

  @Override
  public void at(int done, int all) {
    if (text.colored() && all > 0) {
      int filled = WIDTH * done / all;
      text.print(
          ERASED + "compiling " + network + " [" + "#".repeat(filled) + text.styled(Text.Role.FAINT, "-".repeat(WIDTH - filled)) + "] "
              + done + " of " + Figures.plural(all, "kernel"));
      text.flush();
      shown = true;
    }
  }

  @Override
  public void close() {
    if (shown) {
      text.print(ERASED);
      text.flush();
    }
  }
}
