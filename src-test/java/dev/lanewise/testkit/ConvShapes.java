package dev.lanewise.testkit;

import dev.lanewise.kernels.Conv2dGeometry;
import java.util.ArrayList;
import java.util.List;

/** Geometries that have broken convolutions elsewhere, and the layers of the networks that we train. */
public final class ConvShapes {

    private ConvShapes() {}

    /** Small ones, one for each way to go wrong. */
    public static List<Conv2dGeometry> nasty() {
        List<Conv2dGeometry> shapes = new ArrayList<>();
        addChannelCounts(shapes);
        addWidths(shapes);
        addWindows(shapes);
        addGroups(shapes);
        addFewOutputs(shapes);
        addLargerImages(shapes);
        addFirstLayers(shapes);
        addSharedRows(shapes);
        addPanels(shapes);
        addSmallPadded(shapes);
        addOneChannel(shapes);
        return shapes;
    }

    /** Windows of 3 x 3 pixels of one channel, and of a few, with several panels of output channels. */
    private static void addOneChannel(List<Conv2dGeometry> shapes) {
        for (int outputs : new int[] {16, 32, 40, 64}) {
            shapes.add(Conv2dGeometry.of(2, 14, 21, 1, outputs, 3, 3));
            shapes.add(padded(3, 12, 11, 1, outputs, 3, 3, 1).withDilation(2, 1));
            shapes.add(padded(1, 25, 30, 1, outputs, 3, 3, 1).withStrides(2, 2));
            shapes.add(padded(2, 13, 12, 8, outputs, 3, 3, 1).withDilation(1, 2));
            shapes.add(padded(3, 11, 12, 20, outputs, 3, 5, 2).withStrides(1, 2));
        }
    }

    /**
     * Output channels that fill panels of two vectors or four, or are fewer: patches in place, one, two or three runs at a
     * time, or less; likewise the gradient by the input.
     */
    private static void addPanels(List<Conv2dGeometry> shapes) {
        for (int outputs : new int[] {5, 16, 23, 32, 64, 96}) {
            shapes.add(padded(2, 5, 8, 16, outputs, 3, 3, 1));
            shapes.add(padded(1, 7, 7, 160, outputs, 3, 3, 1));
            shapes.add(Conv2dGeometry.of(1, 15, 14, 32, outputs, 3, 2).withStrides(2, 1));
            shapes.add(Conv2dGeometry.of(3, 7, 6, 17, outputs, 1, 1).withStrides(1, 2));
            shapes.add(Conv2dGeometry.of(1, 10, 9, 24, outputs, 3, 2).withDilation(2, 1));
            shapes.add(Conv2dGeometry.of(1, 10, 9, 24, outputs, 3, 3).withDilation(1, 2));
            shapes.add(padded(1, 9, 9, 400, outputs, 2, 3, 2).withDilation(3, 2));
            shapes.add(Conv2dGeometry.of(2, 9, 13, outputs, 32, 3, 3).withStrides(2, 2));
            shapes.add(padded(2, 9, 8, outputs, 16, 1, 3, 1).withStrides(1, 3));
        }
        shapes.add(
                padded(1, 14, 18, 16, 24, 3, 3, 1)); // the most pixels of a block at 128 bits, no whole tiles of eight
        shapes.add(padded(1, 14, 36, 16, 48, 3, 3, 1)); // and at 256
        shapes.add(Conv2dGeometry.of(1, 8, 9, 400, 64, 2, 3));
        shapes.add(Conv2dGeometry.of(1, 6, 7, 1100, 32, 1, 1));
    }

    /** Padded images of which each pixel has few taps left, or none: pixels with the same ones are computed together. */
    private static void addSmallPadded(List<Conv2dGeometry> shapes) {
        for (int outputs : new int[] {32, 33, 64, 100}) {
            shapes.add(padded(6, 7, 8, 32, outputs, 3, 3, 1));
            shapes.add(padded(5, 7, 7, 400, outputs, 3, 3, 1));
            shapes.add(Conv2dGeometry.of(4, 9, 8, 40, outputs, 5, 3).withSamePadding());
            shapes.add(Conv2dGeometry.of(3, 6, 5, 32, outputs, 3, 3).withPadding(4, 1, 0, 5));
            shapes.add(Conv2dGeometry.of(4, 9, 10, 33, outputs, 3, 2)
                    .withPadding(3, 2, 1, 2)
                    .withDilation(2, 3));
            shapes.add(padded(20, 11, 12, 32, outputs, 3, 3, 1).withStrides(2, 2));
        }
        shapes.add(padded(40, 3, 3, 8, 20, 3, 3, 4).withDilation(4, 4)); // but one tap all lie outside
    }

