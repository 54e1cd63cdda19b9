package org.comptrust.models.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The JSON of a safetensors header; each tensor is checked by itself, not against the others or the file's size. */
record SafetensorsHeader(SortedMap<String, TensorEntry> tensors, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";

    /** Far above any tensor's number of dimensions. */
    private static final int MOST_DIMENSIONS = 64;

    static SafetensorsHeader parse(Path file, byte[] header, long dataStart) {
        return new Reader(file, dataStart).read(StrictJson.decode(file, header));
    }

    private static final class Reader {
        private final Path file;
        private final long dataStart;
        private final SortedMap<String, TensorEntry> tensors = new TreeMap<>();
        private final Map<String, String> metadata = new TreeMap<>();

        Reader(Path file, long dataStart) {
            this.file = file;
            this.dataStart = dataStart;
        }

        SafetensorsHeader read(String text) {
            try (JsonParser json = StrictJson.parser(text)) {
                // Off here, since this reader says more about a key that occurs twice.
                json.disable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw fail("the header must be a JSON object");
                }
                boolean metadataSeen = false;
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    if (name.equals(METADATA)) {
                        if (metadataSeen) {
                            throw fail(METADATA + " is declared twice");
                        }
                        metadataSeen = true;
                        readMetadata(json);
                    } else {
                        TensorEntry tensor = readTensor(json, name);
                        if (tensors.put(name, tensor) != null) {
                            throw fail("tensor " + name + " is declared twice");
                        }
                    }
                }
                if (json.nextToken() != null) {
                    throw fail("the header goes on after its JSON object");
                }
                return new SafetensorsHeader(tensors, metadata);
            } catch (JsonProcessingException e) {
                throw StrictJson.invalid(file, "the header", e);
            } catch (IOException e) {
                throw CheckpointException.unreadable(file, e);
            }
        }

        private void readMetadata(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw fail("the metadata of the header is malformed: " + METADATA + " must be an object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                if (json.nextToken() != JsonToken.VALUE_STRING) {
                    throw fail("the metadata of the header is malformed: " + key + " must be a string");
                }
                if (metadata.put(key, json.getText()) != null) {
                    throw fail("the metadata of the header is malformed: " + key + " is declared twice");
                }
            }
        }

        private TensorEntry readTensor(JsonParser json, String name) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw fail("tensor " + name + " must be a JSON object");
            }
            @Nullable StoredType type = null;
            @Nullable List<Long> shape = null;
            @Nullable List<Long> offsets = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                JsonToken value = json.nextToken();
                boolean twice = false;
                switch (key) {
                    case "dtype" -> {
                        twice = type != null;
                        type = readType(json, name, value);
                    }
                    case "shape" -> {
                        twice = shape != null;
                        shape = readLongs(json, name, "shape");
                    }
                    case "data_offsets" -> {
                        twice = offsets != null;
                        offsets = readLongs(json, name, "offsets");
                    }
                    default -> json.skipChildren();
                }
                if (twice) {
                    throw fail("tensor " + name + " has two members called " + key);
                }
            }
            if (type == null || shape == null || offsets == null) {
                throw fail("tensor " + name + " lacks one of dtype, shape, data_offsets");
            }
            return entry(name, type, shape, offsets);
        }

        private StoredType readType(JsonParser json, String name, JsonToken value) throws IOException {
            if (value != JsonToken.VALUE_STRING) {
                throw fail("tensor " + name + " has a dtype that is not a string");
            }
            String type = json.getText();
            return StoredType.named(type)
                    .orElseThrow(() -> fail("tensor " + name + " has unknown data type " + type + " (known: "
                            + List.of(StoredType.values()) + ")"));
        }

        private List<Long> readLongs(JsonParser json, String name, String what) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw fail("tensor " + name + " has impossible " + what + ": not a list");
            }
            List<Long> numbers = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                        || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        || json.getLongValue() < 0) {
                    throw fail("tensor " + name + " has impossible " + what + ": " + json.getText()
                            + " is not a whole number from 0 to 2^63-1");
                }
                numbers.add(json.getLongValue());
                if (numbers.size() > MOST_DIMENSIONS) {
                    throw fail("tensor " + name + " has impossible " + what + ": more than " + MOST_DIMENSIONS
                            + " numbers");
                }
            }
            return numbers;
        }

        private TensorEntry entry(String name, StoredType type, List<Long> shape, List<Long> offsets) {
            if (offsets.size() != 2 || offsets.get(0) > offsets.get(1) || offsets.get(1) > Long.MAX_VALUE - dataStart) {
                throw fail("tensor " + name + " has impossible offsets " + offsets);
            }
            long needed = type.bytes();
            try {
                // A zero first would hide an overflow of the others.
                for (long size : shape) {
                    needed = Math.multiplyExact(needed, Math.max(size, 1));
                }
            } catch (ArithmeticException e) {
                throw fail("tensor " + name + " has an impossible shape " + shape + " (more than 2^63 bytes)");
            }
            if (shape.contains(0L)) {
                needed = 0;
            }
            long stored = offsets.get(1) - offsets.get(0);
            if (needed != stored) {
                throw fail("tensor " + name + ": shape " + shape + " and data type " + type + " need " + needed
                        + " bytes but the file gives " + stored);
            }
            return new TensorEntry(name, file, type, shape, dataStart + offsets.get(0), stored);
        }

        private CheckpointException fail(String problem) {
            return new CheckpointException(file, problem + "; the file is damaged or forged. Download it again.");
        }
    }
}
