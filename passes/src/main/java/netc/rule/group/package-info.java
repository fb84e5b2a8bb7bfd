/**
 * Rules between branches and groups: the equivalences of Inception and ResNeXt blocks, in both directions.
 *
 * <p>The forward rules ({@code Merge…}, {@code Group…}, {@code …AfterConcat}) make one wide or grouped convolution of many small ones and are one pass;
 * the inverse rules ({@code Split…}, {@code …BeforeConcat}) are passes of their own, since together they would go in circles. Invariants: branches
 * keep their order, in concats as in weights; every rule costs time linear in the number of branches.
 */
package netc.rule.group;
