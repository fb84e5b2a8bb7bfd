/**
 * Our own model file: a graph, its weights and what was done to it, as protobuf; {@code netpb.proto} describes it. Invariants: what is
 * written reads back to an equal graph; ops are written from their {@link netc.ir.op.OpSchema} alone; a graph that is read was built and
 * type-checked like any other.
 */
package netc.formats.netpb;
