/* matrix_around.c -- title, legend, labels and the names of the axes of a matrix. */
#include "views/gold.h"
#include "views/multiples.h"
#include "views/math.h"
#include "views/heads.h"
#include "views/matrix_parts.h"
#include "views/whatif.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_LEAST = 110 };

/* --- labels ---------------------------------------------------------------------------------- */

/* Why a line has a label though it is none of each so many. */
typedef struct Spoken {
    bool now, found; /* spoken of; what was searched for */
} Spoken;

/* Behind a label that was searched for. */
static void draw_lit(const Matrix *m, DrawBox box) {
    draw_fill(ui_list(m->view->ui), box, 3, ui_theme(m->view->ui)->selection);
}

static void draw_row_label(const Matrix *m, int line, Spoken spoken) {
    ViewPass *view = m->view;
    const UiTheme *theme = ui_theme(view->ui);
    float size = m->at.label_size;
    int t = matrix_place(m->at.rows.lines, line) + 1;
    const char *name = matrix_row_name(view, &m->at, t);
    float middle = axis_at(&m->at.rows, line) + (m->at.rows.size - m->at.gap) / 2;
    float room = m->at.side - 8;
    DrawBox box = draw_box(m->at.cells.x - 8 - room, middle - size, room, 2 * size);
    Face face = spoken.now ? FACE_WORDS_SEMIBOLD : FACE_WORDS;
    if (name && spoken.found) {
        float width = fminf(text_width(ui_fonts(view->ui), face, size, name), box.width) + 6;
        draw_lit(m,
                 draw_box(box.x + box.width - width + 3, middle - size * 0.7f, width, size * 1.4f));
    }
    list_push_opacity(ui_list(view->ui), view_row_opacity(view, t));
    bool typed = run_typed(view->run, view_target_place(view, m->of.rows, t));
    Color ink = spoken.now ? theme->query : typed ? theme->warning : theme->ink;
    if (name)
        text_in_box(ui_list(view->ui), box, ALIGN_RIGHT, face, size, ink, name);
    else if (spoken.now)
        math_in_box(view->ui, box, ALIGN_RIGHT, size, theme->query,
                    view_letter(view, m->of.rows, t));
    list_pop_opacity(ui_list(view->ui));
}

static bool is_found(const Matrix *m, TextPieces tokens, const MatrixLines *lines, int line) {
    return *m->finding.text && finding_is(m->finding, tokens.items[matrix_place(lines, line)]);
}

/* Which lines in sight have labels: the one spoken of, what was found where there is room, and each
 * so many that stand clear of those. */
static void each_label(const Matrix *m, const MatrixAxis *axis, TextPieces tokens, int every,
                       int spoken, void (*draw)(const Matrix *m, int line, Spoken spoken)) {
    int taken = -every; /* the last line that was searched for and drawn */
    for (int i = axis->from; i < axis->to; i++) {
        float middle = axis_at(axis, i) + axis->size / 2;
        if (middle < axis->start || middle > axis->start + axis->length) continue;
        bool now = i == spoken, found = is_found(m, tokens, axis->lines, i);
        bool near = spoken >= 0 && every > 1 && abs(i - spoken) < every && !now;
        if (!now && (near || (!found && i % every))) continue;
        if (!now && every > 1 && i - taken < every) continue;
        for (int k = 1; !now && !found && k < every && i + k < axis->to; k++)
            near |= is_found(m, tokens, axis->lines, i + k);
        if (near) continue;
        draw(m, i, (Spoken){now, found});
        if (found) taken = i;
    }
}

static void draw_row_labels(const Matrix *m, ViewCell cell) {
    int line,
        every = view_every(m->at.rows.size, m->at.label_size * 1.05f, m->at.rows.lines->count);
    bool there = axis_line(&m->at.rows, cell.target, &line);
    each_label(m, &m->at.rows, m->of.rows, every, there ? line : -1, draw_row_label);
}

/* A label above a column, as it stands or rising. */
typedef struct ColumnLabel {
    const char *text;
    Face face;
    Color ink;
    float x, baseline, width;
    bool turned;
} ColumnLabel;

/* How long a rising label may be: up to the title, and to what ends the picture at the right. */
static float turned_room(const Matrix *m, float x) {
    static const float up = 0.743f, aside = 0.669f; /* sine and cosine of the tilt */
    float size = m->at.label_size;
    DrawBox clip = list_clip(ui_list(m->view->ui));
    return fminf((m->at.labels.height - size) / up,
                 fmaxf(clip.x + clip.width - x - size, 2 * size) / aside);
}

