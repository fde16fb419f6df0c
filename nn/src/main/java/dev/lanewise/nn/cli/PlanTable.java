package dev.lanewise.nn.cli;

import static dev.lanewise.nn.internal.TextTable.number;

import dev.lanewise.nn.MemoryUse;
import dev.lanewise.nn.Plan;
import dev.lanewise.nn.PlanGroup;
import dev.lanewise.nn.PlanGroup.Work;
import dev.lanewise.nn.internal.TextTable;
import dev.lanewise.nn.internal.TextTable.Side;
import java.util.ArrayList;
import java.util.List;

/** A plan for training as text: its groups with their work, and its memory. */
record PlanTable(Plan plan) {

    private static final double KIB = 1024;
    private static final double MEGA = 1e6;
    private static final int KERNEL_WIDTH = 32;

    @Override
    public String toString() {
        return groups() + work() + "\n" + memory();
    }

    private TextTable groups() {
        TextTable table = new TextTable(
                Side.RIGHT,
                Side.LEFT,
                Side.LEFT,
                Side.RIGHT,
                Side.RIGHT,
                Side.RIGHT,
                Side.RIGHT,
                Side.RIGHT,
                Side.LEFT);
        table.row("", "Layers", "Output", "Forward", "Backward", "Output", "Kept", "Workspace", "Kernel")
                .row("", "", "", "MFLOP", "MFLOP", "KiB", "KiB", "KiB")
                .rule();
        List<PlanGroup> groups = plan.groups();
        for (int i = 0; i < groups.size(); i++) {
            PlanGroup group = groups.get(i);
            List<String> layers =
                    group.layers().stream().map(layer -> "+ " + layer.name()).toList();
            List<String> kernel = lines(group.kernel());
            table.row(
                    i + 1,
                    group.layers().getFirst().name(),
                    group.outputShape(),
                    megaflops(group.forward()),
                    megaflops(group.backward()),
                    kibibytes(group.outputBytes()),
                    kibibytes(group.keptBytes()),
                    kibibytes(group.workspaceBytes()),
                    kernel.getFirst());
            for (int row = 1; row < Math.max(layers.size(), kernel.size()); row++) {
                table.row("", line(layers, row), "", "", "", "", "", "", line(kernel, row));
            }
        }
        return table.rule();
    }

    /** Cuts the name of a kernel between its parts, so that the table stays narrow. */
    private static List<String> lines(String kernel) {
        List<String> lines = new ArrayList<>(List.of(""));
        for (String part : kernel.split("(?= \\+ )")) {
            if (lines.getLast().length() + part.length() > KERNEL_WIDTH) {
                lines.add(part.strip());
            } else {
                lines.addLast(lines.removeLast() + part);
            }
        }
        return lines;
    }

    private static String line(List<String> lines, int row) {
        return row < lines.size() ? lines.get(row) : "";
    }

    private String work() {
        long forward = flops(plan.groups().stream().map(PlanGroup::forward).toList());
        long backward = flops(plan.groups().stream().map(PlanGroup::backward).toList());
        return "Forward " + number(forward / MEGA, 1) + " MFLOP, backward " + number(backward / MEGA, 1)
                + " MFLOP, a training step "
                + number((forward + backward) / MEGA / plan.request().batch(), 2)
                + " MFLOP an image\n(matrix products and convolutions; a multiply-add counts as 2).\n";
    }

    private TextTable memory() {
        MemoryUse use = plan.memoryUse();
        return new TextTable(Side.LEFT, Side.RIGHT)
                .row("Memory of the plan", "bytes")
                .rule()
                .row("batch", number(use.batch()))
                .row("outputs, kept for the backward pass", number(use.outputs()))
                .row("gradients of two layers", number(use.gradients()))
                .row("moments, masks, places of maxima", number(use.kept()))
                .row("workspace, shared by all layers", number(use.workspace()))
                .rule()
                .row("in all", number(use.total()));
    }

    private static long flops(List<Work> works) {
        return works.stream().reduce(Work.NONE, Work::plus).flops();
    }

    private static String megaflops(Work work) {
        return work.flops() == 0 ? "" : number(work.flops() / MEGA, 1);
    }

    private static String kibibytes(long bytes) {
        return bytes == 0 ? "" : number(bytes / KIB, 1);
    }
}
