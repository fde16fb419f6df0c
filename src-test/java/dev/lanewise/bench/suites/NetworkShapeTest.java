package dev.lanewise.bench.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class NetworkShapeTest {

    /** By hand: output pixels x filters x patch of each convolution, inputs x units of each dense layer. */
    @Test
    void theCifarNetworkCostsAsCountedByHand() {
        double first = 2.0 * 30 * 30 * 32 * 27;
        double forward = first + 2.0 * (13 * 13 * 64 * 288 + 4 * 4 * 128 * 576 + 512 * 128 + 128 * 10);
        NetworkShape shape = NetworkShape.of("cifar-cnn mb64");
        assertThat(shape.forwardFlops()).isEqualTo(forward);
        assertThat(shape.trainFlops()).isEqualTo(3 * forward - first);
    }

    /** 40.55 million multiply-adds, as published for ResNet-20 without its shortcuts. */
    @Test
    void plain20CostsWhatIsKnown() {
        assertThat(NetworkShape.of("plain20 mb1").forwardFlops()).isEqualTo(2.0 * 40_551_040);
    }

    /** Each weight is used once a sample forward, once for its gradient and, but for the first layer, once for the input. */
    @Test
    void theTabularNetworkCostsAsCountedByHand() {
        double first = 2.0 * 11 * 1024;
        double forward = first + 2.0 * (2 * 1024 * 1024 + 1024);
        NetworkShape shape = NetworkShape.of("tabular mb64");
        assertThat(shape.forwardFlops()).isEqualTo(forward);
        assertThat(shape.trainFlops()).isEqualTo(3 * forward - first);
    }

    @Test
    void anUnknownNetworkIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkShape.of("vgg mb64"))
                .withMessage("shape: expected one of [cifar-cnn, mnist-cnn, plain20, tabular] and mbN, got vgg mb64");
    }
}
