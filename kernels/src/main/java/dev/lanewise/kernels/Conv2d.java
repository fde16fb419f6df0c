package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.data.ConvCall;
import dev.lanewise.kernels.internal.conv.data.ConvClassCall;
import dev.lanewise.kernels.internal.conv.weights.ConvWeightsCall;
import dev.lanewise.kernels.internal.reduce.Extremes;

/**
 * Two-dimensional convolution (cross-correlation, as in every deep-learning library), NHWC, and its gradients.
 *
 * <pre>
 *   y[n][oh][ow][k] = epilogue(sum over kh, kw, c of  x[n][oh s - p + kh d][ow s - p + kw d][c]  weights[kh][kw][c][k])
 * </pre>
 *
 * with stride s, padding p, dilation d and groups as {@link Conv2dGeometry} says; x is
 * {@code [batch, height, width, inChannels]}, y is {@code [batch, outHeight, outWidth, outChannels]}, the weights are
 * {@code [kernelHeight, kernelWidth, inChannels / groups, outChannels]}.
 *
 * <p><b>Numbers.</b> An output is one chain of fused multiply-adds from +0 over (kh, kw, c) in this order, padding
 * included as zeros (so an infinite weight that meets padding gives NaN): the bits of {@code Im2col} and
 * {@link Gemm#sgemm}, within {@code (patch + 3) 2^-24 |x| |w|} of the exact value. The gradient by the input is one chain
 * over (kh, kw, k) with the window turned around; where many of its terms are known to be zeros (strides, small images)
 * they are left out. The gradient by the weights is summed over chunks of images, each a chain over (image, oh, ow), and
 * the chunks are added in order. The shape alone cuts them: {@code wanted = clamp(batch outHeight outWidth / 1024, 1,
 * 16)}, rounded down, and {@code batch / wanted} images a chunk, rounded up. It says, too, whether products with padding are
 * left out of these chains (an infinite gradient makes no NaN there).
 *
 * <p>The input is read in place, or from a zero-bordered copy in the workspace where there is padding and that is faster. No
 * output may overlap an input, and the workspace overlaps neither. The gradient by a bias is {@code Reductions.columnSums} of
 * dy.
 */
public final class Conv2d {

    private Conv2d() {}

    /** Floats of workspace that {@link #forward} needs. */
    public static int forwardWorkspace(Parallelism parallelism, Conv2dGeometry g) {
        return Checks.workspace(workspace(g, false));
    }

    /**
     * The convolution, with bias and activation.
     *
     * @param parallelism threads to use
     * @param g shape of the convolution
     * @param x images, {@code g.inputSize()} elements
     * @param xOff first element of {@code x}
     * @param weights weights, {@code g.weightsSize()} elements
     * @param weightsOff first element of {@code weights}
     * @param epilogue bias (one value an output channel) and activation
     * @param y result, {@code g.outputSize()} elements, overwritten
     * @param yOff first element of {@code y}
     * @param workspace {@link #forwardWorkspace} floats of any content
     * @param workspaceOff first element of {@code workspace}
     * @throws IllegalArgumentException if an array is too short or {@code y} overlaps an input
     */
    public static void forward(
            Parallelism parallelism,
            Conv2dGeometry g,
            float[] x,
            int xOff,
            float[] weights,
            int weightsOff,
            Epilogue epilogue,
            float[] y,
            int yOff,
            float[] workspace,
            int workspaceOff) {
        forward(
                parallelism,
                g,
                x,
                xOff,
                weights,
                weightsOff,
                epilogue,
                Moments.none(),
                y,
                yOff,
                workspace,
                workspaceOff);
    }

