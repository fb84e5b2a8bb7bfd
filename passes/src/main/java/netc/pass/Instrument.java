package netc.pass;

import netc.ir.Graph;

/** Told of every pass that ran: prints, dumps, times, checks. */
@FunctionalInterface
public interface Instrument {
  /**
   * After a pass.
   *
   * @param index the pass's place in the run, from 1; 0 for the graph before any pass, reported under the name {@code input}
   * @param name the pass's name
   * @param before the graph it was given
   * @param after the graph it gave; the same object if it changed nothing
   */
  void afterPass(int index, String name, Graph before, Graph after);
}
