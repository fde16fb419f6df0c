package dev.lanewise.onnx;

import dev.lanewise.kernels.AveragePool2d;
import dev.lanewise.kernels.Conv2d;
import dev.lanewise.kernels.Conv2dGeometry;
import dev.lanewise.kernels.Epilogue;
import dev.lanewise.kernels.GlobalAveragePool2d;
import dev.lanewise.kernels.Im2col;
import dev.lanewise.kernels.MaxPool2d;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Pool2dGeometry;
import java.util.ArrayList;
import java.util.List;

/** Convolution and pooling: NCHW and OIHW become NHWC and HWIO, and a row of samples an image of one row. */
final class OnnxWindows {

    private static final Parallelism SERIAL = Parallelism.serial();

    private OnnxWindows() {}

    /** The attributes that all windows share, rows first. */
    private record Window(int[] kernel, int[] strides, int[] dilations, int[] pads) {

        /** Of a test whose images have the given rows and columns. */
        static Window of(OnnxCase test, int height, int width, int... kernel) {
            int[] strides = pair(test.integers("strides", 1, 1), 1);
            int[] dilations = pair(test.integers("dilations", 1, 1), 1);
            String auto = test.text("auto_pad", "NOTSET");
            int[] pads = test.integers("pads", 0, 0, 0, 0);
            if (auto.startsWith("SAME")) {
                int rows = same(height, kernel[0], strides[0], dilations[0]);
                int cols = same(width, kernel[1], strides[1], dilations[1]);
                int up = auto.equals("SAME_LOWER") ? 1 : 0;
                pads = new int[] {(rows + up) / 2, (cols + up) / 2, rows - (rows + up) / 2, cols - (cols + up) / 2};
            }
            return new Window(kernel, strides, dilations, pads);
        }

        private static int same(int size, int kernel, int stride, int dilation) {
            int windows = (size + stride - 1) / stride;
            return Math.max(0, (windows - 1) * stride + (kernel - 1) * dilation + 1 - size);
        }

        /** What a full transposed convolution of {@code from} pixels has more than {@code to}. */
        int cut(int axis, int from, int to) {
            return Math.max(0, (from - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1 - to);
        }

        private static int[] pair(int[] sizes, int rows) {
            return sizes.length == 1 ? new int[] {rows, sizes[0]} : sizes;
        }
    }

    private static int height(OnnxTensor x) {
        NotCovered.unless(x.rank() == 3 || x.rank() == 4, "windows of three dimensions");
        return x.rank() == 3 ? 1 : x.dim(2);
    }

    private static Conv2dGeometry geometry(
            int batch, int height, int width, int in, int out, Window window, int groups) {
        return new Conv2dGeometry(
                batch,
                height,
                width,
                in,
                out,
                window.kernel[0],
                window.kernel[1],
                window.strides[0],
                window.strides[1],
                window.pads[0],
                window.pads[2],
                window.pads[1],
                window.pads[3],
                window.dilations[0],
                window.dilations[1],
                groups);
    }

    /** {@code [out, in, kernel...]} to HWIO: transpose the whole, {@code [out, rest]} to {@code [rest, out]}, twice. */
    private static float[] hwio(OnnxTensor w) {
        int taps = w.span(2, w.rank());
        float[] tapsFirst = OnnxTensor.swapInner(w.values(), 1, w.dim(0) * w.dim(1), taps);
        return OnnxTensor.swapInner(tapsFirst, taps, w.dim(0), w.dim(1));
    }

    static List<OnnxTensor> conv(OnnxCase test) {
        OnnxTensor x = test.input(0);
        OnnxTensor w = test.input(1);
        int height = height(x);
        Window window = Window.of(test, height, x.dim(-1), height(w), w.dim(-1));
        Conv2dGeometry g = geometry(x.dim(0), height, x.dim(-1), x.dim(1), w.dim(0), window, test.integer("group", 1));
        float[] y = new float[g.outputSize()];
        Conv2d.forward(
                SERIAL,
                g,
                x.channelsLast(),
                0,
                hwio(w),
                0,
                test.hasInput(2) ? Epilogue.bias(test.input(2).values(), 0) : Epilogue.none(),
                y,
                0,
                new float[Conv2d.forwardWorkspace(SERIAL, g)],
                0);
        return List.of(OnnxTensor.channelsFirst(y, test.outputs().getFirst().dims()));
    }

    /** A transposed convolution is the gradient of one by its input; what it cuts off is that one's padding. */
    static List<OnnxTensor> convTranspose(OnnxCase test) {
        OnnxTensor dy = test.input(0);
        OnnxTensor w = test.input(1);
        OnnxTensor dx = test.outputs().getFirst();
        int height = height(dx);
        Window window = Window.of(test, height, dx.dim(-1), height(w), w.dim(-1));
        int rows = window.cut(0, height(dy), height);
        int cols = window.cut(1, dy.dim(-1), dx.dim(-1));
        int[] pads = test.integers("pads", rows / 2, cols / 2, rows - rows / 2, cols - cols / 2);
        Conv2dGeometry g = geometry(
                dx.dim(0),
                height,
                dx.dim(-1),
                dx.dim(1),
                dy.dim(1),
                new Window(window.kernel, window.strides, window.dilations, pads),
                test.integer("group", 1));
        float[] y = new float[g.inputSize()];
        Conv2d.backwardData(
                SERIAL,
                g,
                dy.channelsLast(),
                0,
                hwio(w),
                0,
                y,
                0,
                new float[Conv2d.backwardDataWorkspace(SERIAL, g)],
                0);
        return List.of(OnnxTensor.channelsFirst(y, dx.dims()));
    }

