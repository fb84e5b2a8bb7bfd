/**
 * Rules between branches and groups: the equivalences of Inception and ResNeXt blocks, in both directions.
 *
 * <p>The forward rules ({@code Merge…}, {@code Group…}, {@code …AfterConcat}) make one wide or grouped convolution of many small ones and are one pass;
 * where a split would be left, {@link netc.rule.group.MergeConvsOfOneInput} asks the cost model. The inverse rules ({@code Split…}, {@code
 * …BeforeConcat}, {@link netc.rule.group.MergeConvGroups}) are passes of their own, since together they would go in circles. Invariants: branches keep
 * their order, in concats as in weights; every rule costs time linear in the number of branches.
 */
package netc.rule.group;
