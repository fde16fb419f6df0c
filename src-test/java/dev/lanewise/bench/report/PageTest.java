package dev.lanewise.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.bench.compare.Comparison;
import dev.lanewise.bench.compare.Noise;
import dev.lanewise.bench.record.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirDeletionStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * The pages in a browser, at desktop and phone width, light and dark. {@code -Dlanewise.screenshots=DIRECTORY} keeps the
 * pictures.
 */
@Tag("once")
class PageTest {

    private static final int HEIGHT = 900;

    /** Left behind if need be: a process of the browser that outlives it may still write there. */
    @TempDir(deletionStrategy = TempDirDeletionStrategy.IgnoreFailures.class)
    private static Path directory;

    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        var executable = Chromium.executable();
        assumeTrue(executable.isPresent(), "Chromium is not on this machine (Debian: apt-get install chromium)");
        List<ResultFile> runs = SyntheticHistory.runs(14);
        Files.writeString(directory.resolve("report.html"), ReportPage.of(runs));
        Files.writeString(directory.resolve("first.html"), ReportPage.of(runs.subList(0, 1)));
        Files.writeString(
                directory.resolve("comparison.html"),
                ComparisonPage.of(Comparison.of(runs.getFirst(), runs.getLast(), Noise.NONE, Set.of())));
        chromium = Chromium.start(executable.get(), directory.resolve("profile"));
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "report, 1280, light, 9",
        "report, 390, dark, 9",
        "first, 390, light, 8",
        "comparison, 1280, dark, 1",
        "comparison, 390, light, 1"
    })
    void isDrawnAndFits(String page, int width, String scheme, int leastCharts)
            throws IOException, InterruptedException {
        chromium.open(directory.resolve(page + ".html"), width, HEIGHT, scheme);
        keepScreenshot(page + "-" + width + "-" + scheme + ".png");

        assertThat(chromium.complaints()).isEmpty();
        assertThat(chromium.evaluate("innerWidth").intValue()).isEqualTo(width);
        assertThat(chromium.evaluate("document.documentElement.scrollWidth").intValue())
                .as("width of what can be scrolled to")
                .isLessThanOrEqualTo(width);
        JsonNode colours = chromium.evaluate("""
                [...document.querySelectorAll('.chart')].map(chart => {
                  const canvas = chart.querySelector('canvas');
                  if (!canvas) return 0;
                  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                  return new Set(new Uint32Array(pixels.buffer)).size;
                })""");
        assertThat(colours.size()).isGreaterThanOrEqualTo(leastCharts);
        for (JsonNode count : colours) {
            assertThat(count.intValue()).as("colours in a chart").isGreaterThan(3);
        }
    }

    private static void keepScreenshot(String name) throws IOException, InterruptedException {
        String keep = System.getProperty("lanewise.screenshots");
        if (keep != null) {
            Files.write(Path.of(keep).resolve(name), chromium.screenshot());
        }
    }
}
