/* formula_line.c -- the line of numbers under a formula, whose operands can be clicked. */
#include "views/formula.h"

#include "views/followed.h"

#include <math.h>
#include <string.h>

void formula_link_numbers(ViewPass *view, DrawBox box, float size, const NumbersLine *line) {
    if (view->figure) return;
    const UiTheme *theme = ui_theme(view->ui);
    Fonts *fonts = ui_fonts(view->ui);
    Arena *arena = ui_arena(view->ui);
    for (int i = 0; i < line->count; i++) {
        const NumbersPart *part = &line->parts[i];
        const char *before = arena_substring(arena, line->text, (size_t)part->from);
        const char *text =
            arena_substring(arena, line->text + part->from, (size_t)(part->end - part->from));
        float x = box.x + text_width(fonts, FACE_NUMBERS, size, before),
              width = text_width(fonts, FACE_NUMBERS, size, text);
        if (x + width > box.x + box.width) return;
        RunCell at;
        if (!followed_real(view->run, part->node, part->cell, &at)) continue;
        float under = box.y + box.height / 2 + size * 0.62f;
        DrawBox area = draw_box(x - 1, under - size * 1.4f, width + 2, size * 1.6f);
        UiHit hit = ui_area(view->ui, arena_printf(arena, "operand%d", i), area,
                            (UiArea){.label = run_cell_words(arena, &at), .cursor = CURSOR_HAND});
        draw_line(ui_list(view->ui), x, under, x + width, under,
                  draw_stroke(hit.hover ? theme->accent : theme->border, hit.hover ? 2 : 1));
        if (hit.hover) followed_tip(view, area, &at);
        if (hit.clicked) followed_say(view, &at);
    }
}

/* Where the last “= result” or “≈ result” of a line begins. */
static const char *result_of(const char *text) {
    const char *last = NULL;
    for (const char *at = text; *at; at++)
        if (!strncmp(at, " = ", 3) || !strncmp(at, " ≈ ", strlen(" ≈ "))) last = at;
    return last;
}

/* Where what an operand belongs to ends, after its bracket; NULL: within a product. */
static const char *end_of_term(const NumbersLine *line, int operand) {
    const char *end = line->text + line->parts[operand].end;
    end += *end == ')';
    return strncmp(end, "·", strlen("·")) ? end : NULL;
}

/* As many terms of a line as fit before its result, with “…” for the others. */
static NumbersLine fitted(const ViewPass *view, NumbersLine line, float size, float room) {
    Arena *arena = ui_arena(view->ui);
    const char *result = result_of(line.text);
    for (int kept = line.count; result && kept > 0; kept--) {
        const char *end = end_of_term(&line, kept - 1);
        if (!end || end > result) continue;
        const char *text =
            arena_printf(arena, "%.*s …%s", (int)(end - line.text), line.text, result);
        if (text_width(ui_fonts(view->ui), FACE_NUMBERS, size, text) <= room)
            return (NumbersLine){text, line.parts, kept};
    }
    return line;
}

void formula_numbers(ViewPass *view, DrawBox box, NumbersLine line) {
    const UiTheme *theme = ui_theme(view->ui);
    float size = ui_metrics(view->ui)->number, least = 0.8f;
    float width = text_width(ui_fonts(view->ui), FACE_NUMBERS, size, line.text);
    if (width > box.width) size *= fmaxf(box.width / width, least);
    if (width * least > box.width) line = fitted(view, line, size, box.width);
    ui_text(view->ui, box, ALIGN_LEFT, FACE_NUMBERS, size, theme->ink, line.text);
    formula_link_numbers(view, box, size, &line);
}

/* The followed cell: as many steps back as have room. */
void formula_followed_numbers(ViewPass *view, DrawBox box) {
    enum { STEPS_MOST = 3 };
    const RunCell *at = &view->followed->at;
    NumbersLine lines[STEPS_MOST];
    int count = numbers_chain(view, at->node, at->cell, 3, STEPS_MOST, lines), first = count - 1;
    Arena *arena = ui_arena(view->ui);
    float room = box.width / 0.8f, size = ui_metrics(view->ui)->number;
    NumbersLine shown = lines[first];
    while (first-- > 0) {
        NumbersLine longer = numbers_joined(arena, &lines[first], &shown);
        if (text_width(ui_fonts(view->ui), FACE_NUMBERS, size, longer.text) > room) break;
        shown = longer;
    }
    formula_numbers(view, box, shown);
}
