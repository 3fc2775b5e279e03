package io.oriel.portal.admin;

import java.util.List;

/** One page of a longer list; pages are counted from 1. */
record Pages(int page, int count, int each) {
    Pages {
        page = Math.clamp(page, 1, Math.max(1, (count + each - 1) / each));
    }

    public int getLast() {
        return Math.max(1, (count + each - 1) / each);
    }

    public int getFrom() {
        return count == 0 ? 0 : (page - 1) * each + 1;
    }

    public int getTo() {
        return Math.min(count, page * each);
    }

    <T> List<T> of(List<T> all) {
        return all.subList(Math.min(all.size(), (page - 1) * each), getTo());
    }
}
