/* arcs_words.c -- the words at the ends of the curves, the names of the axes, the legends. */
#include "views/arcs_parts.h"
#include "views/heads.h"
#include "views/math.h"
#include "views/whatif.h"

#include <math.h>
#include <stdlib.h>

enum { TILT = -48, LABEL_MOST = 120 };

static const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

/* --- words ----------------------------------------------------------------------------------- */

/* The query's name once it was produced, as everywhere. */
static const char *word_of(const Arcs *a, int side, int i) {
    bool named_later = side == 0 && !run_has_heads(a->view->run);
    if (named_later) return view_target(a->view, i + 1);
    const char *name = view_name(a->view, a->line[side].words, i + 1);
    return !name && side ? "·" : name;
}

/* Rising from the line of queries, rising to that of keys. */
static void draw_turned(const Arcs *a, int side, int i, Face face, Color ink, const char *word) {
    Ui *ui = a->view->ui;
    float x, y, size = a->label;
    arcs_end_of(a, side, i, &x, &y);
    const char *shown = text_ellipsis(ui_fonts(ui), ui_arena(ui), face, size, word,
                                      LABEL_MOST * metrics(a->view)->factor);
    if (side)
        draw_text_turned(ui_list(ui), x + size * 0.35f, y + 4 + size * 0.75f, ALIGN_RIGHT, TILT,
                         face, size, ink, shown);
    else
        draw_text_turned(ui_list(ui), x + size * 0.3f, y - 6, ALIGN_LEFT, TILT, face, size, ink,
                         shown);
    if (shown == word) return;
    float step = a->line[side].step;
    ui_tip(ui, draw_box(x - step / 2, side ? y : a->box.y, step, side ? a->end - y : y - a->box.y),
           word);
}

/* The word that is being made, by its letter. */
static void draw_unnamed(const Arcs *a, int i) {
    Ui *ui = a->view->ui;
    const Look *look = &a->view->state->look;
    int now = run_has_heads(a->view->run) ? look->target : look->position.token;
    if (i + 1 != now) return;
    float x, y, room = 40 * metrics(a->view)->factor;
    arcs_end_of(a, 0, i, &x, &y);
    DrawBox box = a->across ? draw_box(x - room / 2, y - a->label * 1.6f, room, a->label * 1.7f)
                            : draw_box(x - 8 - room, y - a->label, room, 2 * a->label);
    math_in_box(ui, box, a->across ? ALIGN_CENTER : ALIGN_RIGHT, a->label, ui_theme(ui)->query,
                view_letter(a->view, a->show->rows, i + 1));
}

/* The one word, from 1, whose vector counts for the followed number; 0: none, or several. */
static int only_one(const ArcsLine *line) {
    int found = 0;
    for (int i = 0; i < line->words.count; i++) {
        if (line->role[i] == ROLE_NONE) continue;
        if (found) return 0;
        found = i + 1;
    }
    return found;
}

/* Words of a line that stand so close that their frames would touch. */
static bool are_crowded(const Arcs *a, const ArcsLine *line) {
    return !a->across && line->step < a->label * 1.35f + 2;
}

/* Around a word whose vector counts for the followed number. */
static void draw_role(const Arcs *a, int side, int i, DrawBox box, Align align, const char *word) {
    Ui *ui = a->view->ui;
    Role role = a->line[side].role[i];
    bool bars = are_crowded(a, &a->line[side]) && !only_one(&a->line[side]);
    if (role == ROLE_NONE || bars) return;
    float wide = text_width(ui_fonts(ui), FACE_WORDS_SEMIBOLD, a->label, word);
    DrawBox frame = box_aligned(box, align, fminf(wide, box.width), a->label * 1.35f);
    draw_frame(ui_list(ui), box_inset(frame, -3, 0), 2, followed_ink(a->view, role), 1.5f);
}

static HeadAt head_of(const Arcs *a) {
    return run_has_heads(a->view->run) ? a->show->sets[0].head : (HeadAt){0};
}

static bool is_forced(const Arcs *a, int side, int i) {
    return !side && edits_forced_row(a->view->run->ask.edits, head_of(a), i + 1);
}

