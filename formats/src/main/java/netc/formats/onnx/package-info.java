/**
 * ONNX models, in and out. Invariants of export: standard operators of operator sets 13 to 17 only, so that any runtime takes the model; values
 * keep their names; where runtimes read an attribute differently (rounding up in pooling) it is not used, and what it says is said in another
 * way. Invariants of import: nothing that a file says is trusted before it is checked; what cannot be imported is refused, all of it in one
 * diagnostic; a graph has tensors of floats only, for what is computed from shapes is computed at once; a graph that was imported, exported and
 * imported again is the same.
 */
package netc.formats.onnx;
