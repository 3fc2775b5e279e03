package io.oriel.display.control;

import io.oriel.display.grant.Grants;

class InMemoryGrantsTest extends GrantsContract {
    @Override
    Grants grants() {
        return controlPlane;
    }
}
