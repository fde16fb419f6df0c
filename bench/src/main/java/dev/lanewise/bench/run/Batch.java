package dev.lanewise.bench.run;

import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.shapes.ShapeTable;
import dev.lanewise.bench.shapes.Subset;
import dev.lanewise.bench.suites.Operation;
import dev.lanewise.bench.suites.Operations;
import java.util.ArrayList;
import java.util.List;

/**
 * Benchmarks of one operation and number of threads: every shape with every library, each in forks of its own.
 *
 * @param operation what is run
 * @param threads threads to use
 * @param shapes shapes, in the order of the table
 * @param libraries ours, or its rivals
 */
public record Batch(Operation operation, int threads, List<String> shapes, List<Library> libraries) {

    /** Number of benchmarks. */
    public int size() {
        return shapes.size() * libraries.size();
    }

    /** Ours alone: what JMH runs. */
    public static List<Batch> ours(List<String> suites, Subset subset, List<Integer> threadCounts) {
        return of(suites, subset, threadCounts, operation -> List.of(Library.LANEWISE));
    }

    /** The rivals that run on this CPU. */
    public static List<Batch> rivals(List<String> suites, Subset subset, List<Integer> threadCounts) {
        return of(
                suites,
                subset,
                threadCounts,
                operation -> operation.rivals().stream()
                        .filter(Library::suitsThisCpu)
                        .toList());
    }

    private interface Choice {
        List<Library> libraries(Operation operation);
    }

    private static List<Batch> of(List<String> suites, Subset subset, List<Integer> threadCounts, Choice choice) {
        List<Batch> batches = new ArrayList<>();
        for (Operation operation : Operations.all()) {
            for (int threads : suites.contains(operation.suite()) ? threadCounts : List.<Integer>of()) {
                List<Library> libraries = choice.libraries(operation).stream()
                        .filter(library -> operation.runs(library, threads))
                        .toList();
                List<String> shapes = ShapeTable.of(operation.suite(), subset).stream()
                        .filter(operation::takes)
                        .toList();
                Batch batch = new Batch(operation, threads, shapes, libraries);
                if (batch.size() > 0) {
                    batches.add(batch);
                }
            }
        }
        return batches;
    }
}
