package netc.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells in aligned columns. */
final class Table {
  private static final String GAP = "  ";

  private record Column(String title, boolean right) {}

  private record Row(Text.Role role, List<String> cells) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();

  /** One more column, of words. */
  Table words(String title) {
    columns.add(new Column(title, false));
    return this;
  }

  /** One more column, of numbers. */
  Table numbers(String title) {
    columns.add(new Column(title, true));
    return this;
  }

  /** One more row; cells that are missing at the end stay empty. */
  Table row(String... cells) {
    rows.add(new Row(Text.Role.PLAIN, List.of(cells)));
    return this;
  }

  /** One more row, of totals. */
  Table total(String... cells) {
    rows.add(new Row(Text.Role.STRONG, List.of(cells)));
    return this;
  }

  /** Writes the table; titles that are all empty are left out. */
  void print(Text text) {
    List<String> titles = columns.stream().map(Column::title).toList();
    if (!titles.stream().allMatch(String::isEmpty)) {
      text.line(text.styled(Text.Role.FAINT, line(titles)));
    }
    rows.forEach(row -> text.line(text.styled(row.role(), line(row.cells()))));
  }

  private String line(List<String> cells) {
    var line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String padding = " ".repeat(width(i) - length(cells.get(i)));
      line.append(i == 0 ? "" : GAP).append(columns.get(i).right() ? padding + cells.get(i) : cells.get(i) + padding);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return Math.max(length(columns.get(column).title()),
        rows.stream().filter(row -> column < row.cells().size()).mapToInt(row -> length(row.cells().get(column))).max().orElse(0));
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
