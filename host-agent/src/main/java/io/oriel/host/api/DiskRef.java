package io.oriel.host.api;

import java.util.UUID;

/** A qcow2 image in a storage domain: the file {@code <path>/images/<disk>.qcow2}. Templates' disks are such images too. */
public record DiskRef(StorageRef storage, UUID disk) {}
