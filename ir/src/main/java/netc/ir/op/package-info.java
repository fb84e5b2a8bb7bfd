/**
 * What nodes compute. An op is a record of attributes; its operands belong to the node; its meaning is a switch in
 * {@link netc.ir.eval.Evaluator}. Invariants: {@code Op} is sealed and no switch over it has a {@code default} branch, so a new op makes javac
 * list every place that has to learn it; printing and parsing work from record components through {@link netc.ir.op.OpSchema}.
 */
package netc.ir.op;
