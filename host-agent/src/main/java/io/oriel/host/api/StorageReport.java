package io.oriel.host.api;

import java.util.List;

/**
 * What a storage domain holds, as one host sees it.
 *
 * @param totalBytes of the file system it lies on
 * @param freeBytes of it, for us
 * @param images by id; files with other names are not told
 * @param quarantined images that were put out of the way, by id
 */
public record StorageReport(long totalBytes, long freeBytes, List<StoredImage> images, List<StoredImage> quarantined) {
    public StorageReport {
        images = List.copyOf(images);
        quarantined = List.copyOf(quarantined);
    }
}
