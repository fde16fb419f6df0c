package dev.lanewise.testkit;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips every test when the run asks for vectors that are wider than this CPU's, so that a width nobody tested is never
 * reported as passed. Registered for all tests through {@code META-INF/services}.
 *
 * <p>The kernels refuse such a width, so the property is taken away before a test class starts: set-up code of a class
 * whose tests are skipped still runs, at the CPU's own width.
 */
public final class WidthCondition implements ExecutionCondition {

    private static final String VECTOR_BITS = "lanewise.vectorBits";

    private static final int HARDWARE_BITS = FloatVector.SPECIES_PREFERRED.vectorBitSize();

    private static final int ASKED_BITS = Integer.getInteger(VECTOR_BITS, HARDWARE_BITS);

    private static final boolean LACKING = ASKED_BITS > HARDWARE_BITS;

    private static final ConditionEvaluationResult RUNS = ConditionEvaluationResult.enabled(ASKED_BITS + " bits");

    static {
        if (LACKING) {
            System.clearProperty(VECTOR_BITS);
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        // Only methods are skipped, not their classes: the report then counts every test.
        if (LACKING && context.getTestMethod().isPresent()) {
            return ConditionEvaluationResult.disabled(
                    "this CPU has " + HARDWARE_BITS + "-bit vectors, the test asks for " + ASKED_BITS);
        }
        return RUNS;
    }
}
