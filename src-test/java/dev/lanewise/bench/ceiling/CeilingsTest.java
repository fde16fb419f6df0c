package dev.lanewise.bench.ceiling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.bench.record.Ceiling;
import dev.lanewise.bench.record.Ceiling.Bandwidth;
import dev.lanewise.bench.record.Work;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class CeilingsTest {

    private static final Caches SMALL = new Caches(32 << 10, 256 << 10, 1 << 20);

    @Test
    void measuresEveryLevel() {
        Ceiling ceiling = new Ceilings(new Caches(16 << 10, 32 << 10, 64 << 10)).measure(List.of(1));
        assertThat(ceiling.gflops(1).orElseThrow()).isBetween(0.1, 1e4);
        assertThat(ceiling.bandwidth()).extracting(Bandwidth::level).containsExactly("L1", "L2", "L3", "memory");
        assertThat(ceiling.bandwidth()).allSatisfy(row -> {
            assertThat(row.loadGBs()).isBetween(0.01, 1e5);
            assertThat(row.copyGBs()).isBetween(0.01, 1e5);
            assertThat(row.updateGBs()).isBetween(0.01, 1e5);
        });
        assertThat(ceiling.bandwidth().getFirst().bytes()).isEqualTo(8 << 10);
    }

    @Test
    void theLevelIsTheSmallestThatHoldsTheOperands() {
        assertThat(SMALL.level(32 << 10, 1)).isEqualTo("L1");
        assertThat(SMALL.level((32 << 10) + 1, 1)).isEqualTo("L2");
        assertThat(SMALL.level(256 << 10, 1)).isEqualTo("L2");
        assertThat(SMALL.level(1 << 20, 1)).isEqualTo("L3");
        assertThat(SMALL.level((1 << 20) + 1, 1)).isEqualTo("memory");
    }

    @Test
    void twoCoresHaveTwiceTheirOwnCachesAndOneShared() {
        assertThat(SMALL.level(64 << 10, 2)).isEqualTo("L1");
        assertThat(SMALL.level(512 << 10, 2)).isEqualTo("L2");
        assertThat(SMALL.level(2 << 20, 2)).isEqualTo("memory");
    }

    @Test
    void theBetterOfTwoIsTakenFigureByFigure() {
        Ceiling one = new Ceiling(new TreeMap<>(Map.of(1, 100.0)), List.of(new Bandwidth("L1", 8, 1, 5, 2, 1)));
        Ceiling other = new Ceiling(new TreeMap<>(Map.of(1, 90.0)), List.of(new Bandwidth("L1", 8, 1, 4, 3, 2)));
        assertThat(Ceilings.best(one, other))
                .isEqualTo(new Ceiling(new TreeMap<>(Map.of(1, 100.0)), List.of(new Bandwidth("L1", 8, 1, 5, 3, 2))));
    }

    @Test
    void aChangeInPlaceHasACeilingOfItsOwn() {
        Ceiling ceiling = new Ceiling(new TreeMap<>(), List.of(new Bandwidth("L3", 8, 1, 24, 23, 49)));
        assertThat(ceiling.gigabytes("L3", 1, Work.STREAM)).hasValue(24);
        assertThat(ceiling.gigabytes("L3", 1, Work.UPDATE)).hasValue(49);
        assertThat(ceiling.gigabytes("L2", 1, Work.STREAM)).isEmpty();
    }
}
