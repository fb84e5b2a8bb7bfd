package netc.ir.op;

import java.util.List;
import java.util.Locale;

/**
 * What an image input expects of its elements, which begin as 8-bit samples: the order of the channels and {@code (sample / 255 − mean) / deviation}
 * for each. How an image gets the input's size is the same for all of them.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists are those of List.of
public enum Preprocess {
  /** Nothing is said: the samples themselves, 0 … 255, red first. */
  NONE(false, List.of(0.0, 0.0, 0.0), List.of(1 / 255.0, 1 / 255.0, 1 / 255.0)),
  /** Red, green and blue by the mean and the deviation of ImageNet's images, as torchvision and timm do it. */
  IMAGENET(false, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225)),
  /** From −1 to 1, as TensorFlow's Inception models and MobileNets do it. */
  INCEPTION(false, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5)),
  /** Blue, green and red from 0 to 255, less the mean of ImageNet's images, as Caffe's models do it. */
  CAFFE(true, List.of(104 / 255.0, 117 / 255.0, 123 / 255.0), List.of(1 / 255.0, 1 / 255.0, 1 / 255.0));

  /** The share of a resized image's sides that the crop from its centre keeps: 224 of 256. */
  public static final double CROP = 0.875;

  private final boolean blueFirst;
  private final List<Double> means;
  private final List<Double> deviations;

  Preprocess(boolean blueFirst, List<Double> means, List<Double> deviations) {
    this.blueFirst = blueFirst;
    this.means = means;
    this.deviations = deviations;
  }

  /** Which of red (0), green (1) and blue (2) is this channel of the input. */
  public int color(int channel) {
    return blueFirst ? 2 - channel : channel;
  }

  /**
   * An element of the input.
   *
   * @param channel the input's channel
   * @param sample the sample of its colour, 0 … 255
   */
  public float element(int channel, double sample) {
    return (float) ((sample / 255 - means.get(channel)) / deviations.get(channel));
  }

  /** As written. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
