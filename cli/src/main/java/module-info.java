import org.jspecify.annotations.NullMarked;

/** The command line: one class per command. */
@NullMarked
module netc.cli {
  requires static org.jspecify;
  requires netc.compiler;
  requires info.picocli;
  requires tools.jackson.core;

  opens netc.cli to
      info.picocli;
}
