package dev.lanewise.testkit;

import dev.lanewise.kernels.Pool2dGeometry;
import dev.lanewise.kernels.Pool2dGeometry.Rounding;
import java.util.ArrayList;
import java.util.List;

/** The classes of shapes that a pooling kernel is tried on. */
public final class PoolShapes {

    private static final int[] CHANNELS = {1, 3, 4, 5, 8, 15, 16, 17, 33};

    private PoolShapes() {}

    /** Every way of laying windows, each with every class of channels; small enough to stay on one thread. */
    public static List<Pool2dGeometry> small() {
        List<Pool2dGeometry> shapes = new ArrayList<>();
        for (int channels : CHANNELS) {
            shapes.addAll(windows(2, channels));
        }
        shapes.add(Pool2dGeometry.of(0, 4, 4, 3, 2, 2));
        return shapes;
    }

    /** Enough images for several bands, with a channel count that fits and one that does not. */
    public static List<Pool2dGeometry> large() {
        return List.of(
                Pool2dGeometry.of(2, 17, 18, 32, 2, 2),
                Pool2dGeometry.of(17, 15, 13, 7, 2, 2),
                Pool2dGeometry.of(1, 23, 25, 33, 3, 3).withStrides(2, 2).withPadding(1, 1, 1, 1),
                Pool2dGeometry.of(5, 34, 34, 3, 3, 2).withStrides(1, 1).withDilation(2, 3),
                Pool2dGeometry.of(2, 43, 44, 5, 2, 3).withStrides(3, 4).withCeilMode());
    }

    private static List<Pool2dGeometry> windows(int batch, int channels) {
        return List.of(
                Pool2dGeometry.of(batch, 1, 1, channels, 1, 1),
                Pool2dGeometry.of(batch, 6, 4, channels, 2, 2),
                Pool2dGeometry.of(batch, 7, 5, channels, 2, 2),
                Pool2dGeometry.of(batch, 5, 7, channels, 2, 2).withCeilMode(),
                Pool2dGeometry.of(batch, 5, 7, channels, 2, 2).withSamePadding(),
                Pool2dGeometry.of(batch, 7, 6, channels, 3, 3).withStrides(2, 2).withPadding(1, 1, 1, 1),
                Pool2dGeometry.of(batch, 5, 5, channels, 3, 2).withStrides(1, 1).withSamePadding(),
                Pool2dGeometry.of(batch, 9, 8, channels, 2, 3).withStrides(4, 5),
                Pool2dGeometry.of(batch, 8, 7, channels, 3, 2).withStrides(4, 2).withPadding(1, 0, 0, 0),
                Pool2dGeometry.of(batch, 3, 8, channels, 1, 4).withStrides(2, 1).withPadding(0, 1, 2, 0),
                Pool2dGeometry.of(batch, 8, 9, channels, 2, 3).withStrides(3, 2).withDilation(3, 2),
                Pool2dGeometry.of(batch, 6, 6, channels, 2, 2)
                        .withStrides(1, 1)
                        .withDilation(2, 2)
                        .withSamePadding(),
                new Pool2dGeometry(batch, 2, 2, channels, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1, Rounding.CEIL),
                Pool2dGeometry.of(batch, 2, 3, channels, 2, 2)
                        .withStrides(1, 1)
                        .withPadding(1, 1, 1, 1)
                        .withDilation(3, 3),
                Pool2dGeometry.of(batch, 7, 8, channels, 3, 3)
                        .withStrides(1, 2)
                        .withPadding(2, 3, 3, 4)
                        .withDilation(2, 3),
                Pool2dGeometry.of(batch, 3, 2, channels, 2, 2).withPadding(5, 4, 3, 2),
                Pool2dGeometry.of(batch, 4, 3, channels, 4, 3));
    }
}
