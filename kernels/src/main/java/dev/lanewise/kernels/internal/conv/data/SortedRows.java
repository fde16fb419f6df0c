package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.conv.data.PixelRows.APART;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.memory.Scratch;

/**
 * Some rows of a framed image, sorted so that the patches of neighbouring output pixels lie {@link PixelRows#APART} floats
 * apart, whatever the stride and the number of channels.
 *
 * <pre>
 *   row of the frame, stride 2      p0 p1 p2 p3 p4 p5 ...                channels floats each
 *   sorted row                      p0 p2 p4 ... | p1 p3 p5 ...          APART floats each, some of which nobody reads
 * </pre>
 *
 * <p>An element is copied once, not once for each patch that it is part of.
 */
final class SortedRows {

    /** Elements sorted at a time: they stay in the second-level cache beside the result. */
    private static final int ELEMENTS = 1 << 15;

    private static final float[] EMPTY = new float[0];

    /** The sorted rows. */
    float[] rows = EMPTY;

    private int from;
    private int end;

    /** Whether a pixel fits, and the rows of a window. */
    static boolean serves(ConvShape shape) {
        return shape.frame.channels <= APART && frameRows(shape, 1) * rowSize(shape) <= ELEMENTS;
    }

    /** Frame rows that {@code rows} output rows read. */
    private static long frameRows(ConvShape shape, int rows) {
        return (rows - 1L) * shape.strideHeight + (shape.kernelHeight - 1L) * shape.dilationHeight + 1;
    }

    private static int phaseSize(ConvShape shape) {
        return (shape.frame.frameWidth + shape.strideWidth - 1) / shape.strideWidth * APART;
    }

    private static long rowSize(ConvShape shape) {
        return (long) shape.strideWidth * phaseSize(shape);
    }

    /** Where a column of a row of the frame lies behind the first. */
    static int place(ConvShape shape, int row, int column) {
        int phase = column % shape.strideWidth;
        return row * (int) rowSize(shape) + phase * phaseSize(shape) + column / shape.strideWidth * APART;
    }

    /** Takes memory for rows. */
    void take() {
        rows = Scratch.take(ELEMENTS + LANES);
        from = 0;
        end = 0;
    }

    /** Gives it back. */
    void giveBack() {
        Scratch.give(rows);
        rows = EMPTY;
    }

    /**
     * Sorts the rows that output row {@code row} reads, unless they are there, and some that follow.
     *
     * @param row output row, counted through all images; no smaller than in the call before
     * @param last one past the last row that will be asked for
     * @param images framed images
     * @param imagesOff first element of image 0
     * @return where the patch of the first pixel of the row starts
     */
    int patch(ConvShape shape, int row, int last, float[] images, int imagesOff) {
        int size = (int) rowSize(shape);
        if (row >= end) {
            int first = row % shape.outHeight;
            int more = (ELEMENTS / size - (int) frameRows(shape, 1)) / shape.strideHeight;
            int count = Math.min(Math.min(1 + more, last - row), shape.outHeight - first);
            int width = shape.frame.frameWidth * shape.frame.channels;
            int at = imagesOff + row / shape.outHeight * (int) shape.frame.size() + first * shape.strideHeight * width;
            for (int r = 0; r < frameRows(shape, count); r++) {
                sort(shape, images, at + r * width, r * size);
            }
            from = row;
            end = row + count;
        }
        return (row - from) * shape.strideHeight * size;
    }

    private void sort(ConvShape shape, float[] images, int at, int to) {
        int channels = shape.frame.channels;
        int stride = shape.strideWidth;
        int past = at + (shape.frame.frameWidth - 1) * channels + LANES;
        for (int phase = 0; phase < stride; phase++) {
            int pixels = (shape.frame.frameWidth - phase + stride - 1) / stride;
            int first = at + phase * channels;
            if (channels > 1 && past <= images.length) {
                spreadPixels(images, first, stride * channels, rows, to, pixels);
            } else {
                for (int c = 0; c < channels; c++) {
                    spreadElements(images, first + c, stride * channels, rows, to + c, pixels);
                }
            }
            to += phaseSize(shape);
        }
    }

    /** Copies pixels {@code step} floats apart, each with what follows it: the next pixel or row overwrites that. */
    private static void spreadPixels(float[] from, int fromOff, int step, float[] to, int toOff, int pixels) {
        for (int i = 0; i < pixels; i++) {
            fromArray(F32, from, fromOff + i * step).intoArray(to, toOff + i * APART);
        }
    }

    /** Copies one element of each pixel. */
    private static void spreadElements(float[] from, int fromOff, int step, float[] to, int toOff, int pixels) {
        for (int i = 0; i < pixels; i++) {
            to[toOff + i * APART] = from[fromOff + i * step];
        }
    }
}
