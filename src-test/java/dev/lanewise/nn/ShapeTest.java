package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapeTest {

    @Test
    void knowsItsParts() {
        Shape image = Shape.of(28, 20, 3);

        assertThat(image.rank()).isEqualTo(3);
        assertThat(image.dimension(1)).isEqualTo(20);
        assertThat(image.last()).isEqualTo(3);
        assertThat(image.rows()).isEqualTo(560);
        assertThat(image.elements()).isEqualTo(1680);
        assertThat(image.toArray()).containsExactly(28, 20, 3);
        assertThat(image).hasToString("(28, 20, 3)");
        assertThat(image.batched(64)).isEqualTo(Shape.of(64, 28, 20, 3)).hasSameHashCodeAs(Shape.of(64, 28, 20, 3));
        assertThat(image.withLast(8)).isEqualTo(Shape.of(28, 20, 8));
    }

    @Test
    void aScalarHasOneElement() {
        assertThat(Shape.of().elements()).isEqualTo(1);
        assertThat(Shape.of().last()).isEqualTo(1);
        assertThat(Shape.of().batched(5)).isEqualTo(Shape.of(5));
    }

    @Test
    void refusesWhatNoArrayHolds() {
        assertThatThrownBy(() -> Shape.of(3, 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dimension of (3, 0, 2): expected a value >= 1, got 0");
        assertThatThrownBy(() -> Shape.of(-1)).hasMessageContaining("got -1");
        assertThatThrownBy(() -> Shape.of(1 << 16, 1 << 15))
                .hasMessage("shape: expected fewer than 2^31 elements, got (65536, 32768)");
        assertThatThrownBy(() -> Shape.of(Integer.MAX_VALUE).batched(Integer.MAX_VALUE))
                .hasMessageContaining("fewer than 2^31");
    }

    @Test
    void doesNotShareItsArray() {
        int[] dimensions = {2, 3};
        Shape shape = Shape.of(dimensions);
        dimensions[0] = 9;
        shape.toArray()[1] = 9;

        assertThat(shape).isEqualTo(Shape.of(2, 3));
    }
}
