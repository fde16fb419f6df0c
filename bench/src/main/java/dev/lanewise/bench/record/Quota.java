package dev.lanewise.bench.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** The share of the CPUs that a control group of Linux grants. */
final class Quota {

    private Quota() {}

    /**
     * CPUs granted, from {@code cpu.max} of version 2 (quota or {@code max}, then period) or the two files of version 1;
     * empty where there is no limit, or no such file.
     */
    static OptionalDouble read(Path cgroup) {
        try {
            Path max = cgroup.resolve("cpu.max");
            String[] words = Files.exists(max)
                    ? Files.readString(max).strip().split(" ", 2)
                    : new String[] {
                        Files.readString(cgroup.resolve("cpu/cpu.cfs_quota_us")).strip(),
                        Files.readString(cgroup.resolve("cpu/cpu.cfs_period_us"))
                                .strip()
                    };
            return words.length < 2 || words[0].equals("max") || words[0].startsWith("-")
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Double.parseDouble(words[0]) / Double.parseDouble(words[1]));
        } catch (IOException | NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
