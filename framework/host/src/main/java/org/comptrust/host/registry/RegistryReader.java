package org.comptrust.host.registry;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.pf4j.DefaultVersionManager;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads {@code registry.yaml} and reports all that is wrong with it, each with its line and column. */
public final class RegistryReader {
    private static final String API_VERSION = "comptrust/registry/v1";
    private static final Set<String> KEYS = Set.of("id", "kind", "jar", "api", "about", "firstParty", "sha256");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern JAR = Pattern.compile("[A-Za-z0-9._-]+\\.jar");

    private final String file;
    private final List<Problem> problems = new ArrayList<>();
    private final List<RegistryEntry> entries = new ArrayList<>();
    private final Map<String, Integer> lineOfId = new HashMap<>();

    private RegistryReader(String file) {
        this.file = file;
    }

    /**
     * Reads a registry.
     *
     * @throws RegistryException with all problems, if there is one
     */
    public static Registry read(Path path) {
        RegistryReader reader = new RegistryReader(path.getFileName().toString());
        try (JsonParser yaml = new YAMLFactory().createParser(Files.newBufferedReader(path))) {
            reader.document(yaml);
        } catch (JsonProcessingException e) {
            reader.syntax(e);
        } catch (IOException e) {
            throw new RegistryException(
                    List.of("cannot read the registry " + path + ": " + e + ". Name a readable file with --registry."));
        }
        if (!reader.problems.isEmpty()) {
            throw new RegistryException(
                    reader.problems.stream().sorted().map(Problem::text).toList());
        }
        return new Registry(reader.file, reader.entries);
    }

