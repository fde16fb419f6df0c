package dev.lanewise.bench.record;

import dev.lanewise.nn.io.MalformedFileException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one call of a benchmark does, and how it is listed.
 *
 * @param suite group in tables and charts, for example {@code gemm}
 * @param shape the problem, for example {@code 512x512x512 NN}; rows of the same benchmark, shape and threads are
 *     rivals
 * @param library whose code it is, {@code lanewise} for ours
 * @param unit {@code GFLOP/s} or {@code GB/s}, whichever bounds it; anything else is a rate that has no ceiling, of
 *     {@code flops} units of work a call (for example {@code images/s})
 * @param flops floating-point operations a call
 * @param bytes bytes a call must read and write at least
 * @param level the memory that holds them: L1, L2, L3 or memory
 * @param traffic {@link #STREAM}, or {@link #UPDATE} where most of what is written has just been read
 */
public record Work(
        String suite,
        String shape,
        String library,
        String unit,
        double flops,
        double bytes,
        String level,
        String traffic) {

    /** Operands are read and others written. */
    public static final String STREAM = "stream";

    /** Operands are changed in place, which saves fetching the lines that are overwritten. */
    public static final String UPDATE = "update";

    /** The unit of work that the FMA units bound. */
    public static final String GFLOPS = "GFLOP/s";

    /** The unit of work that the memory bounds. */
    public static final String GBS = "GB/s";

    /** The library that is gated. */
    public static final String OURS = "lanewise";

    /** Work that streams. */
    public Work(String suite, String shape, String library, String unit, double flops, double bytes, String level) {
        this(suite, shape, library, unit, flops, bytes, level, STREAM);
    }

    /** Whether this row is ours, not a rival's. */
    public boolean ours() {
        return library.equals(OURS);
    }

    static Work of(JsonView json) throws MalformedFileException {
        return new Work(
                json.get("suite").text(),
                json.get("shape").text(),
                json.get("library").text(),
                json.get("unit").text(),
                json.get("flops").number(),
                json.get("bytes").number(),
                json.get("level").text(),
                json.get("traffic").text());
    }

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("suite", suite)
                .put("shape", shape)
                .put("library", library)
                .put("unit", unit)
                .put("flops", flops)
                .put("bytes", bytes)
                .put("level", level)
                .put("traffic", traffic);
    }
}
