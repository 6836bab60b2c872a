#include "views/gold.h"
#include "views/multiples.h"

#include "ui/layout.h"

#include <math.h>

const char *const gold_definition =
    "AER = 1 − (|A∩S| + |A∩P|) / (|A| + |S|): A each word’s largest weight, S sure links, P "
    "possible ones (here the same)";

/* Rows whose words have been produced. */
static int rows_named(const ViewPass *view, int count) {
    while (count && !view_row(view, count)) count--;
    return count;
}

/* The look with this head as the chosen one. */
static Look look_of(const ViewPass *view, HeadAt head) {
    Look look = view->state->look;
    if (head.layer) look.heads[0] = head;
    return look;
}

HeadAt gold_head(const ViewPass *view) {
    return run_has_heads(view->run) ? view->state->look.heads[0] : (HeadAt){0};
}

RunGold gold_shown(const ViewPass *view, HeadAt head) {
    if (!view->state->look.gold) return (RunGold){0};
    Look look = look_of(view, head);
    RunGold gold = run_gold(view->run, &look);
    gold.count = gold.links ? rows_named(view, gold.count) : 0;
    return gold;
}

const char *gold_words(const ViewPass *view, HeadAt head, UiTone *tone) {
    RunGold gold = gold_shown(view, head);
    Look look = look_of(view, head);
    *tone = TONE_PLAIN;
    if (!view->state->look.gold) return NULL;
    if (!gold.links) {
        *tone = TONE_WARNING;
        return gold.why;
    }
    double aer = run_aer(view->run, &look, gold.count);
    if (isnan(aer)) return "gold links";
    bool all = gold.count == run_gold(view->run, &look).count;
    Arena *arena = ui_arena(view->ui);
    const char *of = head.layer ? arena_printf(arena, " of head %d.%d", head.layer, head.head) : "";
    if (view->run->ask.model->tokens == TOKENS_CHARACTERS) { /* their gold is a whole field */
        int linked, hits = run_rows_on_gold(view->run, &look, gold.count, &linked);
        return arena_printf(arena, "gold links · largest weight%s on one in %d of %d", of, hits,
                            linked);
    }
    const char *number = arena_printf(arena, "%s%s", view_number(view, aer, 2), of);
    return all ? arena_printf(arena, "gold links · AER %s", number)
               : arena_printf(arena, "gold links · AER %s of %d words", number, gold.count);
}

void gold_outline(const ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    List *list = ui_list(view->ui);
    float smaller = fminf(box.width, box.height);
    draw_frame(list, box_inset(box, -1, -1), 2, theme->ink, 1.5f);
    if (smaller >= 9)
        draw_frame(list, box_inset(box, 0.5f, 0.5f), 1, theme->cell_ground,
                   smaller < 24 ? 1 : 1.5f);
}

static void draw_sign(const ViewPass *view, DrawBox box, bool dotted) {
    const UiTheme *theme = ui_theme(view->ui);
    float side = 11 * ui_metrics(view->ui)->factor;
    DrawBox cell = box_center(box, side, side);
    if (dotted) {
        DrawStroke stroke = draw_stroke(theme->ink, 1.5f);
        stroke.dash = 2;
        stroke.gap = 3;
        float y = cell.y + side / 2;
        draw_line(ui_list(view->ui), box.x, y, box.x + box.width, y, stroke);
        return;
    }
    draw_fill(ui_list(view->ui), cell, 0, theme->weights.colors[color_level(0.5)]);
    gold_outline(view, cell);
}

float gold_pill(ViewPass *view, HeadAt head, DrawBox box, bool dotted) {
    const UiMetrics *u = ui_metrics(view->ui);
    UiTone tone;
    const char *text = gold_words(view, head, &tone);
    if (!text) return 0;
    float sign = tone == TONE_PLAIN ? 20 * u->factor : 0, start = box.x;
    if (sign > 0) draw_sign(view, box_cut_left(&box, sign), dotted);
    float width = ui_badge(view->ui, box, tone, text, false);
    bool cut = text_width(ui_fonts(view->ui), FACE_WORDS, u->tiny, text) > box.width;
    if (!cut && tone == TONE_PLAIN)
        ui_tip(view->ui, draw_box(start, box.y, sign + width, box.height),
               view->run->ask.model->tokens == TOKENS_CHARACTERS
                   ? "a character’s gold is the whole field of the source that it comes from"
                   : gold_definition);
    return sign + width;
}

float gold_switch(ViewPass *view, DrawBox box, float room) {
    if (view->figure || view->repeats || !run_has_gold(view->run)) return 0;
    bool on = view->state->look.gold;
    const UiCheck ways[] = {{.label = "gold links", .on = on},
                            {.label = "gold", .on = on},
                            {.label = "gold links", .on = on, .bare = true}};
    int way = 0, last = multiples_count(view) > 1 ? 1 : 2; /* a bare one says nothing in a tile */
    while (way < last && ui_check_width(view->ui, ways[way]) > room) way++;
    float width = ui_check_width(view->ui, ways[way]);
    if (width > room) return 0;
    if (ui_check(view->ui, "gold", box_cut_right(&box, width), ways[way]))
        view_say(view, "gold %s", on ? "off" : "on");
    return width;
}
