package dev.lanewise.bench.ceiling;

import dev.lanewise.bench.record.Ceiling;
import dev.lanewise.bench.record.Ceiling.Bandwidth;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.internal.PeakLoops;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Measures the ceiling. A figure is the median of some repetitions of about 3 ms, and of several such medians the best:
 * a short disturbance spoils a repetition, a longer one a median, and nothing makes a loop faster than the hardware.
 */
public final class Ceilings {

    /** First-level cache. */
    public static final String L1 = "L1";

    /** Second-level cache. */
    public static final String L2 = "L2";

    /** Third-level cache. */
    public static final String L3 = "L3";

    /** What lies behind the caches. */
    public static final String MEMORY = "memory";

    private static final double REPETITION_SECONDS = 3e-3;
    private static final int REPETITIONS = 7;
    private static final int MEDIANS = 12;
    private static final int WARM_UPS = 6;
    private static final int FMA_STEPS = 4096;

    /** Offsets, in elements, of which one starts a cache line: an array starts at any multiple of 8 bytes. */
    private static final int LINE = 16;

    private static final int LINE_STEP = 2;

    private final Caches caches;

    /** Measures with arrays that suit these caches. */
    public Ceilings(Caches caches) {
        this.caches = caches;
    }

    /** Measures all of it, for each of these numbers of threads. */
    public Ceiling measure(List<Integer> threadCounts) {
        SortedMap<Integer, Double> peaks = new TreeMap<>();
        List<Bandwidth> bandwidth = new ArrayList<>();
        for (int threads : threadCounts.stream().distinct().sorted().toList()) {
            try (Parallelism parallelism = Parallelism.threads(threads)) {
                peaks.put(threads, fmaGflops(parallelism));
                long third = Math.max(2 * caches.l2(), Math.min(caches.l3() / 2 / threads, 4 * caches.l2()));
                bandwidth.add(bandwidth(L1, caches.l1() / 2, parallelism));
                bandwidth.add(bandwidth(L2, caches.l2() / 2, parallelism));
                bandwidth.add(bandwidth(L3, third, parallelism));
                bandwidth.add(bandwidth(MEMORY, Math.max(4 * caches.l3(), 128 << 20) / threads, parallelism));
            }
        }
        return new Ceiling(peaks, bandwidth);
    }

    /** The higher of two measurements of the same machine, figure by figure. */
    public static Ceiling best(Ceiling one, Ceiling other) {
        SortedMap<Integer, Double> peaks = new TreeMap<>(one.fmaGflops());
        other.fmaGflops().forEach((threads, gflops) -> peaks.merge(threads, gflops, Math::max));
        List<Bandwidth> bandwidth = new ArrayList<>();
        for (int i = 0; i < one.bandwidth().size(); i++) {
            Bandwidth a = one.bandwidth().get(i);
            Bandwidth b = other.bandwidth().get(i);
            bandwidth.add(new Bandwidth(
                    a.level(),
                    a.bytes(),
                    a.threads(),
                    Math.max(a.loadGBs(), b.loadGBs()),
                    Math.max(a.copyGBs(), b.copyGBs()),
                    Math.max(a.updateGBs(), b.updateGBs())));
        }
        return new Ceiling(peaks, bandwidth);
    }

    private static double fmaGflops(Parallelism parallelism) {
        double flops = PeakLoops.fmaFlops(FMA_STEPS) * parallelism.threads();
        return best(parallelism, MEDIANS, flops, (thread, passes) -> fma(passes));
    }

    private static Bandwidth bandwidth(String level, long bytes, Parallelism parallelism) {
        int half = Math.toIntExact(bytes / Integer.BYTES / 2 / PeakLoops.BLOCK * PeakLoops.BLOCK);
        int[][] arrays = new int[parallelism.threads()][2 * half + LINE];
        double moved = 2.0 * half * Integer.BYTES * parallelism.threads();
        boolean near = level.equals(L1) || level.equals(L2);
        double load = 0;
        double copy = 0;
        double update = 0;
        for (int offset = 0; offset < (near ? LINE : 1); offset += LINE_STEP) {
            int from = offset;
            int medians = near ? 2 : 3;
            load = Math.max(
                    load,
                    best(parallelism, medians, moved, (thread, passes) -> load(arrays[thread], from, half, passes)));
            copy = Math.max(
                    copy,
                    best(parallelism, medians, moved, (thread, passes) -> copy(arrays[thread], from, half, passes)));
            update = Math.max(
                    update,
                    best(parallelism, medians, moved, (thread, passes) -> update(arrays[thread], from, half, passes)));
        }
        return new Bandwidth(level, 2L * half * Integer.BYTES, parallelism.threads(), load, copy, update);
    }

    private static double update(int[] array, int from, int half, int passes) {
        for (int pass = 0; pass < passes; pass++) {
            PeakLoops.update(array, from, half);
        }
        return array[from];
    }

    /** What a thread does: one of the loops, {@code passes} times. */
    private interface Work {
        double run(int thread, int passes);
    }

    private static double fma(int passes) {
        double sum = 0;
        for (int pass = 0; pass < passes; pass++) {
            sum += PeakLoops.fma(FMA_STEPS, 0.5f, 1f);
        }
        return sum;
    }

    private static double load(int[] array, int from, int half, int passes) {
        int bits = 0;
        for (int pass = 0; pass < passes; pass++) {
            bits |= PeakLoops.load(array, from, 2 * half);
        }
        return bits;
    }

    private static double copy(int[] array, int from, int half, int passes) {
        for (int pass = 0; pass < passes; pass++) {
            PeakLoops.copy(array, from, from + half, half);
        }
        return array[from];
    }

    /** The best median, in billions of {@code amount} (of a pass of all threads) a second. */
    private static double best(Parallelism parallelism, int medians, double amount, Work work) {
        int passes = 1;
        double seconds = seconds(parallelism, passes, work);
        for (int i = 0; i < WARM_UPS; i++) {
            passes = (int) Math.clamp(passes * REPETITION_SECONDS / seconds, 1, 1 << 20);
            seconds = seconds(parallelism, passes, work);
        }
        double best = 0;
        double[] times = new double[REPETITIONS];
        for (int median = 0; median < medians; median++) {
            for (int i = 0; i < REPETITIONS; i++) {
                times[i] = seconds(parallelism, passes, work);
            }
            Arrays.sort(times);
            best = Math.max(best, amount * passes / times[REPETITIONS / 2] / 1e9);
        }
        return best;
    }

    private static double seconds(Parallelism parallelism, int passes, Work work) {
        double[] results = new double[parallelism.threads()];
        long start = System.nanoTime();
        parallelism.forEach(results.length, thread -> results[thread] = work.run(thread, passes));
        long nanos = System.nanoTime() - start;
        if (Arrays.stream(results).anyMatch(Double::isNaN)) {
            throw new IllegalStateException("ceiling: a loop gave NaN");
        }
        return Math.max(1, nanos) / 1e9;
    }
}
