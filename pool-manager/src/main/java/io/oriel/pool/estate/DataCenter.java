package io.oriel.pool.estate;

/** The estate's outermost unit: clusters that share networks and storage domains. */
public record DataCenter(DataCenterId id, String name, String description) {}
