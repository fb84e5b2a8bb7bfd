import org.jspecify.annotations.NullMarked;

/** The command line: one class per command. */
@NullMarked
module netc.cli {
  requires static org.jspecify;
  requires netc.compiler;
  requires info.picocli;

  opens netc.cli to
      info.picocli;
}
