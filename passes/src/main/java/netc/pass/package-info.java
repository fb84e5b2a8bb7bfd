/**
 * Passes and what runs them. A {@link netc.pass.Pass} turns a graph into a graph; a {@link netc.pass.Rule} is one local rewrite, and a
 * {@link netc.pass.RulePass} applies a set of them until none applies. Only the {@link netc.pass.PassManager} runs a pass: it verifies, times, tells
 * {@link netc.pass.Instrument}s, and gathers {@link netc.pass.Remark}s. Invariants: passes and rules are final and stateless; every rewrite leaves a
 * graph that {@link netc.ir.Verifier} accepts and that computes the same at the rule's {@link netc.pass.Exactness}.
 */
package netc.pass;
