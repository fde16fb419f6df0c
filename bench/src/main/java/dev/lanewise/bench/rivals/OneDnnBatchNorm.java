package dev.lanewise.bench.rivals;

import dev.lanewise.bench.shapes.MatrixShape;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/** oneDNN's batch normalisation in training, with scale and shift. */
public final class OneDnnBatchNorm {

    private static final int FLAGS = dnnl.dnnl_use_scale | dnnl.dnnl_use_shift;

    private final OneDnn library;
    private final float epsilon;
    private final memory.desc plain;
    private final memory.desc data;
    private final memory.desc channels;
    private final batch_normalization_forward.primitive_desc forward;

    /** A normalisation of this shape. */
    public OneDnnBatchNorm(Library layout, MatrixShape s, float epsilon, int threads) {
        this.epsilon = epsilon;
        library = new OneDnn(threads);
        plain = OneDnn.floats(memory.format_tag.nhwc, s.batch(), s.cols(), s.height(), s.width());
        data = OneDnn.floats(OneDnnPooling.layout(layout), s.batch(), s.cols(), s.height(), s.width());
        channels = OneDnn.floats(memory.format_tag.a, s.cols());
        forward = new batch_normalization_forward.primitive_desc(
                library.engine(), dnnl.dnnl_forward_training, data, data, epsilon, FLAGS);
    }

    /** {@code y}, mean and variance. */
    public Call forward(float[] x, float[] gamma, float[] beta) {
        return library.call(new batch_normalization_forward(forward), arguments(x, gamma, beta));
    }

    private OneDnn.Arguments arguments(float[] x, float[] gamma, float[] beta) {
        return new OneDnn.Arguments()
                .with(dnnl.DNNL_ARG_SRC, library.upload(x, plain, data))
                .with(dnnl.DNNL_ARG_SCALE, library.upload(gamma, channels, channels))
                .with(dnnl.DNNL_ARG_SHIFT, library.upload(beta, channels, channels))
                .output(dnnl.DNNL_ARG_DST, library.allocate(forward.dst_desc()), plain)
                .output(dnnl.DNNL_ARG_MEAN, library.allocate(forward.mean_desc()), channels)
                .output(dnnl.DNNL_ARG_VARIANCE, library.allocate(forward.variance_desc()), channels);
    }

    /** {@code dx}, dGamma and dBeta. */
    public Call backward(float[] x, float[] dy, float[] gamma, float[] mean, float[] variance) {
        var descriptor = new batch_normalization_backward.primitive_desc(
                library.engine(), dnnl.dnnl_backward, data, data, data, epsilon, FLAGS, forward);
        return library.call(
                new batch_normalization_backward(descriptor),
                new OneDnn.Arguments()
                        .with(dnnl.DNNL_ARG_SRC, library.upload(x, plain, data))
                        .with(dnnl.DNNL_ARG_DIFF_DST, library.upload(dy, plain, data))
                        .with(dnnl.DNNL_ARG_SCALE, library.upload(gamma, channels, channels))
                        .with(dnnl.DNNL_ARG_MEAN, library.upload(mean, channels, channels))
                        .with(dnnl.DNNL_ARG_VARIANCE, library.upload(variance, channels, channels))
                        .output(dnnl.DNNL_ARG_DIFF_SRC, library.allocate(descriptor.diff_src_desc()), plain)
                        .output(dnnl.DNNL_ARG_DIFF_SCALE, library.allocate(channels), channels)
                        .output(dnnl.DNNL_ARG_DIFF_SHIFT, library.allocate(channels), channels));
    }
}
