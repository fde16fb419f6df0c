package dev.lanewise.kernels.internal.conv.weights;

import static dev.lanewise.kernels.internal.Lanes.I32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.tile.Tiles.CONV_K;

import dev.lanewise.kernels.internal.Lanes;
import dev.lanewise.kernels.internal.Windows;
import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.Frame;
import dev.lanewise.kernels.internal.tile.Tiles;
import jdk.incubator.vector.IntVector;

/**
 * The output pixels of a block for which a tap lies in the image: the others would multiply by the zeros of the padding.
 *
 * <p>Mutable, because a block keeps one and fills it again: a kernel in steady state allocates nothing.
 */
final class PixelList {

    private static final IntVector INDEX = IntVector.zero(I32).addIndex(1);

    /** Where the places of the gradients begin in {@link #places}. */
    static final int GRADIENT = CONV_K + Lanes.VIRTUAL_LANES;

    /** For each listed pixel the first element that it reads, and from {@link #GRADIENT} on the first of its gradient. */
    final int[] places = new int[2 * GRADIENT];

    /** Number of listed pixels. */
    int count;

    private int height;
    private int width;
    private int channels;
    private int top;
    private int left;

    /** Takes the images as they are, or their frames. */
    void setImages(Frame frame, boolean framed) {
        height = framed ? frame.frameHeight : frame.height;
        width = framed ? frame.frameWidth : frame.width;
        channels = frame.channels;
        top = framed ? 0 : frame.top;
        left = framed ? 0 : frame.left;
    }

    /**
     * Lists pixels {@code from .. from + pixels - 1}, counted through all images, at most {@link Tiles#CONV_K}, for the tap
     * in row {@code kh} and column {@code kw} of the window.
     *
     * @param imagesOff first element of image 0
     * @param gradientOff first element of the gradient of the first pixel; the next ones lie {@link Tiles#COLUMNS} apart
     */
    void list(ConvShape shape, int kh, int kw, int imagesOff, int from, int pixels, int gradientOff) {
        int down = kh * shape.dilationHeight - top;
        int across = kw * shape.dilationWidth - left;
        int step = shape.strideWidth * channels;
        int firstInside = Windows.firstWindow(0, shape.outWidth, 1, shape.strideWidth, -across, 1);
        int endInside = Windows.endWindow(width - 1, shape.outWidth, shape.strideWidth, -across);
        int column = from % shape.outWidth;
        int row = from / shape.outWidth % shape.outHeight;
        int image = from / shape.outWidth / shape.outHeight;
        count = 0;
        for (int p = 0; p < pixels; row++) {
            if (row == shape.outHeight) {
                row = 0;
                image++;
            }
            int end = Math.min(shape.outWidth, column + pixels - p);
            int h = row * shape.strideHeight + down;
            if (h >= 0 && h < height) {
                int first = Math.max(column, firstInside);
                int read = imagesOff + ((image * height + h) * width + across) * channels + first * step;
                int gradient = gradientOff + (p - column + first) * COLUMNS;
                addRun(read, step, gradient, Math.max(0, Math.min(end, endInside) - first));
            }
            p += end - column;
            column = 0;
        }
    }

    /** Adds a run of pixels, in whole vectors: what is too much is overwritten by the next run. */
    private void addRun(int read, int step, int gradient, int pixels) {
        IntVector reads = INDEX.mul(step).add(read);
        IntVector gradients = INDEX.mul(COLUMNS).add(gradient);
        for (int p = 0; p < pixels; p += LANES) {
            reads.intoArray(places, count + p);
            gradients.intoArray(places, count + p + GRADIENT);
            reads = reads.add(LANES * step);
            gradients = gradients.add(LANES * COLUMNS);
        }
        count += pixels;
    }

    /** Moves on to gradients that lie {@code distance} further on. */
    void moveGradient(int distance) {
        for (int p = GRADIENT; p < GRADIENT + count; p++) {
            places[p] += distance;
        }
    }
}
