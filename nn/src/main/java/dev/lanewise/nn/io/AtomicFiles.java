package dev.lanewise.nn.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Files that appear whole or not at all, also when the process or the machine stops in between.
 *
 * <p>The content goes to a new file in the same directory, is forced to the disk, takes the target's name in one step,
 * and the directory is forced as well. Whoever opens the target sees the old content or the new one. A target that is a
 * symbolic link stays a link; the file it points at is replaced.
 */
public final class AtomicFiles {

    private AtomicFiles() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Body {

        /** Writes all of it to {@code channel}, which is empty and at position 0. */
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Replaces {@code target} by what {@code body} writes.
     *
     * @throws IOException if writing fails; {@code target} is then unchanged and nothing is left beside it
     */
    public static void write(Path target, Body body) throws IOException {
        Path file = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        if (Files.isDirectory(file)) {
            throw new FileSystemException(target.toString(), null, "is a directory");
        }
        Path directory = file.resolveSibling("").toAbsolutePath();
        if (Files.notExists(directory)) {
            throw new NoSuchFileException(directory.toString(), null, "no such directory");
        }
        Path temporary = directory.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                body.writeTo(channel);
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (Throwable failure) {
            Files.deleteIfExists(temporary);
            throw failure;
        }
        forceDirectory(directory);
    }

    /** Replaces {@code target} by {@code content}; as {@link #write(Path, Body)}. */
    public static void write(Path target, byte[] content) throws IOException {
        write(target, channel -> writeFully(channel, ByteBuffer.wrap(content)));
    }

    /** Writes what is left in {@code buffer}; a channel may take less at a time. */
    static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Makes a rename last. Windows cannot open a directory and needs no such step. */
    private static void forceDirectory(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
