package dev.lanewise.nn.layers;

import dev.lanewise.kernels.BatchNormMaxPool;
import dev.lanewise.nn.Fusion;
import dev.lanewise.nn.Pass;
import dev.lanewise.nn.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link NormalizedMaxPooling} with the {@link Dropout} behind it, which in inference does nothing. */
record NormalizedMaxPoolingDropout(NormalizedMaxPooling normalized, Dropout dropout) implements Fusion {

    @Override
    public int layers() {
        return 3;
    }

    @Override
    public String kernel() {
        return normalized.kernel() + " + dropout";
    }

    @Override
    public void forward(List<Pass> passes, Tensor x, Tensor y) {
        Pass first = passes.get(0);
        Pass second = passes.get(1);
        Pass third = passes.get(2);
        if (!first.training()) {
            normalized.forward(passes, x, y);
            return;
        }
        BatchNormalization norm = normalized.norm();
        norm.measure(first, x);
        dropout.draw(third, y.size());
        Tensor moments = first.get(norm.moments);
        BatchNormMaxPool.forward(
                first.parallelism(),
                normalized.pool().geometry(second),
                x.data(),
                x.offset(),
                moments.data(),
                moments.offset(),
                moments.data(),
                moments.offset() + x.shape().last(),
                norm.gamma.values(),
                norm.gamma.offset(),
                norm.beta.values(),
                norm.beta.offset(),
                norm.epsilon,
                dropout.rate,
                third.get(dropout.mask),
                0,
                y.data(),
                y.offset(),
                second.get(normalized.pool().argmax),
                0);
    }

    /** In two steps: in one the gradient of the maxima would be dropped twice, once for each pass that reads it. */
    @Override
    public void backward(List<Pass> passes, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx) {
        dropout.backward(passes.get(2), y, y, dy, dy);
        normalized.backward(passes, x, y, dy, dx);
    }
}
