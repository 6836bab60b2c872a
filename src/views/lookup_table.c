/* lookup_table.c -- every number of a lookup: keys, values, query and parameters to type over, and
 * beside them what was computed of each key, column by column. */
#include "views/lookup_table.h"

#include "ui/scroll.h"
#include "views/math.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- where things stand ---------------------------------------------------------------------- */

static Table table_of(const LookupShow *show) {
    Table t = {.show = (LookupShow *)show, .unit = ui_metrics(show->view->ui)->factor};
    t.row = (float)(ROW - TIGHTER * show->tight);
    table_add_columns(&t);
    return t;
}

static float field_x(const Table *t, int i) {
    return t->x + (NAME_WIDTH + (float)i * (CELL_WIDTH + GAP)) * t->unit;
}

/* Of the value's numbers: after the key's, with air between. */
static float value_x(const Table *t, int i) {
    return field_x(t, t->show->numbers.d + i) + 8 * t->unit;
}

static float column_x(const Table *t, int column) {
    float x = value_x(t, t->show->numbers.d_v) + 8 * t->unit;
    for (int i = 0; i < column; i++) x += t->columns[i].width + GAP * t->unit;
    return x;
}

static float end_x(const Table *t) {
    float remove = t->show->view->figure ? 0 : 30 * t->unit;
    return column_x(t, t->column_count) + remove;
}

static float row_y(const Table *t, int row) {
    return t->y + (HEAD + (float)row * t->row) * t->unit;
}

/* --- rows ------------------------------------------------------------------------------------ */

static void draw_title(const Table *t, float x, float width, Color ink, const char *markup) {
    const UiMetrics *u = ui_metrics(t->show->view->ui);
    math_in_box(t->show->view->ui, draw_box(x, t->y, width, (HEAD - 4) * t->unit), ALIGN_CENTER,
                u->formula * 0.93f, ink, markup);
}

static void draw_head(const Table *t) {
    const UiTheme *theme = ui_theme(t->show->view->ui);
    Arena *arena = ui_arena(t->show->view->ui);
    for (int i = 0; i < t->show->numbers.d; i++)
        draw_title(t, field_x(t, i), CELL_WIDTH * t->unit, theme->key,
                   arena_printf(arena, "k_%d", i + 1));
    for (int i = 0; i < t->show->numbers.d_v; i++)
        draw_title(t, value_x(t, i), CELL_WIDTH * t->unit, theme->value_ink,
                   arena_printf(arena, "v_%d", i + 1));
    for (int i = 0; i < t->column_count; i++) {
        const Column *column = &t->columns[i];
        draw_title(t, column_x(t, i), column->width, theme->muted, column->title);
        if (column->stage == LOOKUP_EXP && !t->show->view->figure)
            ui_tip(t->show->view->ui, draw_box(column_x(t, i), t->y, column->width, HEAD * t->unit),
                   "m is the largest e of the row: taken off, no exponential is too large.");
    }
}

static void draw_key_name(const Table *t, int s, float y) {
    ViewPass *view = t->show->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    DrawBox box = draw_box(t->x, y, (NAME_WIDTH - GAP) * t->unit, (t->row - GAP) * t->unit);
    bool spoken = s == t->show->spoken;
    ui_text(view->ui, box, ALIGN_LEFT, spoken ? FACE_WORDS_SEMIBOLD : FACE_WORDS, u->text,
            spoken ? theme->key : theme->ink, t->show->numbers.keys[s - 1].name);
}

/* The row answers the mouse wherever it is on it; a click beside its fields pins it. */
static void answer_row(const Table *t, int s, float y) {
    Ui *ui = t->show->view->ui;
    if (t->show->view->figure) return;
    DrawBox row = draw_box(t->x, y, end_x(t) - t->x, (t->row - GAP) * t->unit);
    UiArea area = {.label = t->show->numbers.keys[s - 1].name};
    UiHit hit = ui_area(ui, arena_printf(ui_arena(ui), "row%d", s), row, area);
    lookup_answer(t->show, &hit, s);
    float mx, my;
    DrawBox seen = draw_box_common(row, list_clip(ui_list(ui)));
    if (!ui_layer_open(ui) && ui_mouse(ui, &mx, &my) && box_has(seen, mx, my))
        view_hover(t->show->view, 1, s);
}

static void draw_remove(const Table *t, int s, float y) {
    ViewPass *view = t->show->view;
    if (view->figure) return;
    float side = 26 * t->unit;
    UiButton button = {.icon = ICON_CLOSE, .quiet = true};
    button.name = arena_printf(ui_arena(view->ui), "Remove %s", t->show->numbers.keys[s - 1].name);
    if (t->show->numbers.count == 1) button.disabled = "One key must stay.";
    char name[24];
    snprintf(name, sizeof name, "remove%d", s);
    DrawBox box = draw_box(column_x(t, t->column_count), y + ((t->row - GAP) * t->unit - side) / 2,
                           side, side);
    if (!ui_button(view->ui, name, box, button)) return;
    Lookup changed = t->show->numbers;
    lookup_remove_key(&changed, s - 1);
    lookup_say(t->show, &changed);
}

