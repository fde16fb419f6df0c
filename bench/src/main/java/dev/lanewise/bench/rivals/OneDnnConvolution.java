package dev.lanewise.bench.rivals;

import dev.lanewise.kernels.Conv2dGeometry;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.LongPointer;

/**
 * oneDNN's convolution. {@link Library#ONEDNN_NHWC}: images in NHWC, weights as it likes them. {@link
 * Library#ONEDNN_BEST}: all as it likes them. Changes of layout happen before and after, outside the time.
 */
public final class OneDnnConvolution {

    private static final dnnl.algorithm DIRECT = dnnl.algorithm.convolution_direct;

    private final OneDnn library;
    private final memory.desc plainX;
    private final memory.desc plainY;
    private final memory.desc plainWeights;
    private final memory.desc anyX;
    private final memory.desc anyY;
    private final memory.desc anyWeights;
    private final LongPointer strides;
    private final LongPointer dilations;
    private final LongPointer begin;
    private final LongPointer end;

    /** A convolution of this shape. */
    public OneDnnConvolution(Library layout, Conv2dGeometry g, int threads) {
        library = new OneDnn(threads);
        long[] x = {g.batch(), g.inChannels(), g.height(), g.width()};
        long[] y = {g.batch(), g.outChannels(), g.outHeight(), g.outWidth()};
        long[] weights = g.groups() == 1
                ? new long[] {g.outChannels(), g.inChannels(), g.kernelHeight(), g.kernelWidth()}
                : new long[] {
                    g.groups(),
                    g.outChannels() / g.groups(),
                    g.inChannels() / g.groups(),
                    g.kernelHeight(),
                    g.kernelWidth()
                };
        boolean free = layout == Library.ONEDNN_BEST;
        plainX = OneDnn.floats(memory.format_tag.nhwc, x);
        plainY = OneDnn.floats(memory.format_tag.nhwc, y);
        plainWeights = OneDnn.floats(g.groups() == 1 ? memory.format_tag.hwio : memory.format_tag.hwigo, weights);
        anyX = free ? OneDnn.floats(memory.format_tag.any, x) : plainX;
        anyY = free ? OneDnn.floats(memory.format_tag.any, y) : plainY;
        anyWeights = OneDnn.floats(memory.format_tag.any, weights);
        strides = OneDnn.longs(g.strideHeight(), g.strideWidth());
        dilations = OneDnn.longs(g.dilationHeight() - 1, g.dilationWidth() - 1);
        begin = OneDnn.longs(g.padTop(), g.padLeft());
        end = OneDnn.longs(g.padBottom(), g.padRight());
    }

    private convolution_forward.primitive_desc forward() {
        return new convolution_forward.primitive_desc(
                library.engine(),
                dnnl.prop_kind.forward_training,
                DIRECT,
                anyX,
                anyWeights,
                anyY,
                strides,
                dilations,
                begin,
                end);
    }

    /** {@code y}. */
    public Call forward(float[] x, float[] weights) {
        var descriptor = forward();
        return library.call(
                new convolution_forward(descriptor),
                new OneDnn.Arguments()
                        .with(dnnl.DNNL_ARG_SRC, library.upload(x, plainX, descriptor.src_desc()))
                        .with(dnnl.DNNL_ARG_WEIGHTS, library.upload(weights, plainWeights, descriptor.weights_desc()))
                        .output(dnnl.DNNL_ARG_DST, library.allocate(descriptor.dst_desc()), plainY));
    }

    /** {@code dx}. */
    public Call backwardData(float[] dy, float[] weights) {
        var descriptor = new convolution_backward_data.primitive_desc(
                library.engine(), DIRECT, anyX, anyWeights, anyY, strides, dilations, begin, end, forward());
        return library.call(
                new convolution_backward_data(descriptor),
                new OneDnn.Arguments()
                        .with(dnnl.DNNL_ARG_DIFF_DST, library.upload(dy, plainY, descriptor.diff_dst_desc()))
                        .with(dnnl.DNNL_ARG_WEIGHTS, library.upload(weights, plainWeights, descriptor.weights_desc()))
                        .output(dnnl.DNNL_ARG_DIFF_SRC, library.allocate(descriptor.diff_src_desc()), plainX));
    }

    /** {@code dWeights}. */
    public Call backwardWeights(float[] x, float[] dy) {
        var descriptor = new convolution_backward_weights.primitive_desc(
                library.engine(), DIRECT, anyX, anyWeights, anyY, strides, dilations, begin, end, forward());
        return library.call(
                new convolution_backward_weights(descriptor),
                new OneDnn.Arguments()
                        .with(dnnl.DNNL_ARG_SRC, library.upload(x, plainX, descriptor.src_desc()))
                        .with(dnnl.DNNL_ARG_DIFF_DST, library.upload(dy, plainY, descriptor.diff_dst_desc()))
                        .output(
                                dnnl.DNNL_ARG_DIFF_WEIGHTS,
                                library.allocate(descriptor.diff_weights_desc()),
                                plainWeights));
    }
}
