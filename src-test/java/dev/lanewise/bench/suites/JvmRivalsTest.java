package dev.lanewise.bench.suites;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.shapes.ShapeTable;
import dev.lanewise.bench.shapes.Subset;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rivals that need no native library. */
@Tag("once")
class JvmRivalsTest {

    /** Scalar loops take a second for more; each benchmark verifies its own shape before it starts the clock. */
    private static final int CHEAPEST = 3;

    static Stream<Arguments> rivals() {
        return Operations.all().stream()
                .flatMap(operation -> operation.rivals().stream()
                        .filter(library -> library.kind() == Library.Kind.JVM)
                        .flatMap(library -> ShapeTable.of(operation.suite(), Subset.FULL).stream()
                                .sorted(Comparator.comparingDouble(
                                        shape -> operation.cost(shape).flops()
                                                + operation.cost(shape).bytes()))
                                .limit(CHEAPEST)
                                .map(shape -> Arguments.of(operation.benchmark(), shape, library))));
    }

    @ParameterizedTest
    @MethodSource("rivals")
    void rivalsOnTheJvmAgreeWithUs(String benchmark, String shape, Library library) {
        Operation operation = Operations.of(benchmark);
        try (Call call = operation.open(library, shape, 1)) {
            operation.verify(library, call, shape);
        }
    }

    @Test
    void aWrongRivalIsFound() {
        Operation gemm = Operations.ofSuite("gemm").getFirst();
        Call wrong = Call.of(() -> {}, new float[64 * 64]);
        assertThatIllegalStateException()
                .isThrownBy(() -> gemm.verify(Library.EJML, wrong, "64x64x64 NN"))
                .withMessageStartingWith("ejml: output 0 of sgemm on 64x64x64 NN is off by ");
    }
}
