package dev.lanewise.testkit;

import dev.lanewise.kernels.Conv2d;
import dev.lanewise.kernels.Conv2dGeometry;
import dev.lanewise.kernels.Epilogue;
import dev.lanewise.kernels.Moments;
import dev.lanewise.kernels.Parallelism;

/**
 * One convolution to be tried. Every call lays its operands between canaries and gets a workspace of exactly the
 * declared size, full of NaN, with canaries behind it; afterwards only the output and the workspace may have changed.
 *
 * @param geometry the shape
 * @param x input
 * @param weights weights
 * @param dy gradient of the output
 */
public record ConvCase(Conv2dGeometry geometry, float[] x, float[] weights, float[] dy) {

    private static final int BEFORE = 3;
    private static final int AFTER = 2;

    /** Normal deviates. */
    public static ConvCase normals(Conv2dGeometry g) {
        return new ConvCase(
                g,
                TestData.normals(g.inputSize(), 11),
                TestData.normals(g.weightsSize(), 12),
                TestData.normals(g.outputSize(), 13));
    }

    /** Small integers: every sum is exact in any order. */
    public static ConvCase integers(Conv2dGeometry g) {
        return new ConvCase(
                g,
                TestData.smallIntegers(g.inputSize(), 11),
                TestData.smallIntegers(g.weightsSize(), 12),
                TestData.smallIntegers(g.outputSize(), 13));
    }

    /** The output. */
    public float[] forward(Parallelism parallelism, Epilogue epilogue) {
        return forward(parallelism, epilogue, Moments.none());
    }

    /** The output, with moments. */
    public float[] forward(Parallelism parallelism, Epilogue epilogue, Moments moments) {
        return call(
                "forward",
                Conv2d.forwardWorkspace(parallelism, geometry),
                x,
                weights,
                geometry.outputSize(),
                (in1, in2, out, workspace) -> Conv2d.forward(
                        parallelism,
                        geometry,
                        in1,
                        BEFORE,
                        in2,
                        BEFORE,
                        epilogue,
                        moments,
                        out,
                        BEFORE,
                        workspace,
                        BEFORE));
    }

    /** The gradient by the input. */
    public float[] backwardData(Parallelism parallelism) {
        return call(
                "backwardData",
                Conv2d.backwardDataWorkspace(parallelism, geometry),
                dy,
                weights,
                geometry.inputSize(),
                (in1, in2, out, workspace) -> Conv2d.backwardData(
                        parallelism, geometry, in1, BEFORE, in2, BEFORE, out, BEFORE, workspace, BEFORE));
    }

    /** The gradient by the weights. */
    public float[] backwardWeights(Parallelism parallelism) {
        return call(
                "backwardWeights",
                Conv2d.backwardWeightsWorkspace(parallelism, geometry),
                x,
                dy,
                geometry.weightsSize(),
                (in1, in2, out, workspace) -> Conv2d.backwardWeights(
                        parallelism, geometry, in1, BEFORE, in2, BEFORE, out, BEFORE, workspace, BEFORE));
    }

    private interface Kernel {
        void run(float[] in1, float[] in2, float[] out, float[] workspace);
    }

    private float[] call(String name, int workspaceSize, float[] in1, float[] in2, int outSize, Kernel kernel) {
        float[] memory1 = Canary.around(in1, BEFORE, AFTER);
        float[] memory2 = Canary.around(in2, BEFORE, AFTER);
        float[] before1 = memory1.clone();
        float[] before2 = memory2.clone();
        float[] out = Canary.array(BEFORE + outSize + AFTER);
        float[] workspace = Canary.array(BEFORE + workspaceSize + AFTER);
        kernel.run(memory1, memory2, out, workspace);
        String what = name + " " + geometry;
        Bits.assertSame(what + ": first input", memory1, before1);
        Bits.assertSame(what + ": second input", memory2, before2);
        Canary.assertIntact(what + ": output", out, BEFORE, outSize);
        Canary.assertIntact(what + ": workspace", workspace, BEFORE, workspaceSize);
        return Canary.inside(out, BEFORE, outSize);
    }
}
