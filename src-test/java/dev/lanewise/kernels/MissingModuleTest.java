package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.nn.layers.Dense;
import dev.lanewise.testkit.AnotherVm;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On the class path, without the module of the Vector API, every beginning says which option is missing. */
@Tag("once")
class MissingModuleTest {

    private static final String MESSAGE =
            "java.lang.IllegalStateException: Lanewise needs the module jdk.incubator.vector";

    /** What a program may begin with; the process of the test runs it. */
    static final class Program {

        private Program() {}

        public static void main(String[] arguments) {
            float[] x = new float[4];
            List<Runnable> beginnings = List.of(
                    () -> Relu.forward(Parallelism.serial(), 4, x, 0, x, 0),
                    () -> Conv2d.forwardWorkspace(Parallelism.allCores(), Conv2dGeometry.of(1, 5, 5, 1, 1, 3, 3)),
                    () -> Parallelism.threads(2),
                    KernelInfo::tile,
                    () -> new Dense(2));
            for (Runnable beginning : beginnings) {
                try {
                    beginning.run();
                } catch (ExceptionInInitializerError e) {
                    System.out.println(e.getCause());
                } catch (RuntimeException e) {
                    System.out.println(e);
                }
            }
        }
    }

    @Test
    void saysWhichOptionIsMissing() throws Exception {
        AnotherVm vm = AnotherVm.run(List.of(), Program.class, List.of());
        assertThat(vm.out().lines()).hasSize(5).allMatch(line -> line.startsWith(MESSAGE));
    }
}
