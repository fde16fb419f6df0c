package dev.lanewise.bench.runtime;

import dev.lanewise.kernels.Gemm;
import dev.lanewise.kernels.Transpose;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From the start of a VM to a fast matrix product: calls it for some seconds and looks back. JMH's own start, a few
 * tenths of a second, is contained. JMH prints the sums over all VMs.
 *
 * <p>{@code ./lanewise bench jmh StartUpBenchmark}
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(10)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class StartUpBenchmark {

    private static final int N = 512;
    private static final long NANOS = 4_000_000_000L;
    private static final int MOST = 100_000;
    private static final double OF_FINAL_SPEED = 0.9;

    /** Calls over which a speed is a median. */
    private static final int WINDOW = 9;

    /** Milliseconds since the start of the VM. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Reached {
        /** The first product begins. */
        public long begin;
        /** The first product is done. */
        public long first;
        /** The products run at 90 % of their final speed from here on. */
        public long fast;
    }

    /** Products of 512 x 512 x 512 on one thread. */
    @Benchmark
    public float[] sgemm(Reached reached) {
        float[] a = new float[N * N];
        float[] b = new float[N * N];
        float[] c = new float[N * N];
        Arrays.fill(a, 1f);
        Arrays.fill(b, 1f);
        long[] ends = new long[MOST + 1];
        int calls = 0;
        reached.begin = ManagementFactory.getRuntimeMXBean().getUptime();
        ends[0] = System.nanoTime();
        while (calls < MOST && ends[calls] - ends[0] < NANOS) {
            Gemm.sgemm(Transpose.NO, Transpose.NO, N, N, N, 1f, a, 0, N, b, 0, N, 0f, c, 0, N);
            ends[++calls] = System.nanoTime();
        }
        double fast = median(ends, calls - 10 * WINDOW, 10 * WINDOW) / OF_FINAL_SPEED;
        int call = 0;
        while (median(ends, call, WINDOW) > fast) {
            call++;
        }
        reached.first = reached.begin + (ends[1] - ends[0]) / 1_000_000;
        reached.fast = reached.begin + (ends[call] - ends[0]) / 1_000_000;
        return c;
    }

    private static double median(long[] ends, int from, int count) {
        int begin = Math.max(0, from);
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            times[i] = ends[begin + i + 1] - ends[begin + i];
        }
        Arrays.sort(times);
        return times[count / 2];
    }
}
