package dev.lanewise.bench.rivals;

import dev.lanewise.kernels.Conv2dGeometry;
import java.util.Arrays;

/** Convolution as nested loops, the output channels innermost. */
final class PlainConvolution {

    private PlainConvolution() {}

    /** What happens to one input pixel, one output pixel and the weights between them. */
    private interface Tap {
        void at(int xAt, int yAt, int weightsAt);
    }

    static void forward(Conv2dGeometry g, float[] x, float[] weights, float[] y) {
        Arrays.fill(y, 0f);
        int in = g.inChannels() / g.groups();
        int out = g.outChannels() / g.groups();
        forEachTap(g, (xAt, yAt, weightsAt) -> {
            for (int group = 0; group < g.groups(); group++) {
                for (int c = 0; c < in; c++) {
                    float value = x[xAt + group * in + c];
                    int w = weightsAt + c * g.outChannels() + group * out;
                    int at = yAt + group * out;
                    for (int k = 0; k < out; k++) {
                        y[at + k] += value * weights[w + k];
                    }
                }
            }
        });
    }

    static void backwardData(Conv2dGeometry g, float[] dy, float[] weights, float[] dx) {
        Arrays.fill(dx, 0f);
        int in = g.inChannels() / g.groups();
        int out = g.outChannels() / g.groups();
        forEachTap(g, (xAt, yAt, weightsAt) -> {
            for (int group = 0; group < g.groups(); group++) {
                for (int c = 0; c < in; c++) {
                    int w = weightsAt + c * g.outChannels() + group * out;
                    int at = yAt + group * out;
                    float sum = 0f;
                    for (int k = 0; k < out; k++) {
                        sum += dy[at + k] * weights[w + k];
                    }
                    dx[xAt + group * in + c] += sum;
                }
            }
        });
    }

    static void backwardWeights(Conv2dGeometry g, float[] x, float[] dy, float[] dWeights) {
        Arrays.fill(dWeights, 0f);
        int in = g.inChannels() / g.groups();
        int out = g.outChannels() / g.groups();
        forEachTap(g, (xAt, yAt, weightsAt) -> {
            for (int group = 0; group < g.groups(); group++) {
                for (int c = 0; c < in; c++) {
                    float value = x[xAt + group * in + c];
                    int w = weightsAt + c * g.outChannels() + group * out;
                    int at = yAt + group * out;
                    for (int k = 0; k < out; k++) {
                        dWeights[w + k] += value * dy[at + k];
                    }
                }
            }
        });
    }

    private static void forEachTap(Conv2dGeometry g, Tap tap) {
        for (int n = 0; n < g.batch(); n++) {
            for (int oh = 0; oh < g.outHeight(); oh++) {
                for (int ow = 0; ow < g.outWidth(); ow++) {
                    int yAt = ((n * g.outHeight() + oh) * g.outWidth() + ow) * g.outChannels();
                    forEachTap(g, n, oh * g.strideHeight() - g.padTop(), ow * g.strideWidth() - g.padLeft(), yAt, tap);
                }
            }
        }
    }

    private static void forEachTap(Conv2dGeometry g, int n, int top, int left, int yAt, Tap tap) {
        for (int kh = 0; kh < g.kernelHeight(); kh++) {
            int ih = top + kh * g.dilationHeight();
            for (int kw = 0; kw < g.kernelWidth(); kw++) {
                int iw = left + kw * g.dilationWidth();
                if (ih >= 0 && ih < g.height() && iw >= 0 && iw < g.width()) {
                    int xAt = ((n * g.height() + ih) * g.width() + iw) * g.inChannels();
                    int weightsAt = (kh * g.kernelWidth() + kw) * (g.inChannels() / g.groups()) * g.outChannels();
                    tap.at(xAt, yAt, weightsAt);
                }
            }
        }
    }
}
