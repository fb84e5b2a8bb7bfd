/**
 * Kernels: one class a family, each an immutable {@link netc.backend.cpu.kernel.Kernel} made for one step. Invariants:
 * <ul>
 * <li>All tensors of a run live in one {@code float[]}, named by where they begin: dense and row-major, or images in the blocked layout of {@link
 * netc.backend.cpu.kernel.Channels}. Reads may run past a tensor by less than a
 * vector (the array has {@link netc.backend.cpu.kernel.Lanes#SLACK} floats to spare), writes never do.
 * <li>What an element is computed from, and in which order, depends on the step alone: not on the number of threads, not on which of them gets
 * which task, not on whether the code is compiled yet. So nothing uses a reduction or a transcendental function of the Vector API, whose results
 * the specification leaves open.
 * </ul>
 */
package netc.backend.cpu.kernel;
