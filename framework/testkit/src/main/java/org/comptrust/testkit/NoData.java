package org.comptrust.testkit;

import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataSource;

/** A benchmark folder without a file. */
public final class NoData implements DataSource {
    @Override
    public Optional<DataFile> file(String path) {
        return Optional.empty();
    }

    @Override
    public List<String> list(String folder) {
        return List.of();
    }

    @Override
    public String describe() {
        return "an empty folder";
    }
}
