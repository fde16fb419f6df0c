package dev.lanewise.bench.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.shapes.ShapeTable;
import dev.lanewise.bench.shapes.Subset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;

/** Each benchmark once, without JMH and its clock. */
@Tag("once")
class OperationsTest {

    static Stream<Arguments> ours() {
        return Operations.all().stream()
                .flatMap(operation -> ShapeTable.of(operation.suite(), Subset.QUICK).stream()
                        .map(shape -> Arguments.of(operation.benchmark(), shape)));
    }

    @Test
    void everyOperationIsABenchmarkMethod() throws ReflectiveOperationException {
        for (Operation operation : Operations.all()) {
            String name = operation.benchmark();
            Class<?> type = Class.forName(name.substring(0, name.lastIndexOf('.')));
            assertThat(type.getMethod(operation.method()).isAnnotationPresent(Benchmark.class))
                    .as(name)
                    .isTrue();
            assertThat(Operations.of(name)).isSameAs(operation);
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    void oursGivesFiniteResults(String benchmark, String shape) {
        try (Call call = Operations.of(benchmark).open(Library.LANEWISE, shape, 2)) {
            call.run();
            assertThat(call.results()).isNotEmpty();
            for (float[] result : call.results()) {
                assertThat(allFiniteAndNotAllZero(result)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cifar-cnn mb2", "mnist-cnn mb2", "plain20 mb2", "tabular mb2"})
    void everyNetworkTrainsAndInfers(String shape) {
        for (Operation operation : Operations.ofSuite("network")) {
            oursGivesFiniteResults(operation.benchmark(), shape);
        }
    }

    @Test
    void aLibraryThatDoesNotOfferItIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Operations.ofSuite("dropout").getFirst().open(Library.EJML, "64x128", 1))
                .withMessage("library: expected lanewise or one of [pytorch], got ejml");
    }

    private static boolean allFiniteAndNotAllZero(float[] values) {
        boolean zero = true;
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
            zero &= value == 0;
        }
        return !zero;
    }
}
