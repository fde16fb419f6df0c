package dev.lanewise.nn.cli;

import dev.lanewise.nn.training.Epoch;
import dev.lanewise.nn.training.History;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The learning curves as a picture: loss on the left, accuracy on the right, training and validation in each. */
final class Curves {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;

    private Curves() {}

    /** The picture as a PNG file. */
    static byte[] png(History history, String title) throws IOException {
        return Charts.png(chart(history, title + ": loss", "loss"), chart(history, title + ": accuracy", "accuracy"));
    }

    private static XYChart chart(History history, String title, String value) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("epoch")
                .yAxisTitle(value)
                .build();
        int last = Math.max(2, history.last().number());
        int first = Math.min(last - 1, history.epochs().getFirst().number());
        Charts.style(chart.getStyler());
        chart.getStyler()
                .setPlotGridVerticalLinesVisible(false)
                .setXAxisDecimalPattern("0")
                .setXAxisMin((double) first)
                .setXAxisMax((double) last)
                .setXAxisTickMarkSpacingHint(Math.max(50, WIDTH / (last - first + 1))) // no half epochs
                .setYAxisDecimalPattern("0.00")
                .setMarkerSize(6);
        double[] epochs = history.epochs().stream().mapToDouble(Epoch::number).toArray();
        line(chart.addSeries("train", epochs, history.series(value)), Charts.FIRST);
        line(chart.addSeries("validation", epochs, history.series("val_" + value)), Charts.SECOND);
        return chart;
    }

    private static void line(XYSeries series, Color color) {
        series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
        series.setLineColor(color).setLineStyle(new BasicStroke(2f));
    }
}
