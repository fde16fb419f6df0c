package dev.lanewise.bench.run;

import dev.lanewise.bench.record.Measurement;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A rival's times on one shape.
 *
 * @param benchmark JMH's name
 * @param shape shape, in the notation of the suite
 * @param threads threads that it used
 * @param library its name
 * @param micros microseconds a call, an array of rounds for each contest
 * @param overOurs the same over our time in the same round
 */
record RivalTimes(
        String benchmark, String shape, int threads, String library, List<double[]> micros, List<double[]> overOurs) {

    private static final String JMH_VERSION = "1.37";

    /** The median of all rounds, over ours. */
    double ratio() {
        return Measurement.medianOfAll(overOurs);
    }

    /** An element of JMH's array. */
    ObjectNode json(int turnMillis) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        double mean = micros.stream().flatMapToDouble(Arrays::stream).average().orElse(Double.NaN);
        String time = turnMillis + " ms";
        ObjectNode json = nodes.objectNode()
                .put("jmhVersion", JMH_VERSION)
                .put("benchmark", benchmark)
                .put("mode", "avgt")
                .put("threads", 1)
                .put("forks", micros.size())
                .put("warmupIterations", 0)
                .put("warmupTime", time)
                .put("warmupBatchSize", 1)
                .put("measurementIterations", micros.getFirst().length)
                .put("measurementTime", time)
                .put("measurementBatchSize", 1);
        json.set(
                "params",
                nodes.objectNode()
                        .put("library", library)
                        .put("shape", shape)
                        .put("threads", Integer.toString(threads)));
        json.set("primaryMetric", metric(mean, "us/op", micros));
        json.set("secondaryMetrics", nodes.objectNode().set(Measurement.OVER_OURS, metric(ratio(), "1", overOurs)));
        return json;
    }

    private static ObjectNode metric(double score, String unit, List<double[]> forks) {
        ObjectNode metric =
                JsonNodeFactory.instance.objectNode().put("score", score).put("scoreUnit", unit);
        ArrayNode raw = metric.putArray("rawData");
        for (double[] fork : forks) {
            ArrayNode rounds = raw.addArray();
            Arrays.stream(fork).forEach(rounds::add);
        }
        return metric;
    }
}
