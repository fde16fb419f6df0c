package dev.lanewise.nn.io;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files to be read. */
public final class InputFiles {

    private InputFiles() {}

    /**
     * Requires a file that is there. Opening a directory succeeds on Linux, and the error of the first read would not
     * say which.
     *
     * @throws NoSuchFileException if there is none
     * @throws FileSystemException if it is a directory
     */
    public static void require(Path file) throws FileSystemException {
        if (Files.notExists(file)) {
            throw new NoSuchFileException(file.toString(), null, "no such file");
        }
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory");
        }
    }
}
