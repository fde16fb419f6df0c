package dev.lanewise.bench.suites;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.Library;
import dev.lanewise.kernels.BinaryCrossEntropy;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.SoftmaxCrossEntropy;
import dev.lanewise.nn.Mode;
import dev.lanewise.nn.Plan;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.optimizers.Adam;
import java.util.List;

/**
 * The suite network: whole networks. A training step is the forward pass with dropout, the cross-entropy, the backward
 * pass and a step of Adam; the samples lie ready.
 */
final class NetworkOperations {

    private NetworkOperations() {}

    static List<Operation> all() {
        return List.of(new TrainStep(), new Inference());
    }

    private static final class TrainStep extends Operation {

        TrainStep() {
            super("network", NetworkBenchmark.class, "trainStep", Library.PYTORCH, Library.PYTORCH_CHANNELS_LAST);
        }

        /** A batch norm behind a dense layer has no variance of one row. */
        @Override
        public boolean takes(String shape) {
            return NetworkShape.of(shape).batch() > 1;
        }

        @Override
        public Cost cost(String shape) {
            NetworkShape s = NetworkShape.of(shape);
            return Cost.ofFlops(s.batch() * s.trainFlops(), s.bytes(9));
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            NetworkShape s = NetworkShape.of(shape);
            Sequential model = s.model().initialize(1);
            Plan plan = model.plan(Mode.TRAIN, s.batch(), p);
            fill(plan.input());
            Adam adam = new Adam();
            adam.attach(model.parameters());
            int classes = model.outputShape().elements();
            int[] labels = Inputs.labels(s.batch(), Math.max(2, classes), 2);
            float[] targets = new float[s.batch()];
            for (int i = 0; i < targets.length; i++) {
                targets[i] = labels[i];
            }
            float[] losses = new float[s.batch()];
            Runnable loss = classes == 1
                    ? () -> binary(p, plan, targets, losses)
                    : () -> categorical(p, plan, classes, labels, losses);
            return Call.of(() -> step(p, plan, loss, adam), losses);
        }

        private static void step(Parallelism p, Plan plan, Runnable loss, Adam adam) {
            plan.forward(7, (int) adam.iterations());
            loss.run();
            plan.backward();
            adam.step(p);
        }

        private static void categorical(Parallelism p, Plan plan, int classes, int[] labels, float[] losses) {
            int batch = losses.length;
            Tensor x = plan.output();
            Tensor dx = plan.outputGradient();
            SoftmaxCrossEntropy.sparse(
                    p,
                    batch,
                    classes,
                    0f,
                    x.data(),
                    x.offset(),
                    labels,
                    0,
                    losses,
                    0,
                    1f / batch,
                    dx.data(),
                    dx.offset());
        }

        private static void binary(Parallelism p, Plan plan, float[] targets, float[] losses) {
            int batch = losses.length;
            Tensor x = plan.output();
            Tensor dx = plan.outputGradient();
            BinaryCrossEntropy.fromLogits(
                    p, batch, x.data(), x.offset(), targets, 0, losses, 0, 1f / batch, dx.data(), dx.offset());
        }
    }

    private static final class Inference extends Operation {

        Inference() {
            super("network", NetworkBenchmark.class, "inference", Library.PYTORCH, Library.PYTORCH_CHANNELS_LAST);
        }

        @Override
        public Cost cost(String shape) {
            NetworkShape s = NetworkShape.of(shape);
            return Cost.ofFlops(s.batch() * s.forwardFlops(), s.bytes(1));
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            NetworkShape s = NetworkShape.of(shape);
            Plan plan = s.model().initialize(1).plan(Mode.INFER, s.batch(), p);
            fill(plan.input());
            Tensor y = plan.output();
            return new Call() {
                @Override
                public void run() {
                    plan.forward(0, 0);
                }

                @Override
                public float[][] results() {
                    return new float[][] {y.toArray()};
                }
            };
        }
    }

    private static void fill(Tensor x) {
        System.arraycopy(Inputs.uniform(x.size(), 1), 0, x.data(), x.offset(), x.size());
    }
}
