package dev.lanewise.testkit;

import dev.lanewise.kernels.Conv2dGeometry;

/** Patches by definition: each element of the matrix is looked up, or summed back, on its own. */
public final class Im2colOracle {

    private Im2colOracle() {}

    /** The matrix of one image and one group. */
    public static float[] im2col(Conv2dGeometry g, int image, int group, float[] x) {
        float[] columns = new float[g.outHeight() * g.outWidth() * g.patchSize()];
        for (int i = 0; i < columns.length; i++) {
            int at = source(g, image, group, i);
            columns[i] = at < 0 ? 0f : x[at];
        }
        return columns;
    }

    /** Adds the matrix of one image and one group to {@code x}. */
    public static void col2im(Conv2dGeometry g, int image, int group, float[] columns, double[] x) {
        for (int i = 0; i < columns.length; i++) {
            int at = source(g, image, group, i);
            if (at >= 0) {
                x[at] += columns[i];
            }
        }
    }

    /** The input element that element {@code i} of the matrix shows, or -1 outside the image. */
    private static int source(Conv2dGeometry g, int image, int group, int i) {
        int channels = g.inChannels() / g.groups();
        int c = i % channels;
        int kw = i / channels % g.kernelWidth();
        int kh = i / channels / g.kernelWidth() % g.kernelHeight();
        int pixel = i / g.patchSize();
        int ih = pixel / g.outWidth() * g.strideHeight() - g.padTop() + kh * g.dilationHeight();
        int iw = pixel % g.outWidth() * g.strideWidth() - g.padLeft() + kw * g.dilationWidth();
        if (ih < 0 || ih >= g.height() || iw < 0 || iw >= g.width()) {
            return -1;
        }
        return ((image * g.height() + ih) * g.width() + iw) * g.inChannels() + group * channels + c;
    }
}
