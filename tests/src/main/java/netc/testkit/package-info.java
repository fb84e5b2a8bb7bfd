/**
 * What tests are written with. {@link netc.testkit.RuleTester} is the heart: besides the expected structure it checks, for every rule test, that the
 * graph is sound before and after, that types are kept, that a second application changes nothing, that the text round trip is exact, and that the
 * numbers agree at the exactness which the rule declares.
 */
package netc.testkit;
