package dev.lanewise.bench.report;

import dev.lanewise.bench.SyntheticRun;
import dev.lanewise.bench.record.ResultFile;
import dev.lanewise.bench.record.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs of one machine with rivals, long shapes and all units, in which gemm became 12 % slower with run {@value #SLOWER}.
 */
final class SyntheticHistory {

    static final int SLOWER = 9;

    private static final List<String> CONVOLUTIONS = List.of(
            "cifar2 mb64ic32ih15oc64oh13kh3",
            "resnet50-conv2 mb16ic64ih56oc64oh56kh3ph1",
            "resnet50-conv3 mb16ic128ih28oc128oh28kh3ph1",
            "mobilenet-dw g32mb8ic32ih112oc32oh112kh3ph1");

    private SyntheticHistory() {}

    static List<ResultFile> runs(int count) {
        List<ResultFile> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String date = String.format(Locale.ROOT, "2026-01-%02dT12:00:00Z", i + 1);
            SyntheticRun run = new SyntheticRun(i)
                    .forks(5, 3)
                    .identity(SyntheticRun.identity(SyntheticRun.identity().cpuClass(), "25.0.3+9", date));
            for (int threads = 1; threads <= 2; threads++) {
                gemm(run, threads, i >= SLOWER ? 1.12 : 1);
                convolution(run, threads);
                streams(run, threads);
                network(run, threads);
            }
            runs.add(run.build());
        }
        return runs;
    }

    private static void gemm(SyntheticRun run, int threads, double factor) {
        for (int n : new int[] {32, 64, 127, 128, 256, 512, 513, 1024, 2048}) {
            double flops = 2.0 * n * n * n;
            double small = n < 100 ? 0.7 : 1;
            String shape = n + "x" + n + "x" + n + " NN";
            add(run, "gemm", "sgemm", shape, threads, "lanewise", flops, 16.0 * n * n, factor * flops / 70e9 / small);
            add(run, "gemm", "sgemm", shape, threads, "openblas", flops, 16.0 * n * n, flops / 72e9 / small / small);
            add(run, "gemm", "sgemm", shape, threads, "netlib", flops, 16.0 * n * n, flops / 20e9);
            add(run, "gemm", "sgemm", shape, threads, "ejml", flops, 16.0 * n * n, flops / 4e9);
            add(run, "gemm", "sgemm", shape, threads, "java-loop", flops, 16.0 * n * n, flops / 1.5e9);
        }
    }

    private static void convolution(SyntheticRun run, int threads) {
        for (String operation : List.of("forward", "backwardData", "backwardWeights")) {
            double flops = 8e8;
            for (String shape : CONVOLUTIONS) {
                add(run, "conv", operation, shape, threads, "lanewise", flops, 3e7, flops / 66e9);
                add(run, "conv", operation, shape, threads, "onednn-nhwc", flops, 3e7, flops / 60e9);
                add(run, "conv", operation, shape, threads, "onednn-best", flops, 3e7, flops / 71e9);
                flops *= 1.3;
            }
        }
    }

    private static void streams(SyntheticRun run, int threads) {
        for (String operation : List.of("relu", "gelu")) {
            double bytes = 1.5e7;
            var ours = new Work("activation", "64x30x30x32", "lanewise", Work.GBS, bytes / 8, bytes, "memory");
            var loop = new Work("activation", "64x30x30x32", "java-loop", Work.GBS, bytes / 8, bytes, "memory");
            run.benchmark(ours, operation, threads, bytes / 9e9, 0);
            run.benchmark(loop, operation, threads, bytes / 8e9, 0);
        }
    }

    private static void network(SyntheticRun run, int threads) {
        var ours = new Work("network", "cifar10 64", "lanewise", "images/s", 64, 1e8, "memory");
        var torch = new Work("network", "cifar10 64", "pytorch-channels-last", "images/s", 64, 1e8, "memory");
        run.benchmark(ours, "trainingStep", threads, 64 / 1500.0 / threads, 500);
        run.benchmark(torch, "trainingStep", threads, 64 / 1100.0 / threads, 0);
    }

    private static void add(
            SyntheticRun run,
            String suite,
            String operation,
            String shape,
            int threads,
            String library,
            double flops,
            double bytes,
            double seconds) {
        var work = new Work(suite, shape, library, Work.GFLOPS, flops, bytes, bytes < 5e5 ? "L2" : "memory");
        run.benchmark(work, operation, threads, seconds / threads, 0);
    }
}
