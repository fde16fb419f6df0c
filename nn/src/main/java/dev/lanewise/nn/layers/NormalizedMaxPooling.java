package dev.lanewise.nn.layers;

import dev.lanewise.kernels.BatchNormMaxPool;
import dev.lanewise.nn.Fusion;
import dev.lanewise.nn.Pass;
import dev.lanewise.nn.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link BatchNormalization} and the {@link MaxPooling2D} behind it, without the normalised image in memory. */
record NormalizedMaxPooling(BatchNormalization norm, MaxPooling2D pool) implements Fusion {

    @Override
    public int layers() {
        return 2;
    }

    @Override
    public String kernel() {
        return "BatchNormMaxPool " + pool.window();
    }

    @Override
    public void forward(List<Pass> passes, Tensor x, Tensor y) {
        Pass first = passes.get(0);
        Pass second = passes.get(1);
        if (first.training()) {
            norm.measure(first, x);
            Tensor moments = first.get(norm.moments);
            BatchNormMaxPool.forward(
                    first.parallelism(),
                    pool.geometry(second),
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
                    y.data(),
                    y.offset(),
                    second.get(pool.argmax),
                    0);
        } else {
            BatchNormMaxPool.forward(
                    first.parallelism(),
                    pool.geometry(second),
                    x.data(),
                    x.offset(),
                    norm.movingMean.values(),
                    norm.movingMean.offset(),
                    norm.movingVariance.values(),
                    norm.movingVariance.offset(),
                    norm.gamma.values(),
                    norm.gamma.offset(),
                    norm.beta.values(),
                    norm.beta.offset(),
                    norm.epsilon,
                    y.data(),
                    y.offset());
        }
    }

    @Override
    public void backward(List<Pass> passes, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx) {
        Pass first = passes.get(0);
        Pass second = passes.get(1);
        Tensor moments = first.get(norm.moments);
        Tensor target = dx == null ? x : dx;
        BatchNormMaxPool.backward(
                first.parallelism(),
                pool.geometry(second),
                x.data(),
                x.offset(),
                first.before(),
                dy.data(),
                dy.offset(),
                second.get(pool.argmax),
                0,
                moments.data(),
                moments.offset(),
                moments.data(),
                moments.offset() + x.shape().last(),
                norm.gamma.values(),
                norm.gamma.offset(),
                norm.epsilon,
                target.data(),
                target.offset(),
                norm.gamma.gradients(),
                norm.gamma.offset(),
                norm.beta.gradients(),
                norm.beta.offset(),
                first.get(norm.workspace),
                0);
    }
}
