package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.TestData;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shapes, arrays and offsets that do not fit are refused before any write, by the argument's name. */
@Tag("once")
class Conv2dArgumentsTest {

    private static final Conv2dGeometry G = Conv2dGeometry.of(2, 6, 5, 4, 8, 3, 3);

    /** The arguments of a call, to be spoilt one at a time. */
    private static final class Call {
        float[] first = TestData.normals(G.inputSize() + G.outputSize(), 1);
        float[] second = TestData.normals(G.weightsSize() + G.outputSize(), 2);
        float[] out = TestData.normals(G.inputSize() + G.outputSize() + G.weightsSize(), 3);
        float[] workspace = new float[1 << 20];
        Epilogue epilogue = Epilogue.none();
        int firstOff;
        int secondOff;
        int outOff;
        int workspaceOff;

        void forward() {
            Conv2d.forward(
                    Parallelism.serial(),
                    G,
                    first,
                    firstOff,
                    second,
                    secondOff,
                    epilogue,
                    out,
                    outOff,
                    workspace,
                    workspaceOff);
        }

        void backwardData() {
            Conv2d.backwardData(
                    Parallelism.serial(), G, first, firstOff, second, secondOff, out, outOff, workspace, workspaceOff);
        }

        void backwardWeights() {
            Conv2d.backwardWeights(
                    Parallelism.serial(), G, first, firstOff, second, secondOff, out, outOff, workspace, workspaceOff);
        }
    }

    @Test
    void refusesArraysThatAreTooShort() {
        refuses("x", Call::forward, call -> call.first = new float[G.inputSize() - 1]);
        refuses("weights", Call::forward, call -> call.second = new float[G.weightsSize() - 1]);
        refuses("y", Call::forward, call -> call.out = new float[G.outputSize() - 1]);
        refuses("bias", Call::forward, call -> call.epilogue = Epilogue.bias(new float[G.outChannels()], 1));
        refuses("dy", Call::backwardData, call -> call.first = new float[G.outputSize() - 1]);
        refuses("weights", Call::backwardData, call -> call.second = new float[G.weightsSize() - 1]);
        refuses("dx", Call::backwardData, call -> call.out = new float[G.inputSize() - 1]);
        refuses("x", Call::backwardWeights, call -> call.first = new float[G.inputSize() - 1]);
        refuses("dy", Call::backwardWeights, call -> call.second = new float[G.outputSize() - 1]);
        refuses("dWeights", Call::backwardWeights, call -> call.out = new float[G.weightsSize() - 1]);
    }

    @Test
    void refusesMissingArrays() {
        refuses("x", Call::forward, call -> call.first = null);
        refuses("weights", Call::forward, call -> call.second = null);
        refuses("y", Call::forward, call -> call.out = null);
        refuses("dy", Call::backwardData, call -> call.first = null);
        refuses("dx", Call::backwardData, call -> call.out = null);
        refuses("dy", Call::backwardWeights, call -> call.second = null);
        refuses("dWeights", Call::backwardWeights, call -> call.out = null);
    }

    @Test
    void refusesOffsetsThatDoNotFit() {
        refuses("offset of x", Call::forward, call -> call.firstOff = -1);
        refuses("offset of weights", Call::forward, call -> call.secondOff = -1);
        refuses("offset of y", Call::forward, call -> call.outOff = -1);
        refuses("x", Call::forward, call -> call.firstOff = Integer.MAX_VALUE);
        refuses("weights", Call::backwardData, call -> call.secondOff = Integer.MAX_VALUE);
        refuses("dx", Call::backwardData, call -> call.outOff = Integer.MAX_VALUE);
        refuses("offset of dWeights", Call::backwardWeights, call -> call.outOff = Integer.MIN_VALUE);
    }

    @Test
    void refusesAWorkspaceThatIsTooSmall() {
        if (Conv2d.forwardWorkspace(Parallelism.serial(), G) > 0) {
            refuses("workspace", Call::forward, call -> call.workspace = new float[0]);
        }
        if (Conv2d.backwardDataWorkspace(Parallelism.serial(), G) > 0) {
            refuses("workspace", Call::backwardData, call -> call.workspace = new float[0]);
        }
        if (Conv2d.backwardWeightsWorkspace(Parallelism.serial(), G) > 0) {
            refuses("workspace", Call::backwardWeights, call -> call.workspace = new float[0]);
        }
    }

    @Test
    void refusesAnOutputThatOverlapsAnInput() {
        refuses("y", Call::forward, call -> call.out = call.first);
        refuses("y", Call::forward, call -> {
            call.out = call.second;
            call.outOff = G.weightsSize() - 1;
        });
        refuses("dx", Call::backwardData, call -> call.out = call.first);
        refuses("dWeights", Call::backwardWeights, call -> call.out = call.second);
        refuses("bias", Call::forward, call -> call.epilogue = Epilogue.bias(call.out, G.outputSize() - 1));
    }

