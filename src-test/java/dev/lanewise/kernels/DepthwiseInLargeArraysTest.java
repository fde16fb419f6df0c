package dev.lanewise.kernels;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.ConvCase;
import dev.lanewise.testkit.Threads;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * In large arrays a depthwise convolution begins its vectors of channels where cache lines begin, at any channel: the bits
 * are those of the same images in small arrays.
 */
class DepthwiseInLargeArraysTest {

    /** More than half of a heap region of 16 MiB: such an array begins with a region. */
    private static final int LARGE = (8 << 20) / Float.BYTES + 64;

    private final float[] x = new float[LARGE];
    private final float[] dy = new float[LARGE];
    private final float[] out = new float[LARGE];

    static List<Conv2dGeometry> shapes() {
        Conv2dGeometry three = Conv2dGeometry.of(1, 4, 5, 128, 128, 3, 3).withGroups(128);
        return List.of(
                three,
                three.withSamePadding(),
                three.withPadding(2, 3, 3, 2),
                three.withStrides(2, 2).withSamePadding(),
                Conv2dGeometry.of(2, 5, 18, 144, 144, 3, 3).withGroups(144).withSamePadding(),
                Conv2dGeometry.of(1, 3, 3, 136, 136, 3, 3).withGroups(136).withSamePadding(),
                Conv2dGeometry.of(1, 3, 4, 128, 128, 2, 3).withGroups(128));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void theBitsAreThoseInSmallArrays(Conv2dGeometry g) {
        ConvCase conv = ConvCase.normals(g);
        float[] y = conv.forward(Parallelism.serial(), Epilogue.none());
        float[] dx = conv.backwardData(Parallelism.serial());
        float[] dWeights = conv.backwardWeights(Parallelism.serial());
        float[] w = conv.weights();
        for (Parallelism p : List.of(Parallelism.serial(), Threads.all().getLast())) {
            float[] workspace = new float
                    [1
                            + Math.max(
                                    Conv2d.forwardWorkspace(p, g),
                                    Math.max(
                                            Conv2d.backwardDataWorkspace(p, g),
                                            Conv2d.backwardWeightsWorkspace(p, g)))];
            for (int off = 0; off <= 16; off++) {
                System.arraycopy(conv.x(), 0, x, off, conv.x().length);
                System.arraycopy(conv.dy(), 0, dy, 3 * off, conv.dy().length);
                Conv2d.forward(p, g, x, off, w, 0, Epilogue.none(), out, off, workspace, 0);
                Bits.assertSame(g + " at " + off, Arrays.copyOfRange(out, off, off + y.length), y);
                Conv2d.backwardData(p, g, dy, 3 * off, w, 0, out, off, workspace, 0);
                Bits.assertSame("dx of " + g + " at " + off, Arrays.copyOfRange(out, off, off + dx.length), dx);
                Conv2d.backwardWeights(p, g, x, off, dy, 3 * off, out, off, workspace, 0);
                float[] actual = Arrays.copyOfRange(out, off, off + dWeights.length);
                Bits.assertSame("dWeights of " + g + " at " + off, actual, dWeights);
            }
        }
    }
}
