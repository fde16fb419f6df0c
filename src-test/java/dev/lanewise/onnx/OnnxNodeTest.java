package dev.lanewise.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.internal.Lanes;
import dev.lanewise.testkit.SharedData;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Tolerance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The operator tests of the ONNX project on our kernels: one test a case that they cover. What passed, what did not, and
 * what is not covered and why is written to {@code target/onnx-report.md}. Skipped where the files are absent.
 */
class OnnxNodeTest {

    /** Cases covered today. A smaller number means that one was lost on the way. */
    private static final int COVERED = 138;

    /**
     * Both sides are float: a few roundings of their own and sums of up to a few dozen terms. The project's own runner
     * allows {@code 1e-3}.
     */
    private static final double RELATIVE = 16 * Tolerance.U;

    /** The means of four values out of nine, inputs and result written by hand with four decimals. */
    private static final String FOUR_DECIMALS = "test_averagepool_2d_ceil_last_window_starts_on_pad";

    private static final double FOUR_DECIMALS_BOUND = 0.5e-4 * (1 + 4.0 / 9);

    private static final Map<String, String> REPORT = new TreeMap<>();

    @TestFactory
    Stream<DynamicTest> operators() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> folders = Files.list(SharedData.require("onnx-node-tests/node"))) {
            for (Path folder : folders.sorted().toList()) {
                String name = folder.getFileName().toString();
                try {
                    OnnxCase test = OnnxCase.read(folder);
                    List<OnnxTensor> actual = OnnxOperators.run(test);
                    REPORT.put(name, "failed");
                    tests.add(DynamicTest.dynamicTest(name, () -> {
                        check(test, actual);
                        REPORT.put(name, "passed");
                    }));
                } catch (NotCovered reason) {
                    REPORT.put(name, "not covered: " + reason.getMessage());
                }
            }
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(COVERED);
        return tests.stream();
    }

    private static void check(OnnxCase test, List<OnnxTensor> actual) {
        for (int i = 0; i < test.outputs().size(); i++) {
            OnnxTensor expected = test.outputs().get(i);
            double[] values = TestData.toDoubles(expected.values());
            double largest = 0;
            for (double value : values) {
                largest = Double.isInfinite(value) ? largest : Math.max(largest, Math.abs(value));
            }
            double bound = test.name().equals(FOUR_DECIMALS) ? FOUR_DECIMALS_BOUND : RELATIVE * largest;
            assertThat(actual.get(i).dims()).isEqualTo(expected.dims());
            Tolerance.assertWithin(test.name() + " output " + i, actual.get(i).values(), values, at -> bound);
        }
    }

    @AfterAll
    static void report() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# ONNX operator tests");
        lines.add("");
        for (String outcome : List.of("passed", "failed", "not covered")) {
            long count =
                    REPORT.values().stream().filter(o -> o.startsWith(outcome)).count();
            lines.add("* " + outcome + ": " + count);
        }
        lines.add("");
        lines.add("At " + Lanes.VECTOR_BITS + " bits.");
        lines.add("");
        lines.add("| test | outcome |");
        lines.add("|---|---|");
        REPORT.forEach((name, outcome) -> lines.add("| " + name + " | " + outcome + " |"));
        Path target = Files.createDirectories(Path.of("target"));
        Files.write(target.resolve("onnx-report.md"), lines);
    }
}
