package io.oriel.portal.admin;

import io.oriel.portal.page.Words;
import java.util.Map;

/** Forms for pages that are only looked at. */
public final class FormSheets {
    private FormSheets() {}

    /** A form with what was typed, and what is wrong with it. */
    public static Object form(Map<String, String> typed, Map<String, String> faults, Words words) {
        var form = Form.filled(typed, words);
        faults.forEach(form::wrong);
        return form;
    }
}
