package netc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import netc.Compiler;
import netc.ir.diag.Code;
import netc.ir.diag.DiagnosticException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights that make a computation undefined are found when a model is loaded, at the layer that they break. */
class WeightCheckTest {
  @TempDir
  private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"nan", "-1", "inf"})
  void aVarianceWithoutARootIsRefused(String variance) throws IOException {
    assertThatThrownBy(() -> Compiler.standard().load(net(variance)))
        .asInstanceOf(InstanceOfAssertFactories.type(DiagnosticException.class))
        .satisfies(failure -> assertThat(failure.diagnostics()).singleElement().satisfies(diagnostic -> {
          assertThat(diagnostic.code()).isEqualTo(Code.INVALID_WEIGHT);
          assertThat(diagnostic.message()).contains("channel 1", "\"bn.running_var\"");
          assertThat(diagnostic.span()).hasValueSatisfying(span -> assertThat(span.line()).isEqualTo(7));
        }));
  }

  @Test
  void aSoundVarianceIsAccepted() throws IOException {
    assertThat(Compiler.standard().load(net("0.5")).graph().outputs()).containsKey("y");
  }

  private Path net(String variance) throws IOException {
    Path file = folder.resolve("net.net");
    return Files.writeString(file, """
        net sick {
          input x: f32[N, 2, 3, 3]
          weight bn.weight: f32[2]
          weight bn.bias: f32[2]
          weight bn.running_mean: f32[2]
          weight bn.running_var: f32[2] = [1, %s]
          y = batchnorm(x, bn.weight, bn.bias, bn.running_mean, bn.running_var)
          output y = y
        }
        """.formatted(variance));
  }
}
