package io.oriel.display.rig;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Collectors;

/** Golden bytes: hexadecimal with spaces, and comments from # to the end of the line. */
public final class Hex {
    private Hex() {}

    /** The bytes of a resource. */
    public static byte[] resource(String name) {
        try (var in = Objects.requireNonNull(Hex.class.getResourceAsStream(name), name)) {
            return bytes(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes written so. */
    public static byte[] bytes(String text) {
        var digits = text.lines()
                .map(line -> line.replaceFirst("#.*", "").replaceAll("\\s", ""))
                .collect(Collectors.joining());
        return HexFormat.of().parseHex(digits);
    }

    /** The bytes written so, as a buffer. */
    public static ByteBuf buffer(String text) {
        return Unpooled.wrappedBuffer(bytes(text));
    }
}