static ColumnLabel column_label(const Matrix *m, int line, bool spoken) {
    ViewPass *view = m->view;
    const UiTheme *theme = ui_theme(view->ui);
    float size = m->at.label_size;
    int s = matrix_place(m->at.cols.lines, line) + 1;
    bool source = m->of.cols.items == view->run->source.items;
    bool replaced = source && edits_replaced(view->run->ask.edits, s);
    bool typed = run_typed(view->run, view_target_place(view, m->of.cols, s));
    bool unknown = typed || (source && view->run->unknown[s - 1]);
    ColumnLabel label = {.text = view_column(view, s), .baseline = m->at.cells.y - 7};
    label.x = axis_at(&m->at.cols, line) + (m->at.cols.size - m->at.gap) / 2;
    label.face = spoken || replaced ? FACE_WORDS_SEMIBOLD : FACE_WORDS;
    label.ink = spoken ? theme->key : unknown || replaced ? theme->warning : theme->ink;
    float width = text_width(ui_fonts(view->ui), FACE_WORDS, size, label.text);
    float room = m->at.cols.size * (float)m->at.every - LABELS_APART;
    /* an m among narrower letters stands upright, a little over its neighbours' room */
    if (text_count_graphemes(label.text) == 1) room *= 1.4f;
    label.turned = m->at.tilt < 0 || width > room;
    if (label.turned)
        label.text = text_ellipsis(ui_fonts(view->ui), ui_arena(view->ui), label.face, size,
                                   label.text, turned_room(m, label.x));
    label.width = text_width(ui_fonts(view->ui), label.face, size, label.text);
    return label;
}

static void draw_column_label(const Matrix *m, int line, Spoken spoken) {
    List *list = ui_list(m->view->ui);
    float size = m->at.label_size;
    ViewCell hover = m->view->memory->hover;
    ColumnLabel label = column_label(m, line, spoken.now);
    if (spoken.found && !label.turned)
        draw_lit(m, draw_box(label.x - label.width / 2 - 3, label.baseline - size, label.width + 6,
                             size * 1.4f));
    bool dim = view_is_hovering(m->view) && hover.source && !spoken.now;
    list_push_opacity(list, dim ? 0.3f : 1);
    if (label.turned)
        draw_text_turned(list, label.x + size * 0.3f, label.baseline, ALIGN_LEFT, MATRIX_TILT,
                         spoken.found ? FACE_WORDS_SEMIBOLD : label.face, size,
                         spoken.found ? ui_theme(m->view->ui)->accent : label.ink, label.text);
    else
        draw_text(list, label.x, label.baseline, ALIGN_CENTER, label.face, size, label.ink,
                  label.text);
    list_pop_opacity(list);
}

static void draw_column_labels(const Matrix *m, ViewCell cell) {
    int line;
    bool there = axis_line(&m->at.cols, cell.source, &line);
    each_label(m, &m->at.cols, m->of.cols, m->at.every, there ? line : -1, draw_column_label);
}

/* Ticks at the window's edges where something was found, labelled or not. */
static void draw_ticks(const Matrix *m) {
    const UiTheme *theme = ui_theme(m->view->ui);
    List *list = ui_list(m->view->ui);
    const MatrixAxis *rows = &m->at.rows, *cols = &m->at.cols;
    if (!*m->finding.text) return;
    DrawStroke stroke = draw_stroke(theme->accent, 1.5f);
    for (int i = cols->from; i < cols->to; i++) {
        float x = axis_at(cols, i) + (cols->size - m->at.gap) / 2;
        if (x >= cols->start && x <= cols->start + cols->length &&
            is_found(m, m->of.cols, cols->lines, i))
            draw_line(list, x, m->at.cells.y - 5, x, m->at.cells.y - 1, stroke);
    }
    for (int i = rows->from; i < rows->to; i++) {
        float y = axis_at(rows, i) + (rows->size - m->at.gap) / 2;
        if (y >= rows->start && y <= rows->start + rows->length &&
            is_found(m, m->of.rows, rows->lines, i))
            draw_line(list, m->at.cells.x - 6, y, m->at.cells.x - 2, y, stroke);
    }
}

/* --- legend, title, axes --------------------------------------------------------------------- */

