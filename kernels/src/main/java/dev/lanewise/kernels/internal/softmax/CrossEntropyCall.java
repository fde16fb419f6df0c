package dev.lanewise.kernels.internal.softmax;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.RowRanges;
import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import dev.lanewise.kernels.internal.reduce.RowReduction;
import org.jspecify.annotations.Nullable;

/**
 * One cross-entropy, from logits or from probabilities, against labels or distributions, with or without its gradient:
 * blocks of rows, each in one visit.
 *
 * <p>With smoothing s and K classes the target of class j is {@code t[j] = (1 - s) target[j] + s / K}.
 */
public final class CrossEntropyCall implements IndexedTask {

    /** Probabilities are kept this far from 0 and 1, as in Keras. */
    private static final float EPSILON = 1e-7f;

    private static final float[] NONE = new float[0];
    private static final int[] NO_LABELS = new int[0];
    private static final Recycler<CrossEntropyCall> CALLS = new Recycler<>(CrossEntropyCall::new);

    private boolean logits;
    private int rows;
    private int classes;
    private float smoothing;
    private float[] x = NONE;
    private int xOff;
    private boolean sparse;
    private int[] labels = NO_LABELS;
    private float[] targets = NONE;
    private int targetsOff;
    private float[] losses = NONE;
    private int lossesOff;
    private float scale;
    private float @Nullable [] dx;
    private int dxOff;

    private CrossEntropyCall() {}

    /**
     * Checks the arguments, but for the length of {@code dx}, and computes losses and, where {@code dx} is there, gradients.
     *
     * @param logits whether x holds logits rather than probabilities
     * @param labels class labels, or null where {@code targets} holds distributions
     * @param targetsOff first element of the labels or targets
     */
    public static void run(
            WorkerPool pool,
            boolean logits,
            int rows,
            int classes,
            float smoothing,
            float[] x,
            int xOff,
            int @Nullable [] labels,
            float @Nullable [] targets,
            int targetsOff,
            float[] losses,
            int lossesOff,
            float scale,
            float @Nullable [] dx,
            int dxOff) {
        long n = Checks.elements(rows, classes);
        String name = logits ? "logits" : "probabilities";
        String gradient = logits ? "dLogits" : "dProbabilities";
        Checks.closed("labelSmoothing", smoothing, 0f, 1f);
        Checks.vector(name, x, xOff, n);
        Checks.vector("losses", losses, lossesOff, rows);
        Checks.disjoint("losses", losses, lossesOff, rows, x, xOff, n);
        if (dx != null) {
            Checks.sameOrDisjoint(gradient, dx, dxOff, n, x, xOff, n);
            Checks.disjoint(gradient, dx, dxOff, n, losses, lossesOff, rows);
        }
        if (labels != null) {
            Checks.labels(labels, targetsOff, rows, classes);
        } else {
            Checks.vector("targets", targets, targetsOff, n);
        }
        if (targets != null) {
            Checks.disjoint("losses", losses, lossesOff, rows, targets, targetsOff, n);
        }
        if (targets != null && dx != null) {
            Checks.disjoint(gradient, dx, dxOff, n, targets, targetsOff, n);
        }
        CrossEntropyCall call = CALLS.take();
        call.logits = logits;
        call.rows = rows;
        call.classes = classes;
        call.smoothing = smoothing;
        call.x = x;
        call.xOff = xOff;
        call.sparse = labels != null;
        call.labels = labels != null ? labels : NO_LABELS;
        call.targets = targets != null ? targets : NONE;
        call.targetsOff = targetsOff;
        call.losses = losses;
        call.lossesOff = lossesOff;
        call.scale = scale;
        call.dx = dx;
        call.dxOff = dxOff;
        int block = RowRanges.rowsPerBlock(classes);
        try {
            pool.run((int) ((rows + block - 1L) / block), call);
        } finally {
            call.x = NONE;
            call.labels = NO_LABELS;
            call.targets = NONE;
            call.losses = NONE;
            call.dx = null;
            CALLS.give(call);
        }
    }

