package io.oriel.pool.estate;

/** Where a template stands. The first three are oVirt's. */
public enum TemplateState {
    OK,
    /** Its image is being made. */
    LOCKED,
    /** Its image could not be made; it can only be deleted. */
    ILLEGAL,
    /** Its image is being deleted, and then the row. */
    DELETING
}