    /**
     * The convolution, with bias and activation, and the moments of its result's channels: mean and variance over
     * {@code batch outHeight outWidth} pixels, taken while they are in the cache.
     *
     * @param parallelism threads to use
     * @param g shape of the convolution
     * @param x images, {@code g.inputSize()} elements
     * @param xOff first element of {@code x}
     * @param weights weights, {@code g.weightsSize()} elements
     * @param weightsOff first element of {@code weights}
     * @param epilogue bias (one value an output channel) and activation
     * @param moments where they are wanted
     * @param y result, {@code g.outputSize()} elements, overwritten
     * @param yOff first element of {@code y}
     * @param workspace {@link #forwardWorkspace} floats of any content
     * @param workspaceOff first element of {@code workspace}
     * @throws IllegalArgumentException if an array is too short, {@code y} overlaps an input, or moments are wanted of
     *     no pixel
     */
    public static void forward(
            Parallelism parallelism,
            Conv2dGeometry g,
            float[] x,
            int xOff,
            float[] weights,
            int weightsOff,
            Epilogue epilogue,
            Moments moments,
            float[] y,
            int yOff,
            float[] workspace,
            int workspaceOff) {
        Checks.vector("x", x, xOff, g.inputSize());
        Checks.vector("weights", weights, weightsOff, g.weightsSize());
        moments.check(g.outPixels(), g.outChannels());
        Checks.vector("y", y, yOff, g.outputSize());
        epilogue.check(g.outChannels(), y, yOff, g.outputSize());
        Checks.disjoint("y", y, yOff, g.outputSize(), x, xOff, g.inputSize());
        Checks.disjoint("y", y, yOff, g.outputSize(), weights, weightsOff, g.weightsSize());
        run(parallelism, g, false, x, xOff, weights, weightsOff, epilogue, moments, y, yOff, workspace, workspaceOff);
    }

    /** Floats of workspace that {@link #backwardData} needs. */
    public static int backwardDataWorkspace(Parallelism parallelism, Conv2dGeometry g) {
        return Checks.workspace(workspace(g, true));
    }

    /**
     * The gradient of the loss by the input: {@code dx[n][h][w][c]} is the sum of {@code dy weights} over all outputs
     * that the input element entered. Elements that no window covers get 0.
     *
     * @param parallelism threads to use
     * @param g shape of the convolution
     * @param dy gradient by the output, {@code g.outputSize()} elements
     * @param dyOff first element of {@code dy}
     * @param weights weights, {@code g.weightsSize()} elements
     * @param weightsOff first element of {@code weights}
     * @param dx result, {@code g.inputSize()} elements, overwritten
     * @param dxOff first element of {@code dx}
     * @param workspace {@link #backwardDataWorkspace} floats of any content
     * @param workspaceOff first element of {@code workspace}
     * @throws IllegalArgumentException if an array is too short or {@code dx} overlaps an input
     */
    public static void backwardData(
            Parallelism parallelism,
            Conv2dGeometry g,
            float[] dy,
            int dyOff,
            float[] weights,
            int weightsOff,
            float[] dx,
            int dxOff,
            float[] workspace,
            int workspaceOff) {
        Checks.vector("dy", dy, dyOff, g.outputSize());
        Checks.vector("weights", weights, weightsOff, g.weightsSize());
        Checks.vector("dx", dx, dxOff, g.inputSize());
        Checks.disjoint("dx", dx, dxOff, g.inputSize(), dy, dyOff, g.outputSize());
        Checks.disjoint("dx", dx, dxOff, g.inputSize(), weights, weightsOff, g.weightsSize());
        Epilogue none = Epilogue.none();
        Moments unwanted = Moments.none();
        run(parallelism, g, true, dy, dyOff, weights, weightsOff, none, unwanted, dx, dxOff, workspace, workspaceOff);
    }

    /** Floats of workspace that {@link #backwardWeights} needs. */
    public static int backwardWeightsWorkspace(Parallelism parallelism, Conv2dGeometry g) {
        ConvShape shape = new ConvShape();
        take(g, shape);
        return Checks.workspace(ConvWeightsCall.workspace(shape));
    }

