package dev.lanewise.bench.rivals;

/** Adam as a loop. */
public final class PlainAdam {

    private PlainAdam() {}

    /** The first step, with the bias corrections of step 1, again and again. */
    public static Call step(float rate, float beta1, float beta2, float epsilon, float[] w, float[] g) {
        float[] m = new float[w.length];
        float[] v = new float[w.length];
        float alpha = (float) (rate * Math.sqrt(1.0 - beta2) / (1.0 - beta1));
        return Call.of(() -> step(alpha, beta1, beta2, epsilon, w, g, m, v), w, m, v);
    }

    private static void step(
            float alpha, float beta1, float beta2, float epsilon, float[] w, float[] g, float[] m, float[] v) {
        for (int i = 0; i < w.length; i++) {
            m[i] += (1 - beta1) * (g[i] - m[i]);
            v[i] += (1 - beta2) * (g[i] * g[i] - v[i]);
            w[i] -= alpha * m[i] / ((float) Math.sqrt(v[i]) + epsilon);
        }
    }
}
