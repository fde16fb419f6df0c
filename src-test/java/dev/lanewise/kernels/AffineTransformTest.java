package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.AffineOracle;
import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import dev.lanewise.testkit.Tolerance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AffineTransformTest {

    private static final int OFFSET = 3;
    private static final int GAP = 20;
    private static final float[] IDENTITY = {1, 0, 0, 0, 1, 0};

    private record Shape(int height, int width, int channels) {
        int size() {
            return height * width * channels;
        }
    }

    @Test
    void everyMapIsTheOracleWithinTheBound() {
        for (Shape s : shapes()) {
            float[] maps = maps(s);
            int batch = maps.length / 6;
            float[] x = TestData.normals(batch * s.size(), 1);
            double[] expected = AffineOracle.bilinear(batch, s.height, s.width, s.channels, x, maps);
            Tolerance.assertNotDegenerate(s.toString(), expected);
            double[] bounds = new double[batch];
            Arrays.setAll(bounds, b -> bound(s, x, maps, b));
            Tolerance.assertWithin(s.toString(), run(s, x, maps), expected, i -> bounds[i / s.size()]);
        }
    }

    /** Which also makes the bits the same for any width; and no pixel is brighter than those it stems from. */
    @Test
    void everyBitIsTheFormulasForAnyThreadsAndInPlace() {
        for (Shape s : shapes()) {
            float[] maps = maps(s);
            int batch = maps.length / 6;
            float[] x = TestData.uniforms(batch * s.size(), -1, 1, 2);
            float[][] range = new float[2][x.length];
            float[] expected = AffineOracle.formula(s.height, s.width, s.channels, x, maps, range);
            for (Parallelism parallelism : Threads.all()) {
                float[] y = Canary.array(OFFSET + x.length + GAP);
                AffineTransform.bilinear(
                        parallelism,
                        batch,
                        s.height,
                        s.width,
                        s.channels,
                        Canary.around(x, 1, 0),
                        1,
                        Canary.around(maps, 2, 0),
                        2,
                        y,
                        OFFSET);
                Bits.assertSame("y of " + s, Canary.inside(y, OFFSET, x.length), expected);
                Canary.assertIntact("y of " + s, y, OFFSET, x.length);
                float[] inPlace = Canary.around(x, OFFSET, GAP);
                AffineTransform.bilinear(
                        parallelism, batch, s.height, s.width, s.channels, inPlace, OFFSET, maps, 0, inPlace, OFFSET);
                Bits.assertSame("y in place of " + s, inPlace, y);
            }
            double[] middle = new double[x.length];
            double[] half = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                middle[i] = ((double) range[0][i] + range[1][i]) / 2;
                half[i] = ((double) range[1][i] - range[0][i]) / 2;
            }
            Tolerance.assertWithin("between its pixels, " + s, expected, middle, half);
        }
    }

    /** Of any bits: infinities, NaN and -0 included. */
    @Test
    void mapsBetweenPixelsCopyBits() {
        for (Shape s : shapes()) {
            float[] x = TestData.specials(s.size(), 3);
            float[] mirrored = new float[x.length];
            float[] turned = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                int row = i / s.channels / s.width;
                int col = i / s.channels % s.width;
                mirrored[i] = x[i + (s.width - 1 - 2 * col) * s.channels];
                turned[i] = x[x.length - (row * s.width + col + 1) * s.channels + i % s.channels];
            }
            Bits.assertSame("identity of " + s, run(s, x, IDENTITY), x);
            Bits.assertSame("flip of " + s, run(s, x, new float[] {-1, 0, s.width - 1, 0, 1, 0}), mirrored);
            Bits.assertSame("no rotation of " + s, run(s, x, rotation(s, 0, 0, 0, false)), x);
            Bits.assertSame("no rotation, flip of " + s, run(s, x, rotation(s, 0, 0, 0, true)), mirrored);
            Bits.assertSame("half a turn of " + s, run(s, x, rotation(s, 180, 0, 0, false)), turned);
        }
    }

    @Test
    void quarterTurnsOfASquareCopyBits() {
        for (int n : new int[] {1, 2, 7, 32}) {
            Shape s = new Shape(n, n, 3);
            float[] x = TestData.specials(s.size(), 4);
            float[] expected = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                int row = i / 3 / n;
                int col = i / 3 % n;
                expected[i] = x[((n - 1 - col) * n + row) * 3 + i % 3]; // a = 90: inRow = -col, inCol = row
            }
            Bits.assertSame("quarter turn of " + s, run(s, x, rotation(s, 90, 0, 0, false)), expected);
            Bits.assertSame("and back", run(s, expected, rotation(s, -90, 0, 0, false)), x);
            Bits.assertSame("three more", run(s, expected, rotation(s, 270, 0, 0, false)), x);
        }
    }

    @Test
    void theNearestPixelOfTheEdgeLiesOutside() {
        Shape s = new Shape(2, 3, 1);
        float[] x = {1, 2, 3, 4, 5, 6};
        assertThat(run(s, x, new float[] {1, 0, -1.5f, 0, 1, 0})).containsExactly(1, 1, 1.5f, 4, 4, 4.5f);
        assertThat(run(s, x, new float[] {1, 0, 2, 0, 1, 1})).containsExactly(6, 6, 6, 6, 6, 6);
        assertThat(run(s, x, new float[] {1, 0, -9, 0, 1, -0.5f})).containsExactly(1, 1, 1, 2.5f, 2.5f, 2.5f);
        float most = Float.MAX_VALUE;
        assertThat(run(s, x, new float[] {most, most, most, -most, -most, -most}))
                .containsOnly(3);
        assertThat(run(s, x, new float[] {-most, 0, -most, most, most, most})).containsOnly(4);
    }

    @Test
    void aWeightOfZeroDoesNotLook() {
        float[] x = {1, Float.NaN, 3, Float.POSITIVE_INFINITY};
        float[] downHalf = {1, 0, 0, 0, 1, 0.5f};
        Bits.assertSameNumbers("y", run(new Shape(2, 2, 1), x, downHalf), new float[] {2, Float.NaN, 3, x[3]});
    }

    /** What is beyond the image, or in the next one, is never seen. */
    @Test
    void imagesDoNotMix() {
        Shape s = new Shape(3, 2, 5);
        float[] x = new float[3 * s.size()];
        Arrays.fill(x, 0, s.size(), Float.NaN);
        Arrays.fill(x, s.size(), 2 * s.size(), 7);
        Arrays.fill(x, 2 * s.size(), x.length, Float.POSITIVE_INFINITY);
        float[] maps = new float[18];
        for (int b = 0; b < 3; b++) {
            System.arraycopy(rotation(s, 30 * b - 40, 1.7f, -0.8f, b == 1), 0, maps, 6 * b, 6);
        }
        assertThat(Arrays.copyOfRange(run(s, x, maps), s.size(), 2 * s.size())).containsOnly(7);
    }

    /** The documented formula about the centre, in double precision; a map's elements are rounded once. */
    @Test
    void rotationIsTheFormula() {
        SplittableRandom random = new SplittableRandom(5);
        for (int k = 0; k < 2000; k++) {
            int height = random.nextInt(1, 60);
            int width = random.nextInt(1, 60);
            float degrees = (float) random.nextDouble(-360, 360);
            float down = (float) random.nextDouble(-9, 9);
            float right = (float) random.nextDouble(-9, 9);
            int f = random.nextBoolean() ? -1 : 1;
            float[] map = new float[6];
            AffineTransform.rotation(height, width, degrees, down, right, f < 0, map, 0);
            double sin = StrictMath.sin(StrictMath.toRadians(degrees));
            double cos = StrictMath.cos(StrictMath.toRadians(degrees));
            int row = random.nextInt(height);
            int col = random.nextInt(width);
            double rows = row - (height - 1) / 2.0 + down;
            double cols = f * (col - (width - 1) / 2.0) + right;
            double inRow = cos * rows - sin * cols + (height - 1) / 2.0;
            double inCol = sin * rows + cos * cols + (width - 1) / 2.0;
            double bound = Tolerance.U * (col + row + 200) + 1e-12;
            assertThat((double) map[0] * col + (double) map[1] * row + map[2]).isBetween(inCol - bound, inCol + bound);
            assertThat((double) map[3] * col + (double) map[4] * row + map[5]).isBetween(inRow - bound, inRow + bound);
            Tolerance.assertWithin(
                    "sine and cosine",
                    new float[] {map[0], map[1], map[3], map[4]},
                    new double[] {f * cos, sin, -f * sin, cos},
                    i -> 0.5001 * Tolerance.U);
        }
    }

    @Test
    void refusesMapsThatAreNotFinite() {
        Shape s = new Shape(2, 2, 1);
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (int i = 0; i < 12; i++) {
                float[] maps = {1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0};
                maps[i] = value;
                float[] y = Canary.array(8);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> AffineTransform.bilinear(
                                Parallelism.serial(), 2, 2, 2, 1, new float[s.size() * 2], 0, maps, 0, y, 0))
                        .withMessage("maps[" + i + "]: expected a finite value, got " + value);
                Canary.assertIntact("y", y, 0, 0);
            }
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        refuses("batch: expected a value >= 0, got -1", -1, 2, 2, 1, 8, 0, 12, 0, 8, 0);
        refuses("height: expected a value in [1, 2^24], got 0", 2, 0, 2, 1, 8, 0, 12, 0, 8, 0);
        refuses("width: expected a value in [1, 2^24], got 16777217", 2, 2, 1 << 24 | 1, 1, 8, 0, 12, 0, 8, 0);
        refuses("channels: expected a value > 0, got 0", 2, 2, 2, 0, 8, 0, 12, 0, 8, 0);
        refuses(
                "image: expected at most 2^29 elements with one more row, got 16777217 x 16777216 x 2147483647",
                1,
                1 << 24,
                1 << 24,
                Integer.MAX_VALUE,
                8,
                0,
                12,
                0,
                8,
                0);
        refuses(
                "x: expected at least offset 0 + 8589934588 elements, got an array of length 8",
                Integer.MAX_VALUE,
                2,
                2,
                1,
                8,
                0,
                12,
                0,
                8,
                0);
        refuses("x: expected at least offset 1 + 8 elements, got an array of length 8", 2, 2, 2, 1, 8, 1, 12, 0, 8, 0);
        refuses("y: expected at least offset 0 + 8 elements, got an array of length 7", 2, 2, 2, 1, 8, 0, 12, 0, 7, 0);
        refuses("offset of maps: expected a value >= 0, got -1", 2, 2, 2, 1, 8, 0, 12, -1, 8, 0);
        refuses(
                "maps: expected at least offset 1 + 12 elements, got an array of length 12",
                2,
                2,
                2,
                1,
                8,
                0,
                12,
                1,
                8,
                0);
        float[] all = new float[40];
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        AffineTransform.bilinear(Parallelism.serial(), 2, 2, 2, 1, all, 0, new float[12], 0, all, 4))
                .withMessageStartingWith("y: expected no overlap");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        AffineTransform.bilinear(Parallelism.serial(), 2, 2, 2, 1, new float[8], 0, all, 5, all, 0))
                .withMessageStartingWith("y: expected no overlap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AffineTransform.rotation(2, 2, 361, 0, 0, false, new float[6], 0))
                .withMessage("degrees: expected a value in [-360.0, 360.0], got 361.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AffineTransform.rotation(2, 2, 1, Float.NaN, 0, false, new float[6], 0))
                .withMessage("down: expected a finite value, got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AffineTransform.rotation(2, 2, 1, 0, Float.NEGATIVE_INFINITY, false, new float[6], 0))
                .withMessage("right: expected a finite value, got -Infinity");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AffineTransform.rotation(2, 2, 1, 0, 0, false, new float[6], 1))
                .withMessageStartingWith("map: expected at least offset 1 + 6 elements");
    }

    private static void refuses(
            String message,
            int batch,
            int height,
            int width,
            int channels,
            int xLength,
            int xOff,
            int mapsLength,
            int mapsOff,
            int yLength,
            int yOff) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AffineTransform.bilinear(
                        Parallelism.serial(),
                        batch,
                        height,
                        width,
                        channels,
                        new float[xLength],
                        xOff,
                        new float[mapsLength],
                        mapsOff,
                        new float[yLength],
                        yOff))
                .withMessage(message);
    }

    private static List<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>();
        for (int channels : new int[] {1, 2, 3, 5, 16, 17, 37}) {
            shapes.add(new Shape(1, 1, channels));
            shapes.add(new Shape(1, 7, channels));
            shapes.add(new Shape(9, 1, channels));
            shapes.add(new Shape(5, 6, channels));
            shapes.add(new Shape(15, 33, channels));
        }
        shapes.add(new Shape(28, 28, 1));
        shapes.add(new Shape(32, 32, 3));
        return shapes;
    }

    /** Rotations, shifts within and far beyond the image, scales, shears, and maps to one pixel. */
    private static float[] maps(Shape s) {
        SplittableRandom random = new SplittableRandom(s.hashCode());
        int batch = 8;
        float[] maps = new float[6 * batch];
        for (int b = 0; b < batch; b++) {
            float reach = b % 3 == 0 ? 0.1f : b % 3 == 1 ? 2 : 1e6f;
            float down = (float) random.nextDouble(-reach, reach) * s.height;
            float right = (float) random.nextDouble(-reach, reach) * s.width;
            float degrees = (float) random.nextDouble(-180, 180);
            AffineTransform.rotation(s.height, s.width, degrees, down, right, b % 2 == 0, maps, 6 * b);
            for (int i = 0; i < 6 && b % 4 == 3; i++) {
                maps[6 * b + i] *= (float) random.nextDouble(-3, 3);
            }
        }
        Arrays.fill(maps, 0, 6, 0f);
        System.arraycopy(IDENTITY, 0, maps, 6, 6);
        return maps;
    }

    private static float[] rotation(Shape s, float degrees, float down, float right, boolean flip) {
        float[] map = new float[6];
        AffineTransform.rotation(s.height, s.width, degrees, down, right, flip, map, 0);
        return map;
    }

    private static float[] run(Shape s, float[] x, float[] maps) {
        float[] y = new float[x.length];
        AffineTransform.bilinear(
                Parallelism.serial(), maps.length / 6, s.height, s.width, s.channels, x, 0, maps, 0, y, 0);
        return y;
    }

    /** As documented, for image {@code b}. */
    private static double bound(Shape s, float[] x, float[] maps, int b) {
        double largest = 0;
        double difference = 0;
        for (int i = b * s.size(); i < (b + 1) * s.size(); i++) {
            largest = Math.max(largest, Math.abs(x[i]));
            int pixel = (i - b * s.size()) / s.channels;
            double right = pixel % s.width + 1 < s.width ? Math.abs((double) x[i + s.channels] - x[i]) : 0;
            double down = pixel / s.width + 1 < s.height ? Math.abs((double) x[i + s.width * s.channels] - x[i]) : 0;
            difference = Math.max(difference, Math.max(right, down));
        }
        return (places(s, maps, 6 * b) + places(s, maps, 6 * b + 3)) * difference + 6 * Tolerance.U * largest;
    }

    private static double places(Shape s, float[] m, int at) {
        return 2 * Tolerance.U * (Math.abs(m[at]) * s.width + Math.abs(m[at + 1]) * s.height + Math.abs(m[at + 2]));
    }
}
