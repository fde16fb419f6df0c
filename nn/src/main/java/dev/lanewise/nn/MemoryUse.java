package dev.lanewise.nn;

/**
 * What the memory of a {@link Plan} is for, in bytes; regions count in whole cache lines.
 *
 * @param batch the samples
 * @param outputs what layers put out: all of it in training, where the backward pass reads it, two layers' worth in
 *     inference
 * @param gradients gradients by outputs, two layers' worth
 * @param kept what layers keep beside that from forward to backward: moments, masks, positions of maxima
 * @param workspace workspaces, which all layers share
 */
public record MemoryUse(long batch, long outputs, long gradients, long kept, long workspace) {

    /** The sum. */
    public long total() {
        return batch + outputs + gradients + kept + workspace;
    }
}
