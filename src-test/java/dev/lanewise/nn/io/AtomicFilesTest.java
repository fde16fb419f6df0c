package dev.lanewise.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class AtomicFilesTest {

    private static final byte[] OLD = "old".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEW = "new and longer".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Test
    void writesAndReplaces() throws IOException {
        Path file = directory.resolve("a b.txt");
        AtomicFiles.write(file, OLD);
        assertThat(file).hasBinaryContent(OLD);
        AtomicFiles.write(file, NEW);
        assertThat(file).hasBinaryContent(NEW);
        assertThat(directory.toFile().list()).containsExactly("a b.txt");
    }

    @Test
    void leavesTheOldFileAndNothingElseWhenWritingFails() throws IOException {
        Path file = directory.resolve("model");
        AtomicFiles.write(file, OLD);
        assertThatThrownBy(() -> AtomicFiles.write(file, channel -> {
                    channel.write(ByteBuffer.wrap(NEW));
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(file).hasBinaryContent(OLD);
        assertThat(directory.toFile().list()).containsExactly("model");
    }

    @Test
    void namesADirectoryThatIsNotThere() {
        assertThatThrownBy(() -> AtomicFiles.write(directory.resolve("none").resolve("model"), NEW))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(directory.resolve("none") + ": no such directory");
    }

    @Test
    void keepsASymbolicLink() throws IOException {
        Path file = directory.resolve("target");
        Path link = directory.resolve("link");
        AtomicFiles.write(file, OLD);
        Files.createSymbolicLink(link, file);
        AtomicFiles.write(link, NEW);
        assertThat(link).isSymbolicLink();
        assertThat(file).hasBinaryContent(NEW);
    }

    @Test
    void refusesADirectoryAndAMissingOne() {
        assertThatThrownBy(() -> AtomicFiles.write(directory, NEW))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(directory + ": is a directory");
        assertThatThrownBy(() -> AtomicFiles.write(directory.resolve("none/file"), NEW))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(directory).isEmptyDirectory();
    }
}
