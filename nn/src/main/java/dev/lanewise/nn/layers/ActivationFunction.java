package dev.lanewise.nn.layers;

import dev.lanewise.kernels.Parallelism;

/**
 * A function of each element, or of each row of features, with its gradient. The usual ones are in {@link Activations}.
 */
public interface ActivationFunction {

    /** What the gradient is computed from. */
    enum Saved {
        /** The input of the function. */
        INPUT,
        /** Its output. */
        OUTPUT
    }

    /** Name for messages and tables, such as {@code relu}. */
    String name();

    /** What {@link #backward} wants to see again. */
    Saved saved();

    /**
     * Computes {@code y} from {@code x}.
     *
     * @param parallelism threads to use
     * @param rows number of rows
     * @param cols features a row
     * @param x {@code rows x cols} values from {@code xOff} on
     * @param xOff first element of {@code x}
     * @param y receives the result; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     */
    void forward(Parallelism parallelism, int rows, int cols, float[] x, int xOff, float[] y, int yOff);

    /**
     * Computes {@code dx} from {@code dy}.
     *
     * @param parallelism threads to use
     * @param rows number of rows
     * @param cols features a row
     * @param saved input or output of {@link #forward}, as {@link #saved()} says
     * @param savedOff first element of {@code saved}
     * @param dy gradient of the loss by the output
     * @param dyOff first element of {@code dy}
     * @param dx receives the gradient of the loss by the input; may be {@code dy} at the same offset
     * @param dxOff first element of {@code dx}
     */
    void backward(
            Parallelism parallelism,
            int rows,
            int cols,
            float[] saved,
            int savedOff,
            float[] dy,
            int dyOff,
            float[] dx,
            int dxOff);
}
