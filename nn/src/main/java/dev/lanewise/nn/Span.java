package dev.lanewise.nn;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a plan that run as one: a single layer, or those of a {@link Fusion}.
 *
 * @param first number of the first layer
 * @param end number of the last layer, plus 1
 * @param fusion their kernel, if they are more than one
 */
record Span(int first, int end, @Nullable Fusion fusion) {

    /** Cuts a model into spans, single layers unless it {@code fuses}. */
    static List<Span> list(List<Layer> layers, boolean fuses) {
        List<Span> spans = new ArrayList<>();
        for (int i = 0, end; i < layers.size(); i = end) {
            Fusion fusion = fuses ? layers.get(i).fuse(layers.subList(i + 1, layers.size())) : null;
            end = fusion == null ? i + 1 : i + fusion.layers();
            spans.add(new Span(i, end, fusion));
        }
        return spans;
    }
}
