package io.oriel.portal.page;

/** The installation's authority as people may download it, PEM. */
public record Authority(String pem) {}
