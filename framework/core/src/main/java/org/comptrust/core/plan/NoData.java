package org.comptrust.core.plan;

import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataSource;

/** The source of a dimension whose spec names no data. */
final class NoData implements DataSource {
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
        return "no data (the spec has no data: here)";
    }
}
