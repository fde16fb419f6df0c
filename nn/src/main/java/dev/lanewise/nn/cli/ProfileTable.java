package dev.lanewise.nn.cli;

import static dev.lanewise.nn.internal.TextTable.number;

import dev.lanewise.nn.PlanGroup;
import dev.lanewise.nn.PlanGroup.Work;
import dev.lanewise.nn.internal.TextTable;
import dev.lanewise.nn.internal.TextTable.Side;
import dev.lanewise.nn.training.StepProfile;
import dev.lanewise.nn.training.StepProfile.Part;
import java.util.List;

/**
 * Where the time of a training step went, as text.
 *
 * @param profile the times
 * @param yardstick what they are held against
 */
record ProfileTable(StepProfile profile, Yardstick yardstick) {

    private static final double MILLI = 1e-6;

    @Override
    public String toString() {
        double step = profile.stepNanos();
        return "A step of " + profile.batch() + " images, mean of " + number(profile.steps()) + ": "
                + number(step * MILLI, 3) + " ms, " + number(profile.batch() / step * 1e9, 0) + " images/s\n\n"
                + table()
                + "Beside the step, a thread took " + milliseconds(profile.loadingNanos())
                + " ms to load the next batch.\n"
                + "GFLOP/s of matrix products and convolutions; of others GB/s, each byte counted once.\n"
                + "Of best: the share of the time that the work takes at the pace of a large matrix product here, "
                + number(yardstick.gflops(), 1) + " GFLOP/s,\nor of a copy of as many bytes. All layers at best: "
                + milliseconds(best()) + " ms. The peak of the FMA units: lanewise bench ceiling.\n";
    }

    private TextTable table() {
        TextTable table = new TextTable(
                Side.RIGHT,
                Side.LEFT,
                Side.RIGHT,
                Side.RIGHT,
                Side.RIGHT,
                Side.RIGHT,
                Side.RIGHT,
                Side.RIGHT,
                Side.RIGHT,
                Side.RIGHT);
        table.row("", "Layers", "Forward", "", "of best", "Backward", "", "of best", "Both", "Share")
                .row("", "", "ms", "", "", "ms", "", "", "ms", "of step")
                .rule();
        List<PlanGroup> groups = profile.groups();
        double rest = profile.nanos(Part.FORWARD) + profile.nanos(Part.BACKWARD);
        for (int i = 0; i < groups.size(); i++) {
            PlanGroup group = groups.get(i);
            double forward = profile.forwardNanos(group);
            double backward = profile.backwardNanos(group);
            rest -= forward + backward;
            table.row(
                    i + 1,
                    group.layers().getFirst().name(),
                    milliseconds(forward),
                    rate(group.forward(), forward),
                    ofBest(group.forward(), forward),
                    milliseconds(backward),
                    rate(group.backward(), backward),
                    ofBest(group.backward(), backward),
                    milliseconds(forward + backward),
                    share(forward + backward));
            group.layers().stream().skip(1).forEach(layer -> table.row("", "+ " + layer.name()));
        }
        table.rule();
        part(table, "from layer to layer", rest);
        part(table, "loss and metrics", profile.nanos(Part.LOSS));
        part(table, "optimizer", profile.nanos(Part.OPTIMIZER));
        part(table, "waiting for data", profile.nanos(Part.DATA));
        table.rule();
        part(table, "step", profile.stepNanos());
        return table;
    }

    private void part(TextTable table, String name, double nanos) {
        table.row("", name, "", "", "", "", "", "", milliseconds(nanos), share(nanos));
    }

    private double best() {
        return profile.groups().stream()
                .mapToDouble(group -> yardstick.nanos(group.forward()) + yardstick.nanos(group.backward()))
                .sum();
    }

    private String ofBest(Work work, double nanos) {
        return work.bytes() == 0 ? "" : number(100 * yardstick.nanos(work) / nanos, 0) + " %";
    }

    private String share(double nanos) {
        return number(100 * nanos / profile.stepNanos(), 1) + " %";
    }

    private static String milliseconds(double nanos) {
        return number(nanos * MILLI, 3);
    }

    private static String rate(Work work, double nanos) {
        if (work.flops() > 0) {
            return number(work.flops() / nanos, 1) + " GFLOP/s";
        }
        return work.bytes() > 0 ? number(work.bytes() / nanos, 1) + " GB/s" : "";
    }
}
