package dev.lanewise.testkit;

import dev.lanewise.kernels.Adam;
import dev.lanewise.kernels.AdamW;
import dev.lanewise.kernels.ByteConversion;
import dev.lanewise.kernels.Dropout;
import dev.lanewise.kernels.Elementwise;
import dev.lanewise.kernels.ElementwiseUnary;
import dev.lanewise.kernels.Layouts;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Philox;
import dev.lanewise.kernels.RandomFill;
import dev.lanewise.kernels.Reductions;
import dev.lanewise.kernels.Relu;
import dev.lanewise.kernels.RmsProp;
import dev.lanewise.kernels.RowBroadcast;
import dev.lanewise.kernels.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.zip.CRC32;

/**
 * One call of every public kernel, large enough to be shared among threads and odd enough to have tails. What holds for
 * all of them is tested on this list: nothing is allocated, and the bits are the same everywhere.
 *
 * <p>A call has outputs and state of its own and needs no other one before it: for a fresh state, ask for a fresh list.
 */
public final class KernelCalls {

    /** Three chunks of an element-wise loop, the last one short, and a tail at every width. */
    private static final int N = 40_003;

    /**
     * @param kernel class and method, and what tells it from other calls of that method
     * @param run the call
     * @param outputs the arrays it writes
     */
    public record Call(String kernel, Consumer<Parallelism> run, List<Object> outputs) {

        /** Runs the call; the checksum of all it wrote. */
        public String checksum(Parallelism parallelism) {
            run.accept(parallelism);
            CRC32 crc = new CRC32();
            outputs.forEach(output -> update(crc, output));
            return Long.toHexString(crc.getValue());
        }

        private static void update(CRC32 crc, Object output) {
            switch (output) {
                case float[] x -> {
                    for (float value : x) {
                        update(crc, Float.floatToIntBits(value), Float.BYTES);
                    }
                }
                case double[] x -> {
                    for (double value : x) {
                        update(crc, Double.doubleToLongBits(value), Double.BYTES);
                    }
                }
                case int[] x -> {
                    for (int value : x) {
                        update(crc, value, Integer.BYTES);
                    }
                }
                case long[] x -> {
                    for (long value : x) {
                        update(crc, value, Long.BYTES);
                    }
                }
                case byte[] x -> crc.update(x);
                default -> throw new IllegalArgumentException(output.toString());
            }
        }

        private static void update(CRC32 crc, long bits, int bytes) {
            for (int i = 0; i < bytes; i++) {
                crc.update((int) (bits >>> 8 * i));
            }
        }
    }

    private final List<Call> calls = new ArrayList<>();
    private final float[] x = TestData.normals(N, 1);
    private final float[] y = TestData.normals(N, 2);
    private final float[] positive = TestData.positives(N, 3);

    private KernelCalls() {}

    /** All calls, on arrays of their own. */
    public static List<Call> all() {
        KernelCalls all = new KernelCalls();
        all.elementwise();
        all.reductions();
        all.layouts();
        all.optimizers();
        all.random();
        KernelCallsOfLayers.addTo(all);
        KernelCallsOfRows.addTo(all);
        KernelCallsOfActivations.addTo(all);
        KernelCallsOfNorm.addTo(all);
        return all.calls;
    }

    void add(String kernel, Consumer<Parallelism> run, Object... outputs) {
        calls.add(new Call(kernel, run, List.of(outputs)));
    }

    /** A kernel from {@code x} to an output of {@code size}. */
    void map(String kernel, int size, Output run) {
        float[] z = new float[size];
        add(kernel, p -> run.write(p, z), z);
    }

    /** A kernel that returns its result. */
    private void reduce(String kernel, ToDoubleFunction<Parallelism> run) {
        double[] result = new double[1];
        add(kernel, p -> result[0] = run.applyAsDouble(p), result);
    }

    /** A call that writes one array. */
    @FunctionalInterface
    interface Output {
        void write(Parallelism parallelism, float[] z);
    }

