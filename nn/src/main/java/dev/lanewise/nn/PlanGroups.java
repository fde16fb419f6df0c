package dev.lanewise.nn;

import dev.lanewise.kernels.Moments;
import dev.lanewise.nn.PlanGroup.Work;
import java.util.List;
import java.util.function.IntToLongFunction;

/** Describes the groups of a plan. */
final class PlanGroups {

    private final List<Layer> layers;
    private final PlanRequest request;
    private final PlanLayout layout;
    private final List<Span> spans;
    private final Pass[] passes;

    PlanGroups(List<Layer> layers, PlanRequest request, PlanLayout layout, List<Span> spans, Pass[] passes) {
        this.layers = layers;
        this.request = request;
        this.layout = layout;
        this.spans = spans;
        this.passes = passes;
    }

    List<PlanGroup> list() {
        return spans.stream().map(this::group).toList();
    }

    private PlanGroup group(Span span) {
        int first = span.first();
        int end = span.end();
        int last = end - 1;
        Fusion fusion = span.fusion();
        return new PlanGroup(
                layers.subList(first, end),
                first,
                (fusion == null ? kernel(layers.get(first)) : fusion.kernel()) + moments(passes[last]),
                forward(first, end),
                first < layout.firstBackward() || !request.training() ? Work.NONE : backward(first, end),
                layout.hasOwnOutput(last) ? outputBytes(last) : 0,
                sum(first, end, i -> layout.slotBytes(i, true)),
                sum(first, end, i -> layout.slotBytes(i, false)));
    }

    private Work forward(int first, int end) {
        long moved = isView(first) ? 0 : inputBytes(first) + outputBytes(end - 1);
        long kept = sum(first, end, i -> layout.slotBytes(i, true));
        long parameters = sum(first, end, i -> parameterBytes(i, false));
        return new Work(sum(first, end, this::flops), moved + kept + parameters);
    }

    private Work backward(int first, int end) {
        int last = end - 1;
        boolean hasDx = first > layout.firstBackward();
        long moved = 0;
        if (!isView(first)) {
            moved += outputBytes(last) + (hasDx ? inputBytes(first) : 0);
            moved += declared(first).reads().input() ? inputBytes(first) : 0;
            moved += declared(last).reads().output() && !passes[last].epilogueDone() ? outputBytes(last) : 0;
        }
        long kept = sum(first, end, i -> layout.slotBytes(i, true));
        long parameters = sum(first, end, i -> (hasDx ? 2 : 1) * parameterBytes(i, true));
        long products = sum(first, end, i -> ((hasDx ? 1 : 0) + (isTrained(i) ? 1 : 0)) * flops(i));
        return new Work(products, moved + kept + parameters);
    }

    private long flops(int layer) {
        return request.batch() * declared(layer).flops();
    }

    private long inputBytes(int layer) {
        return 4L * request.batch() * layers.get(layer).inputShape().elements();
    }

    private long outputBytes(int layer) {
        return 4L * request.batch() * layers.get(layer).outputShape().elements();
    }

    private long parameterBytes(int layer, boolean trainedOnly) {
        return layers.get(layer).parameters().stream()
                .filter(parameter -> parameter.trainable() || !trainedOnly)
                .mapToLong(parameter -> 4L * parameter.size())
                .sum();
    }

    private boolean isTrained(int layer) {
        return layers.get(layer).parameters().stream().anyMatch(Parameter::trainable);
    }

    private boolean isView(int layer) {
        return declared(layer).isView();
    }

    private LayerBuilder declared(int layer) {
        return layers.get(layer).built().declared();
    }

    private static String kernel(Layer layer) {
        String declared = layer.built().declared().kernel();
        return declared.isEmpty() ? layer.getClass().getSimpleName() : declared;
    }

    private static String moments(Pass last) {
        return last.moments() == Moments.none() ? "" : " + moments";
    }

    private static long sum(int first, int end, IntToLongFunction value) {
        long sum = 0;
        for (int i = first; i < end; i++) {
            sum += value.applyAsLong(i);
        }
        return sum;
    }
}
