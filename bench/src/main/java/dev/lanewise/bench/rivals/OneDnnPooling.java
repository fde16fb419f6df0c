package dev.lanewise.bench.rivals;

import dev.lanewise.kernels.Pool2dGeometry;
import dev.lanewise.kernels.internal.Lanes;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.javacpp.LongPointer;

/** oneDNN's pooling without padding. */
public final class OneDnnPooling {

    private final OneDnn library;
    private final memory.desc plainX;
    private final memory.desc plainY;
    private final memory.desc x;
    private final memory.desc y;
    private final LongPointer strides;
    private final LongPointer window;
    private final LongPointer none = OneDnn.longs(0, 0);

    /** A pooling of this shape. */
    public OneDnnPooling(Library layout, Pool2dGeometry g, int threads) {
        library = new OneDnn(threads);
        memory.format_tag tag = layout(layout);
        plainX = OneDnn.floats(memory.format_tag.nhwc, g.batch(), g.channels(), g.height(), g.width());
        plainY = OneDnn.floats(memory.format_tag.nhwc, g.batch(), g.channels(), g.outHeight(), g.outWidth());
        x = OneDnn.floats(tag, g.batch(), g.channels(), g.height(), g.width());
        y = OneDnn.floats(tag, g.batch(), g.channels(), g.outHeight(), g.outWidth());
        strides = OneDnn.longs(g.strideHeight(), g.strideWidth());
        window = OneDnn.longs(g.poolHeight(), g.poolWidth());
    }

    /** The layout that primitives without a choice of their own get after a convolution. */
    static memory.format_tag layout(Library library) {
        if (library == Library.ONEDNN_NHWC) {
            return memory.format_tag.nhwc;
        }
        return Lanes.HARDWARE_BITS == 512 ? memory.format_tag.aBcd16b : memory.format_tag.aBcd8b;
    }

    private pooling_forward.primitive_desc descriptor(dnnl.algorithm kind) {
        return new pooling_forward.primitive_desc(
                library.engine(), dnnl.prop_kind.forward_training, kind, x, y, strides, window, none, none, none);
    }

    /** Maxima, with the workspace for the gradient. */
    public Call maxForward(float[] values) {
        var descriptor = descriptor(dnnl.algorithm.pooling_max);
        return library.call(
                new pooling_forward(descriptor),
                arguments(values).with(dnnl.DNNL_ARG_WORKSPACE, library.allocate(descriptor.workspace_desc())));
    }

    /** Averages. */
    public Call averageForward(float[] values) {
        return library.call(
                new pooling_forward(descriptor(dnnl.algorithm.pooling_avg_exclude_padding)), arguments(values));
    }

    /** The gradient of the maxima of {@code values}. */
    public Call maxBackward(float[] values, float[] dy) {
        var forward = descriptor(dnnl.algorithm.pooling_max);
        memory workspace = library.allocate(forward.workspace_desc());
        library.call(new pooling_forward(forward), arguments(values).with(dnnl.DNNL_ARG_WORKSPACE, workspace))
                .run();
        var descriptor = new pooling_backward.primitive_desc(
                library.engine(), dnnl.algorithm.pooling_max, x, y, strides, window, none, none, none, forward);
        return library.call(
                new pooling_backward(descriptor),
                new OneDnn.Arguments()
                        .with(dnnl.DNNL_ARG_DIFF_DST, library.upload(dy, plainY, y))
                        .with(dnnl.DNNL_ARG_WORKSPACE, workspace)
                        .output(dnnl.DNNL_ARG_DIFF_SRC, library.allocate(x), plainX));
    }

    private OneDnn.Arguments arguments(float[] values) {
        return new OneDnn.Arguments()
                .with(dnnl.DNNL_ARG_SRC, library.upload(values, plainX, x))
                .output(dnnl.DNNL_ARG_DST, library.allocate(y), plainY);
    }
}
