package io.oriel.host.sim;

import io.netty.buffer.ByteBuf;

/**
 * How a viewer wants its pixels: RFC 6143 §7.4. Only true colour of 8, 16 or 32 bits.
 *
 * @param bits per pixel
 */
record PixelFormat(
        int bits,
        boolean bigEndian,
        int redMax,
        int greenMax,
        int blueMax,
        int redShift,
        int greenShift,
        int blueShift) {

    /** What a connection begins with. */
    static final PixelFormat NATURAL = new PixelFormat(32, false, 255, 255, 255, 16, 8, 0);

    /** Reads the 16 bytes of a format; the depth byte says nothing that the maxima do not. */
    static PixelFormat read(ByteBuf in) {
        int bits = in.readUnsignedByte();
        in.skipBytes(1);
        boolean big = in.readUnsignedByte() != 0;
        boolean trueColour = in.readUnsignedByte() != 0;
        var format = new PixelFormat(
                bits,
                big,
                in.readUnsignedShort(),
                in.readUnsignedShort(),
                in.readUnsignedShort(),
                in.readUnsignedByte(),
                in.readUnsignedByte(),
                in.readUnsignedByte());
        in.skipBytes(3);
        boolean shiftable = format.redShift < 32 && format.greenShift < 32 && format.blueShift < 32;
        if (!trueColour || !shiftable || (bits != 8 && bits != 16 && bits != 32)) {
            throw new IllegalArgumentException("a pixel format that is not served");
        }
        return format;
    }

    void write(ByteBuf out) {
        out.writeByte(bits)
                .writeByte(24)
                .writeByte(bigEndian ? 1 : 0)
                .writeByte(1)
                .writeShort(redMax)
                .writeShort(greenMax)
                .writeShort(blueMax)
                .writeByte(redShift)
                .writeByte(greenShift)
                .writeByte(blueShift)
                .writeZero(3);
    }

    void pixel(ByteBuf out, int rgb) {
        int value = ((rgb >> 16 & 0xff) * redMax / 255) << redShift
                | ((rgb >> 8 & 0xff) * greenMax / 255) << greenShift
                | ((rgb & 0xff) * blueMax / 255) << blueShift;
        switch (bits) {
            case 8 -> out.writeByte(value);
            case 16 -> {
                if (bigEndian) {
                    out.writeShort(value);
                } else {
                    out.writeShortLE(value);
                }
            }
            default -> {
                if (bigEndian) {
                    out.writeInt(value);
                } else {
                    out.writeIntLE(value);
                }
            }
        }
    }
}
