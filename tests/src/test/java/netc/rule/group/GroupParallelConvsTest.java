package netc.rule.group;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class GroupParallelConvsTest {
  private static final RuleTester RULE = RuleTester.of(new GroupParallelConvs());

  @Test
  void groupsThreeInOrder() {
    RULE.on("""
        net t {
          input x1: f32[2, 2, 3, 4]
          input x2: f32[2, 2, 3, 4]
          input x3: f32[2, 2, 3, 4]
          weight w1: f32[3, 2, 2, 3]
          weight w2: f32[3, 2, 2, 3]
          weight w3: f32[3, 2, 2, 3]
          weight b2: f32[3]
          c1 = conv2d(x1, w1, pad = [0, 1, 1, 1])
          c2 = conv2d(x2, w2, b2, pad = [0, 1, 1, 1])
          c3 = conv2d(x3, w3, pad = [0, 1, 1, 1])
          output y = concat(c3, c1, c2)
        }
        """).rewritesTo("""
        net t {
          input x1: f32[2, 2, 3, 4]
          input x2: f32[2, 2, 3, 4]
          input x3: f32[2, 2, 3, 4]
          weight w: f32[9, 2, 2, 3]
          weight b: f32[9]
          output y = conv2d(concat(x3, x1, x2), w, b, pad = [0, 1, 1, 1], groups = 3)
        }
        """);
  }

  @Test
  void groupsBranchesThatHaveGroupsThemselves() {
    RULE.on("""
        net t {
          input x1: f32[1, 4, 2, 2]
          input x2: f32[1, 4, 2, 2]
          weight w1: f32[6, 2, 1, 1]
          weight w2: f32[6, 2, 1, 1]
          output y = concat(conv2d(x1, w1, groups = 2), conv2d(x2, w2, groups = 2))
        }
        """).rewritesTo("""
        net t {
          input x1: f32[1, 4, 2, 2]
          input x2: f32[1, 4, 2, 2]
          weight w: f32[12, 2, 1, 1]
          output y = conv2d(concat(x1, x2), w, groups = 4)
        }
        """);
  }

  @Test
  void groupsWithTheFunctionsBehindAndKeepsTheOperandsAround() {
    RULE.on("""
        net t {
          input x1: f32[1, 2, 2, 2]
          input x2: f32[1, 2, 2, 2]
          input x3: f32[1, 2, 2, 2]
          weight w1: f32[2, 2, 1, 1]
          weight w2: f32[2, 2, 1, 1]
          weight w3: f32[3, 2, 1, 1]
          weight w4: f32[2, 2, 1, 1]
          output y = concat(x1, relu(conv2d(x1, w1)), relu(conv2d(x2, w2)), relu(conv2d(x3, w4)), relu(conv2d(x1, w3)))
        }
        """).rewritesTo("""
        net t {
          input x1: f32[1, 2, 2, 2]
          input x2: f32[1, 2, 2, 2]
          input x3: f32[1, 2, 2, 2]
          weight w: f32[6, 2, 1, 1]
          weight w3: f32[3, 2, 1, 1]
          output y = concat(x1, relu(conv2d(concat(x1, x2, x3), w, groups = 3)), relu(conv2d(x1, w3)))
        }
        """);
  }

  @Test
  void groupsWhateverTheSizeWhenTheInputsAreAllPartsOfOneValue() {
    RULE.on("""
        net t {
          input x: f32[1, 4, 6, 6]
          weight w1: f32[2, 2, 3, 3]
          weight w2: f32[2, 2, 3, 3]
          a, b = split(x, [2, 2])
          output y = concat(conv2d(a, w1, stride = [2, 2]), conv2d(b, w2, stride = [2, 2]))
        }
        """).rewritesTo("""
        net t {
          input x: f32[1, 4, 6, 6]
          weight w: f32[4, 2, 3, 3]
          output y = conv2d(x, w, stride = [2, 2], groups = 2)
        }
        """);
  }

  /** The concats of inputs and of weights would be well typed; their groups would be cut at channel 3 of 6, not at 2. */
  @Test
  void declinesUnequalOutputWidths() {
    RULE.on(parallel("", "", "").replace("w2: f32[2, 2", "w2: f32[4, 2"))
        .declines(Reason.UNEQUAL_WIDTH, "conv2d c1 has output width 2, conv2d c2 has 4");
  }

  @Test
  void declinesUnequalInputWidths() {
    RULE.on(parallel("", "", "").replace("x2: f32[1, 2", "x2: f32[1, 4").replace("w2: f32[2, 2", "w2: f32[2, 4"))
        .declines(Reason.UNEQUAL_WIDTH, "input width");
  }

  @Test
  void declinesInputsOfOtherSizes() {
    RULE.on("""
        net t {
          input x1: f32[1, 2, 5, 5]
          input x2: f32[1, 2, 4, 4]
          weight w1: f32[2, 2, 2, 2]
          weight w2: f32[2, 2, 2, 2]
          output y = concat(conv2d(x1, w1, stride = [2, 2]), conv2d(x2, w2, stride = [2, 2]))
        }
        """).declines(Reason.SHAPE, "f32[1, 2, 5, 5]");
  }

  @Test
  void declinesTheSameInput() {
    RULE.on(parallel("", "", "").replace("conv2d(x2, w2", "conv2d(x1, w2")).declines(Reason.INPUTS, "both read x1");
  }

  @Test
  void declinesOtherAttributes() {
    RULE.on(parallel("", ", stride = [2, 2]", "")).declines(Reason.STRIDE);
    RULE.on(parallel("", ", dilation = [2, 2]", "")).declines(Reason.DILATION);
    RULE.on(parallel(", pad = [0, 0, 2, 2]", ", pad = [1, 1, 1, 1]", "")).declines(Reason.PADDING);
    RULE.on(parallel("", ", groups = 2", "").replace("w2: f32[2, 2", "w2: f32[2, 1")).declines(Reason.GROUPS);
    RULE.on(parallel("", ", pad = [1, 1, 1, 1]", "").replace("w2: f32[2, 2, 1, 1]", "w2: f32[2, 2, 3, 3]")).declines(Reason.KERNEL);
  }

  @Test
  void declinesWhenAConvolutionIsUsedTwice() {
    RULE.on(parallel("", "", "output z = relu(c1)")).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenAConvolutionIsAnOutput() {
    RULE.on(parallel("", "", "output z = c2")).declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesAComputedWeight() {
    RULE.on(parallel("", "", "").replace("weight w1", "input w1")).declines(Reason.NOT_CONSTANT);
  }

  @Test
  void declinesAnotherAxis() {
    RULE.on(parallel("", "", "").replace("concat(c1, c2)", "concat(c1, c2, axis = 3)")).declines(Reason.AXIS);
  }

  @Test
  void declinesToJoinInputsThatAreLargerThanTheResults() {
    RULE.on("""
        net t {
          input x1: f32[1, 8, 64, 64]
          input x2: f32[1, 8, 64, 64]
          weight w1: f32[8, 8, 1, 1]
          weight w2: f32[8, 8, 1, 1]
          output y = concat(conv2d(x1, w1, stride = [2, 2]), conv2d(x2, w2, stride = [2, 2]))
        }
        """).declines(Reason.NOT_PROFITABLE, "µs on cpu instead of");
  }

  /** Branches that begin with convolutions of one value need no concat: these become one in the same way. */
  @Test
  void joinsNothingWhereTheBranchesBeginTogether() {
    RULE.on("""
        net t {
          input x: f32[1, 4, 6, 6]
          weight v1: f32[3, 4, 1, 1]
          weight v2: f32[3, 4, 1, 1]
          weight w1: f32[2, 3, 3, 3]
          weight w2: f32[2, 3, 3, 3]
          output y = concat(tanh(conv2d(relu(conv2d(x, v1)), w1)), tanh(conv2d(relu(conv2d(x, v2)), w2)))
        }
        """).rewritesTo("""
        net t {
          input x: f32[1, 4, 6, 6]
          weight v: f32[6, 4, 1, 1]
          weight w: f32[4, 3, 3, 3]
          output y = tanh(conv2d(relu(conv2d(x, v)), w, groups = 2))
        }
        """);
  }

  private static String parallel(String first, String second, String more) {
    return """
        net t {
          input x1: f32[1, 2, 1, 1]
          input x2: f32[1, 2, 1, 1]
          weight w1: f32[2, 2, 1, 1]
          weight w2: f32[2, 2, 1, 1]
          c1 = conv2d(x1, w1%s)
          c2 = conv2d(x2, w2%s)
          output y = concat(c1, c2)
          %s
        }
        """.formatted(first, second, more);
  }
}
