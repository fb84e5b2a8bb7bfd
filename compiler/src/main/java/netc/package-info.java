/**
 * The front door. A {@link netc.Compiler} holds options and does everything: {@link netc.Compiler#load}, {@link netc.Compiler#optimize},
 * {@link netc.Compiler#compile}, {@link netc.Compiler#save}. User mistakes come out as {@link netc.ir.diag.DiagnosticException}.
 *
 * <pre>{@code
 * var compiler = Compiler.standard();
 * Graph graph = compiler.load(Path.of("models/vanillanet_6.net")).graph();
 * Report report = compiler.optimize(graph);
 * try (CompiledModel model = compiler.compile(report.after())) {
 *   Tensor logits = model.run(Samples.inputs(model.inputs(), 0)).get("logits");
 * }
 * }</pre>
 */
package netc;
