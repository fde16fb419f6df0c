package dev.lanewise.bench.record;

import dev.lanewise.kernels.KernelInfo;
import dev.lanewise.nn.io.MalformedFileException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where, with what and how a run was made. Times are comparable where {@link #cpuClass} is the same; a class names
 * architecture, vendor, family, model, vector extension, vector width in use and cores, for example {@code
 * x86_64-GenuineIntel-6-85-avx512-512b-2c}.
 *
 * @param cpuClass see above
 * @param architecture of the CPU, {@code x86_64} or {@code aarch64}
 * @param vendor its maker
 * @param family as its maker numbers it
 * @param model likewise
 * @param stepping likewise; not part of the class
 * @param cpuName marketing name; virtual machines tend to hide it
 * @param isa vector and matrix extensions
 * @param vectorBits width that the kernels use
 * @param cores processors that the JVM may use
 * @param quota CPUs that the cgroup grants, empty where it sets no limit
 * @param jdk version of the JDK
 * @param vm its maker and name
 * @param gc garbage collector
 * @param flags options of the JVMs that were measured
 * @param commit of the working tree, {@code -dirty} after it when files differ
 * @param date when the run started, in UTC, for example {@code 2026-03-01T12:00:00Z}
 * @param command as the user typed it
 */
public record Identity(
        String cpuClass,
        String architecture,
        String vendor,
        String family,
        String model,
        String stepping,
        String cpuName,
        List<String> isa,
        int vectorBits,
        int cores,
        OptionalDouble quota,
        String jdk,
        String vm,
        String gc,
        List<String> flags,
        String commit,
        String date,
        String command) {

    /**
     * Looks at this machine and this JVM.
     *
     * @param flags options of the JVMs that will be measured
     * @param command as the user typed it
     */
    public static Identity ofThisMachine(List<String> flags, String command) {
        Cpu cpu = Cpu.ofThisMachine();
        int bits = KernelInfo.vectorBits();
        int cores = Runtime.getRuntime().availableProcessors();
        String cpuClass =
                String.join("-", cpu.architecture(), cpu.vendor(), cpu.family(), cpu.model(), cpu.level(), bits + "b")
                        + "-" + cores + "c";
        String commit = Command.output("git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*");
        return new Identity(
                cpuClass,
                cpu.architecture(),
                cpu.vendor(),
                cpu.family(),
                cpu.model(),
                cpu.stepping(),
                cpu.name(),
                cpu.isa(),
                bits,
                cores,
                Quota.read(Path.of("/sys/fs/cgroup")),
                Runtime.version().toString(),
                System.getProperty("java.vendor") + " " + System.getProperty("java.vm.name"),
                ManagementFactory.getGarbageCollectorMXBeans()
                        .getFirst()
                        .getName()
                        .replaceFirst(" .*", ""),
                List.copyOf(flags),
                commit.isEmpty() ? "unknown" : commit,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                command);
    }

    /** Major version of the JDK. */
    public String jdkMajor() {
        return jdk.replaceFirst("[.+-].*", "");
    }

    /**
     * What makes times of the two incomparable, by name: {@code cpu}, {@code jdk} (another major version), {@code vm},
     * {@code gc}, {@code flags}; each with a text that shows both.
     */
    public Map<String, String> differences(Identity other) {
        Map<String, String> differences = new TreeMap<>();
        put(differences, "cpu", cpuClass, other.cpuClass);
        put(differences, "cpu", quotaText(), other.quotaText());
        put(differences, "jdk", jdkMajor(), other.jdkMajor());
        put(differences, "vm", vm, other.vm);
        put(differences, "gc", gc, other.gc);
        put(differences, "flags", String.join(" ", flags), String.join(" ", other.flags));
        return differences;
    }

    private String quotaText() {
        return quota.isEmpty() ? "no quota" : "a quota of " + quota.getAsDouble() + " CPUs";
    }

    private static void put(Map<String, String> differences, String name, String mine, String others) {
        if (!mine.equals(others)) {
            differences.putIfAbsent(name, "'" + mine + "' and '" + others + "'");
        }
    }

    static Identity of(JsonView json) throws MalformedFileException {
        JsonView quota = json.get("quota");
        return new Identity(
                fileName(json.get("cpuClass")),
                json.get("architecture").text(),
                json.get("vendor").text(),
                json.get("family").text(),
                json.get("model").text(),
                json.get("stepping").text(),
                json.get("cpuName").text(),
                json.get("isa").texts(),
                json.get("vectorBits").integer(),
                json.get("cores").integer(),
                quota.isPresent() ? OptionalDouble.of(quota.positive()) : OptionalDouble.empty(),
                json.get("jdk").text(),
                json.get("vm").text(),
                json.get("gc").text(),
                json.get("flags").texts(),
                json.get("commit").text(),
                date(json.get("date")),
                json.get("command").text());
    }

    /** The class is the name of a directory, too. */
    private static String fileName(JsonView name) throws MalformedFileException {
        if (!name.text().matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
            throw name.unexpected("letters, digits, '_', '.' and '-'");
        }
        return name.text();
    }

    private static String date(JsonView date) throws MalformedFileException {
        try {
            return Instant.parse(date.text()).toString();
        } catch (DateTimeParseException e) {
            throw date.unexpected("a date such as 2026-03-01T12:00:00Z");
        }
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("cpuClass", cpuClass)
                .put("architecture", architecture)
                .put("vendor", vendor)
                .put("family", family)
                .put("model", model)
                .put("stepping", stepping)
                .put("cpuName", cpuName)
                .set("isa", array(isa))
                .put("vectorBits", vectorBits)
                .put("cores", cores);
        if (quota.isPresent()) {
            json.put("quota", quota.getAsDouble());
        } else {
            json.putNull("quota");
        }
        return json.put("jdk", jdk)
                .put("vm", vm)
                .put("gc", gc)
                .set("flags", array(flags))
                .put("commit", commit)
                .put("date", date)
                .put("command", command);
    }

    private static ArrayNode array(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }
}
