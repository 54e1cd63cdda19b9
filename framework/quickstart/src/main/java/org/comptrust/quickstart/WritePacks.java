package org.comptrust.quickstart;

import java.io.IOException;
import java.nio.file.Path;
import org.comptrust.quickstart.pack.Packs;

/** Writes the packs of the embedded model: {@code WritePacks FOLDER}. */
public final class WritePacks {
    private WritePacks() {}

    /** @param arguments the folder for the packs */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("usage: WritePacks FOLDER");
        }
        new Packs(Train.SEED).write(Path.of(arguments[0]));
    }
}
