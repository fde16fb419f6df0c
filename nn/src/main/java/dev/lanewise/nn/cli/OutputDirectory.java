package dev.lanewise.nn.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a run writes. Made before the work, so that a run does not end in a directory that cannot be written; what was
 * made and stayed empty is removed again.
 */
final class OutputDirectory implements AutoCloseable {

    private final Path path;
    private final List<Path> made;

    private OutputDirectory(Path path, List<Path> made) {
        this.path = path;
        this.made = made;
    }

    /** Makes a directory and those above it where they are missing. */
    static OutputDirectory open(Path path) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path at = path.toAbsolutePath(); at != null && Files.notExists(at); at = at.getParent()) {
            missing.add(at);
        }
        Files.createDirectories(path);
        if (!Files.isWritable(path)) {
            throw new AccessDeniedException(path.toString());
        }
        return new OutputDirectory(path, missing);
    }

    Path path() {
        return path;
    }

    Path file(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() throws IOException {
        try {
            for (Path directory : made) {
                Files.delete(directory);
            }
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            return; // the run has written, or somebody else has tidied up
        }
    }
}
