package dev.lanewise.nn.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON header of a safetensors file: parsed as it streams by, then checked as the format demands. The tensors, sorted
 * by offset, cover the data without a hole or an overlap and end where the file ends, so a small file cannot ask for
 * much memory.
 *
 * @param tensors all tensors, by ascending offset
 * @param metadata the {@code __metadata__} entry, in its order; empty where there is none
 */
record SafetensorsHeader(List<TensorInfo> tensors, Map<String, String> metadata) {

    /** Key of the entry that is not a tensor. */
    static final String METADATA = "__metadata__";

    /** The most bytes a header may take, as in the other implementations. */
    static final int MAX_BYTES = 100_000_000;

    /** Deeper than the format goes, and shallow enough for the unknown entries that are skipped. */
    private static final int MAX_DEPTH = 32;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_BYTES)
                    .maxStringLength(MAX_BYTES)
                    .build())
            .build();

    /**
     * Parses and checks a header.
     *
     * @param file the file, for messages
     * @param json the bytes between the length and the data
     * @param dataBytes number of bytes after the header
     */
    static SafetensorsHeader parse(Object file, ByteBuffer json, long dataBytes) throws MalformedFileException {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(json).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedFileException(file, "a header in UTF-8", "bytes that are not UTF-8");
        }
        if (!text.startsWith("{")) {
            String start = text.isEmpty() ? "nothing" : String.format("U+%04X", text.codePointAt(0));
            throw new MalformedFileException(file, "a header that starts with '{'", start);
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            return new Parsing(file, parser).header().checked(file, dataBytes);
        } catch (StreamReadException | StreamConstraintsException e) {
            String at = e.getLocation() == null
                    ? ""
                    : " at character " + e.getLocation().getCharOffset();
            throw new MalformedFileException(file, "a JSON header", oneLine(e.getOriginalMessage()) + at);
        }
    }

    private SafetensorsHeader checked(Object file, long dataBytes) throws MalformedFileException {
        List<TensorInfo> sorted = new ArrayList<>(tensors);
        sorted.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
        long at = 0;
        for (TensorInfo tensor : sorted) {
            String offsets = "data_offsets of \"" + tensor.name() + "\"";
            if (tensor.begin() != at || tensor.end() < at) {
                throw new MalformedFileException(
                        file,
                        offsets + " to start at " + at + ", where the tensor before ends",
                        "[" + tensor.begin() + ", " + tensor.end() + "]");
            }
            long bytes = bytes(file, tensor);
            if (tensor.end() - at != bytes) {
                throw new MalformedFileException(
                        file,
                        offsets + " to span the " + bytes + " bytes of " + tensor.type() + tensor.shape(),
                        tensor.end() - at + " bytes");
            }
            at = tensor.end();
        }
        if (at != dataBytes) {
            throw new MalformedFileException(file, at + " bytes of tensor data after the header", dataBytes + " bytes");
        }
        return new SafetensorsHeader(List.copyOf(sorted), metadata);
    }

    private static long bytes(Object file, TensorInfo tensor) throws MalformedFileException {
        try {
            long bits = tensor.type().bits();
            for (long extent : tensor.shape()) {
                bits = Math.multiplyExact(bits, extent);
            }
            if (bits % Byte.SIZE == 0) {
                return bits / Byte.SIZE;
            }
        } catch (ArithmeticException e) {
            throw new MalformedFileException(
                    file, "shape of \"" + tensor.name() + "\" to hold fewer than 2^60 elements", tensor.shape());
        }
        throw new MalformedFileException(
                file, "\"" + tensor.name() + "\" to fill whole bytes", tensor.type() + "" + tensor.shape());
    }

    private static String oneLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /** One walk over the tokens of a header. */
    private record Parsing(Object file, JsonParser parser) {

        SafetensorsHeader header() throws MalformedFileException {
            List<TensorInfo> tensors = new ArrayList<>();
            Map<String, String> metadata = Map.of();
            expect(parser.nextToken(), JsonToken.START_OBJECT, "the header", "an object");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = wellFormed("a name", parser.currentName());
                if (name.equals(METADATA)) {
                    metadata = metadata();
                } else {
                    tensors.add(tensor(name));
                }
            }
            if (parser.nextToken() != null) {
                throw new MalformedFileException(file, "spaces after the header's object", parser.getString());
            }
            return new SafetensorsHeader(tensors, metadata);
        }

        private Map<String, String> metadata() throws MalformedFileException {
            Map<String, String> entries = new LinkedHashMap<>();
            expect(parser.nextToken(), JsonToken.START_OBJECT, METADATA, "an object");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = wellFormed(METADATA, parser.currentName());
                expect(parser.nextToken(), JsonToken.VALUE_STRING, METADATA + " \"" + key + "\"", "a string");
                entries.put(key, wellFormed(METADATA, parser.getString()));
            }
            return entries;
        }

        private TensorInfo tensor(String name) throws MalformedFileException {
            DataType type = null;
            List<Long> shape = null;
            List<Long> offsets = null;
            expect(parser.nextToken(), JsonToken.START_OBJECT, "\"" + name + "\"", "an object");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                String what = key + " of \"" + name + "\"";
                parser.nextToken();
                switch (key) {
                    case "dtype" -> type = type(what);
                    case "shape" -> shape = integers(what);
                    case "data_offsets" -> offsets = integers(what);
                    default -> parser.skipChildren();
                }
            }
            if (type == null || shape == null || offsets == null || offsets.size() != 2) {
                throw new MalformedFileException(
                        file,
                        "dtype, shape and two data_offsets of \"" + name + "\"",
                        "dtype " + type + ", shape " + shape + ", data_offsets " + offsets);
            }
            return new TensorInfo(name, type, shape, offsets.get(0), offsets.get(1));
        }

        private DataType type(String what) throws MalformedFileException {
            expect(parser.currentToken(), JsonToken.VALUE_STRING, what, "a string");
            try {
                return DataType.valueOf(parser.getString());
            } catch (IllegalArgumentException e) {
                throw new MalformedFileException(file, what + " to be a known type", parser.getString());
            }
        }

        private List<Long> integers(String what) throws MalformedFileException {
            List<Long> values = new ArrayList<>();
            expect(parser.currentToken(), JsonToken.START_ARRAY, what, "an array");
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                String digits = parser.getString();
                boolean natural = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && !digits.startsWith("-")
                        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
                if (!natural) {
                    throw new MalformedFileException(file, what + " to hold integers in [0, 2^63)", digits);
                }
                values.add(parser.getLongValue());
            }
            return values;
        }

        /** Refuses text with half of a surrogate pair, which no UTF-8 can say. */
        private String wellFormed(String what, String text) throws MalformedFileException {
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                throw new MalformedFileException(file, what + " of whole characters", "a lone surrogate");
            }
            return text;
        }

        private void expect(@Nullable JsonToken token, JsonToken wanted, String what, String kind)
                throws MalformedFileException {
            if (token != wanted) {
                throw new MalformedFileException(file, what + " to be " + kind, parser.getString());
            }
        }
    }
}
