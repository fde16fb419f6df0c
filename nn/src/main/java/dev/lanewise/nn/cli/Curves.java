package dev.lanewise.nn.cli;

import dev.lanewise.nn.training.Epoch;
import dev.lanewise.nn.training.History;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The learning curves as a picture: loss on the left, accuracy on the right, training and validation in each. */
final class Curves {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int SCALE = 2;
    private static final Color TRAINING = new Color(0x1f77b4);
    private static final Color VALIDATION = new Color(0xd95f02);
    private static final Color INK = new Color(0x333333);
    private static final Color GRID = new Color(0xe4e4e4);

    private Curves() {}

    /** The picture as a PNG file. */
    static byte[] png(History history, String title) throws IOException {
        BufferedImage picture = new BufferedImage(2 * WIDTH * SCALE, HEIGHT * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.scale(SCALE, SCALE);
        chart(history, title + ": loss", "loss").paint(graphics, WIDTH, HEIGHT);
        graphics.translate(WIDTH, 0);
        chart(history, title + ": accuracy", "accuracy").paint(graphics, WIDTH, HEIGHT);
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
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
        XYStyler style = chart.getStyler();
        style.setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1f))
                .setPlotGridVerticalLinesVisible(false)
                .setAxisTickMarksColor(GRID)
                .setAxisTickLabelsColor(INK)
                .setXAxisDecimalPattern("0")
                .setXAxisMin((double) first)
                .setXAxisMax((double) last)
                .setXAxisTickMarkSpacingHint(Math.max(50, WIDTH / (last - first + 1))) // no half epochs
                .setYAxisDecimalPattern("0.00")
                .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        style.setLocale(Locale.ROOT)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE)
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
                .setPlotBorderVisible(false)
                .setPlotContentSize(0.96)
                .setChartBackgroundColor(Color.WHITE)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15))
                .setChartFontColor(INK)
                .setChartPadding(12)
                .setMarkerSize(6);
        double[] epochs = history.epochs().stream().mapToDouble(Epoch::number).toArray();
        line(chart.addSeries("train", epochs, history.series(value)), TRAINING);
        line(chart.addSeries("validation", epochs, history.series("val_" + value)), VALIDATION);
        return chart;
    }

    private static void line(XYSeries series, Color color) {
        series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
        series.setLineColor(color).setLineStyle(new BasicStroke(2f));
    }
}
