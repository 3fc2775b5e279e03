package io.oriel.pool.estate;

import java.util.Optional;

/**
 * A word that VMs, hosts, templates and people are found by.
 *
 * @param name unique
 * @param parent the tag that it is part of: whoever searches for that one finds what carries this one
 */
public record Tag(String name, Optional<String> parent, String description) {}
