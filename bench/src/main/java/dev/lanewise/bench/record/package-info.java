/**
 * What a benchmark run leaves: JMH's own results, and beside them what JMH does not say: the machine, its measured
 * ceiling, and the work a call of each benchmark does.
 *
 * <p>One JSON object ({@link dev.lanewise.bench.record.ResultFile}); every figure of merit that a table or a chart shows
 * is derived from it in {@link dev.lanewise.bench.record.Throughput}.
 */
@NullMarked
package dev.lanewise.bench.record;

import org.jspecify.annotations.NullMarked;
