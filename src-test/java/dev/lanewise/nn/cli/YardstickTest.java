package dev.lanewise.nn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Mode;
import dev.lanewise.nn.PlanGroup;
import dev.lanewise.nn.PlanGroup.Work;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.layers.Dense;
import dev.lanewise.nn.layers.Dropout;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class YardstickTest {

    /** What each piece of work takes by the test's clock. */
    private static final long NANOS = 100_000_000;

    @Test
    void takesTheSlowerOfProductAndCopy() {
        var copies = new TreeMap<Long, Double>();
        copies.put(1000L, 20.0);
        Yardstick yardstick = new Yardstick(100, copies);
        assertThat(yardstick.nanos(new Work(50_000, 1000))).isEqualTo(500);
        assertThat(yardstick.nanos(new Work(500, 1000))).isEqualTo(50);
        assertThat(yardstick.nanos(Work.NONE)).isZero();
        assertThat(yardstick.nanos(new Work(0, 999))).as("not measured").isNaN();
    }

    @Test
    void measuresWhatTheGroupsMove() {
        Sequential model = Sequential.of(Shape.of(300), new Dropout(0.5f), new Dense(200));
        List<PlanGroup> groups =
                model.plan(Mode.TRAIN, 256, Parallelism.serial()).groups();
        var now = new AtomicLong();
        Yardstick yardstick = Yardstick.measure(Parallelism.serial(), groups, () -> now.getAndAdd(NANOS));
        assertThat(yardstick.copyGigabytes().keySet())
                .contains(
                        groups.getFirst().forward().bytes(),
                        groups.get(1).backward().bytes());
        assertThat(yardstick.copyGigabytes())
                .as("bytes a nanosecond, read and written")
                .allSatisfy((bytes, rate) -> assertThat(rate).isEqualTo((double) bytes / NANOS));
        assertThat(yardstick.gflops()).as("operations a nanosecond").isEqualTo(2.0 * 512 * 512 * 512 / NANOS);
        for (PlanGroup group : groups) {
            assertThat(yardstick.nanos(group.forward())).isPositive();
        }
    }
}
