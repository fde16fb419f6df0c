package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.lanewise.testkit.KernelCalls;
import dev.lanewise.testkit.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The promise on bits, for every kernel: one checksum of the outputs, in a file, that every width, number of threads,
 * CPU and operating system has to reproduce.
 */
class KernelBitsTest {

    private static final String FILE = "kernel-bits.properties";

    @TestFactory
    Stream<DynamicTest> sameBitsEverywhere() throws IOException {
        Map<Parallelism, Map<String, String>> actual = new LinkedHashMap<>();
        for (Parallelism parallelism : Threads.all()) {
            actual.put(parallelism, checksums(parallelism));
        }
        Properties expected = new Properties();
        try (InputStream file = KernelBitsTest.class.getResourceAsStream(FILE)) {
            expected.load(file);
        }
        return actual.get(Parallelism.serial()).keySet().stream()
                .map(kernel -> DynamicTest.dynamicTest(
                        kernel,
                        () -> actual.forEach((parallelism, checksums) -> assertThat(checksums.get(kernel))
                                .as(
                                        "%s on %s (if its numbers changed on purpose, change %s)",
                                        kernel, parallelism, FILE)
                                .isEqualTo(expected.getProperty(kernel.replace(' ', '_'))))));
    }

    /** A new kernel needs an entry in {@link KernelCalls}: this list is also the one that must not allocate. */
    @Test
    void everyKernelIsOnTheList() {
        Set<String> listed = KernelCalls.all().stream()
                .map(call -> call.kernel().split(" ")[0])
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> kernels = new ClassFileImporter()
                .importPackages("dev.lanewise.kernels").stream()
                        .filter(type -> type.getPackageName().equals("dev.lanewise.kernels"))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .flatMap(type -> type.getMethods().stream())
                        .filter(KernelBitsTest::isKernel)
                        .map(method -> method.getOwner().getSimpleName() + "." + method.getName())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(listed).isEqualTo(kernels);
    }

    private static boolean isKernel(JavaMethod method) {
        return method.getModifiers().containsAll(Set.of(JavaModifier.PUBLIC, JavaModifier.STATIC))
                && method.getRawParameterTypes().stream().anyMatch(JavaClass::isArray)
                && method.getRawReturnType().isPrimitive();
    }

    private static Map<String, String> checksums(Parallelism parallelism) {
        Map<String, String> checksums = new LinkedHashMap<>();
        for (KernelCalls.Call call : KernelCalls.all()) {
            String twice = checksums.put(call.kernel(), call.checksum(parallelism));
            assertThat(twice).as("two calls named %s", call.kernel()).isNull();
        }
        return checksums;
    }
}
