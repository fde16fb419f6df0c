package dev.lanewise.nn.io;

import java.io.IOException;

/** A file that is not what it should be; the message names the file, what was expected and what was found. */
public final class MalformedFileException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * A message in the common vocabulary, {@code file: expected ..., got ...}.
     *
     * @param file the file, as the user knows it
     * @param expected what the format demands
     * @param received what the file holds instead
     */
    public MalformedFileException(Object file, String expected, Object received) {
        super(file + ": expected " + expected + ", got " + received);
    }
}
