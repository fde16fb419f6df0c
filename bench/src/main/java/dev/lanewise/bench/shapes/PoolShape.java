package dev.lanewise.bench.shapes;

import dev.lanewise.kernels.Pool2dGeometry;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pooling of NHWC images, for example {@code 64x30x30x32 k2s2}: window and stride, no padding. */
public final class PoolShape {

    private static final Pattern NOTATION = Pattern.compile("([0-9x]+) k([1-9]\\d?)s([1-9]\\d?)");

    private PoolShape() {}

    /** Reads the notation. */
    public static Pool2dGeometry of(String text) {
        Matcher matcher = NOTATION.matcher(text);
        if (!matcher.matches()) {
            throw Notation.error(text, "NxHxWxC kWINDOWsSTRIDE");
        }
        int[] x = Notation.extents(matcher.group(1), 4);
        int window = Integer.parseInt(matcher.group(2));
        int stride = Integer.parseInt(matcher.group(3));
        return Pool2dGeometry.of(x[0], x[1], x[2], x[3], window, window).withStrides(stride, stride);
    }
}
