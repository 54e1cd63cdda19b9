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
    private final String method;

    public CompressionException(Fault fault, String message) {
        super(message);
        this.fault = fault;
        this.method = "";
    }

    public CompressionException(Fault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
        this.method = "";
    }

    private CompressionException(CompressionException of, String method) {
        super(of.getMessage(), of.getCause());
        this.fault = of.fault;
        this.method = method;
        setStackTrace(of.getStackTrace());
    }

    /** The same, said of a method of a chain. */
    public CompressionException in(String method) {
        return new CompressionException(this, method);
    }

    /** Id of the method at work; {@code ""} if that is not known. */
    public String method() {
        return method;
    }

    public Fault fault() {
        return fault;
    }
}
