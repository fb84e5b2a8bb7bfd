/**
 * From a graph to a program: which ops run as one kernel, and where in memory their results are.
 *
 * <p>{@link netc.lower.Lowering} is the door. It removes names ({@code identity}, {@code dropout}), makes views of what only changes shape
 * ({@code flatten}, {@code reshape}), lets the kernel that computes a value also do the additions and activations that follow, and plans memory.
 *
 * <p>Invariants: the program computes what the graph does; nothing but the outputs' ancestors runs; a value that is read twice, or is an output, is
 * in memory; each program is checked by {@link netc.ir.plan.ProgramVerifier} before it is handed out; the cost is O(n log n) without recursion.
 */
package netc.lower;
