package netc.rule.group;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class MergeSummedConvsTest {
  private static final RuleTester RULE = RuleTester.of(new MergeSummedConvs());

  @Test
  void mergesTwoOverThePartsOfOneValue() {
    RULE.on("""
        net t {
          input x: f32[1, 5, 4, 6]
          weight w1: f32[3, 2, 3, 3]
          weight w2: f32[3, 3, 3, 3]
          a, b = split(x, [2, 3])
          c1 = conv2d(a, w1, stride = [2, 1], pad = [1, 0, 1, 2])
          c2 = conv2d(b, w2, stride = [2, 1], pad = [1, 0, 1, 2])
          s = add(c1, c2)
          output y = s
        }
        """).rewritesTo("""
        net t {
          input x: f32[1, 5, 4, 6]
          weight w: f32[3, 5, 3, 3]
          s = conv2d(x, w, stride = [2, 1], pad = [1, 0, 1, 2])
          output y = s
        }
        """);
  }

  @Test
  void mergesHoweverTheAdditionsAreAssociatedAndAddsTheBiases() {
    RULE.on("""
        net t {
          input x1: f32[2, 1, 3, 3]
          input x2: f32[2, 2, 3, 3]
          input x3: f32[2, 1, 3, 3]
          weight w1: f32[5, 1, 2, 2]
          weight w2: f32[5, 2, 2, 2]
          weight w3: f32[5, 1, 2, 2]
          weight b1: f32[5]
          weight b3: f32[5]
          c1 = conv2d(x1, w1, b1)
          c2 = conv2d(x2, w2)
          c3 = conv2d(x3, w3, b3)
          output y = add(c1, add(c2, c3))
        }
        """).rewritesTo("""
        net t {
          input x1: f32[2, 1, 3, 3]
          input x2: f32[2, 2, 3, 3]
          input x3: f32[2, 1, 3, 3]
          weight w: f32[5, 4, 2, 2]
          weight b: f32[5]
          output y = conv2d(concat(x1, x2, x3), w, b)
        }
        """);
  }

  @Test
  void keepsTheOnlyBias() {
    RULE.on("""
        net t {
          input x: f32[1, 2, 2, 2]
          weight w1: f32[3, 1, 1, 1]
          weight w2: f32[3, 1, 1, 1]
          weight b2: f32[3]
          a, b = split(x, [1, 1])
          output y = add(conv2d(a, w1), conv2d(b, w2, b2))
        }
        """).rewritesTo("""
        net t {
          input x: f32[1, 2, 2, 2]
          weight w: f32[3, 2, 1, 1]
          weight b2: f32[3]
          output y = conv2d(x, w, b2)
        }
        """);
  }

  @Test
  void keepsWhatElseIsSummed() {
    RULE.on("""
        net t {
          input x: f32[1, 4, 2, 2]
          weight w1: f32[4, 1, 1, 1]
          weight w2: f32[4, 3, 1, 1]
          weight w3: f32[4, 4, 3, 3]
          weight constant: f32[4, 1, 1]
          a, b = split(x, [1, 3])
          s1 = add(x, conv2d(a, w1))
          s2 = add(conv2d(x, w3, pad = [1, 1, 1, 1]), conv2d(b, w2))
          output y = add(constant, add(s1, s2))
        }
        """).rewritesTo("""
        net t {
          input x: f32[1, 4, 2, 2]
          weight w: f32[4, 4, 1, 1]
          weight w3: f32[4, 4, 3, 3]
          weight constant: f32[4, 1, 1]
          s1 = add(conv2d(x, w), constant)
          s2 = add(s1, x)
          output y = add(s2, conv2d(x, w3, pad = [1, 1, 1, 1]))
        }
        """);
  }

  @Test
  void mergesEachKindOfConvolution() {
    RULE.on("""
        net t {
          input x: f32[1, 2, 3, 3]
          weight v1: f32[2, 1, 1, 1]
          weight v2: f32[2, 1, 1, 1]
          weight w1: f32[2, 1, 3, 3]
          weight w2: f32[2, 1, 3, 3]
          a, b = split(x, [1, 1])
          u1 = add(conv2d(a, v1), conv2d(a, w1, pad = [1, 1, 1, 1]))
          u2 = add(conv2d(b, v2), conv2d(b, w2, pad = [1, 1, 1, 1]))
          output y = add(u1, u2)
        }
        """).rewritesTo("""
        net t {
          input x: f32[1, 2, 3, 3]
          weight v: f32[2, 2, 1, 1]
          weight w: f32[2, 2, 3, 3]
          output y = add(conv2d(x, v), conv2d(x, w, pad = [1, 1, 1, 1]))
        }
        """);
  }

  @Test
  void anInnerSumThatIsUsedElsewhereIsATermOfItsOwn() {
    RULE.on("""
        net t {
          input x: f32[1, 2, 2, 2]
          weight w1: f32[2, 1, 1, 1]
          weight w2: f32[2, 1, 1, 1]
          a, b = split(x, [1, 1])
          s = add(conv2d(a, w1), conv2d(b, w2))
          output y = add(s, x)
          output z = s
        }
        """).rewritesTo("""
        net t {
          input x: f32[1, 2, 2, 2]
          weight w: f32[2, 2, 1, 1]
          s = conv2d(x, w)
          output y = add(s, x)
          output z = s
        }
        """);
  }

  @Test
  void declinesWhenAConvolutionIsUsedTwice() {
    RULE.on(twoConvs("output z = relu(c1)")).declines(Reason.SECOND_USE, "conv2d c1 has 2 uses");
  }

  @Test
  void declinesWhenAConvolutionIsAnOutput() {
    RULE.on(twoConvs("output z = c1")).declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesOtherAttributes() {
    RULE.on(pair("f32[1, 2, 4, 4]", "f32[2, 2, 1, 1]", "stride = [2, 2]", "f32[1, 2, 2, 2]", "f32[2, 2, 1, 1]", ""))
        .declines(Reason.STRIDE);
    RULE.on(pair("f32[1, 2, 4, 4]", "f32[2, 2, 3, 3]", "pad = [1, 1, 1, 1]", "f32[1, 2, 6, 6]", "f32[2, 2, 3, 3]", ""))
        .declines(Reason.PADDING);
    RULE.on(pair("f32[1, 2, 7, 7]", "f32[2, 2, 3, 3]", "dilation = [2, 2]", "f32[1, 2, 5, 5]", "f32[2, 2, 3, 3]", ""))
        .declines(Reason.DILATION);
    RULE.on(pair("f32[1, 2, 4, 4]", "f32[2, 2, 3, 3]", "", "f32[1, 2, 2, 2]", "f32[2, 2, 1, 1]", "")).declines(Reason.KERNEL);
  }

  @Test
  void declinesSeveralGroups() {
    RULE.on(pair("f32[1, 2, 4, 4]", "f32[2, 1, 1, 1]", "groups = 2", "f32[1, 2, 4, 4]", "f32[2, 1, 1, 1]", "groups = 2"))
        .declines(Reason.GROUPS, "2 groups");
  }

  @Test
  void declinesInputsOfOtherSizes() {
    RULE.on(pair("f32[1, 2, 5, 5]", "f32[2, 2, 2, 2]", "stride = [2, 2]", "f32[1, 2, 4, 4]", "f32[2, 2, 2, 2]", "stride = [2, 2]"))
        .declines(Reason.INPUTS, "f32[1, 2, 5, 5]");
  }

  @Test
  void declinesTheSameInput() {
    RULE.on("""
        net t {
          input x: f32[1, 2, 2, 2]
          weight w1: f32[2, 2, 1, 1]
          weight w2: f32[2, 2, 1, 1]
          output y = add(conv2d(x, w1), conv2d(x, w2))
        }
        """).declines(Reason.INPUTS, "both read x");
  }

  @Test
  void declinesAComputedWeight() {
    RULE.on("""
        net t {
          input x: f32[1, 2, 2, 2]
          input w1: f32[2, 1, 1, 1]
          weight w2: f32[2, 1, 1, 1]
          a, b = split(x, [1, 1])
          output y = add(conv2d(a, w1), conv2d(b, w2))
        }
        """).declines(Reason.NOT_CONSTANT, "operand weight of conv2d");
  }

  @Test
  void declinesWhatIsBroadcast() {
    RULE.on("""
        net t {
          input x: f32[1, 2, 1, 1]
          input z: f32[1, 3, 4, 4]
          weight w1: f32[3, 1, 1, 1]
          weight w2: f32[3, 1, 1, 1]
          a, b = split(x, [1, 1])
          output y = add(conv2d(a, w1), add(conv2d(b, w2), z))
        }
        """).declines(Reason.SHAPE, "the sum f32[1, 3, 4, 4]");
  }

  @Test
  void declinesTwoWhoseInputsWouldHaveToBeCopied() {
    RULE.on(pair("f32[1, 2, 4, 4]", "f32[2, 2, 1, 1]", "", "f32[1, 3, 4, 4]", "f32[2, 3, 1, 1]", ""))
        .declines(Reason.NOT_PROFITABLE, "µs on cpu instead of");
  }

  @Test
  void declinesABlocksLastConvolutionAndItsProjection() {
    RULE.on("""
        net t {
          input x: f32[1, 2, 4, 4]
          weight w1: f32[2, 2, 3, 3]
          weight w2: f32[6, 2, 1, 1]
          weight w3: f32[6, 2, 1, 1]
          m = maxpool2d(x, kernel = [1, 1])
          h = relu(conv2d(m, w1, pad = [1, 1, 1, 1]))
          output y = relu(add(conv2d(h, w2), conv2d(m, w3)))
        }
        """).declines(Reason.INPUTS, "come through different ops");
  }

  @Test
  void declinesThreeWhoseInputsAreLargerThanTheSum() {
    RULE.on("""
        net t {
          input x1: f32[1, 32, 32, 32]
          input x2: f32[1, 32, 32, 32]
          input x3: f32[1, 32, 32, 32]
          weight w1: f32[1, 32, 1, 1]
          weight w2: f32[1, 32, 1, 1]
          weight w3: f32[1, 32, 1, 1]
          output y = add(add(conv2d(x1, w1), conv2d(x2, w2)), conv2d(x3, w3))
        }
        """).declines(Reason.NOT_PROFITABLE, "µs on cpu instead of");
  }

  @Test
  void declinesASumWithOneConvolution() {
    RULE.on("""
        net t {
          input x: f32[1, 2, 2, 2]
          weight w: f32[2, 2, 1, 1]
          output y = add(conv2d(x, w), x)
        }
        """).declines(Reason.OTHER_OP);
  }

  private static String twoConvs(String more) {
    return """
        net t {
          input x: f32[1, 2, 2, 2]
          weight w1: f32[2, 1, 1, 1]
          weight w2: f32[2, 1, 1, 1]
          a, b = split(x, [1, 1])
          c1 = conv2d(a, w1)
          c2 = conv2d(b, w2)
          output y = add(c1, c2)
          %s
        }
        """.formatted(more);
  }

  private static String pair(String x1, String w1, String first, String x2, String w2, String second) {
    return """
        net t {
          input x1: %s
          input x2: %s
          weight w1: %s
          weight w2: %s
          c1 = conv2d(x1, w1%s)
          c2 = conv2d(x2, w2%s)
          output y = add(c1, c2)
        }
        """.formatted(x1, x2, w1, w2, first.isEmpty() ? "" : ", " + first, second.isEmpty() ? "" : ", " + second);
  }
}
