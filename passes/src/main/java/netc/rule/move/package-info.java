/**
 * Rules that move work to where there is less of it: before what reads a part, behind what leaves less, into weights. Invariants: a rule asks what it
 * costs before it moves anything, and none undoes what another one does.
 */
package netc.rule.move;
