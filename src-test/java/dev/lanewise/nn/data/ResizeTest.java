package dev.lanewise.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.testkit.TestData;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class ResizeTest {

    @Test
    void leavesTheSameSizeAlone() {
        float[] x = TestData.normals(5 * 7 * 3, 1);
        assertThat(Resize.triangle(x, 5, 7, 3, 5, 7)).isEqualTo(x);
    }

    @Test
    void isBilinearWhenEnlarging() {
        float[] wider = Resize.triangle(new float[] {0f, 8f}, 1, 2, 1, 1, 4);
        assertThat(wider).containsExactly(0f, 2f, 6f, 8f);
        float[] higher = Resize.triangle(new float[] {0f, 1f, 8f, 9f}, 2, 1, 2, 4, 1);
        assertThat(higher).containsExactly(0f, 1f, 2f, 3f, 6f, 7f, 8f, 9f);
    }

    @Test
    void weighsAllPixelsWhenReducing() {
        float[] half = Resize.triangle(new float[] {0f, 0f, 0f, 8f, 0f, 0f, 0f, 0f}, 1, 8, 1, 1, 4);
        assertThat(half[0]).isZero();
        assertThat(half[1]).isEqualTo(3f, within(1e-6f));
        assertThat(half[2]).isEqualTo(1f, within(1e-6f));
        assertThat(half[3]).isZero();
    }

    @Test
    void keepsAConstant() {
        float[] x = new float[19 * 31 * 3];
        Arrays.fill(x, 0.7f);
        for (int[] size : new int[][] {{1, 1}, {28, 28}, {19, 64}, {7, 3}}) {
            float[] y = Resize.triangle(x, 19, 31, 3, size[0], size[1]);
            assertThat(y).hasSize(size[0] * size[1] * 3);
            for (float value : y) {
                assertThat(value).isEqualTo(0.7f, within(1e-6f));
            }
        }
    }
}