    private static void addChannelCounts(List<Conv2dGeometry> shapes) {
        for (int channels :
                new int[] {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 19, 20, 21, 23, 25, 27, 29, 31, 33, 48, 65}) {
            shapes.add(Conv2dGeometry.of(1, 5, 6, channels, 4, 3, 3));
            shapes.add(Conv2dGeometry.of(2, 4, 5, 3, channels, 3, 2));
            shapes.add(Conv2dGeometry.of(1, 4, 4, channels, channels + 1, 2, 2).withSamePadding());
        }
    }

    /** Output rows around the pixels of any tile, so that tiles meet the ends of rows and of images. */
    private static void addWidths(List<Conv2dGeometry> shapes) {
        for (int width = 1; width <= 18; width++) {
            shapes.add(Conv2dGeometry.of(2, 3, width, 5, 18, 2, 1));
            shapes.add(padded(1, 3, width, 5, 17, 3, 3, 1));
            shapes.add(Conv2dGeometry.of(3, 2, width, 8, 16, 1, 1));
        }
    }

    /** Few channels out, of the result or of the gradient by the input, and images larger than a tile of pixels. */
    private static void addFewOutputs(List<Conv2dGeometry> shapes) {
        for (int outputs : new int[] {1, 3, 4, 5, 8, 16}) {
            shapes.add(Conv2dGeometry.of(2, 11, 19, 7, outputs, 3, 3));
            shapes.add(Conv2dGeometry.of(1, 9, 23, 4, outputs, 3, 5).withSamePadding());
            shapes.add(padded(1, 10, 17, 3, outputs, 2, 3, 4));
            shapes.add(Conv2dGeometry.of(1, 13, 22, 2, outputs, 3, 3).withDilation(2, 3));
        }
    }

    private static void addWindows(List<Conv2dGeometry> shapes) {
        Conv2dGeometry point = Conv2dGeometry.of(2, 7, 6, 13, 21, 1, 1);
        shapes.add(point.withStrides(2, 2));
        shapes.add(point.withPadding(1, 1, 1, 1));
        shapes.add(point.withStrides(2, 3).withPadding(3, 3, 3, 3));
        Conv2dGeometry three = Conv2dGeometry.of(2, 9, 8, 6, 10, 3, 3);
        shapes.add(three.withBatch(0));
        shapes.add(three.withStrides(2, 2));
        shapes.add(three.withStrides(2, 2).withSamePadding());
        shapes.add(three.withStrides(3, 1).withPadding(1, 0, 0, 2));
        shapes.add(three.withStrides(5, 4));
        shapes.add(three.withStrides(20, 30));
        shapes.add(three.withPadding(5, 5, 5, 5));
        shapes.add(three.withPadding(0, 3, 4, 0).withStrides(2, 3));
        shapes.add(three.withDilation(2, 2));
        shapes.add(three.withDilation(2, 3).withSamePadding());
        shapes.add(three.withPadding(2, 1, 0, 3).withDilation(4, 3).withStrides(2, 2));
        shapes.add(three.withPadding(6, 6, 4, 4).withDilation(7, 5));
        shapes.add(Conv2dGeometry.of(1, 5, 5, 3, 4, 5, 5).withPadding(7, 7, 7, 7));
        shapes.add(Conv2dGeometry.of(2, 5, 4, 3, 18, 5, 4));
        shapes.add(padded(2, 5, 4, 3, 18, 7, 6, 1));
        shapes.add(padded(1, 2, 2, 3, 4, 5, 5, 2));
        shapes.add(Conv2dGeometry.of(2, 8, 11, 4, 9, 1, 7));
        shapes.add(Conv2dGeometry.of(2, 11, 8, 4, 9, 7, 1).withSamePadding());
        shapes.add(Conv2dGeometry.of(3, 9, 1, 4, 6, 3, 1));
        shapes.add(Conv2dGeometry.of(3, 1, 9, 4, 6, 1, 3).withStrides(1, 2));
        shapes.add(Conv2dGeometry.of(1, 1, 1, 1, 1, 1, 1));
        shapes.add(Conv2dGeometry.of(1, 6, 6, 2, 3, 3, 3)
                .withPadding(100, 100, 100, 100)
                .withDilation(40, 40));
        shapes.add(Conv2dGeometry.of(1, 30, 31, 1, 1, 11, 9).withStrides(4, 3));
    }

