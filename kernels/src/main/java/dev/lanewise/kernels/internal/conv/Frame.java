package dev.lanewise.kernels.internal.conv;

import java.util.Arrays;

/**
 * A batch of NHWC images laid into a frame of zeros, so that a convolution finds its padding by address alone.
 *
 * <p>Image row h lies at frame row {@code top + h * spacingHeight}, columns likewise; rows and columns that fall outside
 * the frame are left out. The spacing is 1 for the input of a convolution; the gradient of a strided convolution's
 * output is spread out by the stride.
 *
 * <p>Mutable, because a call keeps one and fills it again: a kernel in steady state allocates nothing.
 */
public final class Frame {

    /** Rows of an image. */
    public int height;
    /** Columns of an image. */
    public int width;
    /** Channels of a pixel. */
    public int channels;
    /** Rows of the frame. */
    public int frameHeight;
    /** Columns of the frame. */
    public int frameWidth;
    /** Frame row of image row 0, may be negative. */
    public int top;
    /** Frame column of image column 0, may be negative. */
    public int left;
    /** Frame rows from one image row to the next. */
    public int spacingHeight;
    /** Frame columns from one image column to the next. */
    public int spacingWidth;

    /** Takes the shape of the images, and of a frame that leaves no border. */
    public void setImage(int height, int width, int channels) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        setFrame(height, width, 0, 0, 1, 1);
    }

    /** Takes the shape of the frame and the place of the image in it. */
    public void setFrame(int frameHeight, int frameWidth, int top, int left, int spacingHeight, int spacingWidth) {
        this.frameHeight = frameHeight;
        this.frameWidth = frameWidth;
        this.top = top;
        this.left = left;
        this.spacingHeight = spacingHeight;
        this.spacingWidth = spacingWidth;
    }

    /** Elements of one framed image. */
    public long size() {
        return (long) frameHeight * frameWidth * channels;
    }

    /** Whether the frame is the image itself. */
    public boolean trivial() {
        return frameHeight == height
                && frameWidth == width
                && top == 0
                && left == 0
                && spacingHeight == 1
                && spacingWidth == 1;
    }

    /** Whether frame row {@code row} is a row of the image, where the spacing is 1. */
    public boolean hasRow(int row) {
        return row >= top && row - top < height;
    }

    /** First element of that row, relative to the image. */
    public int rowStart(int row) {
        return (row - top) * width * channels;
    }

    /**
     * Lays channels {@code fromChannel .. toChannel - 1} of one image into frame rows {@code from .. to - 1}, of which
     * {@code rows} takes the first at {@code rowsOff}; these channels of them are written, others may be.
     */
    public void fillRows(
            float[] x, int xOff, int from, int to, int fromChannel, int toChannel, float[] rows, int rowsOff) {
        int rowSize = frameWidth * channels;
        for (int row = from, at = rowsOff; row < to; row++, at += rowSize) {
            int h = (row - top) / spacingHeight;
            if (row < top || h >= height || top + h * spacingHeight != row) {
                Arrays.fill(rows, at, at + rowSize, 0f);
            } else {
                fillRow(x, xOff + h * width * channels, fromChannel, toChannel, rows, at);
            }
        }
    }

    private void fillRow(float[] x, int xOff, int fromChannel, int toChannel, float[] row, int rowOff) {
        int first = Math.max(0, (-left + spacingWidth - 1) / spacingWidth);
        int end = rowOff + frameWidth * channels;
        int count = toChannel - fromChannel;
        if (spacingWidth == 1 && count == channels) {
            int columns = Math.max(0, Math.min(width, frameWidth - left) - first);
            int at = Math.min(end, rowOff + (left + first) * channels);
            Arrays.fill(row, rowOff, at, 0f);
            System.arraycopy(x, xOff + Math.min(first, width) * channels, row, at, columns * channels);
            Arrays.fill(row, at + columns * channels, end, 0f);
            return;
        }
        Arrays.fill(row, rowOff, end, 0f);
        for (int w = first; w < width && left + w * spacingWidth < frameWidth; w++) {
            int to = rowOff + (left + w * spacingWidth) * channels;
            System.arraycopy(x, xOff + w * channels + fromChannel, row, to + fromChannel, count);
        }
    }
}
