package org.comptrust.models.checkpoint.pytorch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, read forwards; no length in them is believed before it was compared with what is there. */
final class PickleBytes {
    private static final int LONGEST_LINE = 1000;

    private final ByteBuffer bytes;

    PickleBytes(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    int position() {
        return bytes.position();
    }

    int unsignedByte() {
        need(1);
        return Byte.toUnsignedInt(bytes.get());
    }

    int unsignedShort() {
        need(2);
        return Short.toUnsignedInt(bytes.getShort());
    }

    int signedInt() {
        need(4);
        return bytes.getInt();
    }

    long unsignedInt() {
        return Integer.toUnsignedLong(signedInt());
    }

    long signedLong() {
        need(8);
        return bytes.getLong();
    }

    /** Big-endian, as pickles hold floating-point numbers. */
    double real() {
        need(8);
        return Double.longBitsToDouble(Long.reverseBytes(bytes.getLong()));
    }

    byte[] raw(long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new PickleException("is damaged: a string at byte " + position() + " of the list of tensors claims "
                    + Long.toUnsignedString(length) + " bytes, longer than the file. Download it again.");
        }
        byte[] raw = new byte[(int) length];
        bytes.get(raw);
        return raw;
    }

    String text(long length) {
        byte[] raw = raw(length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PickleException("is damaged: a name in the list of tensors is not UTF-8. Download it again.");
        }
    }

    /** Up to the next line feed, which is read too. */
    String line() {
        StringBuilder line = new StringBuilder();
        for (int c = unsignedByte(); c != '\n'; c = unsignedByte()) {
            line.append((char) c);
            if (line.length() > LONGEST_LINE) {
                throw new PickleException("is no plain weights file: a name is longer than " + LONGEST_LINE
                        + " characters. Download it again.");
            }
        }
        return line.toString();
    }

    private void need(int count) {
        if (bytes.remaining() < count) {
            throw new PickleException(
                    "is damaged: the list of tensors is incomplete, it ends in the middle. Download it again.");
        }
    }
}
