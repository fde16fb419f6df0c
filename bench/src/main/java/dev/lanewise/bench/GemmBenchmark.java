package dev.lanewise.bench;

import dev.lanewise.kernels.Gemm;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Transpose;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** {@code C = A·B} on square matrices: 2·n³ floating-point operations a call. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class GemmBenchmark {

    /** Rows and columns of every matrix. */
    @Param({"64", "256", "1024"})
    public int n;

    /** Threads, the caller's included. */
    @Param("1")
    public int threads;

    private Parallelism parallelism;
    private float[] a;
    private float[] b;
    private float[] c;

    /** Fills A and B with seeded values in [-1, 1). */
    @Setup
    public void setUp() {
        var random = new SplittableRandom(42);
        parallelism = Parallelism.threads(threads);
        a = values(random);
        b = values(random);
        c = new float[n * n];
    }

    private float[] values(SplittableRandom random) {
        var values = new float[n * n];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    /** One product. */
    @Benchmark
    public float[] sgemm() {
        Gemm.sgemm(parallelism, Transpose.NO, Transpose.NO, n, n, n, 1f, a, 0, n, b, 0, n, 0f, c, 0, n);
        return c;
    }
}