static void draw_key_row(Table *t, int s) {
    List *list = ui_list(t->show->view->ui);
    float y = row_y(t, s - 1);
    answer_row(t, s, y);
    list_push_opacity(list, lookup_opacity(t->show, s));
    draw_key_name(t, s, y);
    for (int i = 0; i < t->show->numbers.d; i++)
        table_draw_typed(t, field_x(t, i), y, (Place){OF_KEY, s - 1, i});
    for (int i = 0; i < t->show->numbers.d_v; i++)
        table_draw_typed(t, value_x(t, i), y, (Place){OF_VALUE, s - 1, i});
    for (int i = 0; i < t->column_count; i++)
        table_draw_computed(
            t, &t->columns[i],
            draw_box(column_x(t, i), y, t->columns[i].width, (t->row - GAP) * t->unit), s);
    list_pop_opacity(list);
    draw_remove(t, s, y);
}

/* The query, the sums, and the answer under the values it is blended of. */
static void draw_query_row(Table *t) {
    ViewPass *view = t->show->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    int S = t->show->numbers.count;
    float y = row_y(t, S), height = (t->row - GAP) * t->unit;
    math_in_box(view->ui, draw_box(t->x, y, NAME_WIDTH * t->unit, height), ALIGN_LEFT,
                u->formula * 1.1f, theme->query, "q");
    for (int i = 0; i < t->show->numbers.d; i++)
        table_draw_typed(t, field_x(t, i), y, (Place){OF_QUERY, 0, i});
    for (int i = 0; i < t->show->numbers.d_v; i++) {
        DrawBox box = draw_box(value_x(t, i), y, CELL_WIDTH * t->unit, height);
        if (!lookup_is_shown(t->show, LOOKUP_BLEND, S + 1)) continue;
        double c = lookup_at(t->show, "attention.context", i + 1);
        text_in_box(ui_list(view->ui), box_inset(box, u->gap, 0), ALIGN_RIGHT, FACE_NUMBERS_BOLD,
                    u->number, theme->value_ink, view_number(view, c, fabs(c) < 999.5 ? 2 : 0));
        RunCell at = run_cell_at(trace_find(view->run->trace, "attention.context"), 0, 0, i);
        table_answer_cell(t, box, &at, arena_printf(ui_arena(view->ui), "answer%d", i));
    }
    for (int i = 0; i < t->column_count; i++) {
        const char *sum = table_sum(t, &t->columns[i]);
        DrawBox box = draw_box(column_x(t, i), y, t->columns[i].width, height);
        if (sum)
            text_in_box(ui_list(view->ui), box, ALIGN_CENTER, FACE_NUMBERS, u->number, theme->ink,
                        sum);
    }
}

/* --- parameters ------------------------------------------------------------------------------ */

static const char *const parameter_titles[LOOKUP_PARAMETERS] = {"W", "W_q", "W_k", "b", "v"};

/* Those of the chosen score: first … last − 1. */
static void parameters_of(const LookupShow *show, int *first, int *last) {
    const char *word = show->view->run->ask.attention.score->word;
    *first = !strcmp(word, "additive") ? LOOKUP_W_Q : LOOKUP_W;
    *last = !strcmp(word, "additive")   ? LOOKUP_PARAMETERS
            : !strcmp(word, "bilinear") ? LOOKUP_W_Q
                                        : LOOKUP_W;
}

/* Calls for each parameter with its corner, laid out from left to right and then below; returns the
 * height of all. */
static float flow_parameters(Table *t, float width,
                             void (*each)(Table *t, LookupParameter which, float x, float y)) {
    int first, last, d = t->show->numbers.d;
    parameters_of(t->show, &first, &last);
    float block = (34 + (float)d * (CELL_WIDTH + GAP) + 14) * t->unit, x = 0, y = 0, tall = 0;
    for (int i = first; i < last; i++) {
        float height = ((float)lookup_parameter_rows((LookupParameter)i, d) * t->row + 8) * t->unit;
        if (x > 0 && x + block > width) {
            x = 0;
            y += tall;
            tall = 0;
        }
        if (each) each(t, (LookupParameter)i, x, y);
        tall = fmaxf(tall, height);
        x += block;
    }
    return y + tall;
}

static void draw_parameter(Table *t, LookupParameter which, float x, float y) {
    Ui *ui = t->show->view->ui;
    int d = t->show->numbers.d, rows = lookup_parameter_rows(which, d);
    x += t->x;
    y += row_y(t, t->show->numbers.count + 1) + 4 * t->unit;
    DrawBox title = draw_box(x, y, 30 * t->unit, (float)rows * t->row * t->unit - GAP * t->unit);
    math_in_box(ui, title, ALIGN_LEFT, ui_metrics(ui)->formula, ui_theme(ui)->ink,
                parameter_titles[which]);
    for (int i = 0; i < rows * d; i++)
        table_draw_typed(t, x + (34 + (float)(i % d) * (CELL_WIDTH + GAP)) * t->unit,
                         y + (float)(i / d) * t->row * t->unit,
                         (Place){OF_PARAMETER, (int)which, i});
}