    /**
     * Images of which the gradient by the weights packs nothing, or of which that by the input takes a few at a time; first
     * layers, 3 pixels of 3 channels under a window row; one vector of outputs; more weights than a cache holds.
     */
    private static void addLargerImages(List<Conv2dGeometry> shapes) {
        for (int outputs : new int[] {32, 64}) {
            shapes.add(Conv2dGeometry.of(3, 12, 13, 3, outputs, 3, 3));
            shapes.add(Conv2dGeometry.of(2, 19, 23, 3, outputs, 5, 3)
                    .withStrides(2, 2)
                    .withSamePadding());
            shapes.add(Conv2dGeometry.of(1, 40, 21, 3, outputs, 2, 3).withDilation(3, 1));
        }
        shapes.add(Conv2dGeometry.of(2, 11, 13, 16, 40, 3, 3));
        shapes.add(Conv2dGeometry.of(1, 6, 7, 520, 520, 1, 1));
        shapes.add(Conv2dGeometry.of(3, 25, 21, 9, 33, 3, 3).withStrides(2, 2).withSamePadding());
        for (int outputs : new int[] {4, 8, 16}) {
            shapes.add(Conv2dGeometry.of(2, 12, 13, 8, outputs, 3, 3));
            shapes.add(Conv2dGeometry.of(3, 23, 25, 15, outputs, 3, 3)
                    .withStrides(2, 1)
                    .withSamePadding());
        }
        shapes.add(Conv2dGeometry.of(5, 80, 81, 20, 64, 1, 1).withStrides(2, 2));
    }

    /**
     * Up to three channels, whose patches are read in place or from sorted rows: rows around any tile, panels of outputs
     * that end inside one, blocks that end inside a row; shapes that look alike and must go another way.
     */
    private static void addFirstLayers(List<Conv2dGeometry> shapes) {
        for (int width = 1; width <= 40; width++) {
            shapes.add(padded(2, 3, width, 3, width % 2 == 0 ? 32 : 64, 3, 3, 1));
        }
        for (int width = 10; width <= 33; width++) {
            shapes.add(Conv2dGeometry.of(2, 4, width, 1, 32, 3, 3));
            shapes.add(padded(2, 5, 2 * width - width % 2, 3, 40, 3, 3, 1).withStrides(2, 2));
        }
        for (int outputs : new int[] {15, 24, 31, 33, 48, 70}) {
            shapes.add(Conv2dGeometry.of(3, 7, 19, 3, outputs, 3, 3));
            shapes.add(Conv2dGeometry.of(1, 8, 30, 3, outputs, 2, 5).withSamePadding());
        }
        Conv2dGeometry colour = Conv2dGeometry.of(2, 21, 27, 3, 40, 3, 3);
        shapes.add(colour.withStrides(2, 1).withPadding(0, 2, 1, 3));
        shapes.add(colour.withDilation(3, 2).withSamePadding());
        shapes.add(Conv2dGeometry.of(4, 30, 30, 3, 32, 7, 7).withSamePadding());
        shapes.add(Conv2dGeometry.of(2, 12, 46, 1, 32, 5, 4).withStrides(1, 3));
        shapes.add(Conv2dGeometry.of(3, 41, 70, 2, 33, 5, 3).withStrides(3, 2).withDilation(2, 3));
        shapes.add(Conv2dGeometry.of(2, 40, 60, 3, 64, 7, 7).withStrides(2, 2).withSamePadding());
        shapes.add(Conv2dGeometry.of(2, 60, 150, 1, 20, 3, 2).withStrides(1, 5).withPadding(1, 2, 3, 4));
        shapes.add(Conv2dGeometry.of(1, 12, 20, 3, 32, 11, 11).withPadding(5, 5, 5, 5));
        shapes.add(Conv2dGeometry.of(2, 30, 60, 3, 48, 3, 27).withSamePadding());
        shapes.add(Conv2dGeometry.of(2, 9, 14, 3, 48, 3, 3).withGroups(3));
    }

