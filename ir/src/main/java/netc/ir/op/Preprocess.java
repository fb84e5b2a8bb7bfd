package netc.ir.op;

import java.util.Locale;

/**
 * What an image input expects of its elements, which begin as 8-bit samples: the order of the channels, and a normalization of each. How an image
 * gets the input's size is the same for all of them.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists are those of List.of
public enum Preprocess {
  /** Nothing is said: the samples themselves, 0 … 255, red first. */
  NONE,
  /** Red, green and blue by the mean and the deviation of ImageNet's images, as torchvision and timm do it. */
  IMAGENET,
  /** From −1 to 1, red first, as TensorFlow's Inception models and MobileNets do it. */
  INCEPTION,
  /** Blue, green and red from 0 to 255, less the mean of ImageNet's images, as Caffe's models do it. */
  CAFFE;

  /** The share of a resized image's sides that the crop from its centre keeps: 224 of 256. */
  public static final double CROP = 0.875;

  /** Which of red (0), green (1) and blue (2) is this channel of the input. */
  public int color(int channel) {
    return this == CAFFE ? 2 - channel : channel;
  }

  /**
   * An element of the input.
   *
   * @param channel the input's channel, 0 … 2
   * @param sample the sample of its colour, 0 … 255
   */
  public float element(int channel, double sample) {
    return (float) switch (this) {
      case NONE -> sample;
      case IMAGENET -> (sample / 255 - of(channel, 0.485, 0.456, 0.406)) / of(channel, 0.229, 0.224, 0.225);
      case INCEPTION -> sample / 127.5 - 1;
      case CAFFE -> sample - of(channel, 104, 117, 123);
    };
  }

  private static double of(int channel, double first, double second, double third) {
    return channel == 0 ? first : channel == 1 ? second : third;
  }

  /** As written. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
