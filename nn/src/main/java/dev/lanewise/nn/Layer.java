package dev.lanewise.nn;

import dev.lanewise.kernels.EpilogueGradient;
import dev.lanewise.kernels.Moments;
import dev.lanewise.nn.internal.Require;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A layer of a {@link Sequential} model. A subclass says in {@link #build} what it needs, and computes in
 * {@link #forward} and {@link #backward}, by calling kernels on the spans it is given. A layer with a factor for each
 * feature, in full:
 *
 * {@snippet :
 * final class Scale extends Layer {
 *     private Parameter factor;
 *     private Planned<Tensor> product;
 *
 *     @Override
 *     protected Shape build(LayerBuilder builder, Shape input) {
 *         factor = builder.parameter("factor", Shape.of(input.last()), Initializers.ONES);
 *         product = builder.workspace(plan -> plan.batch() * input.elements());
 *         builder.backwardReads(LayerBuilder.Reads.INPUT);
 *         return input;
 *     }
 *
 *     @Override
 *     protected void forward(Pass pass, Tensor x, Tensor y) {
 *         RowBroadcast.multiplyRow(pass.parallelism(), x.shape().rows(), x.shape().last(),
 *                 factor.values(), factor.offset(), x.data(), x.offset(), y.data(), y.offset());
 *     }
 *
 *     @Override
 *     protected void backward(Pass pass, Tensor x, Tensor y, Tensor dy, Tensor dx) {
 *         int rows = x.shape().rows();
 *         int cols = x.shape().last();
 *         Tensor xdy = pass.get(product);
 *         Elementwise.multiply(pass.parallelism(), x.size(),
 *                 x.data(), x.offset(), dy.data(), dy.offset(), xdy.data(), xdy.offset());
 *         Reductions.columnSums(pass.parallelism(), rows, cols,
 *                 xdy.data(), xdy.offset(), factor.gradients(), factor.offset());
 *         if (dx != null) {
 *             RowBroadcast.multiplyRow(pass.parallelism(), rows, cols,
 *                     factor.values(), factor.offset(), dy.data(), dy.offset(), dx.data(), dx.offset());
 *         }
 *     }
 * }
 * }
 *
 * <p>An instance belongs to one model. It keeps parameters and settings; memory of a batch belongs to the plan, see
 * {@link Planned}.
 */
public abstract class Layer {

    private static final Pattern WORD = Pattern.compile("(.)([A-Z][a-z0-9]+)");
    private static final Pattern HUMP = Pattern.compile("([a-z])([A-Z])");

    private @Nullable String name;
    private @Nullable Built built;

    /** What building has settled. */
    record Built(Shape input, Shape output, LayerBuilder declared) {}

    /** For subclasses. */
    protected Layer() {}

    /**
     * Settles shapes and declares parameters and buffers. Called once.
     *
     * @param builder takes the declarations
     * @param input shape of one sample
     * @return shape of one sample of the output
     * @throws IllegalArgumentException if the layer cannot work on {@code input}
     */
    protected abstract Shape build(LayerBuilder builder, Shape input);

    /**
     * Computes the output.
     *
     * @param pass settings and buffers
     * @param x input, batch outermost
     * @param y output, to be written in full; the memory of {@code x} only if {@link LayerBuilder#inPlace} allows it
     */
    protected abstract void forward(Pass pass, Tensor x, Tensor y);

    /**
     * Computes the gradients after a {@link #forward} in training. Overwrites the gradient of every parameter it
     * declared for training.
     *
     * @param pass settings and buffers, as {@code forward} left them
     * @param x the input, if {@link LayerBuilder#backwardReads} asked for it; otherwise its contents are undefined
     * @param y the output, likewise
     * @param dy gradient of the loss by {@code y}; the layer may overwrite it
     * @param dx receives the gradient of the loss by {@code x}; the memory of {@code dy} or {@code x} only if {@link
     *     LayerBuilder} was told that it may be; null if nobody needs it, as in the first layer
     */
    protected abstract void backward(Pass pass, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx);

    /**
     * Fuses this layer with some of those behind it, where a kernel does the work of all with the same bits. A plan asks
     * when it is made; no layer of a fusion may be a view, and one of them must not work in place.
     *
     * @param behind the layers behind this one, to the end of the model
     * @return null if there is no such kernel
     */
    protected @Nullable Fusion fuse(List<Layer> behind) {
        return null;
    }

    /**
     * The gradient of the bias and the relu at the end of this layer, which the layer behind may take in its own backward
     * pass; see {@link Pass#epilogueDone}. A plan for training asks when it is made.
     *
     * @return null if there is more than that at the end, or nothing
     */
    protected @Nullable EpilogueGradient epilogueGradient() {
        return null;
    }

    /** Whether {@link #backward} can take the gradient of an epilogue before this layer; see {@link Pass#before}. */
    protected boolean takesEpilogueGradient() {
        return false;
    }

    /**
     * Where this layer wants the moments of its input in training, which the layer before may take along in its forward
     * pass; see {@link Pass#momentsDone}. A plan asks when it is made.
     *
     * @param pass this layer's buffers
     */
    protected Moments moments(Pass pass) {
        return Moments.none();
    }

    /** Whether {@link #forward} can take moments of its output along; see {@link Pass#moments}. */
    protected boolean takesMoments() {
        return false;
    }

    /**
     * Gives the layer a name. Without one it is named after its class and its place among layers of that class:
     * {@code conv2d}, {@code conv2d_1}.
     *
     * @return this layer
     */
    public final Layer named(String newName) {
        requireUnbuilt();
        if (newName.isEmpty() || newName.indexOf('/') >= 0) {
            throw Require.error("name", "a word without '/'", "\"" + newName + "\"");
        }
        name = newName;
        return this;
    }

    /** The name; that of the class until the layer is part of a model. */
    public final String name() {
        return name == null ? baseName() : name;
    }

    /** Shape of one sample of the input. */
    public final Shape inputShape() {
        return built().input;
    }

    /** Shape of one sample of the output. */
    public final Shape outputShape() {
        return built().output;
    }

    /** The parameters in the order of their declaration. */
    public final List<Parameter> parameters() {
        return List.copyOf(built().declared.parameters());
    }

    /**
     * For setters of a subclass.
     *
     * @throws IllegalStateException if the layer is part of a model
     */
    protected final void requireUnbuilt() {
        if (built != null) {
            throw new IllegalStateException(name() + ": expected a layer that is not yet part of a model");
        }
    }

    final Built built() {
        if (built == null) {
            throw new IllegalStateException(name() + ": expected a layer that is part of a model");
        }
        return built;
    }

    final boolean hasName() {
        return name != null;
    }

    final String baseName() {
        String type =
                getClass().getSimpleName().isEmpty() ? "Layer" : getClass().getSimpleName();
        String words = WORD.matcher(type).replaceAll("$1_$2");
        return HUMP.matcher(words).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
    }

    final void join(String newName, Shape input) {
        requireUnbuilt();
        name = newName;
        LayerBuilder builder = new LayerBuilder(newName);
        Shape output = explaining(input, shape -> build(builder, shape));
        if (builder.isView() && output.elements() != input.elements()) {
            throw builder.error("a view of the " + input.elements() + " elements of its input", "shape " + output);
        }
        built = new Built(input, output, builder);
    }

    /** Runs what depends on {@code input}; a complaint of its kernels gets this layer's name and the input. */
    final <I, O> O explaining(I input, Function<I, O> step) {
        try {
            return step.apply(input);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(name() + ": ")
                    ? e
                    : new IllegalArgumentException(name() + ": with " + input + " as input: " + message, e);
        }
    }

    @Override
    public String toString() {
        return name() + " (" + getClass().getSimpleName() + ")";
    }
}