    private void syntax(JsonProcessingException e) {
        JsonLocation context = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
        if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
            problem(
                    yaml.getProblemMark().getLine() + 1,
                    yaml.getProblemMark().getColumn() + 1,
                    "",
                    "not YAML: " + yaml.getProblem(),
                    "Check quotes, brackets and indentation.");
        } else {
            String what = e.getOriginalMessage().lines().findFirst().orElse("cannot be read");
            problem(context, "", "not YAML: " + what, "Check quotes, brackets and indentation.");
        }
    }

    private void document(JsonParser yaml) throws IOException {
        if (yaml.nextToken() != JsonToken.START_OBJECT) {
            problem(yaml.currentTokenLocation(), "", "not a mapping", "Begin with `apiVersion: " + API_VERSION + "`.");
            return;
        }
        Set<String> seen = new HashSet<>();
        while (yaml.nextToken() == JsonToken.FIELD_NAME) {
            String key = yaml.currentName();
            JsonLocation at = yaml.currentTokenLocation();
            if (!seen.add(key)) {
                problem(at, key, "is given twice", "Keep one.");
            }
            JsonToken value = yaml.nextToken();
            if (key.equals("apiVersion")) {
                apiVersion(yaml);
            } else if (key.equals("plugins") && value == JsonToken.START_ARRAY) {
                plugins(yaml);
            } else {
                problem(
                        at,
                        key,
                        key.equals("plugins") ? "must be a list" : "no such key",
                        "Known: apiVersion and plugins, a list.");
                yaml.skipChildren();
            }
        }
        if (!seen.contains("apiVersion")) {
            problem(1, 1, "apiVersion", "is missing", "Begin with `apiVersion: " + API_VERSION + "`.");
        }
    }

    private void apiVersion(JsonParser yaml) throws IOException {
        String found = yaml.currentToken().isScalarValue() ? yaml.getText() : "a collection";
        if (!found.equals(API_VERSION)) {
            problem(yaml.currentTokenLocation(), "apiVersion", "is " + found, "Write " + API_VERSION + ".");
            yaml.skipChildren();
        }
    }

    private void plugins(JsonParser yaml) throws IOException {
        for (int i = 0; yaml.nextToken() != JsonToken.END_ARRAY; i++) {
            String path = "plugins[" + i + "]";
            if (yaml.currentToken() != JsonToken.START_OBJECT) {
                problem(
                        yaml.currentTokenLocation(),
                        path,
                        "must be a mapping",
                        "Give it id, kind, jar, api and about.");
                yaml.skipChildren();
                continue;
            }
            plugin(path, yaml);
        }
    }

    private void plugin(String path, JsonParser yaml) throws IOException {
        JsonLocation start = yaml.currentTokenLocation();
        Map<String, Value> values = new LinkedHashMap<>();
        while (yaml.nextToken() == JsonToken.FIELD_NAME) {
            String key = yaml.currentName();
            JsonLocation keyAt = yaml.currentTokenLocation();
            JsonToken token = yaml.nextToken();
            JsonLocation at = yaml.currentTokenLocation();
            if (!KEYS.contains(key)) {
                problem(
                        keyAt,
                        path + "." + key,
                        "no such key",
                        "Known: about, api, firstParty, id, jar, kind, sha256.");
                yaml.skipChildren();
            } else if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
                problem(at, path + "." + key, "must be text", "Write it on one line.");
                yaml.skipChildren();
                values.put(key, new Value("", keyAt, at, false));
            } else if (values.put(key, new Value(yaml.getText(), keyAt, at, true)) != null) {
                problem(keyAt, path + "." + key, "is given twice", "Keep one.");
            }
        }
        entry(path, start, values);
    }

    private void entry(String path, JsonLocation start, Map<String, Value> values) {
        int before = problems.size();
        for (String key : List.of("id", "kind", "jar", "api", "about")) {
            if (!values.containsKey(key)) {
                problem(start, path, "has no " + key, "Add `" + key + ": ...`.");
            }
        }
        check(
                path,
                values,
                "id",
                RegistryEntry.ID,
                "Write lower-case letters, digits, dots and dashes, a letter first.");
        check(path, values, "kind", Pattern.compile("compression|trust"), "Write compression or trust.");
        check(path, values, "jar", JAR, "Write the file's name without its folder, ending in .jar.");
        check(path, values, "about", Pattern.compile("(?s).*\\S.*"), "Say in one sentence what it does.");
        check(path, values, "firstParty", Pattern.compile("true|false"), "Write true or false.");
        check(path, values, "sha256", SHA256, "Write 64 lower-case hexadecimal digits, as sha256sum prints them.");
        range(path, values);
        Value id = values.get("id");
        if (id != null && id.isScalar()) {
            int line = id.at().getLineNr();
            Integer first = lineOfId.putIfAbsent(id.text(), line);
            if (first != null) {
                problem(id.at(), path + ".id", id.text() + " was already listed in line " + first, "Keep one entry.");
            }
        }
        if (problems.size() > before) {
            return;
        }
        Value jar = values.get("jar");
        entries.add(new RegistryEntry(
                values.get("id").text(),
                PluginKind.valueOf(values.get("kind").text().toUpperCase(Locale.ROOT)),
                jar.text(),
                values.get("api").text(),
                values.get("about").text(),
                Optional.ofNullable(values.get("firstParty"))
                        .map(v -> v.text().equals("true"))
                        .orElse(false),
                Optional.ofNullable(values.get("sha256")).map(Value::text),
                new RegistryEntry.Place(
                        start.getLineNr(), jar.keyAt().getLineNr(), jar.keyAt().getColumnNr())));
    }

    private void check(String path, Map<String, Value> values, String key, Pattern pattern, String wayOut) {
        Value value = values.get(key);
        if (value != null && value.isScalar() && !pattern.matcher(value.text()).matches()) {
            problem(value.at(), path + "." + key, "cannot be `" + value.text() + "`", wayOut);
        }
    }

    private void range(String path, Map<String, Value> values) {
        Value api = values.get("api");
        if (api == null || !api.isScalar()) {
            return;
        }
        try {
            new DefaultVersionManager().checkVersionConstraint("0.0.1", api.text());
        } catch (RuntimeException e) { // the version library has several unrelated ones for bad syntax
            problem(
                    api.at(),
                    path + ".api",
                    "`" + api.text() + "` is no version range",
                    "Write, for example, \">=0.1.0\".");
        }
    }

    private void problem(JsonLocation at, String path, String whatIsWrong, String wayOut) {
        problem(at.getLineNr(), at.getColumnNr(), path, whatIsWrong, wayOut);
    }

    private void problem(int line, int column, String path, String whatIsWrong, String wayOut) {
        String where = file + ":" + line + ":" + column + ": ";
        problems.add(
                new Problem(line, column, where + (path.isEmpty() ? "" : path + ": ") + whatIsWrong + ". " + wayOut));
    }

    private record Value(String text, JsonLocation keyAt, JsonLocation at, boolean isScalar) {}

    private record Problem(int line, int column, String text) implements Comparable<Problem> {
        @Override
        public int compareTo(Problem other) {
            return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
        }
    }
}
