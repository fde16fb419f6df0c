package dev.lanewise.nn.cli;

import dev.lanewise.nn.training.NonFiniteLossException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Why a command ends early, in one line; for the command lines of nn and of bench.
 *
 * @param message the line
 * @param exitCode 2 for what the user can mend, 1 for an error of Lanewise itself
 * @param cause what was thrown
 */
public record Failure(String message, int exitCode, Throwable cause) {

    private static final int USER = 2;
    private static final int INTERNAL = 1;

    /** A command line that does not parse. */
    public static Failure ofArguments(ParameterException exception) {
        String name = exception.getCommandLine().getCommandSpec().qualifiedName();
        return new Failure(text(exception) + " (see " + name + " --help)", USER, exception);
    }

    /** A command that failed: files, arguments, the heap and a diverging loss are the user's, the rest is ours. */
    public static Failure of(Throwable thrown) {
        Throwable cause = thrown.getCause();
        if (cause != null
                && (thrown instanceof UncheckedIOException || thrown instanceof ExceptionInInitializerError)) {
            return of(cause);
        }
        if (thrown instanceof ParameterException exception) {
            return ofArguments(exception);
        }
        if (thrown instanceof FileSystemException exception) {
            return new Failure(reason(exception), USER, thrown);
        }
        if (thrown instanceof IOException
                || thrown instanceof IllegalArgumentException
                || thrown instanceof NonFiniteLossException) {
            return new Failure(text(thrown), USER, thrown);
        }
        if (thrown instanceof OutOfMemoryError) {
            long bytes = Runtime.getRuntime().maxMemory();
            return new Failure(
                    "the heap of " + (bytes >> 20)
                            + " MB is too small (lanewise summary --plan says what a training needs,"
                            + " LANEWISE_JAVA_OPTS=-Xmx…m sets it)",
                    USER,
                    thrown);
        }
        return new Failure("internal error: " + thrown + " (LANEWISE_DEBUG=1 shows where)", INTERNAL, thrown);
    }

    /** The message of some of these is the name of the file alone. */
    private static String reason(FileSystemException exception) {
        if (exception instanceof NoSuchFileException) {
            return exception.getFile() + ": no such file or directory";
        }
        if (exception instanceof AccessDeniedException) {
            return exception.getFile() + ": permission denied";
        }
        if (exception instanceof FileAlreadyExistsException) {
            return exception.getFile() + ": is there and not a directory";
        }
        return text(exception);
    }

    /**
     * Prints the line, and the stack trace where {@code LANEWISE_DEBUG} asks for it; returns the exit code, which is the
     * command's own where it declares one for invalid input or for exceptions.
     */
    public int report(CommandLine line) {
        line.getErr().println("lanewise: " + message);
        if (System.getenv("LANEWISE_DEBUG") != null) {
            cause.printStackTrace(line.getErr());
        }
        line.getErr().flush();
        CommandSpec spec = line.getCommandSpec();
        return exitCode == USER ? spec.exitCodeOnInvalidInput() : spec.exitCodeOnExecutionException();
    }

    private static String text(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : oneLine(message);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
