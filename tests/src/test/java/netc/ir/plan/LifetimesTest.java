package netc.ir.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LifetimesTest {
  private final Lifetimes<String> lifetimes = new Lifetimes<>();
  private final FreeList arena = new FreeList();

  @Test
  void whatIsNotNeededAtTheSameTimeSharesAPlace() {
    lifetimes.add(List.of("a"), List.of("given"));
    lifetimes.add(List.of("b"), List.of("a"));
    lifetimes.add(List.of("c"), List.of("b"));
    assertThat(lifetimes.places(arena, _ -> 8)).isEqualTo(Map.of("a", 0L, "b", 8L, "c", 0L));
    assertThat(arena.end()).isEqualTo(16);
  }

  @Test
  void whatIsWrittenInPartsKeepsItsPlace() {
    lifetimes.add(List.of("whole"), List.of());
    lifetimes.add(List.of("other"), List.of());
    lifetimes.add(List.of("whole"), List.of());
    lifetimes.add(List.of("last"), List.of("whole"));
    assertThat(lifetimes.places(arena, _ -> 8)).isEqualTo(Map.of("whole", 0L, "other", 8L, "last", 8L));
  }

  @Test
  void whatIsKeptSharesNothing() {
    lifetimes.add(List.of("a"), List.of());
    lifetimes.add(List.of("b"), List.of());
    lifetimes.add(List.of("c"), List.of());
    lifetimes.keep(List.of("a", "b"));
    assertThat(lifetimes.places(arena, _ -> 8)).isEqualTo(Map.of("a", 0L, "b", 8L, "c", 16L));
  }
}
