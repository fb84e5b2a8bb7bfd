package netc.rule.group;

import netc.match.Reason;
import netc.testkit.RuleTester;
import org.junit.jupiter.api.Test;

class FlattenConcatTest {
  private static final RuleTester RULE = RuleTester.of(new FlattenConcat());

  @Test
  void flattensAllLevelsInOrder() {
    RULE.on("""
        net t {
          input a: f32[1, 1, 2, 2]
          input b: f32[1, 2, 2, 2]
          input c: f32[1, 3, 2, 2]
          output y = concat(c, concat(b, concat(a, b), a), concat(a, c))
        }
        """).rewritesTo("""
        net t {
          input a: f32[1, 1, 2, 2]
          input b: f32[1, 2, 2, 2]
          input c: f32[1, 3, 2, 2]
          output y = concat(c, b, a, b, a, a, c)
        }
        """);
  }

  @Test
  void flattensAnyAxis() {
    RULE.on("""
        net t {
          input a: f32[1, 1, 2, 3]
          output y = concat(concat(a, a, axis = 3), a, axis = 3)
        }
        """).rewritesTo("""
        net t {
          input a: f32[1, 1, 2, 3]
          output y = concat(a, a, a, axis = 3)
        }
        """);
  }

  @Test
  void declinesWhenTheInnerOneIsUsedTwice() {
    RULE.on(nested("relu(c)")).declines(Reason.SECOND_USE, "concat c has 2 uses");
    RULE.on("""
        net t {
          input a: f32[1, 2, 2, 2]
          c = concat(a, a)
          output y = concat(c, c)
        }
        """).declines(Reason.SECOND_USE);
  }

  @Test
  void declinesWhenTheInnerOneIsAnOutput() {
    RULE.on(nested("c")).declines(Reason.IS_OUTPUT);
  }

  @Test
  void declinesAnotherAxis() {
    RULE.on("""
        net t {
          input a: f32[1, 2, 2, 2]
          input b: f32[1, 2, 2, 4]
          output y = concat(concat(a, a, axis = 3), b)
        }
        """).declines(Reason.AXIS, "joins axis 3");
  }

  @Test
  void declinesWhereNothingIsNested() {
    RULE.on("""
        net t {
          input a: f32[1, 2, 2, 2]
          output y = concat(a, a)
        }
        """).declines(Reason.OTHER_OP);
  }

  private static String nested(String other) {
    return """
        net t {
          input a: f32[1, 2, 2, 2]
          c = concat(a, a)
          output y = concat(c, a)
          output z = %s
        }
        """.formatted(other);
  }
}
