package dev.lanewise.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class AugmentationTest {

    @Test
    void saysWhatIsDone() {
        Augmentation all = Augmentation.none().rotation(15).shift(0.1f, 0.2f).horizontalFlip();
        assertThat(all).isEqualTo(new Augmentation(15, 0.1f, 0.2f, true));
        assertThat(all.isNone()).isFalse();
        assertThat(Augmentation.none().isNone()).isTrue();
        assertThat(Augmentation.none().horizontalFlip().isNone()).isFalse();
        assertThat(Augmentation.none().shift(0, 0.1f).isNone()).isFalse();
    }

    @Test
    void refusesRangesThatMakeNoSense() {
        Augmentation none = Augmentation.none();
        for (float degrees : new float[] {-1, 180.5f, Float.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> none.rotation(degrees))
                    .withMessage("rotation: expected a value in [0.0, 180.0], got " + degrees);
        }
        for (float fraction : new float[] {-0.1f, 1.5f, Float.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> none.shift(fraction, 0))
                    .withMessage("height shift: expected a value in [0.0, 1.0], got " + fraction);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> none.shift(0, fraction))
                    .withMessage("width shift: expected a value in [0.0, 1.0], got " + fraction);
        }
    }
}
