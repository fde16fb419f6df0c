package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.Im2colOracle;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class Im2colTest {

    private static final int OFFSET = 5;
    private static final int GAP = 20;

    @Test
    void everyShapeIsTheOracle() {
        for (Conv2dGeometry g : shapes()) {
            check(Parallelism.serial(), g);
        }
    }

    @Test
    void threadsDoNotShow() {
        List<Conv2dGeometry> large = List.of(
                Conv2dGeometry.of(3, 14, 15, 16, 8, 3, 3).withSamePadding(),
                Conv2dGeometry.of(2, 31, 30, 6, 4, 3, 2).withStrides(2, 1).withGroups(2),
                Conv2dGeometry.of(2, 20, 20, 17, 4, 2, 3).withDilation(2, 3));
        for (Conv2dGeometry g : large) {
            for (Parallelism parallelism : Threads.all()) {
                check(parallelism, g);
            }
        }
    }

    /** For small integers every sum is exact, so the two scalar products are equal. */
    @Test
    void col2imIsTheTransposeOfIm2col() {
        for (Conv2dGeometry g : shapes()) {
            if (g.groups() == 1) {
                float[] x = TestData.smallIntegers(g.inputSize(), 1);
                float[] columns = new float[g.outPixels() * g.patchSize()];
                Im2col.im2col(Parallelism.serial(), g, x, 0, columns, 0);
                float[] weights = TestData.smallIntegers(columns.length, 2);
                float[] back = new float[x.length];
                Im2col.col2im(Parallelism.serial(), g, weights, 0, back, 0);
                assertThat(dot(columns, weights)).as(g.toString()).isEqualTo(dot(x, back));
            }
        }
    }

    /** Random data, so that the sums round: equal bits mean an equal order. */
    @Test
    void convolutionIsOneProductWithTheColumns() {
        for (Conv2dGeometry g : List.of(
                Conv2dGeometry.of(2, 9, 8, 5, 7, 3, 3).withStrides(2, 1).withSamePadding(),
                Conv2dGeometry.of(1, 8, 9, 33, 19, 3, 3),
                Conv2dGeometry.of(2, 7, 7, 4, 6, 2, 3).withDilation(3, 2).withPadding(1, 2, 0, 3))) {
            Parallelism serial = Parallelism.serial();
            float[] x = TestData.normals(g.inputSize(), 1);
            float[] weights = TestData.normals(g.weightsSize(), 2);
            float[] y = new float[g.outputSize()];
            float[] workspace = new float[Conv2d.forwardWorkspace(serial, g)];
            Conv2d.forward(serial, g, x, 0, weights, 0, Epilogue.none(), y, 0, workspace, 0);

            int k = g.patchSize();
            int n = g.outChannels();
            float[] columns = new float[g.outPixels() * k];
            float[] product = new float[y.length];
            Im2col.im2col(serial, g, x, 0, columns, 0);
            Gemm.sgemm(
                    Transpose.NO,
                    Transpose.NO,
                    g.outPixels(),
                    n,
                    k,
                    1f,
                    columns,
                    0,
                    k,
                    weights,
                    0,
                    n,
                    0f,
                    product,
                    0,
                    n);
            Bits.assertSame("y of " + g, y, product);
        }
    }

    @Test
    void paddingIsZeroWhateverTheImage() {
        Conv2dGeometry g = Conv2dGeometry.of(1, 1, 1, 1, 1, 1, 1).withPadding(1, 1, 1, 1);
        float[] columns = Canary.array(9);
        Im2col.im2col(Parallelism.serial(), g, new float[] {Float.NaN}, 0, columns, 0);
        Bits.assertSameNumbers("columns", columns, new float[] {0, 0, 0, 0, Float.NaN, 0, 0, 0, 0});
    }

    @Test
    void refusesWhatDoesNotFit() {
        Conv2dGeometry g = Conv2dGeometry.of(2, 4, 4, 2, 2, 3, 3).withGroups(2);
        Parallelism serial = Parallelism.serial();
        float[] x = new float[64];
        float[] columns = new float[36];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Im2col.im2col(serial, g, 2, 0, x, 0, columns, 0))
                .withMessage("image: expected a value in [0, 2), got 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Im2col.col2im(serial, g, 0, -1, columns, 0, x, 0))
                .withMessage("group: expected a value in [0, 2), got -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Im2col.im2col(serial, g, 0, 0, x, 0, columns, 1))
                .withMessageStartingWith("columns:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Im2col.col2im(serial, g, 0, 0, columns, 0, x, 1))
                .withMessageStartingWith("x:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Im2col.im2col(serial, g, x, 0, columns, 0))
                .withMessageStartingWith("groups:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Im2col.im2col(serial, g, 0, 0, new float[100], 0, new float[35], 0))
                .withMessageContaining("36");
    }

    /** A patch matrix that no array could hold is refused, not wrapped around. */
    @Test
    void sizesDoNotOverflow() {
        Conv2dGeometry g = Conv2dGeometry.of(1, 4000, 4000, 1, 1, 300, 300);
        assertThat(Im2col.columnsSize(g)).isEqualTo(3701L * 3701 * 90000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Im2col.im2col(Parallelism.serial(), g, new float[16_000_000], 0, new float[1], 0))
                .withMessageContaining("1232766090000");
    }

    private static List<Conv2dGeometry> shapes() {
        List<Conv2dGeometry> shapes = new ArrayList<>();
        for (int channels : new int[] {1, 2, 3, 5, 8, 16, 17, 43, 64}) {
            shapes.add(Conv2dGeometry.of(2, 1, 1, channels, 1, 1, 1));
            shapes.add(Conv2dGeometry.of(2, 5, 6, channels, 1, 3, 3));
            shapes.add(Conv2dGeometry.of(2, 5, 4, channels, 1, 3, 2).withSamePadding());
            shapes.add(Conv2dGeometry.of(1, 3, 3, channels, 1, 2, 3).withPadding(4, 0, 1, 5));
            shapes.add(Conv2dGeometry.of(2, 9, 7, channels, 1, 2, 2).withStrides(3, 4));
            shapes.add(Conv2dGeometry.of(1, 8, 9, channels, 1, 3, 2)
                    .withDilation(2, 3)
                    .withPadding(0, 3, 2, 1));
            shapes.add(Conv2dGeometry.of(2, 6, 5, 2 * channels, 2, 3, 3)
                    .withSamePadding()
                    .withGroups(2));
            shapes.add(Conv2dGeometry.of(1, 4, 4, channels, channels, 2, 2).withGroups(channels));
            shapes.add(Conv2dGeometry.of(1, 6, 13, channels, 1, 3, 3).withSamePadding());
            shapes.add(Conv2dGeometry.of(2, 7, 14, channels, 1, 5, 5).withSamePadding());
            shapes.add(Conv2dGeometry.of(1, 3, 12, channels, 1, 2, 4));
            shapes.add(Conv2dGeometry.of(1, 3, 4, channels, 1, 1, 1).withPadding(2, 1, 0, 0));
            shapes.add(Conv2dGeometry.of(1, 3, 3, channels, 1, 1, 1)
                    .withStrides(2, 2)
                    .withPadding(1, 1, 1, 1));
            shapes.add(Conv2dGeometry.of(1, 5, 9, 4 * channels, 4, 2, 2)
                    .withSamePadding()
                    .withGroups(4));
        }
        shapes.add(Conv2dGeometry.of(0, 4, 4, 3, 1, 3, 3));
        return shapes;
    }

    private static void check(Parallelism parallelism, Conv2dGeometry g) {
        float[] x = TestData.smallIntegers(g.inputSize(), 3);
        double[] sums = new double[x.length];
        float[] back = Canary.array(OFFSET + x.length + GAP);
        for (int image = 0; image < g.batch(); image++) {
            for (int group = 0; group < g.groups(); group++) {
                float[] expected = Im2colOracle.im2col(g, image, group, x);
                int size = expected.length;
                assertThat(Im2col.columnsSize(g)).isEqualTo(size);
                float[] columns = Canary.array(OFFSET + size + GAP);
                Im2col.im2col(parallelism, g, image, group, Canary.around(x, 1, 0), 1, columns, OFFSET);
                Bits.assertSame("columns of " + g, Canary.inside(columns, OFFSET, size), expected);
                Canary.assertIntact("columns of " + g, columns, OFFSET, size);

                Im2colOracle.col2im(g, image, group, expected, sums);
                Im2col.col2im(parallelism, g, image, group, columns, OFFSET, back, OFFSET);
            }
        }
        float[] expected = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            expected[i] = (float) sums[i];
        }
        Bits.assertSame("x of " + g, Canary.inside(back, OFFSET, x.length), expected);
        Canary.assertIntact("x of " + g, back, OFFSET, x.length);
        if (g.groups() == 1) {
            checkBatch(parallelism, g, x, expected);
        }
    }

    private static void checkBatch(Parallelism parallelism, Conv2dGeometry g, float[] x, float[] expected) {
        int imageSize = (int) Im2col.columnsSize(g);
        float[] columns = Canary.array(OFFSET + g.batch() * imageSize + GAP);
        Im2col.im2col(parallelism, g, x, 0, columns, OFFSET);
        for (int image = 0; image < g.batch(); image++) {
            float[] part = Canary.inside(columns, OFFSET + image * imageSize, imageSize);
            Bits.assertSame("columns of " + g, part, Im2colOracle.im2col(g, image, 0, x));
        }
        Canary.assertIntact("columns of " + g, columns, OFFSET, g.batch() * imageSize);
        float[] back = Canary.array(x.length + GAP);
        Im2col.col2im(parallelism, g, columns, OFFSET, back, 0);
        Bits.assertSame("x of " + g, Canary.inside(back, 0, x.length), expected);
        Canary.assertIntact("x of " + g, back, 0, x.length);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
