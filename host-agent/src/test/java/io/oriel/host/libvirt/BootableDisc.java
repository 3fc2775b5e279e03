package io.oriel.host.libvirt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A CD that a PC starts from (El Torito 1.0, no emulation): it says a word on the first serial port and stands still. */
final class BootableDisc {
    private static final int SECTOR = 2048;
    private static final int BOOT_RECORD = 17;
    private static final int CATALOG = 19;
    private static final int PROGRAM = 20;

    private BootableDisc() {}

    static byte[] saying(String word) {
        var disc = ByteBuffer.allocate(32 * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        disc.position(16 * SECTOR).put((byte) 1).put("CD001".getBytes(StandardCharsets.US_ASCII));
        disc.put((byte) 1);
        disc.position(BOOT_RECORD * SECTOR).put((byte) 0).put("CD001".getBytes(StandardCharsets.US_ASCII));
        disc.put((byte) 1).put("EL TORITO SPECIFICATION".getBytes(StandardCharsets.US_ASCII));
        disc.putInt(BOOT_RECORD * SECTOR + 0x47, CATALOG);
        disc.position((BOOT_RECORD + 1) * SECTOR).put((byte) 255).put("CD001".getBytes(StandardCharsets.US_ASCII));
        disc.put((byte) 1);
        // the validation entry, whose words add up to zero, then the entry that is started
        disc.position(CATALOG * SECTOR).put((byte) 1);
        disc.putShort(CATALOG * SECTOR + 0x1c, (short) (0x10000 - 0xaa55 - 1));
        disc.putShort(CATALOG * SECTOR + 0x1e, (short) 0xaa55);
        disc.put(CATALOG * SECTOR + 0x20, (byte) 0x88);
        disc.putShort(CATALOG * SECTOR + 0x26, (short) 4);
        disc.putInt(CATALOG * SECTOR + 0x28, PROGRAM);
        disc.position(PROGRAM * SECTOR).put(program());
        disc.put(("\r\n" + word + "\r\n\0").getBytes(StandardCharsets.US_ASCII));
        return disc.array();
    }

    private static byte[] program() {
        return bytes(
                0xba, 0xf8, 0x03, // mov dx, 0x3f8
                0xe8, 0x00, 0x00, // call the next
                0x5e, //             pop si
                0x83, 0xc6, 0x10, // add si, 16: past the program
                0x2e, 0xac, //       next: lods al, cs:[si]
                0x84, 0xc0, //       test al, al
                0x74, 0x03, //       jz end
                0xee, //             out dx, al
                0xeb, 0xf7, //       jmp next
                0xf4, //             end: hlt
                0xeb, 0xfd); //      jmp end
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
