package dev.lanewise.bench.suites;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.Library;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.SoftmaxCrossEntropy;
import dev.lanewise.nn.Mode;
import dev.lanewise.nn.Plan;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.optimizers.Adam;
import java.util.List;

/**
 * The suite network: whole networks on images of 32 x 32 x 3 with 10 classes. A training step is the forward pass with
 * dropout, the loss, the backward pass and a step of Adam; the images lie ready.
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
            int[] labels = Inputs.labels(s.batch(), NetworkShape.CLASSES, 2);
            float[] losses = new float[s.batch()];
            return Call.of(() -> step(p, plan, adam, labels, losses), losses);
        }

        private static void step(Parallelism p, Plan plan, Adam adam, int[] labels, float[] losses) {
            int batch = losses.length;
            plan.forward(7, (int) adam.iterations());
            Tensor logits = plan.output();
            Tensor gradient = plan.outputGradient();
            SoftmaxCrossEntropy.sparse(
                    p,
                    batch,
                    NetworkShape.CLASSES,
                    0f,
                    logits.data(),
                    logits.offset(),
                    labels,
                    0,
                    losses,
                    0,
                    1f / batch,
                    gradient.data(),
                    gradient.offset());
            plan.backward();
            adam.step(p);
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
