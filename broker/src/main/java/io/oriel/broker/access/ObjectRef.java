package io.oriel.broker.access;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.StorageDomainId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** One thing that a permission is about. */
public record ObjectRef(ObjectKind kind, UUID id) {
    /** Everything. The id is oVirt's. */
    public static final ObjectRef SYSTEM =
            new ObjectRef(ObjectKind.SYSTEM, UUID.fromString("aaa00000-0000-0000-0000-123456789aaa"));

    public static ObjectRef of(DataCenterId id) {
        return new ObjectRef(ObjectKind.DATA_CENTER, id.value());
    }

    public static ObjectRef of(ClusterId id) {
        return new ObjectRef(ObjectKind.CLUSTER, id.value());
    }

    public static ObjectRef of(HostId id) {
        return new ObjectRef(ObjectKind.HOST, id.value());
    }

    public static ObjectRef of(VmId id) {
        return new ObjectRef(ObjectKind.VM, id.value());
    }

    public static ObjectRef of(PoolId id) {
        return new ObjectRef(ObjectKind.POOL, id.value());
    }

    public static ObjectRef of(StorageDomainId id) {
        return new ObjectRef(ObjectKind.STORAGE_DOMAIN, id.value());
    }

    public static ObjectRef of(DiskId id) {
        return new ObjectRef(ObjectKind.DISK, id.value());
    }

    public static ObjectRef of(NetworkId id) {
        return new ObjectRef(ObjectKind.NETWORK, id.value());
    }

    /**
     * A template with all its versions, those to come included: a right to use it does not end with a version. Its id comes
     * from its name, which is never changed.
     */
    public static ObjectRef template(String name) {
        try {
            var hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
            return new ObjectRef(ObjectKind.TEMPLATE, new UUID(hash.getLong(), hash.getLong()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
