package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.OptimizerOracle;
import dev.lanewise.testkit.Sizes;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Tolerance;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all optimiser steps have in common: the formula over many steps, every size, any threads, nothing else touched. */
class OptimizersTest {

    private static final float RATE = 0.01f;
    private static final float MOMENTUM = 0.9f;
    private static final float DECAY = 0.004f;
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float RHO = 0.9f;
    private static final float EPSILON = 1e-7f;

    private static final int MOST = 3 * Ranges.CHUNK;
    private static final float[] PARAMETERS = TestData.normals(MOST, 1);
    private static final float[] GRADIENT = gradient(MOST, 1);

    /** A step on arrays that all start at the same offset; {@code a} and {@code b} are state. */
    private interface Kernel {
        void step(Parallelism p, int n, long step, float[] w, float[] g, float[] a, float[] b, int off);
    }

    private interface Oracle {
        void step(OptimizerOracle oracle, long step, float[] g);
    }

    private enum Optimizer {
        SGD(
                (p, n, step, w, g, a, b, off) -> Sgd.step(p, n, RATE, DECAY, w, off, g, off),
                (oracle, step, g) -> oracle.sgd(RATE, DECAY, g)),
        SGD_CLASSIC(
                (p, n, step, w, g, a, b, off) ->
                        Sgd.step(p, n, RATE, MOMENTUM, Sgd.Momentum.CLASSIC, DECAY, w, off, g, off, a, off),
                (oracle, step, g) -> oracle.sgd(RATE, MOMENTUM, false, DECAY, g)),
        SGD_NESTEROV(
                (p, n, step, w, g, a, b, off) ->
                        Sgd.step(p, n, RATE, MOMENTUM, Sgd.Momentum.NESTEROV, 0f, w, off, g, off, a, off),
                (oracle, step, g) -> oracle.sgd(RATE, MOMENTUM, true, 0, g)),
        ADAM(
                (p, n, step, w, g, a, b, off) ->
                        Adam.step(p, n, RATE, BETA1, BETA2, EPSILON, step, w, off, g, off, a, off, b, off),
                (oracle, step, g) -> oracle.adam(RATE, BETA1, BETA2, EPSILON, 0, step, g)),
        ADAMW(
                (p, n, step, w, g, a, b, off) ->
                        AdamW.step(p, n, RATE, BETA1, BETA2, EPSILON, DECAY, step, w, off, g, off, a, off, b, off),
                (oracle, step, g) -> oracle.adam(RATE, BETA1, BETA2, EPSILON, DECAY, step, g)),
        RMSPROP(
                (p, n, step, w, g, a, b, off) -> RmsProp.step(p, n, RATE, RHO, EPSILON, w, off, g, off, a, off),
                (oracle, step, g) -> oracle.rmsProp(RATE, RHO, 0, EPSILON, g)),
        RMSPROP_MOMENTUM(
                (p, n, step, w, g, a, b, off) ->
                        RmsProp.step(p, n, RATE, RHO, MOMENTUM, EPSILON, w, off, g, off, a, off, b, off),
                (oracle, step, g) -> oracle.rmsProp(RATE, RHO, MOMENTUM, EPSILON, g));

        final Kernel kernel;
        final Oracle oracle;

        Optimizer(Kernel kernel, Oracle oracle) {
            this.kernel = kernel;
            this.oracle = oracle;
        }
    }

    @ParameterizedTest
    @EnumSource
    void followsTheOracleForAHundredSteps(Optimizer optimizer) {
        int n = 77;
        float[] w = TestData.normals(n, 1);
        float[] a = new float[n];
        float[] b = new float[n];
        OptimizerOracle oracle = new OptimizerOracle(w);
        for (int step = 1; step <= 100; step++) {
            float[] g = gradient(n, step);
            optimizer.kernel.step(Parallelism.serial(), n, step, w, g, a, b, 0);
            optimizer.oracle.step(oracle, step, g);
            Tolerance.assertWithin(optimizer + ", step " + step, w, oracle.w, oracle.wError);
        }
        Tolerance.assertNotDegenerate(optimizer.toString(), oracle.w);
    }

