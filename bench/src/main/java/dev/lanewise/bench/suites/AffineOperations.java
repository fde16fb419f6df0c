package dev.lanewise.bench.suites;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.shapes.MatrixShape;
import dev.lanewise.kernels.AffineTransform;
import dev.lanewise.kernels.Parallelism;
import java.util.List;

/** The suite affine: each image read and written once, under maps as they are drawn for augmentation. */
final class AffineOperations {

    private static final float DEGREES = 15;
    private static final float SHIFT = 0.1f;

    private AffineOperations() {}

    static List<Operation> all() {
        return List.of(new Bilinear());
    }

    private static final class Bilinear extends Operation {

        Bilinear() {
            super("affine", AffineBenchmark.class, "bilinear", Library.PYTORCH, Library.PYTORCH_CHANNELS_LAST);
        }

        @Override
        public Cost cost(String shape) {
            double bytes = 8.0 * MatrixShape.of(shape).size();
            return Cost.ofBytes(bytes, bytes);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            MatrixShape s = MatrixShape.of(shape);
            float[] maps = maps(s);
            float[] x = Inputs.uniform(s.size(), 1);
            float[] y = new float[s.size()];
            return Call.of(
                    () -> AffineTransform.bilinear(p, s.batch(), s.height(), s.width(), s.cols(), x, 0, maps, 0, y, 0),
                    y);
        }

        private static float[] maps(MatrixShape s) {
            float[] draws = Inputs.uniform(4 * s.batch(), 2);
            float[] maps = new float[AffineTransform.MAP_SIZE * s.batch()];
            for (int b = 0; b < s.batch(); b++) {
                float down = SHIFT * s.height() * draws[4 * b + 1];
                float right = SHIFT * s.width() * draws[4 * b + 2];
                AffineTransform.rotation(
                        s.height(),
                        s.width(),
                        DEGREES * draws[4 * b],
                        down,
                        right,
                        draws[4 * b + 3] < 0,
                        maps,
                        AffineTransform.MAP_SIZE * b);
            }
            return maps;
        }
    }
}
