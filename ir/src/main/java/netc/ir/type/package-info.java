/**
 * Element types, dimensions and shapes. Invariants: all values are immutable; a known dimension is at least 1; only a leading (batch) dimension
 * may be symbolic, and a symbol stands for the same size wherever it occurs in a graph.
 */
package netc.ir.type;