    @Override
    public void run(int index) {
        int block = RowRanges.rowsPerBlock(classes);
        int from = index * block;
        int count = Math.min(block, rows - from);
        float[] buffer = CacheLines.take(CacheLines.FIRST + count * (PaddedRows.pitch(classes) + RowReduction.SUM));
        if (logits) {
            fromLogits(from, count, buffer);
        } else {
            fromProbabilities(from, count, buffer);
        }
        Scratch.give(buffer);
    }

    private void fromLogits(int from, int count, float[] z) {
        int pitch = PaddedRows.pitch(classes);
        int first = CacheLines.FIRST;
        int sums = first + count * pitch;
        PaddedRows.shift(x, xOff + from * classes, z, first, count, classes);
        for (int r = 0; r < count; r++) {
            losses[lossesOff + from + r] = expectation(from + r, z, first + r * pitch);
        }
        SoftmaxRows.exp(count * pitch, z, first, z, first);
        RowReduction.sums(z, first, count, pitch, z, sums);
        for (int r = 0; r < count && dx != null; r++) {
            gradient(from, r, count, z, first + r * pitch, scale * mass(from + r) / z[sums + r], dx);
        }
        SoftmaxRows.logOfSums(count, z, sums);
        for (int r = 0; r < count; r++) {
            int at = lossesOff + from + r;
            losses[at] = Math.fma(mass(from + r), z[sums + r], -losses[at]);
        }
    }

    /** {@code dx = factor e - scale t} for row r of {@code count} from {@code from} on. */
    private void gradient(int from, int r, int count, float[] e, int at, float factor, float[] dx) {
        float even = -scale * smoothing / classes;
        int to = dxOff + (from + r) * classes;
        if (sparse) {
            PaddedRows.affineRow(e, at, factor, even, dx, dxOff + from * classes, r, count, classes);
            dx[to + labels[targetsOff + from + r]] -= scale * (1f - smoothing);
        } else {
            int t = targetsOff + (from + r) * classes;
            SoftmaxRows.affine(e, at, factor, targets, t, -scale * (1f - smoothing), even, dx, to, classes);
        }
    }

    private void fromProbabilities(int from, int count, float[] z) {
        for (int i = 0, at = xOff + from * classes; i < count * classes; i++) {
            z[i] = Math.min(Math.max(x[at + i], EPSILON), 1f - EPSILON);
        }
        SoftmaxRows.log(count * classes, z, 0, z, 0);
        for (int r = 0; r < count; r++) {
            losses[lossesOff + from + r] = -expectation(from + r, z, r * classes);
            for (int c = 0; dx != null && c < classes; c++) {
                int at = (from + r) * classes + c;
                float p = x[xOff + at];
                boolean inside = p >= EPSILON && p <= 1f - EPSILON;
                dx[dxOff + at] = inside ? -scale * target(from + r, c) / p : p * 0f;
            }
        }
    }

    /** {@code sum over c of t[c] z[c]}. */
    private float expectation(int row, float[] z, int at) {
        float all = smoothing == 0f ? 0f : smoothing / classes * RowReduction.sum(z, at, classes);
        float own = sparse
                ? z[at + labels[targetsOff + row]]
                : RowReduction.dot(targets, targetsOff + row * classes, z, at, classes);
        return Math.fma(1f - smoothing, own, all);
    }

    /** {@code sum over c of t[c]}: 1 unless the targets are no distribution. */
    private float mass(int row) {
        return sparse
                ? 1f
                : Math.fma(1f - smoothing, RowReduction.sum(targets, targetsOff + row * classes, classes), smoothing);
    }

    private float target(int row, int c) {
        float own = sparse ? (labels[targetsOff + row] == c ? 1f : 0f) : targets[targetsOff + row * classes + c];
        return Math.fma(1f - smoothing, own, smoothing / classes);
    }
}