    /** Images and windows of which the rows of a window share what they read, in tiles that straddle images. */
    private static void addSharedRows(List<Conv2dGeometry> shapes) {
        Conv2dGeometry three = Conv2dGeometry.of(3, 13, 12, 32, 33, 3, 3);
        shapes.add(three);
        shapes.add(three.withSamePadding());
        shapes.add(three.withPadding(0, 5, 4, 1));
        shapes.add(three.withPadding(4, 0, 0, 7));
        shapes.add(three.withDilation(1, 2).withSamePadding());
        shapes.add(Conv2dGeometry.of(2, 14, 27, 27, 20, 2, 3).withStrides(1, 2));
        shapes.add(Conv2dGeometry.of(5, 14, 16, 17, 40, 4, 5));
        shapes.add(Conv2dGeometry.of(2, 15, 13, 64, 64, 3, 3).withGroups(2));
        shapes.add(Conv2dGeometry.of(1, 18, 40, 85, 36, 3, 1));
        shapes.add(Conv2dGeometry.of(2, 20, 19, 24, 50, 5, 4));
        shapes.add(Conv2dGeometry.of(2, 13, 12, 100, 103, 3, 3).withSamePadding());
        shapes.add(Conv2dGeometry.of(2, 12, 13, 97, 20, 2, 5));
        shapes.add(Conv2dGeometry.of(2, 13, 14, 10, 100, 3, 3));
        shapes.add(padded(3, 9, 4, 40, 34, 3, 4, 4));
        shapes.add(padded(3, 9, 3, 40, 34, 3, 4, 4));
    }

    /** A window that only fits into the padded image, which {@code of(..).withPadding(..)} would refuse half-way. */
    private static Conv2dGeometry padded(int n, int h, int w, int c, int o, int kh, int kw, int pad) {
        return new Conv2dGeometry(n, h, w, c, o, kh, kw, 1, 1, pad, pad, pad, pad, 1, 1, 1);
    }

    private static void addGroups(List<Conv2dGeometry> shapes) {
        Conv2dGeometry grouped = Conv2dGeometry.of(2, 6, 7, 12, 24, 3, 3);
        for (int groups : new int[] {2, 3, 4, 6, 12}) {
            shapes.add(grouped.withGroups(groups));
            shapes.add(grouped.withGroups(groups).withStrides(2, 2).withSamePadding());
            shapes.add(grouped.withGroups(groups).withDilation(2, 1).withPadding(1, 2, 0, 1));
        }
        shapes.add(Conv2dGeometry.of(2, 5, 5, 34, 34, 1, 1).withGroups(2));
        for (int channels : new int[] {1, 3, 4, 8, 15, 16, 17, 33, 64, 65}) {
            for (int multiplier = 1; multiplier <= 3; multiplier++) {
                shapes.add(Conv2dGeometry.of(2, 5, 6, channels, channels * multiplier, 3, 3)
                        .withGroups(channels)
                        .withSamePadding());
            }
        }
        shapes.add(Conv2dGeometry.of(1, 9, 9, 20, 20, 5, 5).withGroups(20).withStrides(2, 2));
        addDepthwise(shapes);
        addAliases(shapes);
    }

    /** Depthwise, with channels whose pixels agree in the low bits of their addresses. */
    private static void addAliases(List<Conv2dGeometry> shapes) {
        for (int width = 1; width <= 5; width++) {
            int height = 1 + width * 2 % 5;
            shapes.add(padded(2, height, width, 512, 512, 3, 3, 1).withGroups(512));
            shapes.add(padded(1, height, width, 512, 512, 3, 3, 2).withGroups(512));
            shapes.add(Conv2dGeometry.of(1, 2 + height, 2 + width, 1024, 1024, 3, 3)
                    .withGroups(1024));
        }
        for (int width : new int[] {14, 15, 29}) {
            shapes.add(padded(1, 4, width, 512, 512, 3, 3, 1).withGroups(512));
        }
        shapes.add(Conv2dGeometry.of(1, 5, 6, 512, 512, 3, 3).withGroups(512).withPadding(4, 0, 0, 5));
    }

