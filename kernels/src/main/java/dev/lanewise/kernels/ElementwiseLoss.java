package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.Ranges;

/**
 * The call of an element-wise loss: all checks, then one pass over the elements for the losses and one for the gradient.
 * The loops get {@code s} and, for the gradient, its scale in place of {@code t}.
 */
final class ElementwiseLoss {

    private ElementwiseLoss() {}

    static void run(
            Parallelism parallelism,
            int n,
            Ranges.Binary loss,
            String name,
            float[] predictions,
            int predictionsOff,
            float[] targets,
            int targetsOff,
            float[] losses,
            int lossesOff,
            float s) {
        check(n, name, predictions, predictionsOff, targets, targetsOff, losses, lossesOff);
        Ranges.binary(
                parallelism.pool(),
                n,
                loss,
                predictions,
                predictionsOff,
                targets,
                targetsOff,
                losses,
                lossesOff,
                s,
                0f);
    }

    static void run(
            Parallelism parallelism,
            int n,
            Ranges.Binary loss,
            Ranges.Binary gradient,
            String name,
            String gradientName,
            float[] predictions,
            int predictionsOff,
            float[] targets,
            int targetsOff,
            float[] losses,
            int lossesOff,
            float s,
            float gradientScale,
            float[] out,
            int outOff) {
        check(n, name, predictions, predictionsOff, targets, targetsOff, losses, lossesOff);
        Checks.vector(gradientName, out, outOff, n);
        Checks.sameOrDisjoint(gradientName, out, outOff, n, predictions, predictionsOff, n);
        Checks.sameOrDisjoint(gradientName, out, outOff, n, targets, targetsOff, n);
        Checks.disjoint(gradientName, out, outOff, n, losses, lossesOff, n);
        run(parallelism, n, loss, name, predictions, predictionsOff, targets, targetsOff, losses, lossesOff, s);
        Ranges.binary(
                parallelism.pool(),
                n,
                gradient,
                predictions,
                predictionsOff,
                targets,
                targetsOff,
                out,
                outOff,
                s,
                gradientScale);
    }

    private static void check(
            int n,
            String name,
            float[] predictions,
            int predictionsOff,
            float[] targets,
            int targetsOff,
            float[] losses,
            int lossesOff) {
        Checks.nonNegative("n", n);
        Checks.vector(name, predictions, predictionsOff, n);
        Checks.vector("targets", targets, targetsOff, n);
        Checks.vector("losses", losses, lossesOff, n);
        Checks.disjoint("losses", losses, lossesOff, n, predictions, predictionsOff, n);
        Checks.disjoint("losses", losses, lossesOff, n, targets, targetsOff, n);
    }
}
