package netc.ir.op;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The value of an attribute that is not written, in the language's own notation; an attribute without it must be written. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  /** As written: {@code [1, 1]}, {@code 0.01}, {@code false}, {@code relu}. */
  String value();
}
