package dev.lanewise.bench.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.bench.suites.Operation;
import dev.lanewise.bench.suites.Operations;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class ShapeTableTest {

    @Test
    void everySuiteHasShapesInBothSubsets() {
        for (String suite : Operations.suites()) {
            assertThat(ShapeTable.of(suite, Subset.QUICK)).as(suite).isNotEmpty();
            assertThat(ShapeTable.of(suite, Subset.FULL))
                    .as(suite)
                    .containsAll(ShapeTable.of(suite, Subset.QUICK))
                    .hasSizeGreaterThan(ShapeTable.of(suite, Subset.QUICK).size());
        }
    }

    @Test
    void everyRowBelongsToASuiteAndNamesItsSource() {
        assertThat(ShapeTable.rows()).isNotEmpty().allSatisfy(row -> {
            assertThat(Operations.suites()).contains(row.suite());
            assertThat(row.source()).isNotBlank();
        });
    }

    @Test
    void noRowIsThereTwice() {
        assertThat(ShapeTable.rows().stream().map(row -> row.suite() + " " + row.shape()))
                .doesNotHaveDuplicates();
    }

    /** A comma would end the shape where JMH splits a list of parameters. */
    @Test
    void everyShapeIsValidAndCostsSomething() {
        for (Operation operation : Operations.all()) {
            for (String shape : ShapeTable.of(operation.suite(), Subset.FULL)) {
                assertThat(shape).doesNotContain(",");
                assertThat(operation.cost(shape).flops() + operation.cost(shape).bytes())
                        .as(operation.benchmark() + " " + shape)
                        .isPositive()
                        .isFinite();
            }
        }
    }
}
