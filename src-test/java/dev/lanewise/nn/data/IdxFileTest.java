package dev.lanewise.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.lanewise.nn.io.MalformedFileException;
import dev.lanewise.testkit.IdxBytes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
class IdxFileTest {

    @TempDir
    Path directory;

    @Test
    void readsPlainAndCompressedWhateverTheName() throws IOException {
        byte[] content = IdxBytes.of(new byte[] {1, 2, 3, -1, 5, 6}, 3, 2);
        for (Path file : new Path[] {write(content), write(IdxBytes.gzip(content))}) {
            IdxFile idx = IdxFile.read(file, 2);
            assertThat(idx.shape()).containsExactly(3, 2);
            assertThat(idx.data()).containsExactly(1, 2, 3, -1, 5, 6);
        }
    }

    @Test
    void readsALargeFile() throws IOException {
        for (byte[] data : new byte[][] {random(200_001), new byte[2_000_001]}) {
            byte[] content = IdxBytes.of(data, data.length);
            assertThat(IdxFile.read(write(content), 1).data()).isEqualTo(data);
            assertThat(IdxFile.read(write(IdxBytes.gzip(content)), 1).data()).isEqualTo(data);
        }
    }

    @Test
    void readsConcatenatedGzipMembers() throws IOException {
        byte[] content = IdxBytes.of(new byte[] {1, 2, 3, 4}, 4);
        byte[] head = IdxBytes.gzip(Arrays.copyOf(content, 9));
        byte[] tail = IdxBytes.gzip(Arrays.copyOfRange(content, 9, content.length));
        assertThat(IdxFile.read(write(IdxBytes.concat(head, tail)), 1).data()).containsExactly(1, 2, 3, 4);
    }

    @ParameterizedTest
    @CsvSource({
        "00000803, 'expected an IDX file of bytes in 1 dimensions (00000801), got 00000803'",
        "00000d01, got 00000d01", // floats
        "00000901, got 00000901", // signed bytes
        "01000801, got 01000801",
        "00000800, got 00000800", // no dimension
        "504b0304, got 504b0304", // a zip file
    })
    void refusesAnotherKindOfFile(String magic, String message) throws IOException {
        byte[] content = IdxBytes.concat(java.util.HexFormat.of().parseHex(magic), new byte[] {0, 0, 0, 1, 7});
        assertRefused(content, 1, message);
        assertRefused(IdxBytes.gzip(content), 1, message);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 28, 28, 0 as dimension 0",
        "1, 0, 28, 0 as dimension 1",
        "-1, 1, 1, 4294967295 as dimension 0",
        "65536, 65536, 65536, 65536 as dimension 1",
        "2147483647, 1, 1, 2147483647 as dimension 0",
        "46341, 46341, 1, 46341 as dimension 1",
    })
    void refusesDimensionsThatCannotBe(int n, int height, int width, String message) throws IOException {
        assertRefused(IdxBytes.of(new byte[4], n, height, width), 3, "a product below 2^31, got " + message);
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] content = IdxBytes.of(new byte[] {1, 2, 3, 4}, 2, 2);
        byte[] compressed = IdxBytes.gzip(content);
        for (byte[] whole : new byte[][] {content, compressed}) {
            for (int length = 0; length < whole.length; length++) {
                Path file = write(Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> IdxFile.read(file, 2))
                        .as("first %s of %s bytes", length, whole.length)
                        .isInstanceOf(MalformedFileException.class);
            }
        }
        assertRefused(Arrays.copyOf(content, content.length - 1), 2, "expected 4 elements [2, 2], got 3");
        assertRefused(Arrays.copyOf(compressed, compressed.length - 3), 2, "got one that ends early");
        assertRefused(
                IdxBytes.gzip(Arrays.copyOf(content, content.length - 1)), 2, "expected 4 elements [2, 2], got 3");
    }

    @Test
    void refusesMoreThanTheHeaderSays() throws IOException {
        byte[] content = IdxBytes.of(new byte[] {1, 2, 3, 4, 5}, 2, 2);
        assertRefused(content, 2, "expected 4 elements [2, 2], got more");
        assertRefused(IdxBytes.gzip(content), 2, "expected 4 elements [2, 2], got more");
    }

    /** A gzip bomb both ways: much data behind a small header, and a large promise in a small file. */
    @Test
    void doesNotAllocateOnTheWordOfAFile() throws IOException {
        byte[] bomb = IdxBytes.gzip(IdxBytes.of(new byte[64 << 20], 10));
        assertThat(bomb.length).isLessThan(100_000);
        assertRefused(bomb, 1, "expected 10 elements [10], got more");
        byte[] promise = IdxBytes.of(new byte[100], 2_000_000_000);
        assertRefused(promise, 1, "got at most 108");
        assertRefused(IdxBytes.gzip(promise), 1, "got at most ");
    }

    /** What a gzip stream of that size could hold, if it were not random. */
    @Test
    void allocatesForWhatIsThereNotForWhatIsPromised() throws IOException {
        byte[] promise = IdxBytes.gzip(IdxBytes.of(random(200_000), 200_000_000));
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertRefused(promise, 1, "expected 200000000 elements [200000000], got 200000");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(50_000_000);
    }

    @Test
    void refusesADamagedStream() throws IOException {
        byte[] compressed = IdxBytes.gzip(IdxBytes.of(new byte[100], 100));
        byte[] checksum = compressed.clone();
        checksum[compressed.length - 8] ^= 1;
        assertRefused(checksum, 1, "expected a sound gzip stream, got a damaged one");
        byte[] method = compressed.clone();
        method[2] = 7;
        assertRefused(method, 1, "expected a sound gzip stream, got a damaged one");
    }

    @Test
    void namesAMissingFile() {
        Path file = directory.resolve("none");
        assertThatThrownBy(() -> IdxFile.read(file, 1))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(file + ": no such file");
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private void assertRefused(byte[] content, int dimensions, String message) throws IOException {
        Path file = write(content);
        assertThatThrownBy(() -> IdxFile.read(file, dimensions))
                .isInstanceOf(MalformedFileException.class)
                .message()
                .startsWith(file + ": expected ")
                .contains(message);
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(directory, "idx", ""), content);
    }
}
