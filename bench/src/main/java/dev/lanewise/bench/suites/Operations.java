package dev.lanewise.bench.suites;

import java.util.List;
import java.util.stream.Stream;

/** All operations, in the order in which they are run and listed. */
public final class Operations {

    private static final List<Operation> ALL = Stream.of(
                    MatrixOperations.all(),
                    ConvOperations.all(),
                    BatchNormOperations.all(),
                    DropoutOperations.all(),
                    PoolingOperations.all(),
                    AffineOperations.all(),
                    ActivationOperations.all(),
                    SoftmaxOperations.all(),
                    OptimizerOperations.all(),
                    NetworkOperations.all())
            .flatMap(List::stream)
            .toList();

    private Operations() {}

    /** All of them. */
    public static List<Operation> all() {
        return ALL;
    }

    /** Names of the suites. */
    public static List<String> suites() {
        return ALL.stream().map(Operation::suite).distinct().toList();
    }

    /** The operations of a suite. */
    public static List<Operation> ofSuite(String suite) {
        return ALL.stream().filter(operation -> operation.suite().equals(suite)).toList();
    }

    /**
     * The operation of a benchmark.
     *
     * @param benchmark JMH's name
     */
    public static Operation of(String benchmark) {
        return ALL.stream()
                .filter(operation -> operation.benchmark().equals(benchmark))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("benchmark: got the unknown " + benchmark));
    }
}
