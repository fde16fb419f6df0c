package dev.lanewise.bench.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A CPU as its maker numbers it; what an operating system does not say is {@code unknown}.
 *
 * @param architecture {@code x86_64} or {@code aarch64}, otherwise the JDK's word
 * @param vendor for example GenuineIntel, AuthenticAMD, ARM, Apple
 * @param family family of x86, architecture version of ARM
 * @param model model of x86, part number of ARM
 * @param stepping stepping of x86, variant and revision of ARM
 * @param name marketing name
 * @param isa those of its flags that kernels may gain from
 */
record Cpu(
        String architecture,
        String vendor,
        String family,
        String model,
        String stepping,
        String name,
        List<String> isa) {

    private static final String UNKNOWN = "unknown";

    /** Vector and matrix extensions, the greater later. */
    private static final List<String> RELEVANT = List.of(
            "sse2",
            "sse4_2",
            "asimd",
            "avx",
            "f16c",
            "fma",
            "avx2",
            "avx_vnni",
            "avx512f",
            "avx512cd",
            "avx512dq",
            "avx512bw",
            "avx512vl",
            "avx512_vnni",
            "avx512_bf16",
            "avx512_fp16",
            "avx10_1",
            "avx10_2",
            "amx_tile",
            "amx_int8",
            "amx_bf16",
            "fphp",
            "asimdhp",
            "asimddp",
            "i8mm",
            "bf16",
            "sve",
            "sve2",
            "sme");

    /** What a class of CPUs is named after, the greatest first. */
    private static final Map<String, List<String>> LEVELS = Map.of(
            "x86_64", List.of("avx512f", "avx2", "avx", "sse4_2", "sse2"), "aarch64", List.of("sve2", "sve", "asimd"));

    private static final Map<String, String> ARM_IMPLEMENTERS = Map.of(
            "0x41",
            "ARM",
            "0x46",
            "Fujitsu",
            "0x48",
            "HiSilicon",
            "0x4e",
            "NVIDIA",
            "0x51",
            "Qualcomm",
            "0x61",
            "Apple",
            "0x6d",
            "Microsoft",
            "0xc0",
            "Ampere");

    private static final Pattern WINDOWS = Pattern.compile(
            ".* Family (?<family>\\d+) Model (?<model>\\d+) Stepping (?<stepping>\\d+), (?<vendor>\\S+)");

    /** This machine's. */
    static Cpu ofThisMachine() {
        String architecture = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case String other -> other;
        };
        try {
            return ofLinux(architecture, Files.readAllLines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            String windows = System.getenv("PROCESSOR_IDENTIFIER");
            return windows == null
                    ? ofName(architecture, Command.output("sysctl", "-n", "machdep.cpu.brand_string"))
                    : ofWindows(architecture, windows);
        }
    }

    /** From the lines of {@code /proc/cpuinfo}; the first processor speaks for all. */
    static Cpu ofLinux(String architecture, List<String> cpuinfo) {
        Map<String, String> facts = new HashMap<>();
        for (String line : cpuinfo) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                facts.putIfAbsent(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        }
        if (facts.containsKey("CPU implementer")) {
            String vendor = facts.get("CPU implementer");
            return new Cpu(
                    architecture,
                    ARM_IMPLEMENTERS.getOrDefault(vendor, vendor),
                    facts.getOrDefault("CPU architecture", UNKNOWN),
                    facts.getOrDefault("CPU part", UNKNOWN),
                    facts.getOrDefault("CPU variant", UNKNOWN) + "." + facts.getOrDefault("CPU revision", UNKNOWN),
                    facts.getOrDefault(
                            "model name", ARM_IMPLEMENTERS.getOrDefault(vendor, vendor) + " " + architecture),
                    relevant(facts.getOrDefault("Features", "")));
        }
        return new Cpu(
                architecture,
                facts.getOrDefault("vendor_id", UNKNOWN),
                facts.getOrDefault("cpu family", UNKNOWN),
                facts.getOrDefault("model", UNKNOWN),
                facts.getOrDefault("stepping", UNKNOWN),
                facts.getOrDefault("model name", UNKNOWN).replaceAll("\\s+", " "),
                relevant(facts.getOrDefault("flags", "")));
    }

    /** From Windows' {@code PROCESSOR_IDENTIFIER}, which tells no flags. */
    static Cpu ofWindows(String architecture, String identifier) {
        Matcher matcher = WINDOWS.matcher(identifier);
        return !matcher.matches()
                ? ofName(architecture, identifier)
                : new Cpu(
                        architecture,
                        matcher.group("vendor"),
                        matcher.group("family"),
                        matcher.group("model"),
                        matcher.group("stepping"),
                        identifier,
                        List.of());
    }

    /** From a name such as {@code Apple M3 Pro}. */
    static Cpu ofName(String architecture, String name) {
        String[] words = name.split(" ", 2);
        return new Cpu(
                architecture,
                words[0].isEmpty() ? UNKNOWN : words[0],
                UNKNOWN,
                words.length < 2 ? UNKNOWN : words[1].replaceAll("[^A-Za-z0-9.]+", "_"),
                UNKNOWN,
                name.isEmpty() ? UNKNOWN : name,
                List.of());
    }

    /** The greatest vector extension, without the letter that only tells AVX-512's foundation from its parts. */
    String level() {
        return LEVELS.getOrDefault(architecture, List.of()).stream()
                .filter(isa::contains)
                .findFirst()
                .map(level -> level.equals("avx512f") ? "avx512" : level)
                .orElse(UNKNOWN);
    }

    private static List<String> relevant(String flags) {
        List<String> all = Arrays.asList(flags.split(" "));
        return RELEVANT.stream().filter(all::contains).toList();
    }
}
