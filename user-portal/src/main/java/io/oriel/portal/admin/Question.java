package io.oriel.portal.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;

/**
 * A question before something is lost.
 *
 * @param lost what goes, a line each
 * @param kept what stays
 * @param action where the answer is posted
 * @param back where a no leads
 * @param option the words of a box that may be ticked, posted as {@code option}; null without one
 */
record Question(
        String title,
        List<String> lost,
        String kept,
        String action,
        String button,
        String back,
        @Nullable String option) {

    String page(Model model, String here) {
        model.addAttribute("question", this);
        model.addAttribute("here", here);
        return "confirm";
    }
}
