package org.comptrust.models.checkpoint.pytorch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** A zip archive of stored entries whose directory need not be true. APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16. */
final class ZipBytes {
    /** What the directory says of an entry; fields may be changed until the archive is written. */
    static final class Entry {
        private final String name;
        private final byte[] content;
        private long crc;
        private int flags;
        private int method;
        private long size;
        private long compressedSize;
        private long at;

        private Entry(String name, byte[] content) {
            this.name = name;
            this.content = content.clone();
            this.size = content.length;
            this.compressedSize = content.length;
            CRC32 sum = new CRC32();
            sum.update(content);
            this.crc = sum.getValue();
        }

        Entry crc(long value) {
            this.crc = value;
            return this;
        }

        Entry flags(int value) {
            this.flags = value;
            return this;
        }

        Entry method(int value) {
            this.method = value;
            return this;
        }

        Entry sizes(long plain, long compressed) {
            this.size = plain;
            this.compressedSize = compressed;
            return this;
        }

        /** Has the directory point at another entry's bytes. */
        Entry at(Entry other) {
            this.at = -1 - other.at;
            return this;
        }
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Entry> entries = new ArrayList<>();

    Entry add(String name, byte[] content) {
        Entry entry = new Entry(name, content);
        entry.at = out.size();
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(little(30 + utf8.length)
                .putInt(0x04034B50)
                .putShort((short) 20)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0)
                .putInt((int) entry.crc)
                .putInt(content.length)
                .putInt(content.length)
                .putShort((short) utf8.length)
                .putShort((short) 0)
                .put(utf8)
                .array());
        out.writeBytes(entry.content);
        entries.add(entry);
        return entry;
    }

    byte[] archive() {
        int start = out.size();
        for (Entry entry : entries) {
            byte[] utf8 = entry.name.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(little(46 + utf8.length)
                    .putInt(0x02014B50)
                    .putShort((short) 20)
                    .putShort((short) 20)
                    .putShort((short) entry.flags)
                    .putShort((short) entry.method)
                    .putInt(0)
                    .putInt((int) entry.crc)
                    .putInt((int) entry.compressedSize)
                    .putInt((int) entry.size)
                    .putShort((short) utf8.length)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putInt(0)
                    .putInt((int) (entry.at < 0 ? -1 - entry.at : entry.at))
                    .put(utf8)
                    .array());
        }
        out.writeBytes(little(22)
                .putInt(0x06054B50)
                .putInt(0)
                .putShort((short) entries.size())
                .putShort((short) entries.size())
                .putInt(out.size() - start)
                .putInt(start)
                .putShort((short) 0)
                .array());
        return out.toByteArray();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
