package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelInfoTest {

    @Test
    void reportsTheWidthOfThisRun() {
        assertThat(KernelInfo.vectorBits()).isIn(128, 256, 512);
        assertThat(KernelInfo.lanes()).isEqualTo(KernelInfo.vectorBits() / 32);
        Integer asked = Integer.getInteger("lanewise.vectorBits");
        if (asked != null) {
            assertThat(KernelInfo.vectorBits()).isEqualTo(asked);
        }
        assertThat(KernelInfo.tile()).contains("x" + 2 * KernelInfo.lanes());
    }
}
