/**
 * What may be lost: tries of a login and nudges between replicas. In memory, or in Redis when there are replicas.
 */
@NullMarked
package io.oriel.broker.presence;

import org.jspecify.annotations.NullMarked;
