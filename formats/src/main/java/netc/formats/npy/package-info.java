/**
 * NumPy's array file, for the inputs and outputs of a run. Invariants: a read tensor is a view of the mapped file, which has exactly its elements.
 */
package netc.formats.npy;
