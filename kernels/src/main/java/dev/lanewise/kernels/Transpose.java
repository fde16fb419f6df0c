package dev.lanewise.kernels;

/** Whether a matrix argument is used as stored or transposed. */
public enum Transpose {
    /** As stored. */
    NO,
    /** Rows and columns exchanged. */
    YES
}
