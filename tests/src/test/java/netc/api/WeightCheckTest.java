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

  @ParameterizedTest
  @ValueSource(strings = {"fill(-1)", "fill(nan)", "fill(inf)", "uniform(-2, -1)", "uniform(-1, 0.001)"})
  void aDrawnVarianceWithoutARootIsRefused(String variance) throws IOException {
    assertThatThrownBy(() -> Compiler.standard().load(drawn(variance)))
        .asInstanceOf(InstanceOfAssertFactories.type(DiagnosticException.class))
        .satisfies(failure -> assertThat(failure.diagnostics()).singleElement()
            .satisfies(diagnostic -> assertThat(diagnostic.code()).isEqualTo(Code.INVALID_WEIGHT)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fill(0)", "uniform(0, 2)", "uniform(0.5, 1.5)"})
  void aDrawnVarianceWithARootIsAccepted(String variance) throws IOException {
    assertThat(Compiler.standard().load(drawn(variance)).graph().outputs()).containsKey("y");
  }

  @Test
  void aSoundVarianceIsAccepted() throws IOException {
    assertThat(Compiler.standard().load(net("0.5")).graph().outputs()).containsKey("y");
  }

  private Path net(String variance) throws IOException {
    return drawn("[1, " + variance + "]");
  }

  private Path drawn(String variance) throws IOException {
    Path file = folder.resolve("net.net");
    return Files.writeString(file, """
        net sick {
          input x: f32[N, 2, 3, 3]
          weight bn.weight: f32[2]
          weight bn.bias: f32[2]
          weight bn.running_mean: f32[2]
          weight bn.running_var: f32[2] = %s
          y = batchnorm(x, bn.weight, bn.bias, bn.running_mean, bn.running_var)
          output y = y
        }
        """.formatted(variance));
  }
}
