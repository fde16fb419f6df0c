package dev.lanewise.bench.runtime;

import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A parallel region of two tasks on two threads. {@code serial} is what the tasks take one after the other;
 * {@code region} should be half of it, and {@code afterPause}, where the worker was idle for that long, one and a half.
 *
 * <p>{@code ./lanewise bench jmh RegionBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class RegionBenchmark {

    /** Work of a task in JMH's units of about a nanosecond. */
    @Param({"0", "2000", "10000", "30000"})
    public int tokens;

    private final WorkerPool pool = new WorkerPool(2);
    private final IndexedTask task = index -> Blackhole.consumeCPU(tokens);

    /** Both tasks on the calling thread. */
    @Benchmark
    public void serial() {
        WorkerPool.SERIAL.run(2, task);
    }

    /** One region after the other. */
    @Benchmark
    public void region() {
        pool.run(2, task);
    }

    /** A region, and as long a pause as its tasks take on one thread. */
    @Benchmark
    public void afterPause() {
        WorkerPool.SERIAL.run(2, task);
        pool.run(2, task);
    }

    /** A region among the first ten after a sleep, in which the worker has parked. */
    @Benchmark
    @OperationsPerInvocation(10)
    public void afterSleep(Sleep sleep) {
        for (int i = 0; i < 10; i++) {
            pool.run(2, task);
        }
    }

    /** Twenty milliseconds before each call of a benchmark, which are not counted. */
    @State(Scope.Benchmark)
    public static class Sleep {

        /** Sleeps. */
        @Setup(Level.Invocation)
        public void sleep() throws InterruptedException {
            Thread.sleep(20);
        }
    }

    /** Ends the worker. */
    @TearDown
    public void close() {
        pool.close();
    }
}
