package dev.lanewise.bench.ceiling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Sizes of the caches in bytes. The first two belong to a core, the third to all.
 *
 * @param l1 first level, data
 * @param l2 second level
 * @param l3 third level
 */
public record Caches(long l1, long l2, long l3) {

    private static final Path LINUX = Path.of("/sys/devices/system/cpu/cpu0/cache");

    /** Those that Linux reports; elsewhere sizes that any recent CPU has. */
    public static Caches ofThisMachine() {
        long[] sizes = {32 << 10, 1 << 20, 16 << 20};
        for (int index = 0; index < 8; index++) {
            Path cache = LINUX.resolve("index" + index);
            int level = level(cache);
            if (level >= 1 && level <= 3) {
                sizes[level - 1] = size(cache, sizes[level - 1]);
            }
        }
        return new Caches(sizes[0], sizes[1], sizes[2]);
    }

    /** The level that holds {@code bytes} of operands spread over {@code threads} cores. */
    public String level(double bytes, int threads) {
        if (bytes <= (double) l1 * threads) {
            return Ceilings.L1;
        }
        if (bytes <= (double) l2 * threads) {
            return Ceilings.L2;
        }
        return bytes <= l3 ? Ceilings.L3 : Ceilings.MEMORY;
    }

    /** Level of a cache that holds data, or 0. */
    private static int level(Path cache) {
        String level = read(cache.resolve("level"));
        return level.isEmpty() || read(cache.resolve("type")).equals("Instruction") ? 0 : Integer.parseInt(level);
    }

    private static long size(Path cache, long otherwise) {
        String size = read(cache.resolve("size"));
        return size.matches("[1-9][0-9]{0,8}K") ? 1024 * Long.parseLong(size.replace("K", "")) : otherwise;
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            return "";
        }
    }
}
