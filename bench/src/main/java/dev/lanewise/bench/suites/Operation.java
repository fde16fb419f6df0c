package dev.lanewise.bench.suites;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.Library;
import dev.lanewise.kernels.Parallelism;
import java.util.List;

/** One benchmark method: what it computes, on which shapes and in which libraries. */
public abstract class Operation {

    /** The largest difference, relative to the largest element of an output, of a rival that computes the same. */
    private static final double TOLERANCE = 1e-4;

    private final String suite;
    private final Class<? extends Suite> benchmark;
    private final String method;
    private final List<Library> libraries;

    /**
     * For subclasses.
     *
     * @param suite name of the suite
     * @param benchmark JMH class
     * @param method benchmark method of that class
     * @param rivals libraries besides ours that compute the same
     */
    Operation(String suite, Class<? extends Suite> benchmark, String method, Library... rivals) {
        this.suite = suite;
        this.benchmark = benchmark;
        this.method = method;
        this.libraries = List.of(rivals);
    }

    /** Name of the suite. */
    public final String suite() {
        return suite;
    }

    /** JMH's name of the benchmark. */
    public final String benchmark() {
        return benchmark.getName() + "." + method;
    }

    /** Name of the method. */
    final String method() {
        return method;
    }

    /** Libraries besides ours. */
    public final List<Library> rivals() {
        return libraries;
    }

    /** Whether a library uses more than one thread where it is told to. */
    public final boolean runs(Library library, int threads) {
        return threads == 1 || library.kind() != Library.Kind.JVM;
    }

    /** Whether it can be run on a shape of its suite. */
    public boolean takes(String shape) {
        return true;
    }

    /** What a call on {@code shape} must do. */
    public abstract Cost cost(String shape);

    /** Our call; may be opened again and again and then starts from the same inputs. */
    abstract Call lanewise(String shape, Parallelism parallelism);

    /** A rival's call on the same inputs. */
    Call rival(Library library, String shape, int threads) {
        throw new IllegalArgumentException("library: " + benchmark() + " has no " + library);
    }

    /**
     * A call that is ready to run.
     *
     * @throws IllegalArgumentException if the library does not offer it or the shape is none of this suite
     */
    public final Call open(Library library, String shape, int threads) {
        if (library != Library.LANEWISE) {
            if (!libraries.contains(library)) {
                throw new IllegalArgumentException(
                        "library: expected lanewise or one of " + libraries + ", got " + library);
            }
            return rival(library, shape, threads);
        }
        Parallelism parallelism = Parallelism.threads(threads);
        Call call = lanewise(shape, parallelism);
        return new Closing(call, parallelism);
    }

    /**
     * A call that is ready and steady. A rival's has been compared with ours.
     *
     * @throws IllegalArgumentException as {@link #open}
     * @throws IllegalStateException as {@link #verify}
     */
    public final Call prepare(Library library, String shape, int threads) {
        if (library == Library.LANEWISE && threads > 1) {
            try (Call alone = open(library, shape, 1)) {
                WarmUp.run(alone); // leaves the JIT a core to work on
            }
        }
        Call call = open(library, shape, threads);
        if (library != Library.LANEWISE) {
            verify(library, call, shape);
        }
        WarmUp.run(call);
        return call;
    }

    /**
     * Runs a rival's call once, and ours, and compares all outputs.
     *
     * @throws IllegalStateException if they differ: a wrong rival gets an error, not a time
     */
    public final void verify(Library library, Call call, String shape) {
        call.run();
        float[][] actual = call.results();
        Call ours = lanewise(shape, Parallelism.serial());
        ours.run();
        float[][] expected = ours.results();
        for (int i = 0; i < expected.length; i++) {
            double difference = difference(expected[i], actual[i]);
            if (!(difference <= TOLERANCE)) {
                throw new IllegalStateException(library + ": output " + i + " of " + method + " on " + shape
                        + " is off by " + difference + " of its largest element");
            }
        }
    }

    private static double difference(float[] expected, float[] actual) {
        if (expected.length != actual.length) {
            return Double.NaN;
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs((double) expected[i]));
            difference = Math.max(difference, Math.abs((double) expected[i] - actual[i]));
        }
        return difference == 0 ? 0 : difference / largest;
    }

    /** A call of ours with its threads. */
    private record Closing(Call call, Parallelism parallelism) implements Call {

        @Override
        public void run() {
            call.run();
        }

        @Override
        public float[][] results() {
            return call.results();
        }

        @Override
        public void close() {
            parallelism.close();
        }
    }
}
