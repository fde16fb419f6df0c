package dev.lanewise.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.RandomFill;
import dev.lanewise.nn.Mode;
import dev.lanewise.nn.Plan;
import dev.lanewise.nn.RandomStreams;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.data.ArrayDataset;
import dev.lanewise.nn.data.Augmentation;
import dev.lanewise.nn.data.Augmenter;
import dev.lanewise.nn.layers.Dense;
import dev.lanewise.nn.layers.Flatten;
import dev.lanewise.nn.losses.From;
import dev.lanewise.nn.losses.SparseCategoricalCrossEntropy;
import dev.lanewise.nn.optimizers.Adam;
import dev.lanewise.nn.optimizers.Optimizer;
import dev.lanewise.nn.optimizers.SGD;
import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import org.junit.jupiter.api.Test;

class AugmentedTrainingTest {

    private static final Shape IMAGE = Shape.of(13, 14, 3);
    private static final int SAMPLES = 23;
    private static final ArrayDataset DATA = ArrayDataset.ofLabels(
            IMAGE, TestData.uniforms(SAMPLES * IMAGE.elements(), 0, 1, 1), TestData.indices(SAMPLES, 4, 2), 4);
    private static final Augmentation ALL =
            Augmentation.none().rotation(180).shift(0.2f, 0.2f).horizontalFlip();
    private static final FitOptions OPTIONS = FitOptions.epochs(2).batchSize(5).seed(7);

    @Test
    void threadsChangeNoBitAndAugmentationDoes() {
        float[] plain = train(Parallelism.serial(), OPTIONS);
        float[] expected = train(Parallelism.serial(), OPTIONS.augmentation(ALL));

        assertThat(expected).isNotEqualTo(plain);
        Bits.assertSame("nothing to do", train(Parallelism.serial(), OPTIONS.augmentation(Augmentation.none())), plain);
        for (Parallelism threads : Threads.parallel()) {
            Bits.assertSame(threads.toString(), train(threads, OPTIONS.augmentation(ALL)), expected);
        }
    }

    @Test
    void goingOnEqualsTheWholeRun() {
        FitOptions options = OPTIONS.augmentation(ALL);
        Sequential parts = model();
        Trainer trainer = trainer(parts, new Adam(), Parallelism.serial());
        trainer.fit(DATA, FitOptions.epochs(1).batchSize(5).seed(7).augmentation(ALL));
        trainer.fit(DATA, options.initialEpoch(1));

        Bits.assertSame("weights", weights(parts), train(Parallelism.serial(), options));
    }

    /** With a learning rate of 0, which leaves the model as it is. */
    @Test
    void validationIsNeverAugmented() {
        Trainer trainer = trainer(model(), new SGD(0f), Parallelism.serial());
        double loss = trainer.evaluate(DATA).loss();
        Epoch epoch = trainer.fit(DATA, DATA, OPTIONS.augmentation(ALL)).last();

        assertThat(epoch.value("val_loss")).isEqualTo(loss);
        assertThat(epoch.value("loss")).isNotEqualTo(loss);
        assertThat(trainer.evaluate(DATA).loss()).isEqualTo(loss);
    }

    @Test
    void aSampleIsAugmentedTheSameInAnyBatchAndAnewInEachEpoch() {
        float[] expected = new float[SAMPLES * IMAGE.elements()];
        int[] inOrder = new int[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            inOrder[i] = i;
        }
        DATA.copySamples(inOrder, 0, SAMPLES, expected, 0);
        new Augmenter(ALL, IMAGE, SAMPLES).augment(Parallelism.serial(), 7, 1, inOrder, 0, SAMPLES, expected, 0);

        for (int batch : new int[] {1, 5, SAMPLES, 64}) {
            Bits.assertSame("batches of " + batch, samples(batch, 1), expected);
        }
        assertThat(samples(5, 0)).isNotEqualTo(expected);
    }

    @Test
    void samplesThatAreNoImagesAreRefusedBeforeTraining() {
        FitOptions options = FitOptions.epochs(1).augmentation(ALL);
        Sequential model = TrainerTest.model();
        float[] before = model.parameter("dense/weights").get();

        assertThatThrownBy(() -> TrainerTest.trainer(model).fit(TrainerTest.data(4), options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("augmentation: expected samples of shape (height, width, channels), got (3)");
        assertThat(model.parameter("dense/weights").get()).isEqualTo(before);
    }

    /** All samples of an epoch as they come into the batches, in the order of the dataset. */
    private static float[] samples(int batch, int epoch) {
        Sequential model = model();
        Feed feed = new Feed(
                "train",
                model,
                count -> model.plan(Mode.TRAIN, count, Parallelism.serial()),
                DATA,
                batch,
                LastBatch.KEEP);
        feed.augment(ALL);
        feed.begin(7, epoch);
        int[] order = new int[SAMPLES];
        RandomFill.permutation(SAMPLES, 7, RandomStreams.SHUFFLE, epoch, order, 0);
        float[] samples = new float[SAMPLES * IMAGE.elements()];
        for (int step = 0, at = 0; step < feed.steps(); step++) {
            Plan plan = feed.load(step);
            for (int i = 0; i < plan.request().batch(); i++) {
                int from = plan.input().offset() + i * IMAGE.elements();
                System.arraycopy(plan.input().data(), from, samples, order[at++] * IMAGE.elements(), IMAGE.elements());
            }
        }
        return samples;
    }

    private static float[] train(Parallelism threads, FitOptions options) {
        Sequential model = model();
        trainer(model, new Adam(), threads).fit(DATA, options);
        return weights(model);
    }

    private static float[] weights(Sequential model) {
        return model.parameter("dense/weights").get();
    }

    private static Sequential model() {
        return Sequential.of(IMAGE, new Flatten(), new Dense(4)).initialize(3);
    }

    private static Trainer trainer(Sequential model, Optimizer optimizer, Parallelism threads) {
        return new Trainer(model, optimizer, new SparseCategoricalCrossEntropy(From.LOGITS)).parallelism(threads);
    }
}
