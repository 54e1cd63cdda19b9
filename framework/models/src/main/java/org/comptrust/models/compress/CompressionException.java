package org.comptrust.models.compress;

/** A method cannot be carried out on a model: the message names the layer and what is wrong with it. */
public final class CompressionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Who has to act. */
    public enum Fault {
        /** The method broke the rules of the SPI, or threw. */
        METHOD,
        /** Weights or activations of the model are unusable. */
        MODEL
    }

    private final Fault fault;

    public CompressionException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public CompressionException(Fault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
