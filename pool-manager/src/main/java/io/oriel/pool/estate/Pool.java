package io.oriel.pool.estate;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * VMs cloned from one template.
 *
 * @param name may hold one run of question marks, which stands for the VM's number: {@code win-???}
 * @param template what its VMs are made of; those that are made of another one are made anew when nobody holds them
 * @param useLatest whether a new version of its template is rolled out by itself
 * @param previous what it was made of before the last roll-out
 * @param size how many VMs, 1–1000
 * @param prestarted how many VMs without a user are kept running, 0–size
 * @param maxPerUser how many VMs one person may hold, at least 1
 * @param stateless whether a VM's disk is thrown away after each use; never of a manual pool
 * @param trials how its last starts went
 * @param deleting whether its VMs, and then itself, are being deleted
 */
public record Pool(
        PoolId id,
        String name,
        String description,
        PoolKind kind,
        ClusterId cluster,
        TemplateId template,
        boolean useLatest,
        Optional<TemplateId> previous,
        int size,
        int prestarted,
        int maxPerUser,
        boolean stateless,
        int vcpus,
        long memoryMiB,
        PoolPolicy policy,
        Trials trials,
        boolean deleting,
        long version) {

    /** The most VMs one pool may have. */
    public static final int MAX_SIZE = 1000;

    /** The names of a pool's VMs, by its mask or as {@code name-1} and so on. */
    public static List<String> vmNames(String name, int size) {
        return IntStream.rangeClosed(1, size).mapToObj(n -> vmName(name, n)).toList();
    }

    /** The name of one VM of a pool. */
    public static String vmName(String name, int number) {
        int first = name.indexOf('?');
        if (first < 0) {
            return name + "-" + number;
        }
        int last = name.lastIndexOf('?');
        var digits = String.format("%0" + (last - first + 1) + "d", number);
        return name.substring(0, first) + digits + name.substring(last + 1);
    }

    /** The highest number that a pool's name has room for. */
    public static int highestNumber(String name) {
        long digits = name.chars().filter(c -> c == '?').count();
        return digits == 0 ? Integer.MAX_VALUE : (int) Math.pow(10, digits) - 1;
    }

    /** This pool, as the leader has found it to fare. */
    public Pool faring(Trials next) {
        return new Pool(
                id,
                name,
                description,
                kind,
                cluster,
                template,
                useLatest,
                previous,
                size,
                prestarted,
                maxPerUser,
                stateless,
                vcpus,
                memoryMiB,
                policy,
                next,
                deleting,
                version);
    }

    /** This pool, made of another template from now on. */
    public Pool rolledOut(TemplateId next) {
        return new Pool(
                id,
                name,
                description,
                kind,
                cluster,
                next,
                useLatest,
                Optional.of(template),
                size,
                prestarted,
                maxPerUser,
                stateless,
                vcpus,
                memoryMiB,
                policy,
                trials,
                deleting,
                version);
    }
}
