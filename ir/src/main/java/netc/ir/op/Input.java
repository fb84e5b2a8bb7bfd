package netc.ir.op;

import java.util.List;
import netc.ir.type.TensorType;

/**
 * A value that a run is given. Written {@code input image: f32[N, 3, 224, 224] preprocess imagenet}.
 *
 * @param type its type; the first dimension may be symbolic
 * @param preprocess how an image becomes such a value; only for {@code [N, 3, H, W]}
 */
@Signature(name = "input")
public record Input(TensorType type, @Default("none") Preprocess preprocess) implements Leaf {
  /** One that says nothing of images. */
  public Input(TensorType type) {
    this(type, Preprocess.NONE);
  }

  @Override
  public Inference infer(List<TensorType> operands) {
    if (preprocess.equals(Preprocess.NONE)) {
      return Inference.of(type);
    }
    if (type.rank() != 4 || !type.shape().isKnownFrom(1) || type.size(1) != 3) {
      return Inference.badAttribute(name(), "preprocess = " + preprocess + " is for [N, 3, H, W], this is " + type);
    }
    return preprocess.covers(new Size2(type.shape().extent(2), type.shape().extent(3))) ? Inference.of(type)
        : Inference.badAttribute(name(), "preprocess = " + preprocess + " resizes to less than " + type + " takes");
  }
}
