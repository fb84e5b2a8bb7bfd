package netc.rule.simplify;

import java.util.List;
import java.util.stream.Stream;
import netc.pass.Rule;

/** The rules of this package, in the order in which they are tried at a node. */
public final class Simplifications {
  /** All of them. */
  public static final List<Rule<?>> ALL =
      Stream.<Rule<?>>concat(
          Stream.of(
              // What is the identity, before what makes one op of two of which one may be the identity.
              new EliminateIdentityActivation(), new EliminateBlend(), new EliminateIdentityPrelu(), new EliminateIdentityPooling(),
              new EliminateIdentityMovement(), new EliminateIdentityResize(), new EliminateIdentityReduction(),
              new ComposeClips(), new EliminateActivationByRange(), // one bound of two is less than the outer one alone
              new ComposeReshapes(), new ComposeTransposes(), new UseReshapeForTranspose(), new ComposeShuffles(), new ComposePads(),
              new ComposeReductions(), new MoveReductionBeforeTranspose(),
              new TrimSplit(), new ComposeSlices(), new MoveSliceBeforeConcat()), // a trimmed split may be a slice of a slice
          Identities.ALL.stream())
          .toList();

  private Simplifications() {}
}
