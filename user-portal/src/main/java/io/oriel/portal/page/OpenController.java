package io.oriel.portal.page;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.UseCase;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** What everybody may know: that the portal is up, and whom it trusts. */
@Controller
class OpenController {
    private static final MediaType CERTIFICATE = MediaType.parseMediaType("application/x-x509-ca-cert");

    private final Authority authority;

    OpenController(Authority authority) {
        this.authority = authority;
    }

    @Allowed(UseCase.OPEN)
    @GetMapping("/health")
    ResponseEntity<String> health() {
        return ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body("ok");
    }

    /** The authority's certificate, for browsers and viewers that shall trust it. */
    @Allowed(UseCase.OPEN)
    @GetMapping("/ca.crt")
    ResponseEntity<String> authority() {
        return ResponseEntity.ok()
                .contentType(CERTIFICATE)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("oriel-ca.crt")
                                .build()
                                .toString())
                .body(authority.pem());
    }
}
