package dev.lanewise.bench.rivals;

import dev.lanewise.bench.shapes.GemmShape;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.softmax_forward;
import org.bytedeco.javacpp.FloatPointer;

/** What oneDNN computes on matrices and vectors, where there is no choice of layout. */
public final class OneDnnMatrix {

    private OneDnnMatrix() {}

    /** {@code C = op(A) op(B)} through {@code dnnl_sgemm}, row-major as ours. */
    public static Call sgemm(GemmShape s, float[] a, float[] b, int threads) {
        OneDnn.setThreads(threads);
        FloatPointer pa = Natives.upload(a);
        FloatPointer pb = Natives.upload(b);
        FloatPointer pc = Natives.upload(new float[s.m() * s.n()]);
        byte ta = (byte) (s.transA() ? 'T' : 'N');
        byte tb = (byte) (s.transB() ? 'T' : 'N');
        OneDnn.check("sgemm", sgemm(s, ta, tb, pa, pb, pc));
        return new Call() {
            @Override
            public void run() {
                sgemm(s, ta, tb, pa, pb, pc);
            }

            @Override
            public float[][] results() {
                return new float[][] {Natives.download(pc, s.m() * s.n())};
            }
        };
    }

    private static int sgemm(GemmShape s, byte ta, byte tb, FloatPointer a, FloatPointer b, FloatPointer c) {
        return dnnl.dnnl_sgemm(ta, tb, s.m(), s.n(), s.k(), 1f, a, s.lda(), b, s.ldb(), 0f, c, s.n());
    }

    /** Softmax of each row. */
    public static Call softmax(int rows, int cols, float[] x, int threads) {
        OneDnn library = new OneDnn(threads);
        memory.desc layout = OneDnn.floats(memory.format_tag.ab, rows, cols);
        var descriptor = new softmax_forward.primitive_desc(
                library.engine(), dnnl.prop_kind.forward_training, dnnl.algorithm.softmax_accurate, layout, layout, 1);
        return library.call(
                new softmax_forward(descriptor),
                new OneDnn.Arguments()
                        .with(dnnl.DNNL_ARG_SRC, library.upload(x, layout, layout))
                        .output(dnnl.DNNL_ARG_DST, library.allocate(layout), layout));
    }

    /**
     * The activation {@code name} of each element.
     *
     * @throws IllegalArgumentException if oneDNN has nothing for it
     */
    public static Call activation(String name, float[] x, int threads) {
        dnnl.algorithm function = switch (name) {
            case "relu" -> dnnl.algorithm.eltwise_relu;
            case "exp" -> dnnl.algorithm.eltwise_exp;
            case "sigmoid" -> dnnl.algorithm.eltwise_logistic;
            case "tanh" -> dnnl.algorithm.eltwise_tanh;
            case "gelu" -> dnnl.algorithm.eltwise_gelu_erf;
            default -> throw new IllegalArgumentException("activation: oneDNN has no " + name);
        };
        OneDnn library = new OneDnn(threads);
        memory.desc layout = OneDnn.floats(memory.format_tag.a, x.length);
        var descriptor = new eltwise_forward.primitive_desc(
                library.engine(), dnnl.prop_kind.forward_training, function, layout, layout);
        return library.call(
                new eltwise_forward(descriptor),
                new OneDnn.Arguments()
                        .with(dnnl.DNNL_ARG_SRC, library.upload(x, layout, layout))
                        .output(dnnl.DNNL_ARG_DST, library.allocate(layout), layout));
    }
}