    private void elementwise() {
        map("Relu.forward", N, (p, z) -> Relu.forward(p, N, x, 0, z, 0));
        map("Relu.backward", N, (p, z) -> Relu.backward(p, N, x, 0, y, 0, z, 0));
        map("Elementwise.add", N, (p, z) -> Elementwise.add(p, N, x, 0, y, 0, z, 0));
        map("Elementwise.subtract", N, (p, z) -> Elementwise.subtract(p, N, x, 0, y, 0, z, 0));
        map("Elementwise.multiply", N, (p, z) -> Elementwise.multiply(p, N, x, 0, y, 0, z, 0));
        map("Elementwise.divide", N, (p, z) -> Elementwise.divide(p, N, x, 0, y, 0, z, 0));
        map("Elementwise.maximum", N, (p, z) -> Elementwise.maximum(p, N, x, 0, y, 0, z, 0));
        map("Elementwise.minimum", N, (p, z) -> Elementwise.minimum(p, N, x, 0, y, 0, z, 0));
        map("Elementwise.axpy", N, (p, z) -> Elementwise.axpy(p, N, 0.3f, x, 0, z, 0));
        map("ElementwiseUnary.abs", N, (p, z) -> ElementwiseUnary.abs(p, N, x, 0, z, 0));
        map("ElementwiseUnary.clip", N, (p, z) -> ElementwiseUnary.clip(p, N, -0.5f, 0.7f, x, 0, z, 0));
        map("ElementwiseUnary.copy", N, (p, z) -> ElementwiseUnary.copy(p, N, x, 0, z, 0));
        map("ElementwiseUnary.fill", N, (p, z) -> ElementwiseUnary.fill(p, N, 0.1f, z, 0));
        map("ElementwiseUnary.scale", N, (p, z) -> ElementwiseUnary.scale(p, N, 0.1f, x, 0, z, 0));
        map("ElementwiseUnary.sqrt", N, (p, z) -> ElementwiseUnary.sqrt(p, N, positive, 0, z, 0));
        map("ElementwiseUnary.square", N, (p, z) -> ElementwiseUnary.square(p, N, x, 0, z, 0));
        map("RowBroadcast.addRow", N, (p, z) -> RowBroadcast.addRow(p, 800, 50, y, 0, x, 0, z, 0));
        map("RowBroadcast.multiplyRow", N, (p, z) -> RowBroadcast.multiplyRow(p, 800, 50, y, 0, x, 0, z, 0));
        byte[] bytes = new byte[N];
        for (int i = 0; i < N; i++) {
            bytes[i] = (byte) (i * 31);
        }
        map(
                "ByteConversion.bytesToFloats",
                N,
                (p, z) -> ByteConversion.bytesToFloats(p, N, bytes, 0, 1f / 255, -0.3f, z, 0));
    }

    private void reductions() {
        int[] labels = TestData.indices(N, 10, 4);
        int[] others = TestData.indices(N, 10, 5);
        int[] out = new int[400];
        reduce("Reductions.sum", p -> Reductions.sum(p, N, x, 0));
        reduce("Reductions.dot", p -> Reductions.dot(p, N, x, 0, y, 0));
        reduce("Reductions.sumOfSquares", p -> Reductions.sumOfSquares(p, N, x, 0));
        reduce("Reductions.max", p -> Reductions.max(p, N, x, 0));
        reduce("Reductions.min", p -> Reductions.min(p, N, x, 0));
        reduce("Reductions.allFinite", p -> Reductions.allFinite(p, N, x, 0) ? 1 : 0);
        reduce("Reductions.argmax", p -> Reductions.argmax(N, x, 0));
        reduce("Reductions.countEqual", p -> Reductions.countEqual(N, labels, 0, others, 0));
        add("Reductions.argmaxRows", p -> Reductions.argmaxRows(p, 400, 100, x, 0, out, 0), out);
        map("Reductions.columnSums", 37, (p, z) -> Reductions.columnSums(p, 1081, 37, x, 0, z, 0));
    }

