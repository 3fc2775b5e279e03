package io.oriel.broker.access;

/** A role that a person has on an object, themselves or by a group. */
public record Held(Role role, ObjectRef object) {}
