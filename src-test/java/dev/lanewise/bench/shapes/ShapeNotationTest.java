package dev.lanewise.bench.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.kernels.Conv2dGeometry;
import dev.lanewise.kernels.Pool2dGeometry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class ShapeNotationTest {

    @Test
    void aProductCostsTwoOperationsATerm() {
        GemmShape shape = GemmShape.of("2x3x5 NT");
        assertThat(shape).isEqualTo(new GemmShape(2, 3, 5, false, true));
        assertThat(shape.flops()).isEqualTo(2 * 2 * 3 * 5);
        assertThat(shape.bytes()).isEqualTo(4 * (2 * 5 + 5 * 3 + 2 * 3));
        assertThat(shape.lda()).isEqualTo(5);
        assertThat(shape.ldb()).isEqualTo(5);
    }

    @Test
    void aConvolutionIsWhatBenchdnnMeansByIt() {
        Conv2dGeometry g = ConvShape.of("strided mb2ic6ih9iw11oc4oh5ow6kh3kw2sh2ph1pw0g2dh0");
        assertThat(g).isEqualTo(new Conv2dGeometry(2, 9, 11, 6, 4, 3, 2, 2, 2, 1, 1, 0, 1, 1, 1, 2));
        assertThat(ConvShape.flops(g)).isEqualTo(2.0 * 2 * 5 * 6 * 4 * 3 * 2 * 3);
    }

    /** The layer of ResNet-50: 56 x 56 pixels, 64 to 64 channels, 9 taps; 231 MFLOP an image. */
    @Test
    void resNet50CostsWhatIsKnown() {
        Conv2dGeometry g = ConvShape.of("resnet50-k3-56 mb1ic64ih56oc64oh56kh3ph1");
        assertThat(ConvShape.flops(g)).isEqualTo(2.0 * 56 * 56 * 64 * 64 * 9).isEqualTo(231_211_008);
        assertThat(ConvShape.bytes(g)).isEqualTo(4.0 * (2 * 56 * 56 * 64 + 64 * 64 * 9));
    }

    @Test
    void benchdnnCountsDilationFromZero() {
        assertThat(ConvShape.of("dilated mb1ic1ih7oc1oh3kh3dh1").dilationHeight())
                .isEqualTo(2);
    }

    @Test
    void poolingHasWindowAndStride() {
        Pool2dGeometry g = PoolShape.of("2x9x9x4 k3s2");
        assertThat(g.outHeight()).isEqualTo(4);
        assertThat(g.poolWidth()).isEqualTo(3);
    }

    @Test
    void imagesAreRowsOfPixels() {
        assertThat(MatrixShape.of("2x3x4x5").rows()).isEqualTo(24);
        assertThat(MatrixShape.of("24x5")).isEqualTo(new MatrixShape(24, 1, 1, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2x3 NN", "2x3x5", "2x3x5 NX", "axbxc NN"})
    void whatIsNoProductIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GemmShape.of(text))
                .withMessage("shape: expected MxNxK and NN, NT, TN or TT, got " + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "name", "x mb1ic1ih7oc1kh3", "x mb1ic1ih7oc1oh4kh3", "x mb1ic1ih7oc1oh5kh"})
    void whatIsNoConvolutionIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConvShape.of(text))
                .withMessageStartingWith("shape: expected ")
                .withMessageEndingWith(", got " + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "2x3x4", "0x3", "2x", "ax3"})
    void whatAreNoExtentsIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MatrixShape.of(text))
                .withMessageStartingWith("shape: expected ");
    }
}
