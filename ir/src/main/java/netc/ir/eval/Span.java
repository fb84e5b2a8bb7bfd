package netc.ir.eval;

/**
 * The cells of one window along one axis that lie in the input: {@code start}, {@code start + step}, … below {@code end}.
 *
 * @param start the first position
 * @param end where to stop
 * @param step from cell to cell
 * @param cells how many cells a mean counts, which may include some of the padding
 */
record Span(int start, int end, int step, int cells) {
  /** The windows that slide over an axis. */
  static Span[] sliding(Axis axis, boolean countPad) {
    var spans = new Span[axis.places()];
    for (int place = 0; place < spans.length; place++) {
      long first = (long) place * axis.stride() - axis.before();
      long end = first + (axis.kernel() - 1L) * axis.dilation() + 1;
      long skipped = first < 0 ? Math.ceilDiv(-first, (long) axis.dilation()) * axis.dilation() : 0;
      int start = Math.toIntExact(first + skipped);
      int stop = (int) Math.min(end, axis.size());
      int cells = countPad ? (int) (Math.min(end, (long) axis.size() + axis.after()) - first) : stop - start;
      spans[place] = new Span(start, stop, Math.min(axis.dilation(), axis.size()), cells);
    }
    return spans;
  }

  /** The {@code places} windows of nearly equal size that cover {@code size} cells. */
  static Span[] adaptive(int size, int places) {
    var spans = new Span[places];
    for (int place = 0; place < places; place++) {
      int start = (int) ((long) place * size / places);
      int end = (int) Math.ceilDiv((place + 1L) * size, (long) places);
      spans[place] = new Span(start, end, 1, end - start);
    }
    return spans;
  }
}
