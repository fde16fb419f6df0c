package dev.lanewise.nn.cli;

import static dev.lanewise.nn.internal.TextTable.number;

import dev.lanewise.nn.Parameter;
import dev.lanewise.nn.Plan;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.internal.TextTable;
import dev.lanewise.nn.internal.TextTable.Side;
import dev.lanewise.nn.optimizers.Adam;

/**
 * The heap that {@code lanewise train} lives in, in bytes.
 *
 * @param plan the plan of a training step, in whose memory validation works too
 * @param nextBatch the batch that is loaded while the step runs
 * @param parameters parameters and their gradients
 * @param optimizer state of Adam
 * @param images pixels and labels of the whole set
 */
record HeapTable(long plan, long nextBatch, long parameters, long optimizer, long images) {

    /** Classes, strings, files in transit, curves.png: what a run with a plan of nothing was seen to live in. */
    private static final long REST = 16 << 20;

    /** Reckons for a model and its plan, beside which it makes the state of Adam. */
    static HeapTable of(Sequential model, Plan plan, long images) {
        Adam adam = new Adam();
        adam.attach(model.parameters());
        Parameter first = model.parameters().getFirst();
        long state = adam.slotNames().stream()
                .mapToLong(name -> 4L * adam.slot(name).length)
                .sum();
        return new HeapTable(
                plan.memorySize(),
                4L * plan.input().size(),
                4L * (first.values().length + first.gradients().length),
                state,
                images);
    }

    /** The sum. */
    long total() {
        return plan + nextBatch + parameters + optimizer + images + REST;
    }

    @Override
    public String toString() {
        long mebibytes = Math.ceilDiv(2 * total(), 1L << 20);
        return new TextTable(Side.LEFT, Side.RIGHT)
                        .row("Heap of lanewise train", "bytes")
                        .rule()
                        .row("plan of a training step", number(plan))
                        .row("next batch", number(nextBatch))
                        .row("parameters and their gradients", number(parameters))
                        .row("state of Adam", number(optimizer))
                        .row("images of the whole set", number(images))
                        .row("all else, about", number(REST))
                        .rule()
                        .row("in all", number(total()))
                + "Twice that leaves room to collect garbage: LANEWISE_JAVA_OPTS=-Xmx" + mebibytes + "m\n";
    }
}
