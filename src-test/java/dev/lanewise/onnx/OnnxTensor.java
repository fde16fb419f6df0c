package dev.lanewise.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A tensor of a test: row-major, every element type as float (labels and masks are small integers).
 *
 * @param dims its sizes, none for a scalar
 * @param values its elements
 * @param real whether it was float and not an integer or a mask
 */
record OnnxTensor(int[] dims, float[] values, boolean real) {

    OnnxTensor(int[] dims, float[] values) {
        this(dims, values, true);
    }

    static OnnxTensor read(Path file) throws IOException {
        TensorProto proto = TensorProto.parseFrom(Files.readAllBytes(file));
        int[] dims = proto.getDimsList().stream().mapToInt(Math::toIntExact).toArray();
        float[] values = new float[size(dims)];
        ByteBuffer raw = proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        TensorProto.DataType type = TensorProto.DataType.forNumber(proto.getDataType());
        for (int i = 0; i < values.length; i++) {
            values[i] = element(proto, type, raw, i);
        }
        return new OnnxTensor(dims, values, type == TensorProto.DataType.FLOAT);
    }

    private static float element(TensorProto proto, TensorProto.DataType type, ByteBuffer raw, int i) {
        boolean packed = raw.limit() > 0;
        return switch (type) {
            case FLOAT -> packed ? raw.getFloat(4 * i) : proto.getFloatData(i);
            case INT64 -> packed ? raw.getLong(8 * i) : proto.getInt64Data(i);
            case BOOL, INT8 -> packed ? raw.get(i) : proto.getInt32Data(i);
            case UINT8 -> packed ? raw.get(i) & 255 : proto.getInt32Data(i);
            case INT32 -> packed ? raw.getInt(4 * i) : proto.getInt32Data(i);
            default -> throw new NotCovered("element type " + type);
        };
    }

    static int size(int... dims) {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        return size;
    }

    int rank() {
        return dims.length;
    }

    int dim(int axis) {
        return dims[axis < 0 ? axis + dims.length : axis];
    }

    /** Product of the sizes of the axes {@code from .. to - 1}. */
    int span(int from, int to) {
        int size = 1;
        for (int axis = from; axis < to; axis++) {
            size *= dims[axis];
        }
        return size;
    }

    int size() {
        return values.length;
    }

    float scalar() {
        return values[0];
    }

    /** Elements {@code [outer, middle, inner]} reordered as {@code [outer, inner, middle]}: NCHW to NHWC and back. */
    static float[] swapInner(float[] x, int outer, int middle, int inner) {
        float[] y = new float[x.length];
        for (int o = 0; o < outer; o++) {
            for (int m = 0; m < middle; m++) {
                for (int i = 0; i < inner; i++) {
                    y[(o * inner + i) * middle + m] = x[(o * middle + m) * inner + i];
                }
            }
        }
        return y;
    }

    /** This {@code [N, C, ...]} tensor with the channels last. */
    float[] channelsLast() {
        return swapInner(values, dims[0], dims[1], span(2, rank()));
    }

    /** A channels-last array as a tensor {@code [N, C, ...]} of these sizes. */
    static OnnxTensor channelsFirst(float[] channelsLast, int... dims) {
        return new OnnxTensor(dims, swapInner(channelsLast, dims[0], size(dims) / dims[0] / dims[1], dims[1]));
    }
}
