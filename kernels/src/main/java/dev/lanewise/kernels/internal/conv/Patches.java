package dev.lanewise.kernels.internal.conv;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.CONV_K;
import static dev.lanewise.kernels.internal.tile.Tiles.PITCH;
import static dev.lanewise.kernels.internal.tile.Tiles.ROWS;
import static dev.lanewise.kernels.internal.tile.Tiles.STEP;
import static dev.lanewise.kernels.internal.tile.Tiles.roundUp;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.tile.Tiles;
import java.util.Arrays;

/**
 * Packs parts of the im2col matrix, whose rows are the patches of output pixels, straight from the images into the two
 * orders in which the micro-kernel reads A.
 *
 * <p>A stretch of a patch is a few contiguous pieces of its runs ({@link #setStretch}). A piece is copied in whole
 * vectors: what is copied too much is overwritten by the next piece, or lies in a gap that nobody reads.
 */
public final class Patches {

    private final int[] pieceAt = new int[CONV_K];
    private final int[] pieceLength = new int[CONV_K];
    private int pieces;

    /** Forgets the pieces. */
    public void clear() {
        pieces = 0;
    }

    /** Adds a piece of {@code length} floats that starts {@code at} floats behind the start of a patch; joins neighbours. */
    public void add(int at, int length) {
        if (pieces > 0 && pieceAt[pieces - 1] + pieceLength[pieces - 1] == at) {
            pieceLength[pieces - 1] += length;
            return;
        }
        pieceAt[pieces] = at;
        pieceLength[pieces++] = length;
    }

    /** Notes the pieces of elements {@code from .. from + length - 1} of a patch, at most {@link Tiles#CONV_K}. */
    public void setStretch(ConvShape shape, int from, int length) {
        int runLength = shape.runLength();
        clear();
        for (int p = from; p < from + length; ) {
            int within = p % runLength;
            int piece = Math.min(runLength - within, from + length - p);
            add(shape.runStart(p / runLength) + within, piece);
            p += piece;
        }
    }

    /** Packs the stretch of {@code count} patches, from number {@code first} on, one patch a row, {@link Tiles#PITCH} apart. */
    public void packOneByOne(float[] images, int[] patch, int first, int count, int shift, float[] to, int toOff) {
        int place = toOff;
        for (int piece = 0; piece < pieces; piece++) {
            int at = pieceAt[piece] + shift;
            int length = pieceLength[piece];
            if (patch[first + count - 1] + at + roundUp(length, LANES) > images.length) {
                for (int i = 0; i < count; i++) {
                    System.arraycopy(images, patch[first + i] + at, to, i * PITCH + place, length);
                }
            } else if (length <= LANES) {
                for (int i = 0; i < count; i++) {
                    fromArray(F32, images, patch[first + i] + at).intoArray(to, i * PITCH + place);
                }
            } else {
                for (int i = 0; i < count; i++) {
                    copy(images, patch[first + i] + at, to, i * PITCH + place, length);
                }
            }
            place += length;
        }
        Arrays.fill(to, toOff + count * PITCH, toOff + roundUp(count, ROWS) * PITCH, 0f);
    }

    /**
     * Packs the stretch of {@code count} patches as one tile of the gradient by the weights: elements of the stretch, at
     * most {@link Tiles#ROWS}, are rows, patches are steps, {@link Tiles#STEP} apart.
     */
    public void packSideBySide(float[] images, int[] patch, int count, int shift, float[] to, int toOff) {
        int reach = pieceAt[pieces - 1] + shift + STEP;
        if (patch[count - 1] + reach > images.length) {
            packExactly(images, patch, count, shift, to, toOff);
        } else if (pieces == 1) {
            int at = pieceAt[0] + shift;
            for (int p = 0; p < count; p++, toOff += STEP) {
                copy(images, patch[p] + at, to, toOff, STEP);
            }
        } else if (LANES >= STEP && pieces == 2) {
            packTwo(images, patch, count, pieceAt[0] + shift, pieceAt[1] + shift, pieceLength[0], to, toOff);
        } else if (LANES >= STEP) {
            packWhole(images, patch, count, shift, to, toOff);
        } else {
            packExactly(images, patch, count, shift, to, toOff);
        }
    }

    private static void packTwo(
            float[] images, int[] patch, int count, int first, int second, int length, float[] to, int toOff) {
        for (int p = 0; p < count; p++) {
            int place = toOff + p * STEP;
            fromArray(F32, images, patch[p] + first).intoArray(to, place);
            fromArray(F32, images, patch[p] + second).intoArray(to, place + length);
        }
    }

    private void packWhole(float[] images, int[] patch, int count, int shift, float[] to, int toOff) {
        int[] at = pieceAt;
        int[] length = pieceLength;
        int n = pieces;
        for (int p = 0; p < count; p++) {
            int from = patch[p] + shift;
            int place = toOff + p * STEP;
            for (int piece = 0; piece < n; piece++) {
                fromArray(F32, images, from + at[piece]).intoArray(to, place);
                place += length[piece];
            }
        }
    }

    private void packExactly(float[] images, int[] patch, int count, int shift, float[] to, int toOff) {
        int place = toOff;
        for (int piece = 0; piece < pieces; piece++) {
            int at = pieceAt[piece] + shift;
            for (int l = 0; l < pieceLength[piece]; l++, at++, place++) {
                for (int p = 0; p < count; p++) {
                    to[place + p * STEP] = images[patch[p] + at];
                }
            }
        }
    }

    /** Copies {@code length} floats and, in the last vector, some that follow. */
    private static void copy(float[] from, int fromOff, float[] to, int toOff, int length) {
        for (int l = 0; l < length; l += LANES) {
            fromArray(F32, from, fromOff + l).intoArray(to, toOff + l);
        }
    }
}
