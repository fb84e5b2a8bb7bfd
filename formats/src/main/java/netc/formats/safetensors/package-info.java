/**
 * The safetensors file: eight bytes that say how long the header is, a JSON header that says where each tensor lies, the tensors.
 * Invariants: a read tensor is a view of the mapped file; the tensors of an accepted file fill it without gap or overlap.
 */
package netc.formats.safetensors;
