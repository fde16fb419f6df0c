package dev.lanewise.nn;

/**
 * Something that a layer has once per {@link Plan}: a buffer, a geometry. Declared through {@link LayerBuilder}, made
 * when the plan is, and looked up with {@link Pass#get} while it runs. So a layer holds no memory of a batch itself, and
 * plans of one model do not meet.
 *
 * @param <T> what it is
 */
@SuppressWarnings("UnusedTypeParameter") // it types the look-up
public final class Planned<T> {

    private final int index;

    Planned(int index) {
        this.index = index;
    }

    int index() {
        return index;
    }
}
