package netc.cli;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import netc.pass.Pass;
import netc.pass.Pipelines;
import netc.pass.Rule;
import netc.pass.RulePass;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/** {@code netc passes}: what the optimizer can do. */
@Command(
    name = "passes",
    description = "List the optimizer's passes and their rules, with the levels that run them.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  netc passes",
      "  netc opt my.net --passes simplify,fold-normalization      run some of them",
      "  netc opt my.net --skip simplify                           run all but one"})
final class PassesCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin
  final HelpOption help = new HelpOption();

  @Option(names = "--json", description = "Write an array with an object for each pass.")
  private boolean json;

  PassesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (json) {
      Json.write(terminal.out(), this::write);
    } else {
      print();
    }
    return Failures.OK;
  }

  private void print() {
    var table = new Table().words("pass, rule").words("level").words("numerics").words("what it does");
    for (Pass pass : Pipelines.all()) {
      table.total(pass.name(), levels(pass).stream().findFirst().orElse("-"), "", pass.summary());
      rules(pass).forEach(rule -> table.row("  " + rule.id(), "", rule.exactness().toString(), rule.summary()));
    }
    table.print(terminal.out());
  }

  private static List<? extends Rule<?>> rules(Pass pass) {
    return pass instanceof RulePass set ? set.rules() : List.of();
  }

  /** The levels that run a pass, as written on the command line. */
  private static List<String> levels(Pass pass) {
    return Arrays.stream(Pipelines.Level.values()).filter(level -> Pipelines.of(level).contains(pass)).map(level -> "-" + level).toList();
  }

  private void write(JsonGenerator generator) {
    generator.writeStartArray();
    for (Pass pass : Pipelines.all()) {
      generator.writeStartObject();
      generator.writeStringProperty("pass", pass.name());
      generator.writeStringProperty("summary", pass.summary());
      generator.writeArrayPropertyStart("levels");
      levels(pass).forEach(generator::writeString);
      generator.writeEndArray();
      generator.writeArrayPropertyStart("rules");
      rules(pass).forEach(rule -> write(generator, rule));
      generator.writeEndArray();
      generator.writeEndObject();
    }
    generator.writeEndArray();
  }

  private static void write(JsonGenerator generator, Rule<?> rule) {
    generator.writeStartObject();
    generator.writeStringProperty("rule", rule.id());
    generator.writeStringProperty("summary", rule.summary());
    generator.writeStringProperty("exactness", rule.exactness().toString());
    generator.writeStringProperty("formula", rule.formula());
    generator.writeEndObject();
  }
}
