package dev.lanewise.bench.turns;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.suites.Operations;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The process of one contestant: prepares one library's call, then runs it a turn at a time.
 *
 * <pre>
 *   java … Turns BENCHMARK SHAPE THREADS LIBRARY
 *   out: turn ready
 *   in:  20000                microseconds that the turn should take
 *   out: turn 123.4           microseconds a call
 * </pre>
 *
 * <p>The first call of a turn fetches what the others have driven out of the caches and does not count. Lines that do
 * not start with {@value #MARK} are somebody else's. The end of the input ends the process.
 */
public final class Turns {

    /** How the lines of an answer start. */
    static final String MARK = "turn ";

    private Turns() {}

    /** Serves turns until the input ends. */
    public static void main(String[] arguments) throws IOException {
        int threads = Integer.parseInt(arguments[2]);
        Library library = Library.of(arguments[3]);
        try (Call call = Operations.of(arguments[0]).prepare(library, arguments[1], threads)) {
            serve(call, new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), System.out);
        }
        System.exit(0); // a native library may hold threads of its own
    }

    static void serve(Call call, BufferedReader in, PrintStream out) throws IOException {
        out.println(MARK + "ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            call.run();
            out.println(MARK + 1e6 * call.time(Long.parseLong(line) / 1e6));
        }
    }
}
