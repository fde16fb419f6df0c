package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.PoolOracle;
import dev.lanewise.testkit.PoolShapes;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MaxPool2dTest {

    private static final int OFFSET = 3;
    private static final int GAP = 40;
    private static final byte UNTOUCHED = (byte) 0xA7;

    @Test
    void forwardIsTheOracleOnEveryShape() {
        for (Pool2dGeometry g : PoolShapes.small()) {
            check(g, TestData.smallIntegers(g.inputSize(), 1), Parallelism.serial());
            check(g, TestData.specials(g.inputSize(), 2), Parallelism.serial());
        }
    }

    @Test
    void threadsDoNotShow() {
        for (Pool2dGeometry g : PoolShapes.large()) {
            check(g, TestData.normals(g.inputSize(), 3), Threads.all().toArray(Parallelism[]::new));
        }
    }

    @Test
    void nanWinsWhereverItIs() {
        Pool2dGeometry g = Pool2dGeometry.of(1, 2, 2, 5, 2, 2);
        for (int tap = 0; tap < 4; tap++) {
            float[] x = TestData.smallIntegers(20, 4);
            x[tap * 5 + 4] = Float.NaN;
            float[] y = new float[5];
            byte[] argmax = new byte[5];
            MaxPool2d.forward(Parallelism.serial(), g, x, 0, y, 0, argmax, 0);
            assertThat(y[4]).isNaN();
            assertThat(argmax[4]).isEqualTo((byte) tap);
            assertThat(y[3]).isNotNaN();
        }
    }

    @Test
    void firstOfEqualsWins() {
        for (int channels : new int[] {1, 16, 19}) {
            Pool2dGeometry g = Pool2dGeometry.of(1, 3, 3, channels, 3, 3);
            for (float value : new float[] {0f, 7f, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}) {
                float[] x = new float[g.inputSize()];
                Arrays.fill(x, value);
                byte[] argmax = new byte[channels];
                Arrays.fill(argmax, UNTOUCHED);
                MaxPool2d.forward(Parallelism.serial(), g, x, 0, new float[channels], 0, argmax, 0);
                assertThat(argmax).containsOnly(0);
            }
        }
    }

    @Test
    void zerosOfBothSignsAreEqual() {
        Pool2dGeometry g = Pool2dGeometry.of(1, 1, 2, 1, 1, 2);
        float[] y = new float[1];
        MaxPool2d.forward(Parallelism.serial(), g, new float[] {-0f, 0f}, 0, y, 0);
        Bits.assertSame("first", y, new float[] {-0f});
    }

    @Test
    void tapsUpTo255FitIntoTheByte() {
        Pool2dGeometry g = Pool2dGeometry.of(1, 16, 16, 2, 16, 16);
        float[] x = new float[g.inputSize()];
        x[x.length - 1] = 1f;
        byte[] argmax = new byte[2];
        MaxPool2d.forward(Parallelism.serial(), g, x, 0, new float[2], 0, argmax, 0);
        assertThat(argmax).containsExactly(0, 255);
        float[] dx = new float[x.length];
        MaxPool2d.backward(Parallelism.serial(), g, new float[] {3f, 5f}, 0, argmax, 0, dx, 0);
        assertThat(dx[0]).isEqualTo(3f);
        assertThat(dx[x.length - 1]).isEqualTo(5f);
    }

    @Test
    void largerWindowsAreForInferenceOnly() {
        Pool2dGeometry g = Pool2dGeometry.of(1, 1, 257, 1, 1, 257);
        float[] x = new float[257];
        x[256] = 1f;
        float[] y = {9f};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaxPool2d.forward(Parallelism.serial(), g, x, 0, y, 0, new byte[1], 0))
                .withMessageContaining("at most 256")
                .withMessageContaining("257");
        assertThat(y).containsExactly(9f);
        MaxPool2d.forward(Parallelism.serial(), g, x, 0, y, 0);
        assertThat(y).containsExactly(1f);
    }

    @Test
    void unselectedGradientsNeverShow() {
        Pool2dGeometry g = Pool2dGeometry.of(1, 4, 4, 3, 3, 3).withStrides(1, 1);
        float[] dy = new float[g.outputSize()];
        Arrays.fill(dy, Float.NaN);
        float[] dx = Canary.array(g.inputSize());
        MaxPool2d.backward(Parallelism.serial(), g, dy, 0, new byte[dy.length], 0, dx, 0);
        for (int i = 0; i < dx.length; i++) {
            boolean won = i / 3 % 4 < 2 && i / 3 / 4 < 2;
            assertThat(Float.isNaN(dx[i])).isEqualTo(won);
            assertThat(won || dx[i] == 0f).isTrue();
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        Pool2dGeometry g = Pool2dGeometry.of(1, 4, 4, 2, 2, 2);
        float[] big = new float[100];
        byte[] argmax = new byte[8];
        Parallelism serial = Parallelism.serial();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaxPool2d.forward(serial, g, new float[31], 0, big, 0))
                .withMessageStartingWith("x:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaxPool2d.forward(serial, g, big, 0, new float[8], 1, argmax, 0))
                .withMessageStartingWith("y:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaxPool2d.forward(serial, g, big, 0, new float[8], 0, argmax, 1))
                .withMessageStartingWith("argmax:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaxPool2d.forward(serial, g, big, 0, big, 31))
                .withMessageStartingWith("y:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaxPool2d.backward(serial, g, big, 0, argmax, 0, big, 0))
                .withMessageStartingWith("dx:");
    }

    private static void check(Pool2dGeometry g, float[] x, Parallelism... all) {
        int[] winners = PoolOracle.winners(g, x);
        float[] maxima = PoolOracle.max(g, x, winners);
        float[] dy = TestData.smallIntegers(g.outputSize(), 5);
        float[] gradient = PoolOracle.maxBackward(g, winners, dy);
        for (Parallelism parallelism : all) {
            checkForward(parallelism, g, x, maxima, winners);
            checkBackward(parallelism, g, dy, winners, gradient);
        }
    }

    private static void checkForward(
            Parallelism parallelism, Pool2dGeometry g, float[] x, float[] maxima, int[] winners) {
        int size = g.outputSize();
        float[] xs = Canary.around(x, OFFSET, 1);
        float[] y = Canary.array(OFFSET + size + GAP);
        byte[] argmax = new byte[OFFSET + size + GAP];
        Arrays.fill(argmax, UNTOUCHED);
        MaxPool2d.forward(parallelism, g, xs, OFFSET, y, OFFSET, argmax, OFFSET);
        Bits.assertSameNumbers("y of " + g, Canary.inside(y, OFFSET, size), maxima);
        Canary.assertIntact("y of " + g, y, OFFSET, size);
        for (int i = 0; i < argmax.length; i++) {
            int at = i - OFFSET;
            int expected = at < 0 || at >= size ? UNTOUCHED & 0xFF : winners[at];
            if (expected >= 0 && (argmax[i] & 0xFF) != expected) {
                fail("argmax %d of %s: expected %d, got %d", at, g, expected, argmax[i] & 0xFF);
            }
        }

        float[] alone = Canary.array(OFFSET + size + GAP);
        MaxPool2d.forward(parallelism, g, xs, OFFSET, alone, OFFSET);
        Bits.assertSame("y without argmax of " + g, alone, y);
    }

    private static void checkBackward(
            Parallelism parallelism, Pool2dGeometry g, float[] dy, int[] winners, float[] gradient) {
        byte[] argmax = new byte[2 + winners.length];
        for (int i = 0; i < winners.length; i++) {
            argmax[2 + i] = (byte) Math.max(winners[i], 0);
        }
        float[] dx = Canary.array(OFFSET + g.inputSize() + GAP);
        MaxPool2d.backward(parallelism, g, Canary.around(dy, 1, 0), 1, argmax, 2, dx, OFFSET);
        Bits.assertSame("dx of " + g, Canary.inside(dx, OFFSET, g.inputSize()), gradient);
        Canary.assertIntact("dx of " + g, dx, OFFSET, g.inputSize());
    }
}
