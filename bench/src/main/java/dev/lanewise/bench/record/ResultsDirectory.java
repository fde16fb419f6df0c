package dev.lanewise.bench.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The committed results: a directory for each class of CPUs, in it a file for each run and the noise. */
public final class ResultsDirectory {

    /** Name of the file that holds the noise of a class. */
    public static final String NOISE = "noise.json";

    private ResultsDirectory() {}

    /** {@code bench/results} of this source tree; the launcher says where the tree is. */
    public static Path standard() {
        return Path.of(System.getProperty("lanewise.root", "")).resolve("bench").resolve("results");
    }

    /** The files of runs in {@code directory} and below, by path; a directory that is not there has none. */
    public static List<Path> runs(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(ResultsDirectory::isRun).sorted().toList();
        }
    }

    private static boolean isRun(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".json") && !name.startsWith(".") && !name.equals(NOISE) && Files.isRegularFile(file);
    }
}
