package io.oriel.portal.admin;

import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;

/** What all forms do alike. */
final class Shown {
    private Shown() {}

    /** A form that comes back. */
    static String refused(ServerHttpResponse response, String page) {
        response.setStatusCode(HttpStatus.UNPROCESSABLE_ENTITY);
        return page;
    }
}
