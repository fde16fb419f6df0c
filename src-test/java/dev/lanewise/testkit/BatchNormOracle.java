package dev.lanewise.testkit;

/**
 * Batch normalisation in double precision: two passes for the moments, the textbook formulas for the rest. All of it
 * for one matrix of {@code rows x channels}, row-major.
 */
public final class BatchNormOracle {

    private final int rows;
    private final int channels;
    private final double[] x;

    /** The oracle of one input. */
    public BatchNormOracle(int rows, int channels, double[] x) {
        this.rows = rows;
        this.channels = channels;
        this.x = x;
    }

    /** Mean of each channel; the second pass takes back the rounding of the first. */
    public double[] mean() {
        double[] mean = columnMeans(x, new double[channels]);
        double[] rest = columnMeans(x, mean);
        for (int c = 0; c < channels; c++) {
            mean[c] += rest[c];
        }
        return mean;
    }

    /** Biased variance of each channel. */
    public double[] variance() {
        double[] mean = mean();
        double[] squares = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double distance = x[i] - mean[i % channels];
            squares[i] = distance * distance;
        }
        return columnMeans(squares, new double[channels]);
    }

    /** {@code (x - mean) / sqrt(variance + epsilon)}. */
    public double[] xHat(double[] mean, double[] variance, double epsilon) {
        double[] xHat = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int c = i % channels;
            xHat[i] = (x[i] - mean[c]) / Math.sqrt(variance[c] + epsilon);
        }
        return xHat;
    }

    /** {@code gamma * xHat + beta}. */
    public double[] normalize(double[] mean, double[] variance, double[] gamma, double[] beta, double epsilon) {
        double[] y = xHat(mean, variance, epsilon);
        for (int i = 0; i < x.length; i++) {
            y[i] = y[i] * gamma[i % channels] + beta[i % channels];
        }
        return y;
    }

    /** Sum over the rows of each channel. */
    public double[] columnSums(double[] values) {
        double[] sums = columnMeans(values, new double[channels]);
        for (int c = 0; c < channels; c++) {
            sums[c] *= rows;
        }
        return sums;
    }

    /** {@code dx} for given statistics of {@code x}. */
    public double[] dx(double[] dy, double[] mean, double[] variance, double[] gamma, double epsilon) {
        double[] xHat = xHat(mean, variance, epsilon);
        double[] dBeta = columnSums(dy);
        double[] dGamma = columnSums(product(dy, xHat));
        double[] dx = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int c = i % channels;
            dx[i] = gamma[c]
                    / Math.sqrt(variance[c] + epsilon)
                    * (dy[i] - dBeta[c] / rows - xHat[i] * dGamma[c] / rows);
        }
        return dx;
    }

    /** {@code a[i] * b[i]}. */
    public static double[] product(double[] a, double[] b) {
        double[] product = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            product[i] = a[i] * b[i];
        }
        return product;
    }

    private double[] columnMeans(double[] values, double[] shift) {
        double[] means = new double[channels];
        for (int i = 0; i < values.length; i++) {
            means[i % channels] += (values[i] - shift[i % channels]) / rows;
        }
        return means;
    }
}
