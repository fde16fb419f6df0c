package dev.lanewise.nn.losses;

import dev.lanewise.nn.Shape;
import dev.lanewise.nn.data.TargetSpec;
import dev.lanewise.nn.internal.Require;

/** What losses require of outputs and targets. */
final class LossChecks {

    private LossChecks() {}

    /** One label a sample, each with an output of its own. */
    static void labels(String loss, Shape output, TargetSpec targets) {
        if (!(targets instanceof TargetSpec.Labels labels)) {
            throw Require.error(loss, "labels as targets", targets);
        }
        if (output.rank() != 1 || output.last() < labels.classes()) {
            throw Require.error(
                    loss, "an output for each of " + labels.classes() + " classes", "outputs of shape " + output);
        }
    }

    /** A value for each output. */
    static void values(String loss, Shape output, TargetSpec targets) {
        if (!(targets instanceof TargetSpec.Values) || !targets.shape().equals(output)) {
            throw Require.error(loss, "targets of the outputs' shape " + output, targets);
        }
    }
}
