package org.comptrust.host.engine;

import ai.djl.pytorch.jni.JniUtils;
import java.io.PrintWriter;
import org.comptrust.core.port.ModelException;
import org.comptrust.host.text.Json;
import org.comptrust.models.engine.TorchDevice;
import org.comptrust.models.engine.TorchEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all {@code bench} commands share: the engine with so many threads, and where they write. */
final class BenchSession {
    @Option(names = "--threads", paramLabel = "N", description = "Threads of a matrix product.")
    int threads;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    /**
     * The engine on the processor; the caller closes it.
     *
     * @throws ModelException if the native libraries do not work on this machine
     */
    TorchEngine startEngine() {
        return startEngine(TorchDevice.cpu());
    }

    /**
     * The same on a device.
     *
     * @throws ModelException if the native libraries do not work on this machine, or do not see the device
     */
    TorchEngine startEngine(TorchDevice device) {
        TorchEngine engine = EngineModels.startEngine(device);
        if (threads > 0) {
            JniUtils.setNumThreads(threads);
        }
        return engine;
    }

    /** Tells a person who waits what is measured next. */
    void say(String what) {
        PrintWriter err = err();
        err.println(what + " ...");
        err.flush();
    }

    /** Prints what was measured, for programs or for people. */
    void print(Object asJson, String text) {
        PrintWriter out = commandLine(command).getOut();
        out.println(json ? Json.text(asJson) : text);
        out.flush();
    }

    PrintWriter err() {
        return commandLine(command).getErr();
    }

    /** A mistake in what the command was given. */
    ParameterException misuse(String message) {
        return misuse(command, message);
    }

    /** The same for options that are declared elsewhere. */
    static ParameterException misuse(@Nullable CommandSpec command, String message) {
        return new ParameterException(commandLine(command), message);
    }

    private static CommandLine commandLine(@Nullable CommandSpec command) {
        if (command == null) {
            throw new IllegalStateException("picocli sets the spec before it calls a command");
        }
        return command.commandLine();
    }
}
