package netc.rule;

import netc.ir.op.AdaptiveAvgPool2d;
import netc.ir.op.AdaptiveMaxPool2d;
import netc.ir.op.AvgPool2d;
import netc.ir.op.GlobalAvgPool;
import netc.ir.op.MaxPool2d;
import netc.ir.op.Pooling;

/** What average pooling commutes with: sums and constant factors of channels, and constants where it averages nothing but cells. */
public final class Averaging {
  private Averaging() {}

  /** Whether a pooling averages. */
  public static boolean is(Pooling pool) {
    return switch (pool) {
      case AvgPool2d _, GlobalAvgPool _, AdaptiveAvgPool2d _ -> true;
      case MaxPool2d _, AdaptiveMaxPool2d _ -> false;
    };
  }

  /** Whether zeros of its padding are averaged too, so that the average of a constant is less than the constant. */
  public static boolean countsZeros(Pooling pool) {
    return pool instanceof AvgPool2d average && average.countPad() && !average.pad().isNone();
  }
}