    /**
     * The gradient of the loss by the weights: {@code dWeights[kh][kw][c][k]} is the sum over images and output pixels of
     * {@code x dy}.
     *
     * @param parallelism threads to use
     * @param g shape of the convolution
     * @param x images, {@code g.inputSize()} elements
     * @param xOff first element of {@code x}
     * @param dy gradient by the output, {@code g.outputSize()} elements
     * @param dyOff first element of {@code dy}
     * @param dWeights result, {@code g.weightsSize()} elements, overwritten
     * @param dWeightsOff first element of {@code dWeights}
     * @param workspace {@link #backwardWeightsWorkspace} floats of any content
     * @param workspaceOff first element of {@code workspace}
     * @throws IllegalArgumentException if an array is too short or {@code dWeights} overlaps an input
     */
    public static void backwardWeights(
            Parallelism parallelism,
            Conv2dGeometry g,
            float[] x,
            int xOff,
            float[] dy,
            int dyOff,
            float[] dWeights,
            int dWeightsOff,
            float[] workspace,
            int workspaceOff) {
        Checks.vector("x", x, xOff, g.inputSize());
        Checks.vector("dy", dy, dyOff, g.outputSize());
        Checks.vector("dWeights", dWeights, dWeightsOff, g.weightsSize());
        Checks.disjoint("dWeights", dWeights, dWeightsOff, g.weightsSize(), x, xOff, g.inputSize());
        Checks.disjoint("dWeights", dWeights, dWeightsOff, g.weightsSize(), dy, dyOff, g.outputSize());
        ConvWeightsCall call = ConvWeightsCall.borrow();
        take(g, call.shape());
        long needed = ConvWeightsCall.workspace(call.shape());
        Checks.vector("workspace", workspace, workspaceOff, needed);
        Checks.disjoint("workspace", workspace, workspaceOff, needed, dWeights, dWeightsOff, g.weightsSize());
        Checks.disjoint("workspace", workspace, workspaceOff, needed, x, xOff, g.inputSize());
        Checks.disjoint("workspace", workspace, workspaceOff, needed, dy, dyOff, g.outputSize());
        call.run(parallelism.pool(), x, xOff, dy, dyOff, dWeights, dWeightsOff, workspace, workspaceOff);
    }

    /** Floats of workspace that {@link #run} needs. */
    private static long workspace(Conv2dGeometry g, boolean backward) {
        ConvClassCall classes = ConvClassCall.borrow();
        take(g, classes.shape());
        long needed = workspace(classes, backward && classes.serves(true));
        classes.giveBack();
        return needed;
    }

    private static long workspace(ConvClassCall classes, boolean always) {
        return always ? classes.workspace() : ConvCall.workspace(classes.shape());
    }

    /**
     * The convolution over x, or the gradient {@code y} by the input of that over {@code x}. Forward, what padding adds to an
     * output may be left out if it is zero, as it is for finite weights.
     */
    private static void run(
            Parallelism parallelism,
            Conv2dGeometry g,
            boolean backward,
            float[] x,
            int xOff,
            float[] weights,
            int weightsOff,
            Epilogue epilogue,
            Moments moments,
            float[] y,
            int yOff,
            float[] workspace,
            int workspaceOff) {
        ConvClassCall classes = ConvClassCall.borrow();
        take(g, classes.shape());
        boolean serves = classes.serves(backward);
        try {
            long needed = workspace(classes, backward && serves);
            int read = backward ? g.outputSize() : g.inputSize();
            int written = backward ? g.inputSize() : g.outputSize();
            Checks.vector("workspace", workspace, workspaceOff, needed);
            Checks.disjoint("workspace", workspace, workspaceOff, needed, y, yOff, written);
            Checks.disjoint("workspace", workspace, workspaceOff, needed, x, xOff, read);
            Checks.disjoint("workspace", workspace, workspaceOff, needed, weights, weightsOff, g.weightsSize());
            BatchNormMoments following =
                    moments.wanted() ? moments.start(g.outPixels(), g.outChannels(), y, yOff) : null;
            if (serves && (backward || Extremes.allFinite(weights, weightsOff, g.weightsSize()))) {
                classes.run(
                        parallelism.pool(),
                        x,
                        xOff,
                        weights,
                        weightsOff,
                        y,
                        yOff,
                        workspace,
                        workspaceOff,
                        epilogue.finish(),
                        epilogue.bias(),
                        epilogue.biasOff(),
                        following);
            } else {
                ConvCall call = ConvCall.borrow();
                take(g, call.shape());
                if (backward) {
                    call.shape().turnToBackwardData();
                }
                call.run(
                        parallelism.pool(),
                        x,
                        xOff,
                        weights,
                        weightsOff,
                        y,
                        yOff,
                        workspace,
                        workspaceOff,
                        epilogue.finish(),
                        epilogue.bias(),
                        epilogue.biasOff(),
                        following);
            }
            if (following != null) {
                moments.finish(following);
            }
        } finally {
            classes.giveBack();
        }
    }

    private static void take(Conv2dGeometry g, ConvShape shape) {
        shape.setForward(
                g.batch(),
                g.height(),
                g.width(),
                g.inChannels(),
                g.outChannels(),
                g.kernelHeight(),
                g.kernelWidth(),
                g.strideHeight(),
                g.strideWidth(),
                g.padTop(),
                g.padBottom(),
                g.padLeft(),
                g.padRight(),
                g.dilationHeight(),
                g.dilationWidth(),
                g.groups());
    }
}
