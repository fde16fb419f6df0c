package dev.lanewise.nn.cli;

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
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

/** What the pictures have in common. */
final class Charts {

    static final Color FIRST = new Color(0x1f77b4);
    static final Color SECOND = new Color(0xd95f02);
    static final Color THIRD = new Color(0x8c8c8c);
    static final Color INK = new Color(0x333333);
    private static final Color GRID = new Color(0xe4e4e4);
    private static final int SCALE = 2;

    private Charts() {}

    /** Sets colours, fonts and the place of the legend. */
    static void style(XYStyler style) {
        style.setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1f))
                .setAxisTickMarksColor(GRID)
                .setAxisTickLabelsColor(INK)
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
                .setChartPadding(12);
    }

    /** Charts of one height side by side, as a PNG file of twice their size. */
    static byte[] png(XYChart... charts) throws IOException {
        int width = 0;
        for (XYChart chart : charts) {
            width += chart.getWidth();
        }
        BufferedImage picture =
                new BufferedImage(width * SCALE, charts[0].getHeight() * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.scale(SCALE, SCALE);
        for (XYChart chart : charts) {
            chart.paint(graphics, chart.getWidth(), chart.getHeight());
            graphics.translate(chart.getWidth(), 0);
        }
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }
}
