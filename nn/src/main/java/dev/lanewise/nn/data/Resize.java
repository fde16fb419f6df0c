package dev.lanewise.nn.data;

/**
 * Resampling of images by a triangle filter: each output pixel is a weighted mean of the input pixels around the place
 * it stems from, with weights that fall linearly to 0 at a distance of one pixel of the coarser grid. Bilinear when
 * enlarging; no aliasing when reducing. Pixel centres lie at half integers.
 */
final class Resize {

    private Resize() {}

    /** Resamples an NHWC image of {@code height x width} to {@code newHeight x newWidth}. */
    static float[] triangle(float[] pixels, int height, int width, int channels, int newHeight, int newWidth) {
        float[] wide = lines(pixels, height, width, channels, newWidth);
        return lines(wide, 1, height, newWidth * channels, newHeight);
    }

    /** Resamples the middle dimension of {@code [outer, extent, inner]}. */
    private static float[] lines(float[] x, int outer, int extent, int inner, int newExtent) {
        if (extent == newExtent) {
            return x;
        }
        float[] y = new float[outer * newExtent * inner];
        double scale = (double) extent / newExtent;
        double reach = Math.max(1, scale);
        for (int to = 0; to < newExtent; to++) {
            double centre = (to + 0.5) * scale - 0.5;
            int first = Math.max(0, (int) Math.ceil(centre - reach));
            int last = Math.min(extent - 1, (int) Math.floor(centre + reach));
            double total = 0;
            for (int from = first; from <= last; from++) {
                total += weight(from, centre, reach);
            }
            for (int from = first; from <= last; from++) {
                float weight = (float) (weight(from, centre, reach) / total);
                for (int o = 0; o < outer; o++) {
                    int xAt = (o * extent + from) * inner;
                    int yAt = (o * newExtent + to) * inner;
                    for (int i = 0; i < inner; i++) {
                        y[yAt + i] = Math.fma(weight, x[xAt + i], y[yAt + i]);
                    }
                }
            }
        }
        return y;
    }

    private static double weight(int from, double centre, double reach) {
        return Math.max(0, 1 - Math.abs(from - centre) / reach);
    }
}
