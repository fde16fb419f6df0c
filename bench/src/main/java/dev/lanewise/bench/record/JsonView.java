package dev.lanewise.bench.record;

import dev.lanewise.nn.io.InputFiles;
import dev.lanewise.nn.io.MalformedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A value inside a JSON file; who asks for something it is not gets an error that names the file and the place.
 *
 * @param file the file, for messages
 * @param place where in it, for example {@code identity.cpuClass}; empty for the whole
 * @param node the value; null where there is none
 */
public record JsonView(Path file, String place, @Nullable JsonNode node) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final int SHOWN = 40;

    /**
     * Reads a file that holds one JSON object with a {@code format}.
     *
     * @throws MalformedFileException if it is another format, or not JSON at all
     */
    public static JsonView read(Path file, String format) throws IOException {
        InputFiles.require(file);
        JsonView root;
        try {
            root = new JsonView(file, "", MAPPER.readTree(Files.readAllBytes(file)));
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new MalformedFileException(
                    file,
                    "a JSON file of format " + format,
                    "damaged JSON (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")");
        }
        JsonView found = root.get("format");
        if (found.node == null
                || !found.node.isString()
                || !found.node.stringValue().equals(format)) {
            throw new MalformedFileException(
                    file, "a JSON file of format " + format, "format " + abbreviated(found.node));
        }
        return root;
    }

    /** The text of {@code node}, indented by two spaces, lines ended by {@code \n}. */
    public static String print(JsonNode node) {
        var indenter = new DefaultIndenter("  ", "\n");
        return MAPPER.writer()
                        .with(new DefaultPrettyPrinter().withObjectIndenter(indenter))
                        .writeValueAsString(node) + "\n";
    }

    /** The text of {@code node} on one line. */
    public static String printCompact(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /** The member {@code name}; a view of nothing where this has no such member. */
    public JsonView get(String name) {
        String inner = place.isEmpty() ? name : place + "." + name;
        return new JsonView(file, inner, node == null ? null : node.get(name));
    }

    /** Whether there is a value. */
    public boolean isPresent() {
        return node != null && !node.isNull();
    }

    /** The text. */
    public String text() throws MalformedFileException {
        if (node == null || !node.isString()) {
            throw unexpected("a string");
        }
        return node.stringValue();
    }

    /** The finite number. */
    public double number() throws MalformedFileException {
        if (node == null || !node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw unexpected("a number");
        }
        return node.doubleValue();
    }

    /** The number above zero. */
    public double positive() throws MalformedFileException {
        if (number() <= 0) {
            throw unexpected("a number above 0");
        }
        return number();
    }

    /** The integer. */
    public int integer() throws MalformedFileException {
        if (node == null || !node.canConvertToInt()) {
            throw unexpected("an integer");
        }
        return node.intValue();
    }

    /** The elements of the array. */
    public List<JsonView> elements() throws MalformedFileException {
        if (node == null || !node.isArray()) {
            throw unexpected("an array");
        }
        List<JsonView> elements = new ArrayList<>();
        for (JsonNode element : node) {
            elements.add(new JsonView(file, place + "[" + elements.size() + "]", element));
        }
        return elements;
    }

    /** The members of the object, in the file's order. */
    public Map<String, JsonView> members() throws MalformedFileException {
        if (node == null || !node.isObject()) {
            throw unexpected("an object");
        }
        Map<String, JsonView> members = new LinkedHashMap<>();
        node.propertyNames().forEach(name -> members.put(name, get(name)));
        return members;
    }

    /** The strings of the array. */
    public List<String> texts() throws MalformedFileException {
        List<String> texts = new ArrayList<>();
        for (JsonView element : elements()) {
            texts.add(element.text());
        }
        return texts;
    }

    /** The error of a value that is not {@code expected}. */
    public MalformedFileException unexpected(String expected) {
        return new MalformedFileException(file, expected + " at " + place, abbreviated(node));
    }

    private static String abbreviated(@Nullable JsonNode node) {
        if (node == null) {
            return "nothing";
        }
        String text = node.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
