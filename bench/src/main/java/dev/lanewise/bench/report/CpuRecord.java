package dev.lanewise.bench.report;

import dev.lanewise.bench.record.Measurement;
import dev.lanewise.bench.record.ResultFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All runs on one class of CPUs.
 *
 * @param runs by date, the newest last
 * @param rows the newest measurement of each benchmark
 * @param series all measurements of each benchmark, by date
 */
record CpuRecord(List<ResultFile> runs, List<Row> rows, Map<String, List<Row>> series) {

    /** The classes by name. */
    static List<CpuRecord> of(List<ResultFile> files) throws IOException {
        Map<String, List<ResultFile>> classes = new TreeMap<>();
        for (ResultFile file : files) {
            classes.computeIfAbsent(file.identity().cpuClass(), c -> new ArrayList<>())
                    .add(file);
        }
        List<CpuRecord> records = new ArrayList<>();
        for (List<ResultFile> runs : classes.values()) {
            records.add(ofClass(runs));
        }
        return records;
    }

    private static CpuRecord ofClass(List<ResultFile> files) throws IOException {
        List<ResultFile> runs = files.stream()
                .sorted(Comparator.comparing(file -> file.identity().date()))
                .toList();
        Map<String, List<Row>> series = new LinkedHashMap<>();
        for (ResultFile run : runs) {
            for (Measurement measurement : run.measurements()) {
                series.computeIfAbsent(measurement.key(), k -> new ArrayList<>())
                        .add(new Row(measurement, run.identity(), run.ceiling()));
            }
        }
        List<Row> rows = series.values().stream().map(List::getLast).toList();
        return new CpuRecord(runs, rows, series);
    }

    /** The newest run. */
    ResultFile newest() {
        return runs.getLast();
    }
}
