package netc.ir.op;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an image input expects: an image is resized so that it just covers a size, the input's size is cut from its centre, and its samples, 0 … 255, are
 * brought into the order and the range of a scheme. Written {@code imagenet} or {@code imagenet(resize = 320, filter = bicubic)}.
 *
 * @param scheme what becomes of the samples
 * @param resize the size that a resized image covers; if none, the input's divided by {@link #CROP}
 * @param filter how it is resized
 */
public record Preprocess(Scheme scheme, Optional<Size2> resize, Filter filter) {
  /** The order of the channels, and a normalization of each. */
  public enum Scheme {
    /** Nothing is said: the samples themselves, 0 … 255, red first. */
    NONE,
    /** Red, green and blue by the mean and the deviation of ImageNet's images, as torchvision and timm do it. */
    IMAGENET,
    /** From −1 to 1, red first, as TensorFlow's Inception models and MobileNets do it. */
    INCEPTION,
    /** Blue, green and red from 0 to 255, less the mean of ImageNet's images, as Caffe's models do it. */
    CAFFE;

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

  /** What weighs the samples around a place. */
  public enum Filter {
    /** A triangle, 1 wide on both sides. */
    BILINEAR,
    /** Keys' cubic with a = −0.5, 2 wide on both sides, as in Pillow (R. Keys, IEEE Trans. ASSP 29, 1981, eq. 4). */
    BICUBIC;

    /** As written. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The samples themselves. */
  public static final Preprocess NONE = of(Scheme.NONE);
  /** {@link Scheme#IMAGENET}. */
  public static final Preprocess IMAGENET = of(Scheme.IMAGENET);
  /** {@link Scheme#INCEPTION}. */
  public static final Preprocess INCEPTION = of(Scheme.INCEPTION);
  /** {@link Scheme#CAFFE}. */
  public static final Preprocess CAFFE = of(Scheme.CAFFE);

  /** The share of a resized image's sides that the crop from its centre keeps where nothing else is said: 224 of 256. */
  public static final double CROP = 0.875;

  private static final String RESIZE = "resize\\s*=\\s*(?:(\\d{1,9})|\\[\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*\\])\\s*";
  private static final String FILTER = "filter\\s*=\\s*(\\w+)\\s*";

  /** One argument or two, with a comma between two. */
  private static final Pattern WRITTEN =
      Pattern.compile("(\\w+)\\s*(?:\\(\\s*(?=[rf])(?:" + RESIZE + "(?:,\\s*(?=f)|(?=\\))))?(?:" + FILTER + ")?\\))?");

  /** A scheme with what is usual of the rest. */
  public static Preprocess of(Scheme scheme) {
    return new Preprocess(scheme, Optional.empty(), Filter.BILINEAR);
  }

  /** What {@link #toString} writes, read again, also with other blanks or with what is usual spelled out; empty for any other text. */
  public static Optional<Preprocess> parse(String text) {
    Matcher matcher = WRITTEN.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<Size2> side = Optional.ofNullable(matcher.group(2)).map(number -> Size2.of(Integer.parseInt(number)));
    Optional<Size2> resize = side.or(() -> Optional.ofNullable(matcher.group(3))
        .map(height -> new Size2(Integer.parseInt(height), Integer.parseInt(matcher.group(4)))));
    Optional<Filter> filter = named(Filter.values(), Optional.ofNullable(matcher.group(5)).orElse(Filter.BILINEAR.toString()));
    return named(Scheme.values(), matcher.group(1)).flatMap(scheme -> filter.map(kind -> new Preprocess(scheme, resize, kind)));
  }

  private static <E> Optional<E> named(E[] values, String name) {
    return Arrays.stream(values).filter(value -> value.toString().equals(name)).findFirst();
  }

  /** The size that an image covers after it was resized, for an input of this size. */
  public Size2 resized(Size2 input) {
    return resize.orElseGet(() -> new Size2((int) Math.round(input.height() / CROP), (int) Math.round(input.width() / CROP)));
  }

  /** Whether the input's size can be cut from a resized image. */
  boolean covers(Size2 input) {
    return resize.filter(size -> size.height() < input.height() || size.width() < input.width()).isEmpty();
  }

  /** As written. */
  @Override
  public String toString() {
    var arguments = Stream.concat(
        resize.map(size -> "resize = " + (size.height() == size.width() ? Integer.toString(size.height()) : size.toString())).stream(),
        filter == Filter.BILINEAR ? Stream.empty() : Stream.of("filter = " + filter)).toList();
    return arguments.isEmpty() ? scheme.toString() : scheme + "(" + String.join(", ", arguments) + ")";
  }
}