    @ParameterizedTest
    @EnumSource
    void everySizeGivesTheBitsOfTheFirstElementsOfALargerOne(Optimizer optimizer) {
        float[][] reference = twoSteps(optimizer, Parallelism.serial(), MOST, 0);
        for (int n : Sizes.vectors()) {
            for (Parallelism parallelism : Sizes.threads(n)) {
                float[][] arrays = twoSteps(optimizer, parallelism, n, 5);
                for (int k = 0; k < arrays.length; k++) {
                    String what = optimizer + " of " + n + ", array " + k;
                    Bits.assertSame(what, Canary.inside(arrays[k], 5, n), Canary.inside(reference[k], 0, n));
                    Canary.assertIntact(what, arrays[k], 5, n);
                }
            }
        }
    }

    /** Of a large array the elements before the first cache line go apart. */
    @ParameterizedTest
    @EnumSource
    void thePlaceInALargeArrayDoesNotShow(Optimizer optimizer) {
        int n = 2 * Ranges.CHUNK + 5;
        float[][] expected = twoSteps(optimizer, Parallelism.serial(), n, 0);
        for (int off : new int[] {0, 1, 12, 13, 31}) {
            float[][] large = new float[4][CacheLines.SURE + 64];
            System.arraycopy(PARAMETERS, 0, large[0], off, n);
            System.arraycopy(GRADIENT, 0, large[1], off, n);
            for (int step = 1; step <= 2; step++) {
                optimizer.kernel.step(Parallelism.allCores(), n, step, large[0], large[1], large[2], large[3], off);
            }
            for (int i = 0; i < 4; i++) {
                float[] actual = Arrays.copyOfRange(large[i], off, off + n);
                Bits.assertSame(optimizer + " at " + off, actual, expected[i]);
                Arrays.fill(large[i], off, off + n, 0f);
                Bits.assertSame(optimizer + " beside " + off, large[i], new float[large[i].length]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNanGradientTaintsItsParameterAlone(Optimizer optimizer) {
        int n = 19;
        float[] clean = TestData.normals(n, 2);
        float[] tainted = clean.clone();
        float[] g = Arrays.copyOf(GRADIENT, n);
        optimizer.kernel.step(Parallelism.serial(), n, 1, clean, g, new float[n], new float[n], 0);
        for (int at : new int[] {0, n - 1}) {
            float[] w = tainted.clone();
            float[] bad = g.clone();
            bad[at] = Float.NaN;
            float[] expected = clean.clone();
            expected[at] = Float.NaN;
            optimizer.kernel.step(Parallelism.serial(), n, 1, w, bad, new float[n], new float[n], 0);
            Bits.assertSameNumbers(optimizer.toString(), w, expected);
        }
    }

    /** Parameters, gradient and state after two steps, as they lie in memory. */
    private static float[][] twoSteps(Optimizer optimizer, Parallelism parallelism, int n, int off) {
        float[] w = Canary.around(Arrays.copyOf(PARAMETERS, n), off, off);
        float[] a = Canary.around(new float[n], off, off);
        float[] b = Canary.around(new float[n], off, off);
        float[] g = Canary.around(Arrays.copyOf(GRADIENT, n), off, off);
        optimizer.kernel.step(parallelism, n, 1, w, g, a, b, off);
        optimizer.kernel.step(parallelism, n, 2, w, g, a, b, off);
        return new float[][] {w, g, a, b};
    }

    /** Gradients of many magnitudes, zeros among them. */
    private static float[] gradient(int n, long seed) {
        float[] g = TestData.normals(n, 100 + seed);
        for (int i = 0; i < n; i++) {
            g[i] *= i % 7 == 6 ? 0f : (float) StrictMath.pow(10, -(i % 6));
        }
        return g;
    }
}
