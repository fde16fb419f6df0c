package dev.lanewise.bench.shapes;

import dev.lanewise.kernels.Conv2dGeometry;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A convolution: a name and the descriptor of oneDNN's benchdnn, for example {@code cifar-conv2
 * mb64ic32ih15oc64oh13kh3}.
 *
 * <p>Keys: {@code g} groups, {@code mb} images, {@code ic ih iw} input, {@code oc oh ow} output, {@code kh kw} window,
 * {@code sh sw} strides, {@code ph pw} padding on top and on the left, {@code dh dw} dilation (0 is none). As in benchdnn
 * a width that is left out equals the height, a stride is 1, and padding and dilation are 0; padding at the bottom and on
 * the right is what the output size needs.
 */
public final class ConvShape {

    private static final Pattern PAIR = Pattern.compile("([a-z]+)(\\d+)");
    private static final Pattern DESCRIPTOR = Pattern.compile("(?:" + PAIR.pattern() + ")+");

    private ConvShape() {}

    /** Reads the notation. */
    public static Conv2dGeometry of(String text) {
        String descriptor = text.substring(text.indexOf(' ') + 1);
        if (!DESCRIPTOR.matcher(descriptor).matches()) {
            throw Notation.error(text, "a name and a descriptor such as mb64ic32ih15oc64oh13kh3");
        }
        Map<String, Integer> keys = new HashMap<>();
        for (Matcher pair = PAIR.matcher(descriptor); pair.find(); ) {
            keys.put(pair.group(1), Integer.valueOf(pair.group(2)));
        }
        int ih = required(keys, "ih", text);
        int oh = required(keys, "oh", text);
        int kh = required(keys, "kh", text);
        int iw = keys.getOrDefault("iw", ih);
        int ow = keys.getOrDefault("ow", oh);
        int kw = keys.getOrDefault("kw", kh);
        int sh = keys.getOrDefault("sh", 1);
        int sw = keys.getOrDefault("sw", sh);
        int ph = keys.getOrDefault("ph", 0);
        int pw = keys.getOrDefault("pw", ph);
        int dh = keys.getOrDefault("dh", 0) + 1;
        int dw = keys.getOrDefault("dw", dh - 1) + 1;
        Conv2dGeometry g = new Conv2dGeometry(
                required(keys, "mb", text),
                ih,
                iw,
                required(keys, "ic", text),
                required(keys, "oc", text),
                kh,
                kw,
                sh,
                sw,
                ph,
                endPadding(ih, oh, kh, sh, ph, dh),
                pw,
                endPadding(iw, ow, kw, sw, pw, dw),
                dh,
                dw,
                keys.getOrDefault("g", 1));
        if (g.outHeight() != oh || g.outWidth() != ow) {
            throw Notation.error(text, "an output of " + g.outHeight() + "x" + g.outWidth());
        }
        return g;
    }

    /** {@code 2 patch} operations for each element of the output, where a patch is what one output reads. */
    public static double flops(Conv2dGeometry g) {
        int patch = g.kernelHeight() * g.kernelWidth() * (g.inChannels() / g.groups());
        return 2.0 * g.outputSize() * patch;
    }

    /** Input, weights and output once each. */
    public static double bytes(Conv2dGeometry g) {
        return 4.0 * ((double) g.inputSize() + g.weightsSize() + g.outputSize());
    }

    private static int endPadding(int in, int out, int window, int stride, int padding, int dilation) {
        return Math.max(0, (out - 1) * stride + (window - 1) * dilation + 1 - in - padding);
    }

    private static int required(Map<String, Integer> keys, String key, String text) {
        Integer value = keys.get(key);
        if (value == null) {
            throw Notation.error(text, "a descriptor with " + key);
        }
        return value;
    }
}