static void draw_word(const Arcs *a, int side, int i, bool lit) {
    const UiTheme *theme = ui_theme(a->view->ui);
    const char *word = word_of(a, side, i);
    Role role = a->line[side].role[i];
    if (!word) {
        draw_unnamed(a, i);
        return;
    }
    Face face = lit ? FACE_WORDS_SEMIBOLD : FACE_WORDS;
    Color ink = role != ROLE_NONE       ? followed_ink(a->view, role)
                : is_forced(a, side, i) ? theme->warning
                : !lit                  ? theme->ink
                : side                  ? theme->key
                                        : theme->query;
    float x, y, room;
    arcs_end_of(a, side, i, &x, &y);
    if (a->line[side].turned) {
        draw_turned(a, side, i, face, ink, word);
        return;
    }
    if (a->across) { /* semibold is a little wider than what it was placed with */
        room = LABEL_MOST * metrics(a->view)->factor + 8;
        DrawBox box = draw_box(x - room / 2, side ? y : y - a->label * 1.6f, room, a->label * 1.7f);
        ui_text(a->view->ui, box, ALIGN_CENTER, face, a->label, ink, word);
        draw_role(a, side, i, box, ALIGN_CENTER, word);
        return;
    }
    room = fmaxf(side ? a->box.x + a->box.width - x - 8 : x - 8 - a->box.x, 8);
    DrawBox box = draw_box(side ? x + 8 : x - 8 - room, y - a->label, room, 2 * a->label);
    Align align = side ? ALIGN_LEFT : ALIGN_RIGHT;
    ui_text(a->view->ui, box, align, face, a->label, ink, word);
    draw_role(a, side, i, box, align, word);
}

/* Of words that are crowded, a bar beside those whose vectors count. */
static void draw_role_bars(const Arcs *a, int side) {
    const ArcsLine *line = &a->line[side];
    float wide = 3 * metrics(a->view)->factor, x = line->place + (side ? 2 : -2 - wide);
    if (!are_crowded(a, line) || only_one(line)) return;
    for (int i = 0; i < line->words.count; i++)
        if (line->role[i] != ROLE_NONE)
            draw_fill(ui_list(a->view->ui),
                      draw_box(x, line->at[i] - line->step / 2, wide, line->step), 0,
                      followed_ink(a->view, line->role[i]));
}

/* What neither is lit nor looks at it is dimmed; where not every word has room, the lit one has. */
void arcs_draw_words(const Arcs *a, int side) {
    const ArcsLine *line = &a->line[side];
    int n = line->words.count, lit = a->traces ? only_one(line)
                                     : side    ? a->lit.source
                                               : a->lit.target;
    bool some = a->traces || a->lit.source || a->lit.target;
    float room = a->label * (line->turned ? 0.92f / 0.74f : 1.18f);
    int every = a->across && !line->turned ? 1 : view_every(line->step, room, n);
    for (int i = 0; i < n; i++) {
        bool mine = lit == i + 1, beside = lit && every > 1 && abs(i + 1 - lit) < every;
        if (!mine && (i % every || beside)) continue;
        bool counts = mine || line->near[i] || line->role[i] != ROLE_NONE;
        list_push_opacity(ui_list(a->view->ui), some && !counts ? 0.3f : 1);
        draw_word(a, side, i, mine || line->role[i] != ROLE_NONE);
        list_pop_opacity(ui_list(a->view->ui));
    }
    draw_role_bars(a, side);
}

/* --- names of the axes ----------------------------------------------------------------------- */

static const char *axis_name(const Arcs *a, int side) {
    bool heads = run_has_heads(a->view->run);
    if (view_is_fed(a->view, a->show->rows)) return side ? "key (input)" : "query (input)";
    return side ? heads ? "key" : "key (source)" : heads ? "query" : "query (target)";
}

static Color axis_ink(const Arcs *a, int side) {
    const UiTheme *theme = ui_theme(a->view->ui);
    return side ? theme->key : theme->query;
}

void arcs_draw_axes(const Arcs *a, DrawBox box) {
    ViewPass *view = a->view;
    const UiMetrics *u = metrics(view);
    float baseline = text_baseline(box.y, box.height, u->small), x = box.x;
    for (int side = 0; side < 2; side++) {
        const char *name = axis_name(a, side);
        if (a->across) {
            name = arena_printf(ui_arena(view->ui), side ? "%s below" : "%s above", name);
            x += draw_text(ui_list(view->ui), x, baseline, ALIGN_LEFT, FACE_WORDS_SEMIBOLD,
                           u->small, axis_ink(a, side), name) +
                 14;
            continue;
        }
        float wide = text_width(ui_fonts(view->ui), FACE_WORDS_SEMIBOLD, u->small, name);
        x = side ? fminf(a->line[1].place + 8, box.x + box.width - wide)
                 : fmaxf(a->line[0].place - 8 - wide, box.x);
        draw_text(ui_list(view->ui), x, baseline, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->small,
                  axis_ink(a, side), name);
    }
}

