package io.oriel.host.libvirt;

import io.oriel.host.api.Seed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A seed as the CD image that cloud-init's data source NoCloud looks for: volume {@code cidata}, its files in the root.
 *
 * <p>ISO 9660 by ECMA-119, with a second set of names by Joliet (a supplementary volume descriptor of UCS-2 level 3),
 * because the first knows neither small letters nor hyphens. Everything is 2048-byte sectors: 16 empty ones (§6.2.1),
 * three volume descriptors, two path tables and one root directory for each set of names, then the files. Pure.
 */
final class SeedDisc {
    private static final int SECTOR = 2048;
    private static final int PRIMARY = 16;
    private static final int TABLES = 19;
    private static final int ROOTS = 23;
    private static final int FILES = 25;
    private static final int TABLE_BYTES = 10;
    private static final String VOLUME = "cidata";
    private static final byte[] UCS2_LEVEL_3 = {'%', '/', 'E'};

    /** A file under both its names, and where its content begins. */
    private record Entry(String plain, String joliet, byte[] content, int sector) {}

    private final List<Entry> entries;
    private final ByteBuffer disc;

    private SeedDisc(Seed seed) {
        // in the order of their names, which is that of a directory (§9.3)
        var metaData = entry("METADATA.;1", "meta-data", seed.metaData(), FILES);
        var network =
                seed.networkConfig().map(text -> entry("NETWORK_.;1", "network-config", text, after(metaData))).stream()
                        .toList();
        int next = network.isEmpty() ? after(metaData) : after(network.getFirst());
        var userData = entry("USERDATA.;1", "user-data", seed.userData(), next);
        entries = Stream.of(List.of(metaData), network, List.of(userData))
                .flatMap(List::stream)
                .toList();
        disc = ByteBuffer.allocate(after(userData) * SECTOR);
    }

    private static Entry entry(String plain, String joliet, String text, int sector) {
        return new Entry(plain, joliet, text.getBytes(StandardCharsets.UTF_8), sector);
    }

    private static int after(Entry entry) {
        return entry.sector() + Math.ceilDiv(entry.content().length, SECTOR);
    }

    /** The image's bytes. */
    static byte[] of(Seed seed) {
        var disc = new SeedDisc(seed);
        disc.descriptor(0, false);
        disc.descriptor(1, true);
        disc.disc.put((PRIMARY + 2) * SECTOR, new byte[] {(byte) 255, 'C', 'D', '0', '0', '1', 1}); // §8.3
        for (int set = 0; set < 2; set++) {
            disc.table(TABLES + 2 * set, set, ByteOrder.LITTLE_ENDIAN);
            disc.table(TABLES + 2 * set + 1, set, ByteOrder.BIG_ENDIAN);
            disc.root(set);
        }
        disc.entries.forEach(entry -> disc.disc.put(entry.sector() * SECTOR, entry.content()));
        return disc.disc.array();
    }

    /** A primary (§8.4) or supplementary (§8.5) volume descriptor. */
    private void descriptor(int set, boolean joliet) {
        disc.position((PRIMARY + set) * SECTOR);
        disc.put((byte) (joliet ? 2 : 1)).put("CD001".getBytes(StandardCharsets.US_ASCII));
        disc.put((byte) 1).put((byte) 0);
        text("", 32, joliet);
        text(VOLUME, 32, joliet);
        disc.putLong(0);
        both32(disc.capacity() / SECTOR);
        disc.put(joliet ? Arrays.copyOf(UCS2_LEVEL_3, 32) : new byte[32]);
        both16(1);
        both16(1);
        both16(SECTOR);
        both32(TABLE_BYTES);
        disc.putInt(Integer.reverseBytes(TABLES + 2 * set)).putInt(0);
        disc.putInt(TABLES + 2 * set + 1).putInt(0);
        record(ROOTS + set, SECTOR, true, new byte[] {0});
        for (int length : new int[] {128, 128, 128, 128, 37, 37, 37}) {
            text("", length, joliet);
        }
        for (int date = 0; date < 4; date++) {
            disc.put("0".repeat(16).getBytes(StandardCharsets.US_ASCII)).put((byte) 0); // §8.4.26.1: not specified
        }
        disc.put((byte) 1);
    }

    /** A path table with its only entry, the root (§9.4). */
    private void table(int sector, int set, ByteOrder order) {
        disc.position(sector * SECTOR).order(order);
        disc.put((byte) 1).put((byte) 0).putInt(ROOTS + set).putShort((short) 1).put((byte) 0);
        disc.order(ByteOrder.BIG_ENDIAN);
    }

    private void root(int set) {
        disc.position((ROOTS + set) * SECTOR);
        record(ROOTS + set, SECTOR, true, new byte[] {0});
        record(ROOTS + set, SECTOR, true, new byte[] {1});
        for (var entry : entries) {
            var name = set == 0
                    ? entry.plain().getBytes(StandardCharsets.US_ASCII)
                    : entry.joliet().getBytes(StandardCharsets.UTF_16BE);
            record(entry.sector(), entry.content().length, false, name);
        }
    }

    /** A directory record (§9.1). */
    private void record(int sector, int length, boolean directory, byte[] name) {
        int even = (33 + name.length + 1) / 2 * 2;
        int begin = disc.position();
        disc.put((byte) even).put((byte) 0);
        both32(sector);
        both32(length);
        disc.put(new byte[] {80, 1, 1, 0, 0, 0, 0}); // 1980-01-01: the same seed gives the same bytes
        disc.put((byte) (directory ? 2 : 0)).put((byte) 0).put((byte) 0);
        both16(1);
        disc.put((byte) name.length).put(name);
        disc.position(begin + even);
    }

    /** Padded with blanks. */
    private void text(String text, int length, boolean joliet) {
        if (joliet) {
            var padded = (text + " ".repeat(length / 2)).substring(0, length / 2);
            disc.put(Arrays.copyOf(padded.getBytes(StandardCharsets.UTF_16BE), length));
        } else {
            disc.put((text + " ".repeat(length)).substring(0, length).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Least significant byte first, then again most significant byte first (§7.2.3). */
    private void both16(int value) {
        disc.putShort(Short.reverseBytes((short) value)).putShort((short) value);
    }

    /** The same with 32 bits (§7.3.3). */
    private void both32(int value) {
        disc.putInt(Integer.reverseBytes(value)).putInt(value);
    }
}
