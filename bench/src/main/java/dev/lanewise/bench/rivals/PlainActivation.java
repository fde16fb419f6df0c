package dev.lanewise.bench.rivals;

/** Activations as a loop over {@link Math}. */
public final class PlainActivation {

    private PlainActivation() {}

    /**
     * A call of the activation {@code name}.
     *
     * @throws IllegalArgumentException if {@link Math} has nothing for it
     */
    public static Call of(String name, float[] x) {
        float[] y = new float[x.length];
        Runnable loop = switch (name) {
            case "relu" -> () -> relu(x, y);
            case "exp" -> () -> exp(x, y);
            case "sigmoid" -> () -> sigmoid(x, y);
            case "tanh" -> () -> tanh(x, y);
            default -> throw new IllegalArgumentException("activation: no plain loop for " + name);
        };
        return Call.of(loop, y);
    }

    private static void relu(float[] x, float[] y) {
        for (int i = 0; i < x.length; i++) {
            y[i] = Math.max(0f, x[i]);
        }
    }

    private static void exp(float[] x, float[] y) {
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) Math.exp(x[i]);
        }
    }

    private static void sigmoid(float[] x, float[] y) {
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) (1 / (1 + Math.exp(-x[i])));
        }
    }

    private static void tanh(float[] x, float[] y) {
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) Math.tanh(x[i]);
        }
    }
}