/* What stands at the ends of the colours. */
static void legend_ends(const Matrix *m, const char **low, const char **high) {
    ViewPass *view = m->view;
    Stretch stretch = view->state->look.stretch;
    bool scores = matrix_is_signed(m);
    *low = scores ? view_number(view, -m->limit, 1) : stretch == STRETCH_LOG ? "0.0001" : "0";
    *high = scores ? arena_printf(ui_arena(view->ui), "+%s", view_number(view, m->limit, 1)) : "1";
    if (stretch != STRETCH_ROW) return;
    *low = scores ? "−row’s largest" : "0";
    *high = scores ? "+row’s largest" : "row’s largest";
}

/* Marks under the bar at every power of ten. */
static void draw_decades(const Matrix *m, float x, float y, float width) {
    const UiTheme *theme = ui_theme(m->view->ui);
    List *list = ui_list(m->view->ui);
    DrawStroke stroke = draw_stroke(theme->muted, 1);
    if (!matrix_is_signed(m)) {
        for (int i = 0; i <= PYRAMID_DECADES; i++) {
            float at = x + width * (float)i / PYRAMID_DECADES;
            draw_line(list, at, y, at, y + 3, stroke);
        }
        return;
    }
    for (int side = -1; side <= 1; side += 2)
        for (int i = 0; i <= 2; i++) {
            double value = side * m->limit * pow(10, -i);
            float share = (float)(pyramid_level(m->ink, value) - 1) / (COLOR_TOP - 1);
            draw_line(list, x + width * share, y, x + width * share, y + 3, stroke);
        }
}

/* The width of the smallest one; smaller yet where titles of several heads stand in a row. */
static float legend_least(const Matrix *m) {
    float bar = multiples_count(m->view) > 1 ? 8 : 20;
    const char *low, *high;
    legend_ends(m, &low, &high);
    const UiMetrics *u = metrics(m->view);
    Fonts *fonts = ui_fonts(m->view->ui);
    return text_width(fonts, FACE_NUMBERS, u->tiny, low) +
           text_width(fonts, FACE_NUMBERS, u->tiny, high) + 12 + bar * u->factor;
}

/* At the right of the box, beside `taken` of it; its bar is the smaller the less room there is. */
static float draw_legend(const Matrix *m, DrawBox box, float taken) {
    ViewPass *view = m->view;
    const UiMetrics *u = metrics(view);
    bool scores = matrix_is_signed(m);
    const char *low, *high;
    legend_ends(m, &low, &high);
    float size = u->tiny;
    float right = text_width(ui_fonts(view->ui), FACE_NUMBERS, size, high);
    float left = text_width(ui_fonts(view->ui), FACE_NUMBERS, size, low), gap = 6;
    float bar = fminf(78 * u->factor, box.width - taken - left - right - 2 * gap);
    if (bar < 8) bar = 8;
    float x = box.x + box.width - right - gap - bar,
          baseline = text_baseline(box.y, box.height, size);
    uint8_t levels[64];
    for (int i = 0; i < 64; i++)
        levels[i] = scores ? color_level_signed((i - 31.5) / 31.5, 1) : color_level(i / 63.0);
    float middle = box.y + box.height / 2;
    draw_cells(ui_list(view->ui), draw_box(x, middle - 4, bar, 8), 1, 64, levels, m->map, 0, 0);
    if (m->ink.is_log) draw_decades(m, x, middle + 5, bar);
    Color ink = ui_theme(view->ui)->muted;
    draw_text(ui_list(view->ui), x + bar + gap, baseline, ALIGN_LEFT, FACE_NUMBERS, size, ink,
              high);
    draw_text(ui_list(view->ui), x - gap, baseline, ALIGN_RIGHT, FACE_NUMBERS, size, ink, low);
    return right + gap + bar + gap + left;
}

/* Of weights under a Gaussian: all of it, or in a word where there is less room. */
static const char *weights_formula(const Matrix *m, float room) {
    const Attention *a = &m->view->run->ask.attention;
    Arena *arena = ui_arena(m->view->ui);
    if (!a->scope->has_gaussian) return a->weigh->formula;
    const char *whole = arena_printf(arena,
                                     a->renormalise ? "%s exp(−(s − p_t)^2 / 2σ^2) / Σ,  σ = D/2"
                                                    : "%s exp(−(s − p_t)^2 / 2σ^2),  σ = D/2",
                                     a->weigh->formula);
    if (math_width(m->view->ui, metrics(m->view)->formula, whole) <= room) return whole;
    return !strncmp(a->weigh->formula, "α = ", strlen("α = ")) && a->renormalise
               ? arena_printf(arena, "α ∝ %s · Gaussian", a->weigh->formula + strlen("α = "))
               : arena_printf(arena, "%s · Gaussian", a->weigh->formula);
}

