package netc.ir.op;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How an op is written: its mnemonic and the names of its operands. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Signature {
  /** The mnemonic. */
  String name();

  /** Operand names in order; {@code bias?} may be left out, {@code inputs...} (only the last) stands for one or more. */
  String[] operands() default {};
}
