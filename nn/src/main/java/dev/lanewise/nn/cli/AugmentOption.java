package dev.lanewise.nn.cli;

import dev.lanewise.nn.data.Augmentation;
import dev.lanewise.nn.internal.Require;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --augment}. */
final class AugmentOption {

    private static final String NAME = "--augment";
    private static final String USUAL = "rotation=15,shift=0.1,flip";
    private static final String ROTATION = "rotation=";
    private static final String SHIFT = "shift=";
    private static final String FLIP = "flip";

    @Option(
            names = NAME,
            arity = "0..1",
            fallbackValue = USUAL,
            paramLabel = "CHANGES",
            description = {
                "Rotate, shift and mirror the training images at random, anew in each epoch, by up to " + USUAL
                        + ", or what is named: degrees, a fraction of height and width, one image in two."
            })
    private @Nullable String text;

    /** What to do; nothing without the option. */
    Augmentation value() {
        Augmentation augmentation = Augmentation.none();
        if (text != null) {
            for (String change : text.split(",", -1)) {
                augmentation = with(augmentation, change);
            }
        }
        return augmentation;
    }

    private static Augmentation with(Augmentation augmentation, String change) {
        try {
            if (change.startsWith(ROTATION)) {
                return augmentation.rotation(Float.parseFloat(change.substring(ROTATION.length())));
            }
            if (change.startsWith(SHIFT)) {
                float fraction = Float.parseFloat(change.substring(SHIFT.length()));
                return augmentation.shift(fraction, fraction);
            }
            if (change.equals(FLIP)) {
                return augmentation.horizontalFlip();
            }
        } catch (IllegalArgumentException e) { // NumberFormatException included
            throw error(change);
        }
        throw error(change);
    }

    private static IllegalArgumentException error(String change) {
        return Require.error(
                NAME, "rotation=DEGREES (0 to 180), shift=FRACTION (0 to 1) or flip, or several with commas", change);
    }

    /** The value of the option that means {@code augmentation}; {@code none} if nothing is done. */
    static String text(Augmentation augmentation) {
        List<String> changes = new ArrayList<>();
        if (augmentation.rotationRange() > 0) {
            changes.add(ROTATION + plain(augmentation.rotationRange()));
        }
        if (augmentation.heightShiftRange() > 0) {
            changes.add(SHIFT + plain(augmentation.heightShiftRange()));
        }
        if (augmentation.flips()) {
            changes.add(FLIP);
        }
        return changes.isEmpty() ? "none" : String.join(",", changes);
    }

    private static String plain(float value) {
        return new BigDecimal(Float.toString(value)).stripTrailingZeros().toPlainString();
    }
}