static const char *title_formula(const Matrix *m, float room) {
    const Attention *a = &m->view->run->ask.attention;
    Arena *arena = ui_arena(m->view->ui);
    if (m->kind == MATRIX_WEIGHTS) return weights_formula(m, room);
    if (m->stage) return m->stage->formula;
    const char *formula = run_has_heads(m->view->run) ? a->score->brief : a->score->formula;
    return arena_printf(arena, "e = %s", formula);
}

/* What it is, and of which head: in as few words as leave the legend room beside them, in `room`.
 */
static const char *title_of(const Matrix *m, float room) {
    ViewPass *view = m->view;
    const UiMetrics *u = metrics(view);
    Arena *arena = ui_arena(view->ui);
    const char *what = m->stage ? m->stage->name : m->kind == MATRIX_SCORES ? "Scores" : "Weights";
    if (!run_has_heads(view->run)) return what;
    HeadAt head = view->state->look.heads[0];
    bool grouped = view->state->look.view != VIEW_STEP && !view->beside; /* else it is said above */
    const char *number = arena_printf(arena, "%d.%d", head.layer, head.head),
               *name = grouped ? heads_short(arena, view->run, head) : number,
               *whole = arena_printf(arena, "%s %s", what, name);
    const char *const ways[] = {whole, name, number};
    int way = 0;
    while (way < 2 &&
           text_width(ui_fonts(view->ui), FACE_WORDS_SEMIBOLD, u->heading, ways[way]) > room)
        way++;
    return ways[way];
}

static void draw_head(const Matrix *m) {
    ViewPass *view = m->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(view);
    DrawBox box = m->at.head;
    box.x = m->at.cells.x;
    box.width = fmaxf(m->at.cells.width, m->at.head.x + m->at.head.width - box.x);
    box.width = fminf(box.width, fmaxf(m->at.cells.width, 250 * u->factor));
    const HeadAt head = view->state->look.heads[0];
    const char *title = title_of(m, box.width - legend_least(m) - 10);
    bool off = run_has_heads(view->run) && heads_are_ablated(view, head);
    if (off) title = arena_printf(ui_arena(view->ui), "%s off", title);
    float name = text_width(ui_fonts(view->ui), FACE_WORDS_SEMIBOLD, u->heading, title) + 12;
    box.width -= draw_legend(m, box, name) + 10;
    draw_text(ui_list(view->ui), box.x, text_baseline(box.y, box.height, u->heading), ALIGN_LEFT,
              FACE_WORDS_SEMIBOLD, u->heading, off ? theme->warning : theme->ink, title);
    float x = box.x + name;
    DrawBox rest = {x, box.y, box.x + box.width - x, box.height};
    const char *formula = title_formula(m, rest.width);
    bool wide = math_width(view->ui, u->formula, formula) > rest.width;
    if (wide && m->kind == MATRIX_SCORES && !m->stage) formula = "e = match(q, k)";
    if (math_width(view->ui, u->formula, formula) <= rest.width)
        math_in_box(view->ui, rest, ALIGN_LEFT, u->formula, theme->muted, formula);
}

/* The names of both axes; in few words where there is no room. */
static const char *axes_of(const Matrix *m, bool few) {
    bool across = run_has_heads(m->view->run) && m->view->state->look.heads[0].of == HEADS_CROSS;
    if (m->at.pairs && !few) return "input → target ↓ source →";
    if (across && !few && m->view->state->look.view == VIEW_STEP && m->kind == MATRIX_SCORES)
        return "target: the token after the input ↓ source →";
    if (!run_has_heads(m->view->run) || across) return "target ↓ source →";
    if (!view_is_fed(m->view, m->of.rows)) return "query ↓ key →";
    return few ? "input: query ↓ key →" : "query ↓ key → of the decoder’s input";
}

/* A row is shown to its end: the first is the first to be. */
static bool has_whole_row(const Matrix *m) {
    return m->of.cols.count && view_shows(m->view, m->kind, 1, m->of.cols.count);
}

/* " · computed in block 5 of 25", of a head that is still to come. */
static const char *coming_words(const Matrix *m) {
    const ViewPass *view = m->view;
    if (!run_has_heads(view->run) || m->is_difference) return "";
    int block = run_block_of(view->run, view->state->look.heads[0]);
    if (view->state->look.position.token >= block) return "";
    return arena_printf(ui_arena(view->ui), " · computed in block %d of %d", block,
                        run_block_count(view->run));
}

