package org.comptrust.core.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/** JSON values of a file, with the lines they stand on. */
final class JsonText {
    // Python writes NaN and Infinity into JSON; they are kept as text, and whoever needs a number decides.
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private JsonText() {}

    /**
     * The one value of a text.
     *
     * @param source the file
     * @param linesBefore lines of the file before the text
     * @throws DataException if the text is not one JSON value
     */
    static DataRow parse(RowSource source, int linesBefore, String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return single(source, linesBefore, parser);
        } catch (JsonProcessingException e) {
            throw refused(source.name(), linesBefore, e);
        } catch (IOException e) {
            throw Utf8Lines.unreadable(source.name(), e);
        }
    }

    /** The one value that a parser is going to read. */
    static DataRow single(RowSource source, int linesBefore, JsonParser parser) throws IOException {
        if (parser.nextToken() == null) {
            throw new DataException(source.name() + ":" + (linesBefore + 1), "holds no JSON value");
        }
        DataRow value = JsonRow.parse(source, linesBefore, parser);
        if (parser.nextToken() != null) {
            int line = linesBefore + parser.currentTokenLocation().getLineNr();
            throw new DataException(
                    source.name() + ":" + line,
                    "something follows the JSON value. Is this a JSON Lines file, one value a line?");
        }
        return value;
    }

    /** What to throw for text that the parser does not take. */
    static DataException refused(String file, int linesBefore, JsonProcessingException e) {
        int line = linesBefore
                + (e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr()));
        return new DataException(file + ":" + line, "is not JSON: " + e.getOriginalMessage(), e);
    }
}
