package dev.lanewise.nn;

import dev.lanewise.kernels.EpilogueGradient;
import dev.lanewise.kernels.Moments;
import dev.lanewise.kernels.Parallelism;
import org.jspecify.annotations.Nullable;

/** One layer's part of a {@link Plan}, handed to its forward and backward: settings of the step, and its buffers. */
public final class Pass {

    private final PlanRequest request;
    private final int stream;
    private final @Nullable Object[] planned;
    private final EpilogueGradient before;
    private final boolean epilogueDone;
    private Moments moments = Moments.none();
    private boolean momentsDone;
    private long seed;
    private int step;

    Pass(PlanRequest request, int stream, @Nullable Object[] planned, EpilogueGradient before, boolean epilogueDone) {
        this.request = request;
        this.stream = stream;
        this.planned = planned;
        this.before = before;
        this.epilogueDone = epilogueDone;
    }

    /** Training or inference. */
    public Mode mode() {
        return request.mode();
    }

    /** Whether the mode is {@link Mode#TRAIN}. */
    public boolean training() {
        return request.training();
    }

    /** Number of samples. */
    public int batch() {
        return request.batch();
    }

    /** Threads to use. */
    public Parallelism parallelism() {
        return request.parallelism();
    }

    /**
     * What {@code x} comes out of: {@code dx} is to be the gradient by what went into it, and the gradient by its bias is
     * to be written.
     */
    public EpilogueGradient before() {
        return before;
    }

    /** Whether the layer behind has done this layer's part in {@link #before}: {@code dy} is the gradient before bias and relu. */
    public boolean epilogueDone() {
        return epilogueDone;
    }

    /** Moments of {@code y} that the layer behind wants taken along in the forward pass. */
    public Moments moments() {
        return moments;
    }

    /** Whether the layer before has taken the moments of {@code x} that {@link Layer#moments} asked for. */
    public boolean momentsDone() {
        return momentsDone;
    }

    /** Seed of the run. */
    public long seed() {
        return seed;
    }

    /** Number of the training step; with {@link #seed} and {@link #stream} the key of all randomness. */
    public int step() {
        return step;
    }

    /** Number of this layer's random stream. */
    public int stream() {
        return stream;
    }

    /**
     * What was declared at build time.
     *
     * @throws IllegalStateException if this plan does not have it: it is to be kept for a backward pass that there is
     *     not, or its size was 0
     */
    @SuppressWarnings("unchecked") // a handle is made with the function or buffer that its slot is filled from
    public <T> T get(Planned<T> handle) {
        T value = (T) planned[handle.index()];
        if (value == null) {
            throw new IllegalStateException(
                    "expected a buffer of this plan, got one that is empty or for training only");
        }
        return value;
    }

    /** Lets this layer take what the layer {@code behind} wants to know of its input. */
    void takeAlong(Moments wanted, Pass behind) {
        moments = wanted;
        behind.momentsDone = wanted != Moments.none();
    }

    void begin(long newSeed, int newStep) {
        seed = newSeed;
        step = newStep;
    }
}
