package netc.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import netc.ir.Node;
import netc.ir.type.Dim;
import netc.ir.type.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A model that torchvision has, too, has all its names of weights and their shapes and no others, so that what was trained there loads here. */
class StateDictTest {
  static Stream<Arguments> models() {
    return Zoo.table("state-dicts.tsv").map(row -> Arguments.of(row.get(0), row.get(1), Integer.parseInt(row.get(2)), row.get(3)));
  }

  @ParameterizedTest(name = "{0} is torchvision''s {1}")
  @MethodSource("models")
  void hasTheNamesAndShapesOfItsStateDict(String model, String original, int count, String digest) throws NoSuchAlgorithmException {
    List<Node> weights = Zoo.graph(model, Map.of()).weights();
    assertThat(weights).as("what %s has", original).hasSize(count);
    String lines =
        weights.stream().map(weight -> weight.name() + " " + sizes(weight.type().shape()) + "\n").sorted().collect(Collectors.joining());
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(lines.getBytes(StandardCharsets.UTF_8));
    assertThat(HexFormat.of().formatHex(hash)).as("the digest of\n%s", lines).isEqualTo(digest);
  }

  private static String sizes(Shape shape) {
    return shape.dims().stream().map(Dim::toString).collect(Collectors.joining(","));
  }
}
