package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Output sizes and borders of a convolution's geometry. */
@Tag("once")
class Conv2dGeometryTest {

    @ParameterizedTest
    @CsvSource({"5, 3, 1, 1, 3", "5, 3, 2, 1, 2", "7, 3, 3, 1, 2", "9, 3, 1, 4, 1", "8, 8, 1, 1, 1"})
    void validOutputs(int extent, int kernel, int stride, int dilation, int expected) {
        Conv2dGeometry g = Conv2dGeometry.of(1, extent, extent, 1, 1, kernel, kernel)
                .withStrides(stride, stride)
                .withDilation(dilation, dilation);
        assertThat(g.outHeight()).isEqualTo(expected);
        assertThat(g.outWidth()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 3", "2, 1, 5", "5, 4, 4", "3, 3, 7"})
    void sameKeepsTheSizeOfAnyImage(int height, int width, int kernel) {
        Conv2dGeometry g = Conv2dGeometry.same(2, height, width, 3, 4, kernel, kernel);
        assertThat(g.outHeight()).isEqualTo(height);
        assertThat(g.outWidth()).isEqualTo(width);
        assertThat(g.padBottom() - g.padTop()).isBetween(0, 1);
        assertThat(g.withSamePadding()).isEqualTo(g);
        assertThat(g.withStrides(2, 2).withSamePadding().outHeight()).isEqualTo((height + 1) / 2);
    }

    @Test
    void aWindowLargerThanTheImageIsRefused() {
        assertThatThrownBy(() -> Conv2dGeometry.of(1, 2, 9, 1, 1, 3, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("padded height: expected a value in [3 (the window's reach), 2^31), got 2");
        assertThatThrownBy(() -> Conv2dGeometry.of(1, 9, 9, 3, 4, 3, 3).withGroups(2))
                .hasMessage("inChannels: expected a multiple of groups = 2, got 3");
    }
}
