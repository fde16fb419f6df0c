package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.PhiloxOracle;
import dev.lanewise.testkit.Threads;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PhiloxTest {

    /** Counter, key, output: file kat_vectors of Random123 (D. E. Shaw Research), philox4x32 with 10 rounds. */
    private static final long[][] KNOWN_ANSWERS = {
        {0, 0, 0, 0, 0, 0, 0x6627e8d5L, 0xe169c58dL, 0xbc57ac4cL, 0x9b00dbd8L},
        {
            0xffffffffL,
            0xffffffffL,
            0xffffffffL,
            0xffffffffL,
            0xffffffffL,
            0xffffffffL,
            0x408f276dL,
            0x41c83b0eL,
            0xa20bc7c6L,
            0x6d5451fdL
        },
        {
            0x243f6a88L,
            0x85a308d3L,
            0x13198a2eL,
            0x03707344L,
            0xa4093822L,
            0x299f31d0L,
            0xd16cfe09L,
            0x94fdccebL,
            0x5001e420L,
            0x24126ea1L
        },
    };

    private static final long SEED = 0x299f31d0a4093822L;

    @Test
    void givesTheKnownAnswers() {
        for (long[] vector : KNOWN_ANSWERS) {
            int[] v = Arrays.stream(vector).mapToInt(word -> (int) word).toArray();
            int[] out = {-1, 0, 0, 0, 0, -1};
            Philox.block(
                    v[4] & 0xFFFF_FFFFL | (long) v[5] << 32,
                    v[3],
                    v[2],
                    v[0] & 0xFFFF_FFFFL | (long) v[1] << 32,
                    out,
                    1);
            assertThat(out).containsExactly(-1, v[6], v[7], v[8], v[9], -1);
            int[] oracle = PhiloxOracle.block(10, Arrays.copyOf(v, 4), Arrays.copyOfRange(v, 4, 6));
            assertThat(oracle).containsExactly(v[6], v[7], v[8], v[9]);
        }
    }

    @Test
    void lanesGiveTheWordsOfTheBlocks() {
        for (int n : new int[] {0, 1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 65, 8191, 8192, 8193, 20000}) {
            int[] expected = new int[n + 2];
            for (int w = 0; w < n; w++) {
                expected[w + 1] = PhiloxOracle.word(SEED, -3, 7, w);
            }
            for (Parallelism parallelism : Threads.all()) {
                int[] out = new int[n + 2];
                Philox.bits(parallelism, n, SEED, -3, 7, out, 1);
                assertThat(out).as("n = %d", n).isEqualTo(expected);
            }
        }
    }

    @Test
    void everyCoordinateCounts() {
        int[] base = bits(1, 2, 3);
        for (int[] other :
                new int[][] {bits(2, 2, 3), bits(1L << 32 | 1, 2, 3), bits(1, 3, 3), bits(1, 2, 4), bits(1, 3, 2)}) {
            int equal = 0;
            for (int i = 0; i < base.length; i++) {
                equal += base[i] == other[i] ? 1 : 0;
            }
            assertThat(equal).isZero();
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Philox.bits(Parallelism.serial(), -1, 0, 0, 0, new int[4], 0))
                .withMessage("n: expected a value >= 0, got -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Philox.bits(Parallelism.serial(), 4, 0, 0, 0, new int[4], 1))
                .withMessage("out: expected at least offset 1 + 4 elements, got an array of length 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Philox.block(0, 0, 0, 0, new int[3], 0))
                .withMessageStartingWith("out: ");
    }

    private static int[] bits(long seed, int stream, int step) {
        int[] out = new int[1000];
        Philox.bits(Parallelism.serial(), out.length, seed, stream, step, out, 0);
        return out;
    }
}
