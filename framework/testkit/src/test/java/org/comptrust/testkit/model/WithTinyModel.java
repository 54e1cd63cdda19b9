package org.comptrust.testkit.model;

import java.nio.file.Path;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An engine and the small tiny model, opened for each test. */
public abstract class WithTinyModel {
    @TempDir
    protected Path folder;

    protected TorchEngine engine;
    protected BaseModel model;

    @BeforeEach
    protected final void openModel() {
        engine = TorchEngine.cpu();
        model = BaseModel.open(engine, TinyModel.small().write(folder.resolve("tiny")), folder.resolve("cache"));
    }

    @AfterEach
    protected final void closeModel() {
        model.close();
        engine.close();
    }
}
