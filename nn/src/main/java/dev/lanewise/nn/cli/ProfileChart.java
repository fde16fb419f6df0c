package dev.lanewise.nn.cli;

import dev.lanewise.nn.Layer;
import dev.lanewise.nn.PlanGroup;
import dev.lanewise.nn.training.StepProfile;
import dev.lanewise.nn.training.StepProfile.Part;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Where the time of a training step went, as a picture: a bar of milliseconds for each group of layers, first one on top,
 * its forward and backward passes behind each other, and in each a thin line as long as the yardstick. A bar is a thick
 * line, as xchart stacks upright bars only.
 */
final class ProfileChart {

    private static final int WIDTH = 960;
    private static final int ROW = 30;
    private static final int MARGIN = 130;
    private static final float THICKNESS = 18;
    private static final float THIN = 3;
    private static final double MILLI = 1e-6;
    private static final String BEST = "at best: large matrix product, or copy";

    private final List<String> names = new ArrayList<>();
    private final Set<String> kinds = new HashSet<>();
    private final XYChart chart;
    private final int rows;
    private int more;

    private ProfileChart(int rows, String title) {
        this.rows = rows;
        chart = new XYChartBuilder()
                .width(WIDTH)
                .height(MARGIN + ROW * rows)
                .title(title)
                .xAxisTitle("milliseconds")
                .build();
        Charts.style(chart.getStyler());
        chart.getStyler()
                .setPlotGridHorizontalLinesVisible(false)
                .setXAxisMin(0.0)
                .setYAxisMin(0.5 - rows)
                .setYAxisMax(0.5)
                .setYAxisTickMarkSpacingHint(ROW); // a name a row
        chart.setCustomYAxisTickLabelsFormatter(this::name);
    }

    /** The picture as a PNG file. */
    static byte[] png(StepProfile profile, Yardstick yardstick, String title) throws IOException {
        List<PlanGroup> groups = profile.groups();
        var picture = new ProfileChart(groups.size() + 3, title);
        for (PlanGroup group : groups) {
            String name = group.layers().stream().map(Layer::name).collect(Collectors.joining(" + "));
            double forward = profile.forwardNanos(group);
            picture.bar("forward", Charts.FIRST, THICKNESS, 0, forward);
            picture.bar("backward", Charts.SECOND, THICKNESS, forward, profile.backwardNanos(group));
            picture.bar(BEST, Charts.INK, THIN, 0, yardstick.nanos(group.forward()));
            picture.bar(BEST, Charts.INK, THIN, forward, yardstick.nanos(group.backward()));
            picture.names.add(name);
        }
        picture.other("loss and metrics", profile.nanos(Part.LOSS));
        picture.other("optimizer", profile.nanos(Part.OPTIMIZER));
        picture.other("waiting for data", profile.nanos(Part.DATA));
        return Charts.png(picture.chart);
    }

    private void other(String name, double nanos) {
        bar("other", Charts.THIRD, THICKNESS, 0, nanos);
        names.add(name);
    }

    /** A bar in the row of the next name. */
    private void bar(String kind, Color color, float thickness, double from, double nanos) {
        double[] row = {-names.size(), -names.size()};
        boolean first = kinds.add(kind);
        XYSeries series =
                chart.addSeries(first ? kind : kind + ++more, new double[] {from * MILLI, (from + nanos) * MILLI}, row);
        series.setMarker(SeriesMarkers.NONE).setLineColor(color);
        series.setLineStyle(new BasicStroke(thickness, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        series.setShowInLegend(first);
    }

    /** The name at a tick; beyond the rows blanks, as many as nowhere else: xchart gives up where labels are equal. */
    private String name(double tick) {
        int row = (int) Math.rint(-tick);
        if (row < 0) {
            return " ".repeat(-2 * row);
        }
        return row < rows ? names.get(row) : " ".repeat(2 * (row - rows) + 1);
    }
}