/* Under the cells, as much as `room` takes without being cut. */
static const char *axis_words(const Matrix *m, float room) {
    const Attention *a = &m->view->run->ask.attention;
    Arena *arena = ui_arena(m->view->ui);
    float size = metrics(m->view)->small * 0.95f;
    Fonts *fonts = ui_fonts(m->view->ui);
    const char *axes = axes_of(m, false), *few = axes_of(m, true);
    bool fits = text_width(fonts, FACE_WORDS, size, axes) <= room;
    const char *coming = arena_printf(arena, "%s%s", axes, coming_words(m));
    if (text_width(fonts, FACE_WORDS, size, coming) <= room && !has_whole_row(m)) return coming;
    if (m->kind == MATRIX_SCORES) return fits ? axes : few;
    if (m->is_difference)
        return arena_printf(arena, "%s · %s: more in A", axes,
                            ui_theme(m->view->ui)->kind == COLOR_PRINT ? "dark" : "violet");
    bool whole = !a->scope->has_gaussian || a->renormalise;
    bool left_out = m->at.cols.lines->count < m->of.cols.count;
    const char *forced = whatif_rows_words(m->view, whatif_head(m->view), m->of.rows.count);
    if (!has_whole_row(m)) return fits ? axes : few; /* nothing yet that sums to anything */
    const char *said[] = {arena_printf(arena, "%s%s · %s", axes, forced,
                                       whole && left_out ? "each whole row sums to 1"
                                       : whole           ? "each row sums to 1"
                                                         : "the Gaussian leaves rows less than 1"),
                          arena_printf(arena, "%s%s · %s", axes, forced,
                                       whole && left_out ? "whole rows sum to 1"
                                       : whole           ? "rows sum to 1"
                                                         : "rows sum to less than 1"),
                          arena_printf(arena, "%s%s", axes, forced), axes, few};
    int count = sizeof said / sizeof *said, i = 0;
    while (i < count - 1 && text_width(fonts, FACE_WORDS, size, said[i]) > room) i++;
    return said[i];
}

/* Beside others the legend stands at the left below, as wide as it is. */
static void draw_legend_below(const Matrix *m, DrawBox *row) {
    const UiMetrics *u = metrics(m->view);
    Fonts *fonts = ui_fonts(m->view->ui);
    const char *low, *high;
    legend_ends(m, &low, &high);
    float ends = text_width(fonts, FACE_NUMBERS, u->tiny, low) +
                 text_width(fonts, FACE_NUMBERS, u->tiny, high) + 12;
    float bar = fminf(78 * u->factor, row->width / 2 - ends);
    DrawBox legend = box_cut_left(row, ends + fmaxf(bar, 8));
    draw_legend(m, legend, 0);
    box_cut_left(row, u->gap + 4);
}

/* Beside others, where there is less room: without what the rows sum to, if that does not fit. */
static void draw_axis_names(const Matrix *m, DrawBox box) {
    const UiTheme *theme = ui_theme(m->view->ui);
    float size = metrics(m->view)->small * 0.95f;
    const char *words = axis_words(m, box.width), *dot = strstr(words, " · ");
    bool fits = text_width(ui_fonts(m->view->ui), FACE_WORDS, size, words) <= box.width;
    if (m->view->beside && dot && !fits)
        words = arena_substring(ui_arena(m->view->ui), words, (size_t)(dot - words));
    ui_text(m->view->ui, box, ALIGN_LEFT, FACE_WORDS, size, theme->muted, words);
}

void matrix_draw_around(const Matrix *m, ViewCell cell) {
    float line = metrics(m->view)->small * 2;
    DrawBox foot = m->at.foot, names = box_cut_top(&foot, line);
    if (!m->view->beside) draw_head(m);
    draw_column_labels(m, cell);
    draw_row_labels(m, cell);
    draw_ticks(m);
    if (m->view->beside) draw_legend_below(m, &names);
    if (m->view->beside &&
        names.width < NAMES_LEAST * metrics(m->view)->factor) /* below the legend */
        names = box_cut_top(&foot, line * 0.8f);
    float small = metrics(m->view)->small * 0.95f;
    float least = text_width(ui_fonts(m->view->ui), FACE_WORDS, small, "target ↓ source → …");
    if (matrix_says_gold(m) && !m->view->beside)
        box_cut_right(&names, gold_switch(m->view, names, names.width - least));
    draw_axis_names(m, names);
    if (foot.height > line / 2) matrix_draw_badges(m, foot, cell);
}
