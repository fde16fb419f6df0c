package dev.lanewise.bench.record;

import java.util.Map;
import java.util.stream.Collectors;

/** The name under which a benchmark is found again in another result file. */
public final class BenchmarkKey {

    /** The parameter that says how many threads a kernel may use. */
    public static final String THREADS = "threads";

    private BenchmarkKey() {}

    /**
     * The benchmark's name and, in braces, its parameters in the order given, for example {@code
     * dev.lanewise.bench.suites.GemmBenchmark.sgemm{shape=64x64x64 NN,threads=1,library=lanewise}}. Where no parameter
     * is named {@code threads}, JMH's own number of threads comes last.
     *
     * @param benchmark class and method, as JMH prints them
     * @param params parameters in JMH's order
     * @param jmhThreads threads that call the benchmark
     */
    public static String of(String benchmark, Map<String, String> params, int jmhThreads) {
        String list = params.entrySet().stream()
                .map(param -> param.getKey() + "=" + param.getValue())
                .collect(Collectors.joining(","));
        if (!params.containsKey(THREADS)) {
            list += (list.isEmpty() ? "" : ",") + THREADS + "=" + jmhThreads;
        }
        return benchmark + "{" + list + "}";
    }
}
