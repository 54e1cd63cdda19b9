package org.comptrust.api.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * TorchScript methods {@code def f(self: __torch__.Ops, x: Tensor) -> Tensor: ...}, without a class line, indented by two
 * spaces per level. A value, identified by its content.
 *
 * @param name how error messages call the text, such as {@code wanda.py}
 * @param methods the text
 * @since 0.1
 */
public record KernelText(String name, String methods) {
    public KernelText {
        Objects.requireNonNull(name, "name");
        if (methods.isBlank()) {
            throw new IllegalArgumentException("kernel text " + name + " is empty");
        }
    }

    /**
     * Reads the text from a resource beside a class.
     *
     * @throws IllegalArgumentException if there is no such resource
     */
    public static KernelText resource(Class<?> beside, String file) {
        try (InputStream in = beside.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + file + " beside " + beside.getName());
            }
            return new KernelText(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read resource " + file + " beside " + beside.getName(), e);
        }
    }
}