    /** ONNX' patches are columns in the order (channel, row, column), ours are rows in the order (row, column, channel). */
    static List<OnnxTensor> col2im(OnnxCase test) {
        OnnxTensor patches = test.input(0);
        float[] image = test.input(1).values();
        float[] block = test.input(2).values();
        NotCovered.unless(image.length == 2, "windows of three dimensions");
        int[] dims = test.outputs().getFirst().dims();
        int taps = (int) (block[0] * block[1]);
        Window window = Window.of(test, dims[2], dims[3], (int) block[0], (int) block[1]);
        Conv2dGeometry g = geometry(dims[0], dims[2], dims[3], dims[1], 1, window, 1);
        float[] pixelsFirst = OnnxTensor.swapInner(patches.values(), dims[0], dims[1] * taps, patches.dim(2));
        float[] columns = OnnxTensor.swapInner(pixelsFirst, dims[0] * patches.dim(2), dims[1], taps);
        float[] x = new float[g.inputSize()];
        Im2col.col2im(SERIAL, g, columns, 0, x, 0);
        return List.of(OnnxTensor.channelsFirst(x, dims));
    }

    private static Pool2dGeometry pooling(OnnxCase test) {
        OnnxTensor x = test.input(0);
        NotCovered.unless(x.real(), "no integer arithmetic");
        int height = height(x);
        int[] kernel = Window.pair(test.integers("kernel_shape"), 1);
        Window w = Window.of(test, height, x.dim(-1), kernel);
        return new Pool2dGeometry(
                x.dim(0),
                height,
                x.dim(-1),
                x.dim(1),
                kernel[0],
                kernel[1],
                w.strides[0],
                w.strides[1],
                w.pads[0],
                w.pads[2],
                w.pads[1],
                w.pads[3],
                w.dilations[0],
                w.dilations[1],
                test.integer("ceil_mode", 0) != 0 ? Pool2dGeometry.Rounding.CEIL : Pool2dGeometry.Rounding.FLOOR);
    }

    static List<OnnxTensor> averagePool(OnnxCase test) {
        Pool2dGeometry g = pooling(test);
        float[] y = new float[g.outputSize()];
        boolean window = test.integer("count_include_pad", 0) != 0;
        AveragePool2d.Divisor divisor = window ? AveragePool2d.Divisor.WINDOW : AveragePool2d.Divisor.VALID_TAPS;
        AveragePool2d.forward(SERIAL, g, divisor, test.input(0).channelsLast(), 0, y, 0);
        return List.of(OnnxTensor.channelsFirst(y, test.outputs().getFirst().dims()));
    }

    static List<OnnxTensor> maxPool(OnnxCase test) {
        Pool2dGeometry g = pooling(test);
        float[] y = new float[g.outputSize()];
        byte[] argmax = new byte[g.outputSize()];
        int[] dims = test.outputs().getFirst().dims();
        MaxPool2d.forward(SERIAL, g, test.input(0).channelsLast(), 0, y, 0, argmax, 0);
        List<OnnxTensor> outputs = new ArrayList<>(List.of(OnnxTensor.channelsFirst(y, dims)));
        if (test.outputs().size() > 1) {
            boolean columnMajor = test.integer("storage_order", 0) != 0;
            outputs.add(OnnxTensor.channelsFirst(indices(g, argmax, columnMajor), dims));
        }
        return outputs;
    }

    /** The tap in the window as ONNX' index into the flat NCHW input. */
    private static float[] indices(Pool2dGeometry g, byte[] argmax, boolean columnMajor) {
        float[] indices = new float[argmax.length];
        for (int i = 0; i < argmax.length; i++) {
            int channel = i % g.channels();
            int ow = i / g.channels() % g.outWidth();
            int oh = i / g.channels() / g.outWidth() % g.outHeight();
            int plane = i / g.channels() / g.outWidth() / g.outHeight() * g.channels() + channel;
            int tap = argmax[i] & 255;
            int row = oh * g.strideHeight() - g.padTop() + tap / g.poolWidth() * g.dilationHeight();
            int col = ow * g.strideWidth() - g.padLeft() + tap % g.poolWidth() * g.dilationWidth();
            indices[i] =
                    plane * g.height() * g.width() + (columnMajor ? col * g.height() + row : row * g.width() + col);
        }
        return indices;
    }

    static List<OnnxTensor> globalAveragePool(OnnxCase test) {
        OnnxTensor x = test.input(0);
        float[] y = new float[x.dim(0) * x.dim(1)];
        GlobalAveragePool2d.forward(SERIAL, x.dim(0), x.span(2, x.rank()), x.dim(1), x.channelsLast(), 0, y, 0);
        return List.of(new OnnxTensor(test.outputs().getFirst().dims(), y));
    }

    static List<OnnxTensor> globalMaxPool(OnnxCase test) {
        OnnxTensor x = test.input(0);
        Pool2dGeometry g = Pool2dGeometry.of(x.dim(0), x.dim(2), x.dim(3), x.dim(1), x.dim(2), x.dim(3));
        float[] y = new float[g.outputSize()];
        MaxPool2d.forward(SERIAL, g, x.channelsLast(), 0, y, 0);
        return List.of(new OnnxTensor(test.outputs().getFirst().dims(), y));
    }
}
