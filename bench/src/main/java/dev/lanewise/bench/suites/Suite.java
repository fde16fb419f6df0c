package dev.lanewise.bench.suites;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.Library;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * The state of every JMH class here: one call of one library on one shape, prepared before the time starts and, if it is
 * a rival's, compared with ours. {@code bench run} chooses the parameters.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(5)
public abstract class Suite {

    /** Shape, in the notation of the suite. */
    @Param("")
    public String shape = "";

    /** Threads, the caller's included. */
    @Param("1")
    public int threads = 1;

    /** Whose code. */
    @Param("lanewise")
    public String library = "";

    private Call call = Call.of(() -> {});

    /** Prepares the call and runs it until it is steady. */
    @Setup
    public void setUp(BenchmarkParams params) {
        call = Operations.of(params.getBenchmark()).prepare(Library.of(library), shape, threads);
    }

    /** Ends its threads. */
    @TearDown
    public void tearDown() {
        call.close();
    }

    /** What every benchmark method does. */
    final void run() {
        call.run();
    }
}
