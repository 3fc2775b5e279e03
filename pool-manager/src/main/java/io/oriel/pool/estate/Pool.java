package io.oriel.pool.estate;

import java.util.List;
import java.util.stream.IntStream;

/**
 * VMs cloned from one template.
 *
 * @param name may hold one run of question marks, which stands for the VM's number: {@code win-???}
 * @param size how many VMs, 1–1000
 * @param prestarted how many VMs without a user are kept running, 0–size
 * @param maxPerUser how many VMs one person may hold, at least 1
 * @param stateless whether a VM's disk is thrown away after each use
 */
public record Pool(
        PoolId id,
        String name,
        String description,
        TemplateId template,
        int size,
        int prestarted,
        int maxPerUser,
        boolean stateless,
        int vcpus,
        long memoryMiB,
        long version) {

    /** The most VMs one pool may have. */
    public static final int MAX_SIZE = 1000;

    /** The names of a pool's VMs, by its mask or as {@code name-1} and so on. */
    public static List<String> vmNames(String name, int size) {
        return IntStream.rangeClosed(1, size).mapToObj(n -> vmName(name, n)).toList();
    }

    private static String vmName(String name, int number) {
        int first = name.indexOf('?');
        if (first < 0) {
            return name + "-" + number;
        }
        int last = name.lastIndexOf('?');
        var digits = String.format("%0" + (last - first + 1) + "d", number);
        return name.substring(0, first) + digits + name.substring(last + 1);
    }
}