/* --- sizes ----------------------------------------------------------------------------------- */

static const char *const digits[] = {"1", "2", "3", "4"};

static float labelled(const Table *t, DrawBox *row, const char *label) {
    const UiMetrics *u = ui_metrics(t->show->view->ui);
    float width = text_width(ui_fonts(t->show->view->ui), FACE_WORDS, u->small, label) + u->gap;
    text_in_box(ui_list(t->show->view->ui), box_cut_left(row, width), ALIGN_LEFT, FACE_WORDS,
                u->small, ui_theme(t->show->view->ui)->muted, label);
    return width;
}

static void draw_sizes(Table *t, DrawBox row) {
    ViewPass *view = t->show->view;
    const UiMetrics *u = ui_metrics(view->ui);
    Lookup changed = t->show->numbers;
    UiButton more = {.label = "Add a key", .icon = ICON_PLUS};
    if (changed.count == LOOKUP_KEYS) more.disabled = "Eight keys fit; remove one first.";
    if (ui_button(view->ui, "add", box_cut_left(&row, ui_button_width(view->ui, more)), more))
        lookup_add_key(&changed, ui_arena(view->ui));
    box_cut_left(&row, 2 * u->gap);
    labelled(t, &row, "d");
    UiSegments keys = {digits + 1, LOOKUP_NUMBERS - 1, changed.d - LOOKUP_SMALLEST, false, NULL,
                       NULL};
    int d = ui_segments(view->ui, "d", box_cut_left(&row, 96 * t->unit), keys) + LOOKUP_SMALLEST;
    if (d != changed.d) lookup_set_d(&changed, d);
    box_cut_left(&row, 2 * u->gap);
    labelled(t, &row, "values");
    UiSegments values = {digits, LOOKUP_NUMBERS, t->show->numbers.d_v - 1, false, NULL, NULL};
    int d_v = ui_segments(view->ui, "values", box_cut_left(&row, 120 * t->unit), values) + 1;
    if (d_v != t->show->numbers.d_v) lookup_set_values(&changed, d_v);
    lookup_say(t->show, &changed);
}

/* --- the whole ------------------------------------------------------------------------------- */

float lookup_table_width(const LookupShow *show) {
    Table t = table_of(show);
    return end_x(&t);
}

/* What changes sizes stands beside the heading where all is tight and there is room. */
enum { SIZES_WIDTH = 440, SIZES_BESIDE = 700 };

static bool sizes_are_beside(const LookupShow *show, float width) {
    return show->tight && width >= SIZES_BESIDE * ui_metrics(show->view->ui)->factor;
}

/* Heading, rows, parameters; and in the window the row that changes sizes. */
float lookup_table_height(const LookupShow *show, float width) {
    Table t = table_of(show);
    const UiMetrics *u = ui_metrics(show->view->ui);
    float rows = row_y(&t, show->numbers.count + 1) + flow_parameters(&t, width, NULL) + 2;
    float wide = end_x(&t) > width && !show->view->figure ? u->scrollbar : 0;
    bool below = !show->view->figure && !sizes_are_beside(show, width);
    return u->control + rows + wide + (below ? u->control + u->gap : 0);
}

static void draw_rows(Table *t, float width) {
    draw_head(t);
    for (int s = 1; s <= t->show->numbers.count; s++) draw_key_row(t, s);
    draw_query_row(t);
    flow_parameters(t, width, draw_parameter);
}

void lookup_draw_table(LookupShow *show, DrawBox box) {
    ViewPass *view = show->view;
    const UiMetrics *u = ui_metrics(view->ui);
    Table t = table_of(show);
    DrawBox head = box_cut_top(&box, u->control), sizes = {0, 0, 0, 0};
    bool beside = sizes_are_beside(show, box.width);
    if (beside) sizes = box_cut_right(&head, SIZES_WIDTH * u->factor);
    int pinned = view->state->look.source;
    if (pinned && pinned <= show->numbers.count &&
        lookup_is_shown(show, LOOKUP_NORMALISE, pinned)) {
        RunCell at = lookup_cell(show, "attention.weights", 1, pinned);
        followed_offer(view, &head, &at);
    }
    ui_text(view->ui, head, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->heading, ui_theme(view->ui)->ink,
            view->figure ? "Keys, values and weights" : "Every number can be typed over");
    ui_push(view->ui, "table");
    if (!view->figure && !beside) {
        sizes = box_cut_bottom(&box, u->control);
        box_cut_bottom(&box, u->gap);
    }
    float needed = end_x(&t), shown = box.width;
    if (!view->figure)
        box = ui_scroll_begin(view->ui, "rows", box,
                              (UiScroll){.width = needed, .height = box.height});
    t.x = box.x;
    t.y = box.y;
    draw_rows(&t, shown);
    if (!view->figure) ui_scroll_end(view->ui);
    if (!view->figure) draw_sizes(&t, sizes);
    ui_pop(view->ui);
}
