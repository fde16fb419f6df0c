package dev.lanewise.bench.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class CpuTest {

    @Test
    void readsLinuxOnX86() {
        Cpu cpu = Cpu.ofLinux(
                "x86_64",
                List.of(
                        "processor\t: 0",
                        "vendor_id\t: AuthenticAMD",
                        "cpu family\t: 26",
                        "model\t\t: 2",
                        "model name\t: AMD EPYC  9575F 64-Core Processor",
                        "stepping\t: 1",
                        "flags\t\t: fpu sse2 sse4_2 avx f16c fma avx2 avx512f avx512_bf16",
                        "",
                        "processor\t: 1",
                        "model\t\t: 99"));
        assertThat(cpu)
                .isEqualTo(new Cpu(
                        "x86_64",
                        "AuthenticAMD",
                        "26",
                        "2",
                        "1",
                        "AMD EPYC 9575F 64-Core Processor",
                        List.of("sse2", "sse4_2", "avx", "f16c", "fma", "avx2", "avx512f", "avx512_bf16")));
        assertThat(cpu.level()).isEqualTo("avx512");
    }

    @Test
    void readsLinuxOnArm() {
        Cpu cpu = Cpu.ofLinux(
                "aarch64",
                List.of(
                        "Features\t: fp asimd sve",
                        "CPU implementer\t: 0x41",
                        "CPU architecture: 8",
                        "CPU variant\t: 0x1",
                        "CPU part\t: 0xd40",
                        "CPU revision\t: 1"));
        assertThat(cpu)
                .isEqualTo(new Cpu("aarch64", "ARM", "8", "0xd40", "0x1.1", "ARM aarch64", List.of("asimd", "sve")));
        assertThat(cpu.level()).isEqualTo("sve");
    }

    @Test
    void takesWhatOtherSystemsTell() {
        Cpu windows = Cpu.ofWindows("x86_64", "Intel64 Family 6 Model 85 Stepping 7, GenuineIntel");
        assertThat(List.of(windows.vendor(), windows.family(), windows.model(), windows.stepping(), windows.level()))
                .containsExactly("GenuineIntel", "6", "85", "7", "unknown");
        Cpu mac = Cpu.ofName("aarch64", "Apple M3 Pro");
        assertThat(List.of(mac.vendor(), mac.model(), mac.name())).containsExactly("Apple", "M3_Pro", "Apple M3 Pro");
        assertThat(Cpu.ofName("riscv64", "").vendor()).isEqualTo("unknown");
    }

    @Test
    void readsTheQuotaOfBothKindsOfControlGroups(@TempDir Path cgroup) throws IOException {
        assertThat(Quota.read(cgroup)).isEmpty();
        Path old = Files.createDirectories(cgroup.resolve("cpu"));
        Files.writeString(old.resolve("cpu.cfs_quota_us"), "150000\n");
        Files.writeString(old.resolve("cpu.cfs_period_us"), "100000\n");
        assertThat(Quota.read(cgroup)).isEqualTo(OptionalDouble.of(1.5));
        Files.writeString(cgroup.resolve("cpu.max"), "max 100000\n");
        assertThat(Quota.read(cgroup)).isEmpty();
        Files.writeString(cgroup.resolve("cpu.max"), "200000 100000\n");
        assertThat(Quota.read(cgroup)).isEqualTo(OptionalDouble.of(2));
    }

    @Test
    void namesThisMachine() {
        Identity here = Identity.ofThisMachine(List.of("-Xmx1g"), "bench run");
        assertThat(here.cpuClass()).matches("[A-Za-z0-9_][A-Za-z0-9_.-]*").endsWith("-" + here.cores() + "c");
        assertThat(here.jdkMajor()).isEqualTo(String.valueOf(Runtime.version().feature()));
        assertThat(here.differences(here)).isEmpty();
    }
}
