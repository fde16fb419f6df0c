package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.testkit.KernelCalls;
import dev.lanewise.testkit.Threads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many callers, each with every kernel in an order of its own, all on the same few threads: no call may notice another.
 * What calls share behind the scenes, buffers and tasks, is shared by different kernels and shapes.
 */
@Tag("once")
@Timeout(120)
class KernelConcurrencyTest {

    private static final int CALLERS = 6;

    @Test
    void callersDoNotNoticeEachOther() throws Exception {
        Map<String, String> expected = new HashMap<>();
        KernelCalls.all().forEach(call -> expected.put(call.kernel(), call.checksum(Parallelism.serial())));
        try (var platform = Executors.newFixedThreadPool(CALLERS);
                var virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Map<String, String>>> callers = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                Parallelism parallelism = Threads.all().get(caller % 3);
                int seed = caller;
                callers.add(platform.submit(() -> shuffled(seed, parallelism)));
                callers.add(virtual.submit(() -> shuffled(~seed, parallelism)));
            }
            for (Future<Map<String, String>> caller : callers) {
                assertThat(caller.get(100, TimeUnit.SECONDS)).isEqualTo(expected);
            }
        }
    }

    /** From inside a task of the pool that the kernel is told to use. */
    @Test
    void kernelsRunInsideTheirOwnPool() {
        Parallelism parallelism = Threads.all().getLast();
        List<KernelCalls.Call> outside = KernelCalls.all();
        List<KernelCalls.Call> inside = KernelCalls.all();
        String[] actual = new String[inside.size()];
        parallelism.forEach(actual.length, i -> actual[i] = inside.get(i).checksum(parallelism));
        for (int i = 0; i < actual.length; i++) {
            KernelCalls.Call call = outside.get(i);
            assertThat(actual[i]).as(call.kernel()).isEqualTo(call.checksum(parallelism));
        }
    }

    private static Map<String, String> shuffled(int seed, Parallelism parallelism) {
        List<KernelCalls.Call> calls = new ArrayList<>(KernelCalls.all());
        Collections.shuffle(calls, new Random(seed));
        Map<String, String> checksums = new HashMap<>();
        calls.forEach(call -> checksums.put(call.kernel(), call.checksum(parallelism)));
        return checksums;
    }
}
