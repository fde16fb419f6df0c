package dev.lanewise.nn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class FailureTest {

    @Test
    void namesTheFile() {
        assertFailure(new NoSuchFileException("a/b"), 2, "a/b: no such file or directory");
        assertFailure(new AccessDeniedException("a/b"), 2, "a/b: permission denied");
        assertFailure(
                new FileSystemException("a/b", null, "No space left on device"), 2, "a/b: No space left on device");
    }

    @Test
    void looksIntoWrappers() {
        assertFailure(new UncheckedIOException(new IOException("disk")), 2, "disk");
        assertFailure(new ExceptionInInitializerError(new IllegalArgumentException("width")), 2, "width");
    }

    @Test
    void takesOneLine() {
        assertFailure(new IllegalArgumentException("one\n  two\r\nthree\n"), 2, "one two three");
        assertFailure(new IOException(), 2, "IOException");
    }

    @Test
    void ownsUpToErrorsOfItsOwn() {
        assertFailure(
                new IllegalStateException("bug"),
                1,
                "internal error: java.lang.IllegalStateException: bug (LANEWISE_DEBUG=1 shows where)");
    }

    private static void assertFailure(Throwable thrown, int exitCode, String message) {
        Failure failure = Failure.of(thrown);
        assertThat(failure.message()).isEqualTo(message);
        assertThat(failure.exitCode()).isEqualTo(exitCode);
    }
}
