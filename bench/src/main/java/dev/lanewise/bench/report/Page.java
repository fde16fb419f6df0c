package dev.lanewise.bench.report;

import dev.lanewise.bench.record.JsonView;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A page in one file: markup, style, data, the script that draws, and the charting library (Apache ECharts, its licence
 * notice kept), all inlined. It loads nothing and sends nothing.
 */
final class Page {

    private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.common.min.js";

    private Page() {}

    /**
     * Fills the template.
     *
     * @param title title of the page
     * @param script name of the script beside this class, without its ending
     * @param data what the script draws
     */
    static String of(String title, String script, JsonNode data) {
        // A script ends at "</script", wherever it stands; inside JSON, '<' occurs in strings alone.
        String json = JsonView.printCompact(data).replace("<", "\\u003c");
        Map<String, String> parts = Map.of(
                "title", title,
                "style", resource("page.css"),
                "echarts", resource(ECHARTS),
                "data", json,
                "common", resource("common.js"),
                "script", resource(script + ".js"));
        StringBuilder page = new StringBuilder();
        for (String piece : resource("page.html").split("(?=\\{\\{)|(?<=}})")) {
            page.append(piece.startsWith("{{") ? parts.get(piece.substring(2, piece.length() - 2)) : piece);
        }
        return page.toString();
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
