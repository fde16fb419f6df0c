package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Threads;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random numbers: where they come from, how they are distributed, and that nothing but their coordinates matters. */
class RandomFillTest {

    private static final int N = 20_003;

    private static float[] uniform(Parallelism parallelism, int n, long seed, int stream, int step) {
        float[] x = new float[n];
        RandomFill.uniform(parallelism, n, seed, stream, step, -2, 3, x, 0);
        return x;
    }

    private static float[] normal(Parallelism parallelism, int n) {
        float[] x = new float[n];
        RandomFill.normal(parallelism, n, 5, 6, 7, 1, 2, x, 0);
        return x;
    }

    private static float[] truncated(Parallelism parallelism, int n) {
        float[] x = new float[n];
        RandomFill.truncatedNormal(parallelism, n, 5, 6, 7, 1, 2, x, 0);
        return x;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 31, 32, 33, 511, 513, 8191, 8193})
    void aPartIsTheBeginningOfTheWhole(int n) {
        Parallelism serial = Parallelism.serial();
        Bits.assertSame("uniform", uniform(serial, n, 5, 6, 7), Arrays.copyOf(uniform(serial, N, 5, 6, 7), n));
        Bits.assertSame("normal", normal(serial, n), Arrays.copyOf(normal(serial, N), n));
        Bits.assertSame("truncated", truncated(serial, n), Arrays.copyOf(truncated(serial, N), n));
    }

    @Test
    void sameBitsForAnyThreads() {
        for (Parallelism parallelism : Threads.all()) {
            Bits.assertSame("uniform", uniform(parallelism, N, 5, 6, 7), uniform(Parallelism.serial(), N, 5, 6, 7));
            Bits.assertSame("normal", normal(parallelism, N), normal(Parallelism.serial(), N));
            Bits.assertSame("truncated", truncated(parallelism, N), truncated(Parallelism.serial(), N));
        }
    }

    @Test
    void elementsComeFromTheWordsOfTheirSequence() {
        int[] words = new int[100];
        Philox.bits(Parallelism.serial(), 100, 5, 6, 7, words, 0);
        float[] x = uniform(Parallelism.serial(), 100, 5, 6, 7);
        float[] z = normal(Parallelism.serial(), 100);
        for (int i = 0; i < 100; i++) {
            assertThat((double) x[i]).isCloseTo(-2 + 5 * (words[i] >>> 8) / 0x1p24, within(5e-7));
            double radius = Math.sqrt(-2 * Math.log(((words[i & -2] >>> 8) + 1) / 0x1p24));
            double angle = 2 * Math.PI * (words[i | 1] >>> 8) / 0x1p24;
            double deviate = radius * (i % 2 == 0 ? Math.cos(angle) : Math.sin(angle));
            assertThat((double) z[i]).isCloseTo(1 + 2 * deviate, within(1e-6));
        }
    }

    @Test
    void distributions() {
        assertDistributed(uniform(Parallelism.serial(), N, 5, 6, 7), new UniformRealDistribution(-2, 3));
        assertDistributed(normal(Parallelism.serial(), N), new NormalDistribution(1, 2));
        assertThat(Arrays.stream(doubles(uniform(Parallelism.serial(), N, 5, 6, 7))))
                .allMatch(x -> x >= -2 && x < 3);
        double[] x = doubles(truncated(Parallelism.serial(), N));
        assertThat(Arrays.stream(x)).allMatch(value -> value >= -3 && value <= 5);
        assertThat(new Mean().evaluate(x)).isCloseTo(1, within(0.05));
        assertThat(new StandardDeviation().evaluate(x)).isCloseTo(2 * 0.87962566, within(0.04));
    }

    private static void assertDistributed(float[] x, RealDistribution distribution) {
        assertThat(new KolmogorovSmirnovTest().kolmogorovSmirnovTest(distribution, Arrays.copyOf(doubles(x), 5000)))
                .isGreaterThan(1e-4);
    }

    @Test
    void seedsStreamsAndStepsDiffer() {
        Parallelism serial = Parallelism.serial();
        float[] x = uniform(serial, 64, 5, 6, 7);
        assertThat(uniform(serial, 64, 8, 6, 7)).isNotEqualTo(x);
        assertThat(uniform(serial, 64, 5L + (1L << 32), 6, 7)).isNotEqualTo(x);
        assertThat(uniform(serial, 64, 5, 8, 7)).isNotEqualTo(x);
        assertThat(uniform(serial, 64, 5, 6, 8)).isNotEqualTo(x);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 1000, 60_000})
    void permutationHoldsEveryNumberOnce(int n) {
        int[] order = new int[n + 2];
        RandomFill.permutation(n, 1, 2, 3, order, 1);
        int[] sorted = Arrays.copyOfRange(order, 1, n + 1);
        Arrays.sort(sorted);
        assertThat(sorted).isEqualTo(IntStream.range(0, n).toArray());
        assertThat(order[0] + order[n + 1]).isZero();
    }

    @Test
    void everyOrderIsAsLikely() {
        long[] counts = new long[24];
        int[] order = new int[4];
        for (int step = 0; step < 24_000; step++) {
            RandomFill.permutation(4, 1, 2, step, order, 0);
            int rank = order[0] * 6 + below(order, 1) * 2 + below(order, 2);
            counts[rank]++;
        }
        double[] expected = new double[24];
        Arrays.fill(expected, 1000);
        assertThat(new ChiSquareTest().chiSquareTest(expected, counts)).isGreaterThan(1e-4);
    }

    private static int below(int[] order, int at) {
        return (int)
                IntStream.range(at + 1, 4).filter(i -> order[i] < order[at]).count();
    }

    @Test
    void wrongArguments() {
        float[] x = new float[4];
        assertThatThrownBy(() -> RandomFill.uniform(Parallelism.serial(), 4, 1, 2, 3, 1, 1, x, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("high: expected a finite value above low = 1.0, got 1.0");
        assertThatThrownBy(() -> RandomFill.normal(Parallelism.serial(), 4, 1, 2, 3, 0, Float.NaN, x, 0))
                .hasMessageStartingWith("stddev: expected");
        assertThatThrownBy(() -> RandomFill.permutation(-1, 1, 2, 3, new int[0], 0))
                .hasMessage("n: expected a value >= 0, got -1");
    }

    private static double[] doubles(float[] x) {
        return IntStream.range(0, x.length).mapToDouble(i -> x[i]).toArray();
    }
}
