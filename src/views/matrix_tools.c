/* matrix_tools.c -- the row of tools under a matrix that has the middle to itself. */
#include "views/matrix_parts.h"

#include "ui/field.h"
#include "ui/menu.h"
#include "views/multiples.h"

#include <math.h>
#include <string.h>

/* Room for three buttons of zoom. */
enum { ZOOM_WIDTH = 136 };

/* Enter searches; Enter again goes on to the next. */
static void draw_search(ViewPass *view, DrawBox *row, float width) {
    const UiMetrics *u = metrics(view);
    const Look *look = &view->state->look;
    UiField field = {.text = look->find,
                     .placeholder = "find a token",
                     .label = "find",
                     .icon = ICON_SEARCH,
                     .limit = 200};
    UiFieldAnswer answer = ui_field(view->ui, "find", box_cut_left(row, width), field);
    box_cut_left(row, u->gap);
    if (!answer.entered && !answer.committed) return;
    const char *text = answer.committed ? answer.committed : answer.draft;
    view_say(view, *text ? "find %s" : "find none", view_quoted(view, text));
}

/* Words side by side, or where they have no room behind the one that is chosen. */
typedef struct Choice {
    const char *verb;
    const char *const *words;
    int count, chosen;
} Choice;

static UiSegments segments_of(const Choice *c) {
    return (UiSegments){c->words, c->count, c->chosen, true, NULL, NULL};
}

static UiDropdown dropdown_of(const ViewPass *view, const Choice *c) {
    UiMenuLine *lines = ARENA_ARRAY(ui_arena(view->ui), UiMenuLine, c->count);
    for (int i = 0; i < c->count; i++)
        lines[i] = (UiMenuLine){.label = c->words[i], .on = i == c->chosen};
    return (UiDropdown){.menu = {lines, c->count, 0}, .chosen = c->chosen};
}

static void draw_choice(ViewPass *view, DrawBox *row, const Choice *c, bool narrow) {
    const UiMetrics *u = metrics(view);
    float width = narrow ? ui_dropdown_width(view->ui, dropdown_of(view, c))
                         : ui_segments_width(view->ui, segments_of(c));
    DrawBox box = box_cut_left(row, fminf(width, row->width));
    box_cut_left(row, u->gap);
    if (!narrow) box.height = u->segment;
    int now = narrow ? ui_dropdown(view->ui, c->verb, box, dropdown_of(view, c))
                     : ui_segments(view->ui, c->verb, box, segments_of(c));
    if (now >= 0 && now != c->chosen) view_say(view, "%s %s", c->verb, c->words[now]);
}

static bool draw_button(ViewPass *view, DrawBox *row, const char *name, const char *label,
                        const char *what, const char *disabled) {
    UiButton button = {.label = label, .name = what, .disabled = disabled};
    float width = ui_button_width(view->ui, button);
    bool clicked = ui_button(view->ui, name, box_cut_left(row, fminf(width, row->width)), button);
    box_cut_left(row, 4);
    return clicked;
}

static void draw_zoom(ViewPass *view, DrawBox *row, const MatrixLayout *at) {
    double zoom = fmax(1, fmin(view->state->look.zoom, (double)at->largest)), by = 1.5;
    const char *all = zoom > 1 ? NULL : "All of it is seen.";
    bool most = zoom > (double)at->largest * (1 - 1e-6);
    if (draw_button(view, row, "out", "−", "Zoom out", all))
        view_say(view, "zoom %.5g", fmax(1, zoom / by));
    if (draw_button(view, row, "in", "+", "Zoom in",
                    most ? "Cells are as large as they get." : NULL))
        view_say(view, "zoom %.5g", fmin((double)at->largest, zoom * by));
    if (draw_button(view, row, "fit", "Fit", "See all of it", all)) {
        view_say(view, "zoom 1");
        view_say(view, "pan 1 1");
    }
}

/* A token is left out, or shown again: the one that is searched for, else the first, on which many
 * heads put what they have no use for. */
typedef struct Hiding {
    const char *label, *what;
    const char *token; /* to be left out; NULL: what is left out is shown again */
} Hiding;

static Hiding hiding_of(const ViewPass *view) {
    const Look *look = &view->state->look;
    Arena *arena = ui_arena(view->ui);
    if (*look->hide)
        return (Hiding){"Show all",
                        arena_printf(arena, "Show “%s” again", view_token(view, look->hide)), NULL};
    const char *token = *look->find ? look->find : view->run->source.items[0];
    const char *short_token =
        text_ellipsis(ui_fonts(view->ui), arena, FACE_WORDS, metrics(view)->text,
                      view_token(view, token), 80 * metrics(view)->factor);
    return (Hiding){arena_printf(arena, "Hide “%s”", short_token),
                    *look->find ? "Leave out what is searched for"
                                : "Leave out the first token, where many heads put what they have "
                                  "no use for",
                    token};
}

