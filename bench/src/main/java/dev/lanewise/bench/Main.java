package dev.lanewise.bench;

import java.io.IOException;

/** Starts JMH with the suites of this module: {@code lanewise bench [JMH options] [pattern]}. */
public final class Main {

    private Main() {}

    /** Takes the options and patterns of JMH's own command line; {@code -h} lists them. */
    public static void main(String[] args) throws IOException {
        org.openjdk.jmh.Main.main(args);
    }
}