    @Test
    void refusesAWorkspaceThatOverlapsAnything() {
        List<Consumer<Call>> shared = List.of(
                call -> call.first = call.workspace,
                call -> call.second = call.workspace,
                call -> call.out = call.workspace);
        for (Consumer<Call> share : shared) {
            if (Conv2d.forwardWorkspace(Parallelism.serial(), G) > 0) {
                refuses("workspace", Call::forward, share);
            }
            if (Conv2d.backwardDataWorkspace(Parallelism.serial(), G) > 0) {
                refuses("workspace", Call::backwardData, share);
            }
            if (Conv2d.backwardWeightsWorkspace(Parallelism.serial(), G) > 0) {
                refuses("workspace", Call::backwardWeights, share);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // batch, height, width, inChannels, outChannels, kernelHeight, kernelWidth, strides, paddings, dilations,
        // groups
        "batch,              -1,5,5,4,8,3,3, 1,1, 0,0,0,0, 1,1, 1",
        "height,             1,0,5,4,8,3,3, 1,1, 2,2,0,0, 1,1, 1",
        "width,              1,5,0,4,8,3,3, 1,1, 0,0,2,2, 1,1, 1",
        "inChannels,         1,5,5,0,8,3,3, 1,1, 0,0,0,0, 1,1, 1",
        "outChannels,        1,5,5,4,0,3,3, 1,1, 0,0,0,0, 1,1, 1",
        "kernelHeight,       1,5,5,4,8,0,3, 1,1, 0,0,0,0, 1,1, 1",
        "kernelWidth,        1,5,5,4,8,3,-3, 1,1, 0,0,0,0, 1,1, 1",
        "stride of height,   1,5,5,4,8,3,3, 0,1, 0,0,0,0, 1,1, 1",
        "stride of width,    1,5,5,4,8,3,3, 1,-1, 0,0,0,0, 1,1, 1",
        "padding before height, 1,5,5,4,8,3,3, 1,1, -1,0,0,0, 1,1, 1",
        "padding after height, 1,5,5,4,8,3,3, 1,1, 0,-1,0,0, 1,1, 1",
        "padding before width, 1,5,5,4,8,3,3, 1,1, 0,0,-1,0, 1,1, 1",
        "padding after width, 1,5,5,4,8,3,3, 1,1, 0,0,0,-1, 1,1, 1",
        "dilation of height, 1,5,5,4,8,3,3, 1,1, 0,0,0,0, 0,1, 1",
        "dilation of width,  1,5,5,4,8,3,3, 1,1, 0,0,0,0, 1,0, 1",
        "padded height,      1,5,5,4,8,6,3, 1,1, 0,0,0,0, 1,1, 1",
        "padded width,       1,5,5,4,8,3,3, 1,1, 0,0,0,0, 1,3, 1",
        "padded height,      1,5,5,4,8,3,3, 1,1, 2147483647,1,0,0, 1,1, 1",
        "padded height,      1,5,5,4,8,65536,3, 1,1, 0,0,0,0, 65537,1, 1",
        "groups,             1,5,5,4,8,3,3, 1,1, 0,0,0,0, 1,1, 0",
        "inChannels,         1,5,5,4,9,3,3, 1,1, 0,0,0,0, 1,1, 3",
        "outChannels,        1,5,5,6,8,3,3, 1,1, 0,0,0,0, 1,1, 3",
        "input,              65536,256,128,1,1,3,3, 1,1, 0,0,0,0, 1,1, 1",
        "input,              2147483647,2147483647,2147483647,2147483647,1,1,1, 1,1, 0,0,0,0, 1,1, 1",
        "output,             65536,8,8,1,1024,1,1, 1,1, 0,0,0,0, 1,1, 1",
        "weights,            1,9,9,65536,65536,1,1, 1,1, 0,0,0,0, 1,1, 1",
    })
    void refusesShapes(
            String name,
            int batch,
            int height,
            int width,
            int inChannels,
            int outChannels,
            int kernelHeight,
            int kernelWidth,
            int strideHeight,
            int strideWidth,
            int padTop,
            int padBottom,
            int padLeft,
            int padRight,
            int dilationHeight,
            int dilationWidth,
            int groups) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Conv2dGeometry(
                        batch,
                        height,
                        width,
                        inChannels,
                        outChannels,
                        kernelHeight,
                        kernelWidth,
                        strideHeight,
                        strideWidth,
                        padTop,
                        padBottom,
                        padLeft,
                        padRight,
                        dilationHeight,
                        dilationWidth,
                        groups))
                .withMessageStartingWith(name + ": expected ")
                .withMessageContaining(", got ");
    }

    @ParameterizedTest
    @CsvSource({
        // size, kernel, stride, dilation: positions, padding before, padding after
        "5,3,1,1, 5,1,1",
        "5,2,1,1, 5,0,1",
        "6,3,2,1, 3,0,1",
        "7,3,2,1, 4,1,1",
        "5,1,2,1, 3,0,0",
        "4,3,5,1, 1,0,0",
        "9,3,1,4, 9,4,4",
        "28,5,1,1, 28,2,2",
    })
    void samePaddingIsTheOneOfKeras(int size, int kernel, int stride, int dilation, int out, int before, int after) {
        Conv2dGeometry g = Conv2dGeometry.of(1, size, size + 1, 1, 1, kernel, 1)
                .withStrides(stride, 1)
                .withDilation(dilation, 1)
                .withSamePadding();
        assertThat(g.outHeight()).isEqualTo(out);
        assertThat(g.padTop()).isEqualTo(before);
        assertThat(g.padBottom()).isEqualTo(after);
        assertThat(g.outWidth()).isEqualTo(size + 1);
        assertThat(g.padLeft() + g.padRight()).isZero();
    }

    private static void refuses(String name, Consumer<Call> kernel, Consumer<Call> spoil) {
        Call call = new Call();
        spoil.accept(call);
        float[] before = call.out == null ? null : call.out.clone();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.accept(call))
                .withMessageStartingWith(name + ": expected ");
        if (before != null) {
            Bits.assertSame(name, call.out, before);
        }
    }
}
