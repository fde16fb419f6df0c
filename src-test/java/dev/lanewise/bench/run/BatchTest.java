package dev.lanewise.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.shapes.ShapeTable;
import dev.lanewise.bench.shapes.Subset;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class BatchTest {

    @Test
    void jmhRunsOursAlone() {
        List<Batch> batches = Batch.ours(List.of("conv", "gemv"), Subset.QUICK, List.of(1, 2));
        assertThat(batches).hasSize(2 * (1 + 3)).allSatisfy(batch -> {
            assertThat(batch.libraries()).containsExactly(Library.LANEWISE);
            assertThat(batch.shapes()).isEqualTo(ShapeTable.of(batch.operation().suite(), Subset.QUICK));
        });
    }

    @Test
    void librariesOfTheJvmRunOnOneThreadOnly() {
        List<Batch> batches = Batch.rivals(List.of("gemm"), Subset.QUICK, List.of(1, 2));
        assertThat(batches).hasSize(2);
        assertThat(batches.getFirst().libraries())
                .contains(Library.OPENBLAS, Library.ONEDNN, Library.NETLIB, Library.JAVA_LOOP)
                .doesNotContain(Library.LANEWISE);
        assertThat(batches.getLast().libraries())
                .contains(Library.OPENBLAS, Library.ONEDNN)
                .doesNotContain(Library.NETLIB, Library.EJML, Library.COMMONS_MATH, Library.JAVA_LOOP);
    }

    @Test
    void aBatchNormIsNotTrainedOnOneSample() {
        List<Batch> batches = Batch.ours(List.of("network"), Subset.FULL, List.of(1));
        assertThat(batches).hasSize(2);
        assertThat(batches.getFirst().shapes()).contains("tabular mb64").doesNotContain("cifar-cnn mb1");
        assertThat(batches.getLast().shapes()).contains("tabular mb64", "cifar-cnn mb1");
    }

    @Test
    void anOperationWithoutRivalsHasNone() {
        assertThat(Batch.rivals(List.of("im2col", "dropout"), Subset.QUICK, List.of(1)))
                .hasSize(2)
                .allSatisfy(batch -> assertThat(batch.libraries()).containsExactly(Library.PYTORCH));
    }
}
