package dev.lanewise.kernels.internal.gemm;

import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import org.jspecify.annotations.Nullable;

/**
 * Many products of the same shape: one after the other, each on all threads, where they are few; a product for each task
 * where they are many.
 */
public final class GemmBatch implements IndexedTask {

    private static final Recycler<GemmBatch> BATCHES = new Recycler<>(GemmBatch::new);

    private @Nullable GemmCall first;
    private long strideA;
    private long strideB;
    private long strideC;

    private GemmBatch() {}

    /** Computes {@code batch} products like {@code first}, whose matrices lie the given strides apart; ends its loan. */
    public static void run(WorkerPool pool, GemmCall first, int batch, long strideA, long strideB, long strideC) {
        GemmBatch call = BATCHES.take();
        call.first = first;
        call.strideA = strideA;
        call.strideB = strideB;
        call.strideC = strideC;
        try {
            long multiplications = (long) first.m * first.n * first.k * batch;
            boolean few = batch < pool.threads();
            if (!few && GemmCall.shared(multiplications, pool)) {
                pool.run(batch, call);
            } else {
                for (int i = 0; i < batch; i++) {
                    call.product(i, few ? pool : WorkerPool.SERIAL);
                }
            }
        } finally {
            first.giveBack();
            call.first = null;
            BATCHES.give(call);
        }
    }

    @Override
    public void run(int index) {
        product(index, WorkerPool.SERIAL);
    }

    private void product(int i, WorkerPool pool) {
        GemmCall call = first;
        if (call != null) {
            call.shifted((int) (i * strideA), (int) (i * strideB), (int) (i * strideC))
                    .run(pool);
        }
    }
}
