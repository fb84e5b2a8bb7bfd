/**
 * Export to ONNX. Invariants: standard operators of operator sets 13 to 17 only, so that any runtime takes the model; values keep their
 * names; where runtimes read an attribute differently (rounding up in pooling) it is not used, and what it says is said in another way.
 */
package netc.formats.onnx;
