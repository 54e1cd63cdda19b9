package org.comptrust.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** Gathers a tensor whose numbers lie apart in its file, row by row. */
final class StridedBytes {
    private static final int PIECE = 1 << 20;

    private StridedBytes() {}

    /** Takes a piece of a tensor's bytes. */
    interface Sink {
        void accept(ByteBuffer piece) throws IOException;
    }

    /**
     * Hands on all numbers in order.
     *
     * @param sink reads each piece to its end
     * @throws CheckpointException if the file became shorter, or the numbers are spread over more than 2 GiB
     */
    static void forEachPiece(TensorEntry tensor, Sink sink) throws IOException {
        if (tensor.span() > Integer.MAX_VALUE) {
            throw new CheckpointException(
                    tensor.file(),
                    "tensor " + tensor.name() + " is a view whose numbers are spread over " + tensor.span()
                            + " bytes; at most " + Integer.MAX_VALUE
                            + " can be gathered. Save the model again with contiguous tensors.");
        }
        try (FileChannel in = FileChannel.open(tensor.file(), StandardOpenOption.READ)) {
            if (tensor.offset() + tensor.span() > in.size()) {
                throw tensor.shrunk();
            }
            ByteBuffer from = in.map(FileChannel.MapMode.READ_ONLY, tensor.offset(), tensor.span());
            ByteBuffer piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
            int size = tensor.type().bytes();
            long[] index = new long[tensor.shape().size()];
            for (long i = 0; i < tensor.elements(); i++) {
                long at = 0;
                for (int d = 0; d < index.length; d++) {
                    at += index[d] * tensor.strides().get(d);
                }
                piece.put(piece.position(), from, (int) (at * size), size);
                piece.position(piece.position() + size);
                if (!piece.hasRemaining()) {
                    sink.accept(piece.flip());
                    piece.clear();
                }
                advance(index, tensor);
            }
            sink.accept(piece.flip());
        }
    }

    private static void advance(long[] index, TensorEntry tensor) {
        for (int d = index.length - 1; d >= 0; d--) {
            if (++index[d] < tensor.shape().get(d)) {
                return;
            }
            index[d] = 0;
        }
    }
}
