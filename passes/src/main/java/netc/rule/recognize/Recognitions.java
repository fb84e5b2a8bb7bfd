package netc.rule.recognize;

import java.util.List;
import java.util.stream.Stream;
import netc.pass.Rule;

/** The rules that recognize, in the order in which they are tried at a node. {@link RecognizeBatchNorm} is for what no layer takes, and comes later. */
public final class Recognitions {
  /** All but that one. */
  public static final List<Rule<?>> ALL =
      Stream.<Rule<?>>concat(
          Decompositions.ALL.stream(),
          Stream.of(
              new RecognizeLayerNorm(), new FoldAffineIntoNorm(),
              new RecognizeGlobalAvgPool(), new UseGlobalAvgPool(), new RecognizeShuffle(), new RecognizeLinear(), new CancelTransposes(),
              new ConvolveCells(), new RecognizeFlatten())) // what reads cells looks at linear layers after either reshape
          .toList();

  private Recognitions() {}
}
