/**
 * The command line: {@link netc.cli.Main} starts it, {@link netc.cli.Netc} is the command {@code netc}, and each subcommand is a class of its own.
 * Invariants: options that several commands share are mixins; commands write to the {@link netc.cli.Terminal} they are given and never exit the
 * process; results go to standard output, everything about how they came to be to standard error; what a program would read is JSON.
 */
package netc.cli;
