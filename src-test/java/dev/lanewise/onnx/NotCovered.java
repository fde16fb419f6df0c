package dev.lanewise.onnx;

/** Thrown by an operator whose test asks for what our kernels do not offer; the message is the reason in the report. */
final class NotCovered extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotCovered(String reason) {
        super(reason);
    }

    /** Throws unless {@code condition}. */
    static void unless(boolean condition, String reason) {
        if (!condition) {
            throw new NotCovered(reason);
        }
    }
}
