package dev.lanewise.nn.optimizers;

import dev.lanewise.nn.internal.Require;

/** The learning rate of each step. A pure function, with the same bits on every machine. */
@FunctionalInterface
public interface LearningRateSchedule {

    /** The rate of a step, counted from 0. */
    float at(long step);

    /** The same rate for ever. */
    static LearningRateSchedule constant(float rate) {
        Require.nonNegative("learningRate", rate);
        return step -> rate;
    }

    /** {@code initial * decay^(step / steps)}. */
    static LearningRateSchedule exponentialDecay(float initial, long steps, float decay) {
        Require.nonNegative("initial", initial);
        Require.positive("steps", steps);
        Require.nonNegative("decay", decay);
        return step -> (float) (initial * StrictMath.pow(decay, (double) step / steps));
    }

    /** Half a cosine from {@code initial} down to {@code last} over {@code steps}, then {@code last} (SGDR, 2017). */
    static LearningRateSchedule cosineDecay(float initial, long steps, float last) {
        Require.nonNegative("initial", initial);
        Require.positive("steps", steps);
        Require.nonNegative("last", last);
        return step -> {
            double done = Math.min(1.0, (double) step / steps);
            return (float) (last + (initial - last) * 0.5 * (1 + StrictMath.cos(Math.PI * done)));
        };
    }

    /** A straight line from 0 to the first rate of {@code then} over {@code steps}, then {@code then} from its start. */
    static LearningRateSchedule warmUp(long steps, LearningRateSchedule then) {
        Require.positive("steps", steps);
        return step -> step < steps ? (float) (then.at(0) * (step + 1.0) / steps) : then.at(step - steps);
    }
}
