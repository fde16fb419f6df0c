package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.ConvCase;
import dev.lanewise.testkit.ConvShapes;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Moments taken along with a convolution are those of its result. */
class Conv2dMomentsTest {

    @Test
    void momentsAreThoseOfTheResult() {
        for (Conv2dGeometry g : shapes()) {
            check(ConvCase.normals(g));
        }
    }

    @Test
    void channelsOfNotANumberDoNotTouchTheOthers() {
        Conv2dGeometry g = Conv2dGeometry.of(4, 60, 60, 3, 32, 3, 3);
        ConvCase normals = ConvCase.normals(g);
        float[] weights = normals.weights().clone();
        weights[5] = Float.NaN;
        weights[40] = Float.POSITIVE_INFINITY;
        check(new ConvCase(g, normals.x(), weights, normals.dy()));
    }

    @Test
    void momentsOfNoPixelAreRefused() {
        Conv2dGeometry g = Conv2dGeometry.of(0, 4, 4, 1, 2, 3, 3);
        float[] none = {};
        Moments moments = Moments.of(new float[2], 0, new float[2], 0, new double[64], 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Conv2d.forward(
                        Parallelism.serial(), g, none, 0, new float[18], 0, Epilogue.none(), moments, none, 0, none, 0))
                .withMessage("moments: expected a result of one pixel or more, got one of none");
    }

    @Test
    void shortArraysAreNamed() {
        Conv2dGeometry g = Conv2dGeometry.of(1, 4, 4, 1, 2, 3, 3);
        double[] workspace = new double[BatchNorm.workspaceSize(4, 2)];
        refused(g, Moments.of(new float[2], 1, new float[2], 0, workspace, 0), "mean: ");
        refused(g, Moments.of(new float[2], 0, new float[1], 0, workspace, 0), "variance: ");
        refused(g, Moments.of(new float[2], 0, new float[2], 0, workspace, 1), "workspace: ");
        float[] both = new float[3];
        refused(g, Moments.of(both, 0, both, 1, workspace, 0), "variance: ");
    }

    private static void refused(Conv2dGeometry g, Moments moments, String start) {
        float[] y = TestData.normals(g.outputSize(), 14);
        float[] before = y.clone();
        float[] scratch = new float[Conv2d.forwardWorkspace(Parallelism.serial(), g)];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Conv2d.forward(
                        Parallelism.serial(),
                        g,
                        new float[g.inputSize()],
                        0,
                        new float[g.weightsSize()],
                        0,
                        Epilogue.none(),
                        moments,
                        y,
                        0,
                        scratch,
                        0))
                .withMessageStartingWith(start);
        Bits.assertSame("y", y, before);
    }

    /** The shapes of the other tests, and results of enough pieces for several threads, with channels that fill no vector. */
    private static List<Conv2dGeometry> shapes() {
        List<Conv2dGeometry> shapes = new ArrayList<>(ConvShapes.nasty());
        shapes.addAll(ConvShapes.networks());
        shapes.add(Conv2dGeometry.of(4, 60, 60, 3, 32, 3, 3));
        shapes.add(Conv2dGeometry.of(4, 60, 61, 2, 32, 3, 3).withSamePadding());
        shapes.add(Conv2dGeometry.of(13, 61, 62, 2, 12, 3, 3));
        shapes.add(Conv2dGeometry.of(3, 60, 60, 16, 80, 1, 1));
        shapes.removeIf(g -> g.outputSize() == 0);
        return shapes;
    }

    private static void check(ConvCase conv) {
        Conv2dGeometry g = conv.geometry();
        int channels = g.outChannels();
        int rows = g.outputSize() / channels;
        float[] bias = TestData.normals(channels, 5);
        Epilogue epilogue = Epilogue.biasRelu(bias, 0);
        double[] workspace = new double[BatchNorm.workspaceSize(rows, channels) + 1];
        float[] y = conv.forward(Parallelism.serial(), epilogue);
        float[] expected = new float[2 * channels];
        BatchNorm.moments(Parallelism.serial(), rows, channels, y, 0, expected, 0, expected, channels, workspace, 0);
        for (Parallelism parallelism : Threads.all()) {
            float[] actual = new float[2 * channels];
            Arrays.fill(workspace, Double.NaN);
            Moments moments = Moments.of(actual, 0, actual, channels, workspace, 1);
            Bits.assertSameNumbers(g + " on " + parallelism, conv.forward(parallelism, epilogue, moments), y);
            Bits.assertSameNumbers("moments of " + g + " on " + parallelism, actual, expected);
        }
    }
}