/* --- legends --------------------------------------------------------------------------------- */

/* Of a long input: whose curves alone are drawn, and in the window how others are seen. */
static const char *whose_words(const Arcs *a, float room) {
    int row = arcs_spoken_row(a);
    const char *name = row ? view_row(a->view, row) : NULL;
    Arena *arena = ui_arena(a->view->ui);
    if (!a->view->figure) return "· one query’s: hover others";
    if (!name) return "· one query’s";
    const char *whole =
        arena_printf(arena, "· of the query “%s” alone, %s of %s", name, view_grouped(arena, row),
                     view_grouped(arena, a->show->rows.count));
    float size = metrics(a->view)->tiny;
    bool fits = text_width(ui_fonts(a->view->ui), FACE_WORDS, size, whole) <= room;
    return fits ? whole : arena_printf(arena, "· of “%s” alone", name);
}

/* As much as `room` takes without being cut. */
static const char *cut_words(const Arcs *a, float room) {
    double cut = a->view->state->look.cut;
    if (arcs_are_long(a->show)) return whose_words(a, room);
    if (cut >= 1) return "· every weight over 0";
    Arena *arena = ui_arena(a->view->ui);
    const char *share = view_weight(a->view, cut),
               *whole = arena_printf(arena, "· largest first, up to %s of each query", share);
    float size = metrics(a->view)->tiny;
    bool fits = text_width(ui_fonts(a->view->ui), FACE_WORDS, size, whole) <= room;
    return fits ? whole : arena_printf(arena, "· the largest, to %s", share);
}

/* The widths and colours of weights .1, .5 and 1, and what is left out. */
void arcs_draw_legend(const Arcs *a, DrawBox box) {
    ViewPass *view = a->view;
    const UiMetrics *u = metrics(view);
    const UiTheme *theme = ui_theme(view->ui);
    List *list = ui_list(view->ui);
    static const float shown[] = {0.1f, 0.5f, 1};
    float baseline = text_baseline(box.y, box.height, u->tiny), x = box.x,
          y = box.y + box.height / 2;
    x += draw_text(list, x, baseline, ALIGN_LEFT, FACE_WORDS, u->tiny, theme->muted, "weight") + 8;
    for (int i = 0; i < 3; i++) {
        DrawStroke stroke = arcs_stroke(a, 0, shown[i]);
        if (a->show->count > 1) stroke.color = color_faded(theme->muted, 0.12f + 0.8f * shown[i]);
        draw_line(list, x, y, x + 22 * u->factor, y, stroke);
        x += 22 * u->factor + 5;
        x += draw_text(list, x, baseline, ALIGN_LEFT, FACE_NUMBERS, u->tiny, theme->muted,
                       view_weight(view, (double)shown[i])) +
             12;
    }
    const char *forced = whatif_rows_words(view, head_of(a), a->show->rows.count);
    float wide = text_width(ui_fonts(view->ui), FACE_WORDS, u->tiny, forced);
    const char *words = cut_words(a, box.x + box.width - x - wide);
    if (*forced) words = arena_printf(ui_arena(view->ui), "%s %s", forced + 1, words);
    ui_text(view->ui, draw_box(x, box.y, box.x + box.width - x, box.height), ALIGN_LEFT, FACE_WORDS,
            u->tiny, theme->muted, words);
}

/* Whose hue is whose. */
void arcs_draw_hues(const Arcs *a, DrawBox box) {
    ViewPass *view = a->view;
    const UiMetrics *u = metrics(view);
    float x = box.x, baseline = text_baseline(box.y, box.height, u->small);
    for (int i = 0; i < a->show->count; i++) {
        HeadAt head = a->show->sets[i].head;
        const char *name = arena_printf(ui_arena(view->ui), "%d.%d%s", head.layer, head.head,
                                        heads_are_ablated(view, head) ? " off" : "");
        float wide = 22 * u->factor + text_width(ui_fonts(view->ui), FACE_WORDS, u->small, name);
        if (i && x + wide > box.x + box.width) break;
        draw_line(ui_list(view->ui), x, box.y + box.height / 2, x + 16 * u->factor,
                  box.y + box.height / 2, arcs_hue(a, i, 4 * u->factor));
        draw_text(ui_list(view->ui), x + 22 * u->factor, baseline, ALIGN_LEFT, FACE_WORDS, u->small,
                  ui_theme(view->ui)->ink, name);
        x += wide + 16 * u->factor;
    }
}
