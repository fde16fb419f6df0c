package dev.lanewise.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class ChangePointsTest {

    /** Level 1 %: of 200 series 2 are expected, and more than 7 come once in a thousand such tests. */
    @Test
    void findsNoneInFlatNoise() {
        var random = new Random(1);
        int alarms = 0;
        for (int i = 0; i < 200; i++) {
            // Noise of 10 %, so that the least effect of 3 % protects from little.
            alarms += ChangePoints.of(series(random, 30, 0.10, n -> 1)).isEmpty() ? 0 : 1;
        }
        assertThat(alarms).isLessThanOrEqualTo(7);
    }

    @Test
    void findsTheRunThatGotSlower() {
        for (int seed = 0; seed < 20; seed++) {
            double[] values = series(new Random(seed), 20, 0.01, n -> n < 12 ? 1e-3 : 1.08e-3);
            assertThat(ChangePoints.of(values)).singleElement().satisfies(change -> {
                assertThat(change.index()).isEqualTo(12);
                assertThat(change.ratio()).isCloseTo(1.08, within(0.02));
            });
        }
    }

    @Test
    void findsUpAndDown() {
        double[] values = series(new Random(1), 45, 0.01, n -> n < 15 || n >= 30 ? 1 : 1.2);
        assertThat(ChangePoints.of(values))
                .extracting(ChangePoints.Change::index)
                .containsExactly(15, 30);
    }

    @Test
    void ignoresWhatIsSureButSmall() {
        assertThat(ChangePoints.of(series(new Random(1), 40, 0.001, n -> n < 20 ? 1 : 1.02)))
                .isEmpty();
    }

    @Test
    void believesNothingFromFewRuns() {
        assertThat(ChangePoints.of(new double[0])).isEmpty();
        assertThat(ChangePoints.of(new double[] {1})).isEmpty();
        assertThat(ChangePoints.of(new double[] {1, 1.01, 2, 2.01})).isEmpty();
    }

    /** Four of 14 can stand in 1001 ways, of which two, all first and all last, are as good as the one seen: 0.2 %. */
    @Test
    void believesFourRunsAfterTen() {
        double[] values = series(new Random(1), 14, 0.005, n -> n < 10 ? 1 : 1.1);
        assertThat(ChangePoints.of(values))
                .extracting(ChangePoints.Change::index)
                .containsExactly(10);
    }

    private static double[] series(Random random, int n, double deviation, IntToDoubleFunction mean) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = mean.applyAsDouble(i) * (1 + deviation * random.nextGaussian());
        }
        return values;
    }
}
