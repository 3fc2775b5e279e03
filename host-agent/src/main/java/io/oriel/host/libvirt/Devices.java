package io.oriel.host.libvirt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** PCI and USB devices in words. */
final class Devices {

    private Devices() {}

    /**
     * One line per device: address, then its names, or its numbers where no names are known.
     *
     * @param buses a directory like {@code /sys/bus}
     * @param names the file {@code pci.ids}, which need not exist
     */
    static List<String> list(Path buses, Path names) {
        var pci = buses.resolve("pci/devices");
        var numbers = KernelFiles.names(pci).stream()
                .collect(Collectors.toMap(name -> name, name -> pciNumbers(pci.resolve(name))));
        var known = pciNames(names, List.copyOf(numbers.values()));
        var usb = buses.resolve("usb/devices");
        return Stream.concat(
                        numbers.keySet().stream().sorted().map(address -> {
                            var number = numbers.getOrDefault(address, "");
                            return "PCI " + address + " " + known.getOrDefault(number, number);
                        }),
                        KernelFiles.names(usb).stream()
                                .filter(name -> Files.exists(usb.resolve(name).resolve("idVendor")))
                                .map(name -> "USB " + name + " " + usbName(usb.resolve(name))))
                .toList();
    }

    private static String pciNumbers(Path device) {
        return hex(device.resolve("vendor")) + ":" + hex(device.resolve("device"));
    }

    private static String hex(Path file) {
        return KernelFiles.text(file).replaceFirst("^0x", "");
    }

    private static String usbName(Path device) {
        var words = Stream.of("manufacturer", "product")
                .map(word -> KernelFiles.text(device.resolve(word)))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
        return words.isEmpty() ? hex(device.resolve("idVendor")) + ":" + hex(device.resolve("idProduct")) : words;
    }

    /** Vendor lines are {@code 1af4  Red Hat, Inc.}; their devices' follow, indented by one tab. */
    private static Map<String, String> pciNames(Path file, List<String> wanted) {
        var names = new HashMap<String, String>();
        if (wanted.isEmpty() || !Files.isReadable(file)) {
            return names;
        }
        try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            var vendor = new StringBuilder();
            lines.filter(line -> line.matches("\t?[0-9a-f]{4}  .*")).forEach(line -> {
                if (line.startsWith("\t")) {
                    var number = vendor.substring(0, 4) + ":" + line.substring(1, 5);
                    if (wanted.contains(number)) {
                        names.put(number, vendor.substring(6) + " " + line.substring(7));
                    }
                } else {
                    vendor.setLength(0);
                    vendor.append(line);
                }
            });
        } catch (IOException _) {
            // numbers serve as well
        }
        return names;
    }
}
