package dev.lanewise.bench.report;

import dev.lanewise.bench.record.ResultFile;
import java.io.IOException;
import java.util.List;

/** All runs as one page: facts, standings, bars, rooflines, histories and every figure. */
public final class ReportPage {

    private ReportPage() {}

    /** The page of these runs, one at least. */
    public static String of(List<ResultFile> files) throws IOException {
        return Page.of("Lanewise bench", "report", ReportData.of(CpuRecord.of(files)));
    }
}
