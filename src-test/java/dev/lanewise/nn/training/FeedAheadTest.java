package dev.lanewise.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Mode;
import dev.lanewise.nn.Plan;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.data.ArrayDataset;
import dev.lanewise.nn.data.Dataset;
import dev.lanewise.nn.data.TargetBatch;
import dev.lanewise.nn.data.TargetSpec;
import dev.lanewise.nn.layers.Dense;
import dev.lanewise.nn.losses.From;
import dev.lanewise.nn.losses.SparseCategoricalCrossEntropy;
import dev.lanewise.nn.optimizers.Adam;
import dev.lanewise.testkit.TestData;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("once")
@Timeout(60)
class FeedAheadTest {

    private static final Shape SAMPLE = Shape.of(3);
    private static final int SAMPLES = 23;
    private static final int BATCH = 5;
    private static final ArrayDataset DATA =
            ArrayDataset.ofLabels(SAMPLE, TestData.normals(3 * SAMPLES, 1), TestData.indices(SAMPLES, 4, 2), 4);

    @Test
    void theBatchesAreThoseOfTheFeedInAnyOrder() {
        Feed plain = feed(DATA);
        try (FeedAhead ahead = new FeedAhead(feed(DATA))) {
            for (int epoch = 0; epoch < 3; epoch++) {
                plain.begin(9, epoch);
                ahead.begin(9, epoch);
                for (int step : epoch < 2 ? new int[] {0, 1, 2, 3, 4} : new int[] {3, 0, 0, 4, 1, 2}) {
                    Plan expected = plain.load(step);
                    Plan actual = ahead.load(step);
                    assertThat(samples(actual)).isEqualTo(samples(expected));
                    assertThat(labels(ahead.targets())).isEqualTo(labels(plain.targets()));
                    assertThat(ahead.nanos()).isPositive();
                }
            }
        }
    }

    /** Sample by sample on another thread, as soon as the batch before has been handed out and without being asked. */
    @Test
    void theNextBatchIsLoadedMeanwhile() throws InterruptedException {
        Watched data = new Watched();
        try (FeedAhead ahead = new FeedAhead(feed(data))) {
            ahead.begin(0, 0);
            assertThat(data.first.await(30, TimeUnit.SECONDS)).isTrue();
            float[] first = samples(ahead.load(0)).clone();
            assertThat(data.second.await(30, TimeUnit.SECONDS)).isTrue();

            assertThat(data.reader).isNotEqualTo(Thread.currentThread());
            assertThat(samples(ahead.load(1))).isNotEqualTo(first);
        }
        Thread reader = data.reader;
        assertThat(reader).isNotNull();
        reader.join(30_000);
        assertThat(reader.isAlive()).as("after close").isFalse();
    }

    /** The step that needs the batch fails, not the one before, and the batch can be asked for again. */
    @Test
    void whatADatasetThrowsIsThrownForItsBatch() {
        Watched data = new Watched();
        try (FeedAhead ahead = new FeedAhead(feed(data))) {
            ahead.begin(0, 0);
            data.failAfter = 2 * BATCH;
            ahead.load(0);
            ahead.load(1);
            assertThatThrownBy(() -> ahead.load(2))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("disk");
            data.failAfter = Integer.MAX_VALUE;
            assertThat(samples(ahead.load(2))).hasSize(BATCH * SAMPLE.elements());
            assertThat(samples(ahead.load(4))).hasSize(SAMPLES % BATCH * SAMPLE.elements());

            data.failAfter = 0;
            ahead.begin(0, 1);
            ahead.begin(0, 2);
            data.failAfter = Integer.MAX_VALUE;
            ahead.begin(0, 3);
            assertThat(samples(ahead.load(0)))
                    .as("an epoch begun anew, after one that nobody asked for")
                    .hasSize(BATCH * SAMPLE.elements());
        }
    }

    @Test
    void afterAFailedTrainingTheThreadIsGone() throws InterruptedException {
        Watched data = new Watched();
        data.failAfter = 3 * BATCH;
        Sequential model = model();
        Trainer trainer = new Trainer(model, new Adam(), new SparseCategoricalCrossEntropy(From.LOGITS));

        assertThatThrownBy(() -> trainer.fit(data, FitOptions.epochs(1).batchSize(BATCH)))
                .hasMessage("disk");
        Thread reader = data.reader;
        assertThat(reader).isNotNull();
        reader.join(30_000);
        assertThat(reader.isAlive()).isFalse();
    }

    private static float[] samples(Plan plan) {
        int from = plan.input().offset();
        return Arrays.copyOfRange(plan.input().data(), from, from + plan.input().size());
    }

    private static int[] labels(TargetBatch targets) {
        return Arrays.copyOf(targets.labels(), targets.count());
    }

    private static Feed feed(Dataset data) {
        Sequential model = model();
        return new Feed(
                "train",
                model,
                count -> model.plan(Mode.TRAIN, count, Parallelism.serial()),
                data,
                BATCH,
                LastBatch.KEEP);
    }

    private static Sequential model() {
        return Sequential.of(SAMPLE, new Dense(4)).initialize(3);
    }

    /** Tells who reads it, and when it has read one batch and two; fails after a number of samples. */
    private static final class Watched implements Dataset {
        final CountDownLatch first = new CountDownLatch(BATCH);
        final CountDownLatch second = new CountDownLatch(2 * BATCH);
        volatile int failAfter = Integer.MAX_VALUE;
        volatile @Nullable Thread reader;
        private int read;

        @Override
        public int size() {
            return DATA.size();
        }

        @Override
        public Shape sampleShape() {
            return DATA.sampleShape();
        }

        @Override
        public TargetSpec targets() {
            return DATA.targets();
        }

        @Override
        public void copySample(int index, float[] samples, int offset) {
            if (read >= failAfter) {
                throw new IllegalStateException("disk");
            }
            read++;
            reader = Thread.currentThread();
            DATA.copySample(index, samples, offset);
            first.countDown();
            second.countDown();
        }

        @Override
        public int label(int index) {
            return DATA.label(index);
        }
    }
}