    private void layouts() {
        map("Layouts.transpose", N, (p, z) -> Layouts.transpose(p, 199, 201, x, 0, 201, z, 0, 199));
        map("Layouts.nhwcToNchw", N, (p, z) -> Layouts.nhwcToNchw(p, 3, 333, 40, x, 0, z, 0));
        map("Layouts.nchwToNhwc", N, (p, z) -> Layouts.nchwToNhwc(p, 3, 333, 40, x, 0, z, 0));
        map("Layouts.hwioToOihw", N, (p, z) -> Layouts.hwioToOihw(p, 3, 3, 40, 111, x, 0, z, 0));
        map("Layouts.oihwToHwio", N, (p, z) -> Layouts.oihwToHwio(p, 3, 3, 40, 111, x, 0, z, 0));
    }

    private void optimizers() {
        float rate = 0.01f;
        state("Sgd.step", 1, (p, w) -> Sgd.step(p, N, rate, 0.1f, w[0], 0, y, 0));
        state(
                "Sgd.step momentum",
                2,
                (p, w) -> Sgd.step(p, N, rate, 0.9f, Sgd.Momentum.NESTEROV, 0.1f, w[0], 0, y, 0, w[1], 0));
        state("Adam.step", 3, (p, w) -> Adam.step(p, N, rate, 0.9f, 0.999f, 1e-7f, 3, w[0], 0, y, 0, w[1], 0, w[2], 0));
        state(
                "AdamW.step",
                3,
                (p, w) -> AdamW.step(p, N, rate, 0.9f, 0.999f, 1e-7f, 0.1f, 3, w[0], 0, y, 0, w[1], 0, w[2], 0));
        state("RmsProp.step", 2, (p, w) -> RmsProp.step(p, N, rate, 0.9f, 1e-7f, w[0], 0, y, 0, w[1], 0));
        state(
                "RmsProp.step momentum",
                3,
                (p, w) -> RmsProp.step(p, N, rate, 0.9f, 0.8f, 1e-7f, w[0], 0, y, 0, w[1], 0, w[2], 0));
    }

    /** An update step, on parameters and {@code arrays - 1} arrays of state, which start as positive numbers. */
    private void state(String kernel, int arrays, Step run) {
        float[][] w = new float[arrays][];
        for (int i = 0; i < arrays; i++) {
            w[i] = TestData.positives(N, 10 + i);
        }
        add(kernel, p -> run.update(p, w), (Object[]) w);
    }

    @FunctionalInterface
    private interface Step {
        void update(Parallelism parallelism, float[][] w);
    }

    private void random() {
        int[] words = new int[N];
        int[] block = new int[4];
        long[] mask = new long[Dropout.maskSize(N)];
        float[] z = new float[N];
        add("Philox.bits", p -> Philox.bits(p, N, 7, 1, 2, words, 0), words);
        add("Philox.block", p -> Philox.block(7, 1, 2, 3, block, 0), block);
        map("RandomFill.uniform", N, (p, out) -> RandomFill.uniform(p, N, 7, 1, 2, -1, 2, out, 0));
        map("RandomFill.normal", N, (p, out) -> RandomFill.normal(p, N, 7, 1, 2, -1, 2, out, 0));
        map("RandomFill.truncatedNormal", N, (p, out) -> RandomFill.truncatedNormal(p, N, 7, 1, 2, -1, 2, out, 0));
        int[] order = new int[N];
        add("RandomFill.permutation", p -> RandomFill.permutation(N, 7, 1, 2, order, 0), order);
        long[] alone = new long[mask.length];
        add("Dropout.mask", p -> Dropout.mask(p, N, 0.3f, 7, 1, 2, alone, 0), alone);
        add("Dropout.forward", p -> Dropout.forward(p, N, 0.3f, 7, 1, 2, x, 0, z, 0, mask, 0), z, mask);
        long[] given = new long[mask.length];
        Dropout.mask(Parallelism.serial(), N, 0.3f, 7, 1, 2, given, 0);
        map("Dropout.apply", N, (p, out) -> Dropout.apply(p, N, 0.3f, given, 0, x, 0, out, 0));
    }
}
