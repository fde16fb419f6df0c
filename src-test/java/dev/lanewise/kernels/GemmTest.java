package dev.lanewise.kernels;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.GemmCase;
import dev.lanewise.testkit.GemmOracle;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import dev.lanewise.testkit.Tolerance;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every shape class against the promised chain of operations, bit by bit. */
class GemmTest {

    /** Around the lanes of every width, the rows and columns of any tile of theirs, and two of each. */
    private static final int[] EDGES = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48, 49, 63, 64, 65, 79, 80,
        81
    };

    @ParameterizedTest
    @EnumSource
    void smallShapesExhaustively(Transpose ta) {
        for (Transpose tb : Transpose.values()) {
            for (int m = 0; m < 10; m++) {
                for (int n = 0; n < 10; n++) {
                    for (int k = 0; k < 10; k++) {
                        GemmCase.reals(ta, tb, m, n, k).check(List.of(Parallelism.serial()));
                    }
                }
            }
        }
    }

    /** Each edge in each dimension, against others that walk at different strides. */
    @ParameterizedTest
    @EnumSource
    void edges(Transpose ta) {
        for (Transpose tb : Transpose.values()) {
            for (int i = 0; i < EDGES.length; i++) {
                for (int step = 1; step < EDGES.length; step += 4) {
                    int n = EDGES[(i * 3 + step) % EDGES.length];
                    int k = EDGES[(i * 5 + step * 7) % EDGES.length];
                    GemmCase.reals(ta, tb, EDGES[i], n, k).check(List.of(Parallelism.serial()));
                }
            }
        }
    }

    /** Plain products with little of B, or with few columns: nothing is packed, the last tiles reach back. */
    @ParameterizedTest
    @ValueSource(ints = {8, 9, 12, 39, 40, 41, 43, 47, 85})
    void plainProducts(int m) {
        for (int n : EDGES) {
            for (int gap : new int[] {0, 1, 70}) {
                GemmCase.reals(Transpose.NO, Transpose.NO, m, n, 1 + (m * 7 + n) % 90)
                        .withScalars(1f, 0f)
                        .withLayout(gap, 1)
                        .check(List.of(Parallelism.serial()));
            }
        }
    }

    /** Plain products with so few rows that B is read in place, by one tile or a few: threads share the columns. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 6, 7, 8, 10, 15, 16, 24, 31, 32, 33})
    void plainProductsWithFewRows(int m) {
        for (int n : new int[] {64, 65, 81, 127, 128, 191, 361}) {
            GemmCase.reals(Transpose.NO, Transpose.NO, m, n, 0)
                    .withScalars(1f, 0f)
                    .check();
            for (int k : new int[] {1, 64, 290}) {
                GemmCase.reals(Transpose.NO, Transpose.NO, m, n, k)
                        .withScalars(1f, 0f)
                        .withLayout(n % 3, 1)
                        .check();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2003, 64, 61",
        "1001, 63, 1400",
        "997, 33, 2100",
        "3001, 16, 130",
        "1999, 127, 80",
        "641, 200, 60",
        "45, 96, 1100",
        "997, 256, 300",
        "203, 64, 2100",
        "41, 32, 1300",
        "50, 255, 300",
        "203, 5, 2100",
        "83, 10, 5200",
        "9, 4101, 130",
        "3, 2053, 700"
    })
    void plainProductsWithManyRows(int m, int n, int k) {
        GemmCase.reals(Transpose.NO, Transpose.NO, m, n, k).withScalars(1f, 0f).check();
    }

    /** B goes through blocks of 64 columns and steps; those of the first begin where cache lines of a large B do. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void fewRowsTimesTransposed(int m) {
        for (Transpose ta : Transpose.values()) {
            for (int n : new int[] {15, 16, 17, 63, 64, 65, 130}) {
                for (int k : new int[] {15, 16, 17, 79, 80, 81, 144, 300}) {
                    GemmCase rows = GemmCase.reals(ta, Transpose.YES, m, n, k).withLayout(n % 3, 2);
                    rows.withScalars(1f, 0f).check();
                    rows.withScalars(-2.5f, 0.3f).check();
                }
            }
            for (int offset : new int[] {0, 1, 12}) {
                GemmCase rows = GemmCase.reals(ta, Transpose.YES, m, 300, 1008);
                rows.withLayout(0, offset).check();
                rows.withLayout(16, offset).withScalars(1f, 1f).check();
            }
        }
    }

    /** A B of little, whose rows end inside a block: what lies behind them, and the steps behind the last, must not show. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 7})
    void fewRowsTimesFewColumns(int m) {
        for (Transpose ta : Transpose.values()) {
            for (int n : new int[] {1, 10, 31, 32, 33, 63, 64, 65, 130}) {
                for (int k : new int[] {63, 64, 65, 71, 80, 257, 263, 300}) {
                    GemmCase rows = GemmCase.reals(ta, Transpose.NO, m, n, k).withLayout((n + k) % 3, k % 2);
                    rows.withScalars(1f, 0f).check(List.of(Parallelism.serial()));
                    rows.withScalars(-2.5f, 0.3f).check(List.of(Parallelism.serial()));
                }
            }
        }
    }

    /** A large B: blocks begin where its cache lines do, before the first column too, and sums are kept of some columns. */
    @ParameterizedTest
    @CsvSource({
        "3, 2064, 1029",
        "5, 8256, 256",
        "7, 512, 1100",
        "8, 4600, 67",
        "9, 1024, 290",
        "17, 528, 1061",
        "40, 1670, 800",
        "64, 2064, 1017"
    })
    void fewRowsTimesManyColumns(int m, int n, int k) {
        for (Transpose ta : Transpose.values()) {
            GemmCase rows = GemmCase.reals(ta, Transpose.NO, m, n, k);
            rows.check();
            for (int offset : new int[] {0, 1, 12, 29}) {
                rows.withLayout(16, offset).withScalars(1f, 1f).check();
            }
            rows.withLayout(1, 5).withScalars(-2.5f, 0.3f).check();
        }
    }

    /** A column of C with and without gaps: where nothing lies between, C is summed as a row. */
    @ParameterizedTest
    @EnumSource
    void oneColumn(Transpose ta) {
        for (Transpose tb : Transpose.values()) {
            for (int m : new int[] {31, 32, 33, 70, 8207}) {
                for (int k : new int[] {1 + m % 13, 16 + m % 67}) {
                    for (int gap = 0; gap < 2; gap++) {
                        GemmCase column = GemmCase.reals(ta, tb, m, 1, k).withLayout(gap, 3);
                        column.withScalars(1f, 0f).check();
                        column.withScalars(1f, 0.5f).check();
                        column.withScalars(2.5f, 1f).check();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "97, 101, 103",
        "128, 128, 128",
        "251, 67, 131",
        "64, 509, 257",
        "1, 1000, 700",
        "1, 1, 5000",
        "2, 2, 10000",
        "3000, 1, 200",
        "1031, 3, 65",
        "3, 2053, 129",
        "5, 7, 1537",
        "601, 17, 513",
        "37, 1025, 255",
        "13, 4101, 33",
        "1210, 33, 31",
        "129, 96, 1025",
        "1, 9001, 85",
        "2, 515, 131",
        "2, 4500, 13",
        "4, 2101, 2003",
        "41, 5003, 450"
    })
    void largeShapes(int m, int n, int k) {
        for (Transpose ta : Transpose.values()) {
            for (Transpose tb : Transpose.values()) {
                GemmCase.reals(ta, tb, m, n, k).check(List.of(Threads.all().getLast()));
            }
        }
    }

    /** Past every block that a cache may ask for. */
    @Test
    void allBlocksAtOnce() {
        GemmCase.reals(Transpose.NO, Transpose.NO, 389, 4101, 515)
                .withLayout(3, 1)
                .check(List.of(Threads.all().getLast()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 17, 61})
    void gapsAndOffsets(int gap) {
        for (Transpose ta : Transpose.values()) {
            for (Transpose tb : Transpose.values()) {
                for (int size : new int[] {1, 5, 16, 19, 33, 70}) {
                    GemmCase.reals(ta, tb, size, size + 2, size + 4)
                            .withScalars(1f, 1f)
                            .withLayout(gap, gap == 61 ? 3 : gap)
                            .check();
                }
            }
        }
    }

    /** Sums of small integers are exact in any order, so this holds for any kernel, whatever its chain. */
    @Test
    void integersAreExact() {
        for (int size : IntStream.of(EDGES).filter(s -> s > 3).toArray()) {
            int m = size + 50;
            int k = 3 * size;
            float[] a = TestData.smallIntegers(m * k, 1);
            float[] b = TestData.smallIntegers(k * size, 2);
            float[] c = TestData.smallIntegers(m * size, 3);
            double[] exact = GemmOracle.exact(m, size, k, 2, a, b, -1, c);
            Tolerance.assertNotDegenerate("exact", exact);
            for (Parallelism parallelism : Threads.all()) {
                GemmCase gemm = GemmCase.reals(Transpose.NO, Transpose.YES, m, size, k)
                        .withData(a, b, c)
                        .withScalars(2f, -1f);
                float[] actual = gemm.run(parallelism, Epilogue.none());
                Tolerance.assertWithin(gemm + " on " + parallelism, actual, exact, i -> 0);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"33, 65, 17", "64, 64, 64", "7, 130, 300", "90, 40, 1100", "1, 300, 2000"})
    void realsAreWithinTheBound(int m, int n, int k) {
        GemmCase gemm = GemmCase.reals(Transpose.NO, Transpose.NO, m, n, k).withScalars(-2.5f, 0.3f);
        double[] exact = GemmOracle.exact(m, n, k, gemm.alpha(), gemm.a(), gemm.b(), gemm.beta(), gemm.c());
        double[] bounds = GemmOracle.bounds(m, n, k, gemm.alpha(), gemm.a(), gemm.b(), gemm.beta(), gemm.c());
        Tolerance.assertNotDegenerate("exact", exact);
        for (Parallelism parallelism : Threads.all()) {
            Tolerance.assertWithin(gemm + " on " + parallelism, gemm.run(parallelism, Epilogue.none()), exact, bounds);
        }
    }

    /** Both public forms, and an operand that ends at the last element of its array. */
    @Test
    void withoutParallelismItRunsOnTheCallersThread() {
        float[] a = TestData.normals(6, 1);
        float[] b = TestData.normals(8, 2);
        float[] c = TestData.normals(12, 3);
        float[] expected = GemmOracle.chain(3, 4, 2, 2f, a, b, 0.5f, c);
        Gemm.sgemm(Transpose.NO, Transpose.NO, 3, 4, 2, 2f, a, 0, 2, b, 0, 4, 0.5f, c, 0, 4);
        Bits.assertSame("c", c, expected);
    }
}
