package dev.lanewise.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Data that is not part of the repository; a test that needs it is skipped where it is absent. */
public final class SharedData {

    /** Names the directory; {@code ../shared} beside the repository by default. */
    private static final String PROPERTY = "lanewise.shared";

    private SharedData() {}

    /** A file or directory of the shared data; skips the calling test if it is not there. */
    public static Path require(String path) {
        Path root = Path.of(System.getProperty("lanewise.root", "."));
        String shared = System.getProperty(PROPERTY, root.resolve("../shared").toString());
        return requireExisting(Path.of(shared).resolve(path).toAbsolutePath().normalize());
    }

    /** The given path; skips the calling test if it is not there. */
    public static Path requireExisting(Path path) {
        Assumptions.assumeTrue(Files.exists(path), () -> path + " is absent (set -D" + PROPERTY + "=DIR)");
        return path;
    }
}
