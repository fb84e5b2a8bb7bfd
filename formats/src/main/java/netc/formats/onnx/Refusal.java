package netc.formats.onnx;

import java.util.Optional;
import netc.ir.diag.Code;

/** Ends the import of one operator; the import goes on with the next one, so that all refusals are reported at once. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Code code;
  private final String reason;
  private final transient Optional<String> help;

  private Refusal(Code code, String reason, Optional<String> help) {
    super(reason, null, false, false);
    this.code = code;
    this.reason = reason;
    this.help = help;
  }

  /** Something that ONNX allows and netc does not have. */
  static Refusal unsupported(String reason) {
    return new Refusal(Code.UNSUPPORTED_OPERATOR, reason, Optional.empty());
  }

  /** Something that no model may have. */
  static Refusal invalid(Code code, String reason) {
    return new Refusal(code, reason, Optional.empty());
  }

  /** Something that no model may have, and how to mend it. */
  static Refusal invalid(Code code, String reason, Optional<String> help) {
    return new Refusal(code, reason, help);
  }

  /** Something that only works when all sizes are known. */
  static Refusal symbolic(String reason) {
    return new Refusal(Code.SYMBOLIC_DIMENSION, reason, Optional.of("--shape INPUT=1,3,224,224 fixes the shape of an input"));
  }

  Code code() {
    return code;
  }

  String reason() {
    return reason;
  }

  Optional<String> help() {
    return help;
  }
}
