package dev.lanewise.testkit;

/** Affine maps of NHWC images, by definition: for every output pixel a place in the input and its four pixels. */
public final class AffineOracle {

    private AffineOracle() {}

    /** A place in double precision, in the image whatever the map. */
    private record Place(double col, double row) {
        static Place of(float[] maps, int at, int row, int col, int height, int width) {
            double inCol = (double) maps[at] * col + (double) maps[at + 1] * row + maps[at + 2];
            double inRow = (double) maps[at + 3] * col + (double) maps[at + 4] * row + maps[at + 5];
            return new Place(Math.clamp(inCol, 0, width - 1), Math.clamp(inRow, 0, height - 1));
        }
    }

    /** The exact images, but for rounding in double precision. */
    public static double[] bilinear(int batch, int height, int width, int channels, float[] x, float[] maps) {
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            int image = i / channels / width / height;
            Place place = Place.of(maps, 6 * image, i / channels / width % height, i / channels % width, height, width);
            int top = (int) place.row;
            int left = (int) place.col;
            double v = place.row - top;
            double u = place.col - left;
            for (int tap = 0; tap < 4; tap++) {
                int row = Math.min(top + tap / 2, height - 1);
                int col = Math.min(left + tap % 2, width - 1);
                double weight = (tap < 2 ? 1 - v : v) * (tap % 2 == 0 ? 1 - u : u);
                y[i] += weight * x[((image * height + row) * width + col) * channels + i % channels];
            }
        }
        return y;
    }

    /** The documented formula in floats, and with {@code range} the least and the largest of each element's pixels. */
    public static float[] formula(int height, int width, int channels, float[] x, float[] maps, float[][] range) {
        float[] y = new float[x.length];
        for (int i = 0; i < y.length; i++) {
            int image = i / channels / width / height;
            int row = i / channels / width % height;
            int col = i / channels % width;
            int m = 6 * image;
            float c = clamp(Math.fma(maps[m], col, Math.fma(maps[m + 1], row, maps[m + 2])), width);
            float r = clamp(Math.fma(maps[m + 3], col, Math.fma(maps[m + 4], row, maps[m + 5])), height);
            int top = (image * height + (int) r) * width;
            int bottom = r == (int) r ? top : top + width;
            int left = (int) c;
            int right = c == left ? left : left + 1;
            float[] taps = new float[4];
            int[] pixels = {top + left, top + right, bottom + left, bottom + right};
            for (int tap = 0; tap < 4; tap++) {
                taps[tap] = x[pixels[tap] * channels + i % channels];
                range[0][i] = tap == 0 ? taps[0] : Math.min(range[0][i], taps[tap]);
                range[1][i] = tap == 0 ? taps[0] : Math.max(range[1][i], taps[tap]);
            }
            y[i] = lerp(r - (int) r, lerp(c - left, taps[0], taps[1]), lerp(c - left, taps[2], taps[3]));
        }
        return y;
    }

    private static float clamp(float place, int size) {
        return place > 0 ? Math.min(place, size - 1) : 0;
    }

    private static float lerp(float weight, float a, float b) {
        return weight == 0 ? a : Math.fma(weight, b - a, a);
    }
}
