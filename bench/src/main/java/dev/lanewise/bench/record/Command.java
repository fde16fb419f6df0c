package dev.lanewise.bench.record;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Another program, asked a short question. */
final class Command {

    private static final int SECONDS = 10;

    private Command() {}

    /** What it prints, stripped, if it ends well within ten seconds; otherwise nothing. */
    static String output(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(new File(System.getProperty("lanewise.root", ".")))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0 ? output.strip() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
