package io.oriel.pool.estate;

import io.oriel.host.api.Boot;
import java.util.Optional;

/** How a VM begins one time; when it has ended, it begins as always again. */
public record RunOnce(Boot boot, Optional<Iso> cdrom) {}
