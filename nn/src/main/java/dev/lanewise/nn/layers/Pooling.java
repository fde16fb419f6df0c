package dev.lanewise.nn.layers;

import dev.lanewise.kernels.Pool2dGeometry;
import dev.lanewise.kernels.Pool2dGeometry.Rounding;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.LayerBuilder;
import dev.lanewise.nn.LayerBuilder.Reads;
import dev.lanewise.nn.Pass;
import dev.lanewise.nn.Planned;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.internal.Require;

/**
 * What the pooling layers with a window have in common.
 *
 * @param <L> the layer, which the setters return
 */
abstract sealed class Pooling<L extends Pooling<L>> extends Layer permits MaxPooling2D, AveragePooling2D {

    private final int poolHeight;
    private final int poolWidth;
    private int strideHeight;
    private int strideWidth;
    private Padding padding = Padding.VALID;
    private Planned<Pool2dGeometry> geometry;

    Pooling(int poolHeight, int poolWidth) {
        this.poolHeight = Require.positive("poolHeight", poolHeight);
        this.poolWidth = Require.positive("poolWidth", poolWidth);
        strideHeight = poolHeight;
        strideWidth = poolWidth;
    }

    /** Sets both strides; those of the window by default. */
    public L strides(int strides) {
        return strides(strides, strides);
    }

    /** Sets the strides by rows and by columns; those of the window by default. */
    public L strides(int byRows, int byColumns) {
        requireUnbuilt();
        strideHeight = Require.positive("strideHeight", byRows);
        strideWidth = Require.positive("strideWidth", byColumns);
        return self();
    }

    /** Sets the border; {@link Padding#VALID} by default. */
    public L padding(Padding border) {
        requireUnbuilt();
        padding = border;
        return self();
    }

    /** This layer under its own type. */
    abstract L self();

    /** Name of the kernel. */
    abstract String kernel();

    /** The window in words, such as {@code 2x2}. */
    final String window() {
        return poolHeight + "x" + poolWidth;
    }

    final Pool2dGeometry geometry(Pass pass) {
        return pass.get(geometry);
    }

    @Override
    protected Shape build(LayerBuilder builder, Shape input) {
        if (input.rank() != 3) {
            throw builder.error("an input of shape (height, width, channels)", input);
        }
        Pool2dGeometry image = image(input);
        geometry = builder.planned(plan -> image.withBatch(plan.batch()));
        builder.backwardReads(Reads.NOTHING).kernel(kernel() + " " + window());
        return Shape.of(image.outHeight(), image.outWidth(), image.channels());
    }

    /** The geometry of one image; for the border see {@link Convolution}. */
    private Pool2dGeometry image(Shape input) {
        boolean same = padding == Padding.SAME;
        Pool2dGeometry image = new Pool2dGeometry(
                1,
                input.dimension(0),
                input.dimension(1),
                input.dimension(2),
                poolHeight,
                poolWidth,
                strideHeight,
                strideWidth,
                0,
                same ? poolHeight - 1 : 0,
                0,
                same ? poolWidth - 1 : 0,
                1,
                1,
                Rounding.FLOOR);
        return same ? image.withSamePadding() : image;
    }
}
