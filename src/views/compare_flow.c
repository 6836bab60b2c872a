/* compare_flow.c -- words set from left to right on as many lines as they need. */
#include "views/compare_parts.h"

#include <math.h>
#include <string.h>

Flow flow_in(Ui *ui, DrawBox box, float line, int most, bool draws) {
    return (Flow){.ui = ui, .box = box, .line = line, .lines = 1, .most = most, .draws = draws};
}

bool flow_place(Flow *f, float space, float width, DrawBox *out) {
    float ellipsis = ui_metrics(f->ui)->body * 1.2f;
    bool last = f->lines == f->most;
    if (f->full) return false;
    if (f->x > 0 && f->x + space + width > f->box.width - (last ? ellipsis : 0)) {
        if (last) {
            f->full = true;
            if (f->draws)
                text_in_box(ui_list(f->ui),
                            draw_box(f->box.x + f->x + 3,
                                     f->box.y + (float)(f->lines - 1) * f->line, ellipsis, f->line),
                            ALIGN_LEFT, FACE_WORDS, ui_metrics(f->ui)->body, ui_theme(f->ui)->muted,
                            "…");
            return false;
        }
        f->lines++;
        f->x = 0;
    }
    float x = f->x > 0 ? f->x + space : 0;
    *out = draw_box(f->box.x + x, f->box.y + (float)(f->lines - 1) * f->line, width, f->line);
    f->x = x + width;
    return true;
}

void flow_word(Flow *f, float space, Face face, Color ink, const char *word) {
    float size = ui_metrics(f->ui)->body;
    DrawBox at;
    if (!flow_place(f, space, text_width(ui_fonts(f->ui), face, size, word), &at) || !f->draws)
        return;
    draw_text(ui_list(f->ui), at.x, text_baseline(at.y, f->line, size), ALIGN_LEFT, face, size, ink,
              word);
}

float flow_space(const Flow *f) {
    return text_width(ui_fonts(f->ui), FACE_WORDS, ui_metrics(f->ui)->body, " ");
}

void flow_text(Flow *f, Face face, Color ink, bool glued, const char *text) {
    Arena *arena = ui_arena(f->ui);
    while (*text) {
        size_t n = strcspn(text, " ");
        flow_word(f, glued ? 0 : flow_space(f), face, ink, arena_substring(arena, text, n));
        glued = false;
        text += n;
        text += strspn(text, " ");
    }
}

float flow_height(const Flow *f) {
    return (float)f->lines * f->line;
}
