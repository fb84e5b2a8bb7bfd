/**
 * What a network costs where it runs. A {@link netc.cost.Target} has the constants of a machine; a {@link netc.cost.CostModel} estimates with them the
 * time of a graph as it is lowered, so that what fuses costs no memory traffic and no launch. Invariant: an estimate depends on types and ops alone; no
 * weight is made for it.
 */
package netc.cost;