static float hiding_width(const ViewPass *view, const Hiding *h) {
    return ui_button_width(view->ui, (UiButton){.label = h->label}) + metrics(view)->gap;
}

static void draw_hiding(ViewPass *view, DrawBox *row, const Hiding *h) {
    UiButton button = {.label = h->label, .name = h->what};
    DrawBox box = box_cut_left(row, hiding_width(view, h) - metrics(view)->gap);
    box_cut_left(row, metrics(view)->gap);
    if (ui_button(view->ui, "hide", box, button))
        view_say(view, "hide %s", h->token ? view_quoted(view, h->token) : "none");
}

/* A low window has room for them only beside the chooser of views. */
static bool is_low(const ViewPass *view, DrawBox box) {
    return box.height < 300 * metrics(view)->factor;
}

static DrawBox row_above(const ViewPass *view, DrawBox box) {
    const UiMetrics *u = metrics(view);
    DrawBox row = draw_box(box.x + view->corner, box.y - u->control - 4 * u->factor,
                           box.width - view->corner, u->control);
    return row;
}

static void draw_tools(ViewPass *view, DrawBox row, const MatrixLayout *at) {
    const Look *look = &view->state->look;
    const UiMetrics *u = metrics(view);
    const Choice stretch = {"stretch", stretch_words, STRETCH_COUNT, (int)look->stretch};
    const Choice pool = {"pool", pool_words, POOL_COUNT, (int)look->pool};
    bool pools = at->rows.power || at->cols.power || look->pool != POOL_MAX;
    float wide = ui_segments_width(view->ui, segments_of(&stretch)) + u->gap +
                 (pools ? ui_segments_width(view->ui, segments_of(&pool)) + u->gap : 0);
    ui_push(view->ui, "tools");
    Hiding hiding = hiding_of(view);
    float zoom = ZOOM_WIDTH * u->factor;
    bool symbols = run_has_heads(view->run) && view->run->ask.model->transformer.decoder_only;
    bool hides = *look->find || *look->hide || (symbols && view->run->source.count > 1);
    float own = hides ? hiding_width(view, &hiding) : 0;
    float search = fminf(170 * u->factor, row.width * 0.3f), rest = row.width - search - u->gap;
    bool narrow = own + wide + zoom > rest;
    float least = ui_dropdown_width(view->ui, dropdown_of(view, &stretch)) + u->gap;
    if (pools) least += ui_dropdown_width(view->ui, dropdown_of(view, &pool)) + u->gap;
    float lacks = fmaxf(0, own + (narrow ? least : wide) + zoom - rest);
    draw_search(view, &row, fmaxf(search - lacks, 90 * u->factor));
    if (hides) draw_hiding(view, &row, &hiding);
    draw_choice(view, &row, &stretch, narrow);
    if (pools) draw_choice(view, &row, &pool, narrow);
    draw_zoom(view, &row, at);
    ui_pop(view->ui);
}

static void draw_scores(ViewPass *view, DrawBox box) {
    matrix_draw(view, box, MATRIX_SCORES);
}

static void draw_weights(ViewPass *view, DrawBox box) {
    matrix_draw(view, box, MATRIX_WEIGHTS);
}

/* One, or that of each of several heads; returns the box of the first. */
static DrawBox draw_matrices(ViewPass *view, DrawBox box, MatrixKind kind) {
    if (multiples_count(view) > 1)
        return multiples_draw(view, box, kind == MATRIX_SCORES ? draw_scores : draw_weights);
    matrix_draw(view, box, kind);
    return box;
}

void matrix_draw_with_tools(ViewPass *view, DrawBox box, MatrixKind kind) {
    const UiMetrics *u = metrics(view);
    if (view->figure) {
        draw_matrices(view, box, kind);
        return;
    }
    DrawBox row = row_above(view, box);
    if (!is_low(view, box)) {
        row = box_cut_bottom(&box, u->control);
        box_cut_bottom(&box, u->gap);
    }
    MatrixLayout at = matrix_layout(view, draw_matrices(view, box, kind));
    if (view_matrix(view, kind).array && view->corner > 0) draw_tools(view, row, &at);
}
