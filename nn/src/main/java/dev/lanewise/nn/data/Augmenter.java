package dev.lanewise.nn.data;

import dev.lanewise.kernels.AffineTransform;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Philox;
import dev.lanewise.nn.RandomStreams;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.internal.Require;

/**
 * Augments batches of images: flip, shift and rotation of an image become one {@linkplain AffineTransform affine map}
 * about its centre, and the image is sampled once, bilinearly, the nearest pixel of the edge standing for what lies
 * outside.
 *
 * <p>What happens to a sample is a function of (seed, epoch, index in the dataset): the four words of that block of
 * {@link Philox} give angle, vertical shift, horizontal shift and flip. So it is another one in each epoch, and the same
 * whatever the batch size, the order of samples and the epoch with which a run goes on. A batch allocates nothing. An
 * instance serves one thread at a time.
 */
public final class Augmenter {

    private final Augmentation augmentation;
    private final int height;
    private final int width;
    private final int channels;
    private final float[] maps;
    private final int[] words = new int[4];

    /**
     * For batches of images.
     *
     * @param augmentation what to do
     * @param sampleShape shape of an image, {@code (height, width, channels)}
     * @param batch the most images of a batch
     * @throws IllegalArgumentException if the shape is another one
     */
    public Augmenter(Augmentation augmentation, Shape sampleShape, int batch) {
        if (sampleShape.rank() != 3) {
            throw Require.error("augmentation", "samples of shape (height, width, channels)", sampleShape);
        }
        this.augmentation = augmentation;
        height = sampleShape.dimension(0);
        width = sampleShape.dimension(1);
        channels = sampleShape.dimension(2);
        maps = new float[Math.multiplyExact(batch, AffineTransform.MAP_SIZE)];
    }

    /**
     * Augments images in place.
     *
     * @param parallelism threads to use
     * @param seed seed of the run
     * @param epoch number of the epoch
     * @param indices samples of the dataset that the images are
     * @param from the first of them
     * @param count number of images, at most that of the constructor
     * @param samples images one behind the other, NHWC, overwritten
     * @param offset first element of {@code samples}
     */
    public void augment(
            Parallelism parallelism,
            long seed,
            int epoch,
            int[] indices,
            int from,
            int count,
            float[] samples,
            int offset) {
        for (int i = 0; i < count; i++) {
            map(seed, epoch, indices[from + i], maps, i * AffineTransform.MAP_SIZE);
        }
        AffineTransform.bilinear(
                parallelism, count, height, width, channels, samples, offset, maps, 0, samples, offset);
    }

    /** Draws the map of a sample. */
    void map(long seed, int epoch, int sample, float[] map, int offset) {
        Philox.block(seed, RandomStreams.AUGMENTATION, epoch, sample, words, 0);
        AffineTransform.rotation(
                height,
                width,
                symmetric(words[0], augmentation.rotationRange()),
                symmetric(words[1], augmentation.heightShiftRange() * height),
                symmetric(words[2], augmentation.widthShiftRange() * width),
                augmentation.flips() && words[3] < 0,
                map,
                offset);
    }

    /** Uniform in {@code [-range, range]}: all words together have the mean 0. */
    private static float symmetric(int word, float range) {
        return (float) ((word + 0.5) * 0x1p-31 * range);
    }
}
