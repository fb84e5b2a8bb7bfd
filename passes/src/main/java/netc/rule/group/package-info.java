/** Rules between branches and groups: the equivalences of Inception and ResNeXt blocks. */
package netc.rule.group;