    /** Rows around the pixels that a depthwise convolution takes at a time, strides, dilations, odd frames. */
    private static void addDepthwise(List<Conv2dGeometry> shapes) {
        for (int width = 3; width <= 14; width++) {
            shapes.add(Conv2dGeometry.of(2, 5, width, 21, 21, 3, 3).withGroups(21));
            shapes.add(
                    Conv2dGeometry.of(1, 6, width, 40, 40, 3, 2).withGroups(40).withSamePadding());
        }
        for (int width = 1; width <= 9; width++) {
            int height = 1 + width % 4;
            shapes.add(padded(2, height, width, 20, 20, 3, 3, 1).withGroups(20));
            shapes.add(padded(1, height, width, 18, 18, 3, 3, 2).withGroups(18));
            shapes.add(padded(2, height, width, 19, 19, 5, 5, 2).withGroups(19));
            shapes.add(padded(1, height, width, 17, 17, 3, 4, 2).withGroups(17).withStrides(2, 2));
            shapes.add(padded(1, height, width, 3, 3, 3, 3, 1).withGroups(3));
            for (int rows = 1; rows <= 6; rows++) {
                shapes.add(padded(1, rows, width, 16, 16, 3, 3, 1).withGroups(16));
            }
            for (int pad = 1; pad <= 3; pad++) {
                int rows = 1 + (width + pad) % 6;
                shapes.add(
                        padded(2, rows, width, 18, 18, 3, 3, pad).withGroups(18).withStrides(2, 2));
                shapes.add(padded(1, rows, width, 3, 3, 3, 3, pad).withGroups(3).withStrides(2, 2));
            }
        }
        for (int width : new int[] {15, 16, 17, 31, 33, 50}) {
            shapes.add(Conv2dGeometry.of(1, 4, width, 16, 16, 3, 3).withGroups(16));
            shapes.add(padded(1, 3, width, 16, 16, 3, 3, 2).withGroups(16));
        }
        Conv2dGeometry three = Conv2dGeometry.of(3, 12, 11, 37, 37, 3, 3).withGroups(37);
        for (int above = 0; above <= 5; above++) {
            shapes.add(three.withPadding(above, 5 - above, 5 - above, above));
        }
        shapes.add(three.withStrides(2, 2).withDilation(2, 2).withPadding(1, 2, 3, 4));
        shapes.add(three.withStrides(2, 2).withSamePadding());
        shapes.add(three.withStrides(2, 2));
        shapes.add(three.withStrides(2, 2).withPadding(0, 1, 1, 0));
        shapes.add(three.withStrides(2, 2).withPadding(4, 5, 1, 6));
        shapes.add(three.withStrides(1, 3));
        shapes.add(three.withStrides(4, 1).withPadding(0, 2, 5, 0));
        shapes.add(three.withDilation(2, 3).withSamePadding());
        shapes.add(three.withDilation(3, 1).withPadding(7, 0, 0, 9));
        shapes.add(three.withStrides(3, 2).withDilation(2, 2).withPadding(4, 5, 6, 7));
        shapes.add(three.withPadding(20, 20, 20, 20).withStrides(2, 1));
        shapes.add(Conv2dGeometry.of(1, 40, 60, 64, 64, 3, 3).withGroups(64).withSamePadding());
        shapes.add(Conv2dGeometry.of(18, 9, 8, 16, 16, 3, 3).withGroups(16).withSamePadding());
    }

    /** The layers of the Fashion-MNIST and CIFAR-10 networks, with a small batch. */
    public static List<Conv2dGeometry> networks() {
        return List.of(
                Conv2dGeometry.of(3, 28, 28, 1, 32, 3, 3),
                Conv2dGeometry.of(3, 13, 13, 32, 64, 3, 3),
                Conv2dGeometry.of(3, 5, 5, 64, 128, 3, 3),
                Conv2dGeometry.of(2, 32, 32, 3, 32, 3, 3),
                Conv2dGeometry.of(2, 15, 15, 32, 64, 3, 3),
                Conv2dGeometry.of(3, 6, 6, 64, 128, 3, 3),
                Conv2dGeometry.of(1, 16, 16, 32, 64, 3, 3).withSamePadding(),
                Conv2dGeometry.of(1, 8, 8, 130, 70, 3, 3).withSamePadding());
    }
}
