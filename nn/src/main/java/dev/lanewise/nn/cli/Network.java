package dev.lanewise.nn.cli;

import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.models.Models;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The networks that the command line knows. */
enum Network {
    CNN;

    /** The network called {@code name}, or null. */
    static @Nullable Network of(String name) {
        for (Network network : values()) {
            if (network.toString().equals(name)) {
                return network;
            }
        }
        return null;
    }

    /** A new network of this kind for images of {@code input} in {@code classes} classes. */
    Sequential create(Shape input, int classes) {
        return switch (this) {
            case CNN -> Models.cnn(input, classes);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
