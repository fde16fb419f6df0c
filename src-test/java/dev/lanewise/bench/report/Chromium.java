package dev.lanewise.bench.report;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A headless Chromium with one page, spoken to by its DevTools protocol. */
final class Chromium implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int SECONDS = 60;

    private final Process process;
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final List<String> complaints = new ArrayList<>();
    private final WebSocket socket;
    private int lastId;
    private String session = "";

    private Chromium(Process process, Path profile) throws IOException, InterruptedException {
        this.process = process;
        Path port = profile.resolve("DevToolsActivePort");
        for (int i = 0;
                i < 10 * SECONDS
                        && !(Files.exists(port) && Files.readAllLines(port).size() == 2);
                i++) {
            Thread.sleep(100);
        }
        List<String> lines = Files.readAllLines(port);
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)), new Listener())
                .join();
        String target = send("Target.createTarget", JSON.createObjectNode().put("url", "about:blank"))
                .get("targetId")
                .stringValue();
        session = send(
                        "Target.attachToTarget",
                        JSON.createObjectNode().put("targetId", target).put("flatten", true))
                .get("sessionId")
                .stringValue();
        send("Page.enable", JSON.createObjectNode());
        send("Runtime.enable", JSON.createObjectNode());
        send("Log.enable", JSON.createObjectNode());
    }

    /** Where the browser is, if it is on this machine. */
    static Optional<Path> executable() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of("/usr/bin", name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts the browser with a new profile. */
    static Chromium start(Path executable, Path profile) throws IOException, InterruptedException {
        // Without the sandbox, because that does not run as root; without everything that calls home.
        Process process = new ProcessBuilder(
                        executable.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return new Chromium(process, profile);
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Opens a file in a window of that many pixels, in one of the schemes {@code light} and {@code dark}. */
    void open(Path file, int width, int height, String scheme) throws IOException, InterruptedException {
        complaints.clear();
        send(
                "Emulation.setDeviceMetricsOverride",
                JSON.createObjectNode()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", width < 700));
        ObjectNode media = JSON.createObjectNode();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", scheme);
        send("Emulation.setEmulatedMedia", media);
        send("Page.navigate", JSON.createObjectNode().put("url", file.toUri().toString()));
        for (int i = 0;
                i < 10 * SECONDS
                        && !evaluate("document.readyState").stringValue().equals("complete");
                i++) {
            Thread.sleep(100);
        }
    }

    /** The value of an expression in the page. */
    JsonNode evaluate(String expression) throws IOException, InterruptedException {
        JsonNode answer = send(
                "Runtime.evaluate",
                JSON.createObjectNode().put("expression", expression).put("returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new IOException(answer.get("exceptionDetails").toString());
        }
        return answer.path("result").path("value");
    }

    /** Errors that the page has thrown or logged since it was opened. */
    List<String> complaints() throws IOException, InterruptedException {
        evaluate("0");
        return List.copyOf(complaints);
    }

    /** The whole page as a PNG. */
    byte[] screenshot() throws IOException, InterruptedException {
        return Base64.getDecoder()
                .decode(send("Page.captureScreenshot", JSON.createObjectNode().put("captureBeyondViewport", true))
                        .get("data")
                        .stringValue());
    }

    /** Ends the browser and waits for each of its processes: the last of them may still write to the profile. */
    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        process.destroy();
        for (ProcessHandle one : all) {
            one.onExit().completeOnTimeout(one, SECONDS, TimeUnit.SECONDS).join();
            one.destroyForcibly();
        }
    }

    private JsonNode send(String method, ObjectNode params) throws IOException, InterruptedException {
        ObjectNode message = JSON.createObjectNode().put("id", ++lastId).put("method", method);
        message.set("params", params);
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        socket.sendText(message.toString(), true).join();
        while (true) {
            JsonNode received = messages.poll(SECONDS, TimeUnit.SECONDS);
            if (received == null) {
                throw new IOException(method + ": no answer");
            }
            if (received.path("id").asInt(0) == lastId) {
                if (received.has("error")) {
                    throw new IOException(method + ": " + received.get("error"));
                }
                return received.get("result");
            }
            note(received);
        }
    }

    private void note(JsonNode event) {
        String method = event.path("method").asString("");
        JsonNode params = event.path("params");
        boolean error = method.equals("Runtime.exceptionThrown")
                || method.equals("Log.entryAdded")
                        && params.at("/entry/level").asString("").equals("error")
                || method.equals("Runtime.consoleAPICalled")
                        && params.path("type").asString("").matches("error|warning");
        if (error) {
            complaints.add(params.toString());
        }
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                messages.add(JSON.readTree(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
