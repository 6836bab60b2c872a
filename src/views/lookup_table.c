/* lookup_table.c -- every number of a lookup: keys, values and query to type over, and beside them
 * what was computed of each key, column by column. */
#include "views/lookup_table.h"

#include "ui/scroll.h"
#include "views/math.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- where things stand ---------------------------------------------------------------------- */

Table table_of(const LookupShow *show) {
    static const float rows[] = {34, 30, 26, 24}, gaps[] = {6, 6, 6, 4};
    static const float names[] = {100, 96, 84}, cells[] = {58, 54, 46}, steps[] = {66, 60, 52};
    float unit = ui_metrics(show->view->ui)->factor;
    Table t = {.show = (LookupShow *)show, .unit = unit};
    t.row = rows[show->tight] * unit;
    t.gap = (show->compact ? 4 : gaps[show->tight]) * unit;
    t.head = (show->tight < LOOKUP_TIGHTEST ? 26 : 22) * unit;
    t.name_width = names[show->compact] * unit;
    t.cell_width = cells[show->compact] * unit;
    t.step = steps[show->compact] * unit;
    table_add_columns(&t);
    return t;
}

static float cell_height(const Table *t) {
    return t->row - t->gap;
}

static float field_x(const Table *t, int i) {
    return t->x + t->name_width + (float)i * (t->cell_width + t->gap);
}

/* Of the value's numbers: after the key's, with air between. */
static float value_x(const Table *t, int i) {
    return field_x(t, t->show->numbers.d + i) + 8 * t->unit;
}

static float column_x(const Table *t, int column) {
    float x = value_x(t, t->show->numbers.d_v) + 8 * t->unit;
    for (int i = 0; i < column; i++) x += t->columns[i].width + t->gap;
    return x;
}

/* What removes a key is as wide as it is high. */
enum { REMOVE = 26 };

static float end_x(const Table *t) {
    float remove = t->show->view->figure ? 0 : REMOVE * t->unit;
    return column_x(t, t->column_count) + remove;
}

static float row_y(const Table *t, int row) {
    return t->y + t->head + (float)row * t->row;
}

/* --- rows ------------------------------------------------------------------------------------ */

static void draw_title(const Table *t, float x, float width, Color ink, const char *markup) {
    const UiMetrics *u = ui_metrics(t->show->view->ui);
    math_in_box(t->show->view->ui, draw_box(x, t->y, width, t->head - 4 * t->unit), ALIGN_CENTER,
                u->formula * 0.93f, ink, markup);
}

static void draw_head(const Table *t) {
    const UiTheme *theme = ui_theme(t->show->view->ui);
    Arena *arena = ui_arena(t->show->view->ui);
    for (int i = 0; i < t->show->numbers.d; i++)
        draw_title(t, field_x(t, i), t->cell_width, theme->key, arena_printf(arena, "k_%d", i + 1));
    for (int i = 0; i < t->show->numbers.d_v; i++)
        draw_title(t, value_x(t, i), t->cell_width, theme->value_ink,
                   arena_printf(arena, "v_%d", i + 1));
    for (int i = 0; i < t->column_count; i++) {
        const Column *column = &t->columns[i];
        draw_title(t, column_x(t, i), column->width, theme->muted, column->title);
        if (column->stage == LOOKUP_EXP && !t->show->view->figure)
            ui_tip(t->show->view->ui, draw_box(column_x(t, i), t->y, column->width, t->head),
                   "m is the largest e of the row: taken off, no exponential is too large.");
    }
}

/* The row answers the mouse wherever it is on it; a click beside its fields pins it. */
static void answer_row(const Table *t, int s, float y) {
    Ui *ui = t->show->view->ui;
    if (t->show->view->figure) return;
    DrawBox row = draw_box(t->x, y, end_x(t) - t->x, cell_height(t));
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
    float side = fminf(REMOVE * t->unit, t->row);
    UiButton button = {.icon = ICON_CLOSE, .quiet = true};
    button.name = arena_printf(ui_arena(view->ui), "Remove %s", t->show->numbers.keys[s - 1].name);
    if (t->show->numbers.count == 1) button.disabled = "One key must stay.";
    char name[24];
    snprintf(name, sizeof name, "remove%d", s);
    DrawBox box =
        draw_box(column_x(t, t->column_count), y + (cell_height(t) - side) / 2, side, side);
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
    table_draw_name(t, draw_box(t->x, y, t->name_width - t->gap, cell_height(t)), s);
    for (int i = 0; i < t->show->numbers.d; i++)
        table_draw_typed(t, field_x(t, i), y, (Place){OF_KEY, s - 1, i});
    for (int i = 0; i < t->show->numbers.d_v; i++)
        table_draw_typed(t, value_x(t, i), y, (Place){OF_VALUE, s - 1, i});
    for (int i = 0; i < t->column_count; i++)
        table_draw_computed(t, &t->columns[i],
                            draw_box(column_x(t, i), y, t->columns[i].width, cell_height(t)), s);
    list_pop_opacity(list);
    draw_remove(t, s, y);
}

/* The query, the sums, and the answer under the values it is blended of. */
static void draw_query_row(Table *t) {
    ViewPass *view = t->show->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    int S = t->show->numbers.count;
    float y = row_y(t, S), height = cell_height(t);
    float size = t->show->compact == LOOKUP_NARROWEST ? u->tiny : u->number;
    math_in_box(view->ui, draw_box(t->x, y, t->name_width, height), ALIGN_LEFT, u->formula * 1.1f,
                theme->query, "q");
    for (int i = 0; i < t->show->numbers.d; i++)
        table_draw_typed(t, field_x(t, i), y, (Place){OF_QUERY, 0, i});
    for (int i = 0; i < t->show->numbers.d_v; i++) {
        DrawBox box = draw_box(value_x(t, i), y, t->cell_width, height);
        if (!lookup_is_shown(t->show, LOOKUP_BLEND, S + 1)) continue;
        double c = lookup_at(t->show, "attention.context", i + 1);
        DrawBox inside = box_inset(box, size < u->number ? 0.75f * u->gap : u->gap, 0);
        text_in_box(ui_list(view->ui), inside, ALIGN_RIGHT, FACE_NUMBERS_BOLD, size,
                    theme->value_ink,
                    lookup_number_in(t->show, c, FACE_NUMBERS_BOLD, size, inside.width + 0.5f));
        RunCell at = run_cell_at(trace_find(view->run->trace, "attention.context"), 0, 0, i);
        table_answer_cell(t, box, &at, arena_printf(ui_arena(view->ui), "answer%d", i));
    }
    for (int i = 0; i < t->column_count; i++) {
        const char *sum = table_sum(t, &t->columns[i]);
        DrawBox box = draw_box(column_x(t, i), y, t->columns[i].width, height);
        if (sum)
            text_in_box(ui_list(view->ui), box, ALIGN_CENTER, FACE_NUMBERS, size, theme->ink, sum);
    }
}

/* --- sizes ----------------------------------------------------------------------------------- */

static const char *const digits[] = {"1", "2", "3", "4"};
enum { D_WIDTH = 96, VALUES_WIDTH = 120 };

static float label_width(const LookupShow *show, const char *label) {
    const UiMetrics *u = ui_metrics(show->view->ui);
    return text_width(ui_fonts(show->view->ui), FACE_WORDS, u->small, label) + u->gap;
}

static void labelled(const Table *t, DrawBox *row, const char *label) {
    const UiMetrics *u = ui_metrics(t->show->view->ui);
    text_in_box(ui_list(t->show->view->ui), box_cut_left(row, label_width(t->show, label)),
                ALIGN_LEFT, FACE_WORDS, u->small, ui_theme(t->show->view->ui)->muted, label);
}

static const UiButton add_button = {.label = "Add a key", .icon = ICON_PLUS};

static float sizes_width(const LookupShow *show) {
    const UiMetrics *u = ui_metrics(show->view->ui);
    return ui_button_width(show->view->ui, add_button) + 4 * u->gap + label_width(show, "d") +
           label_width(show, "values") + (D_WIDTH + VALUES_WIDTH) * u->factor;
}

static void draw_sizes(Table *t, DrawBox row) {
    ViewPass *view = t->show->view;
    const UiMetrics *u = ui_metrics(view->ui);
    Lookup changed = t->show->numbers;
    UiButton more = add_button;
    if (changed.count == LOOKUP_KEYS) more.disabled = "Eight keys fit; remove one first.";
    if (ui_button(view->ui, "add", box_cut_left(&row, ui_button_width(view->ui, more)), more))
        lookup_add_key(&changed, ui_arena(view->ui));
    box_cut_left(&row, 2 * u->gap);
    labelled(t, &row, "d");
    UiSegments keys = {digits + 1, LOOKUP_NUMBERS - 1, changed.d - LOOKUP_SMALLEST, false, NULL,
                       NULL};
    int d = ui_segments(view->ui, "d", box_cut_left(&row, D_WIDTH * t->unit), keys);
    if (d + LOOKUP_SMALLEST != changed.d) lookup_set_d(&changed, d + LOOKUP_SMALLEST);
    box_cut_left(&row, 2 * u->gap);
    labelled(t, &row, "values");
    UiSegments values = {digits, LOOKUP_NUMBERS, t->show->numbers.d_v - 1, false, NULL, NULL};
    int d_v = ui_segments(view->ui, "values", box_cut_left(&row, VALUES_WIDTH * t->unit), values);
    if (d_v + 1 != t->show->numbers.d_v) lookup_set_values(&changed, d_v + 1);
    lookup_say(t->show, &changed);
}

/* --- the heading ----------------------------------------------------------------------------- */

static const char long_heading[] = "Every number can be typed over",
                  short_heading[] = "Type over any number";

static float heading_width(const LookupShow *show, const char *heading) {
    const UiMetrics *u = ui_metrics(show->view->ui);
    return text_width(ui_fonts(show->view->ui), FACE_WORDS_SEMIBOLD, u->heading, heading) + u->gap;
}

/* Beside a heading: what traces the weight of the pinned key, and air. */
static float trace_width(const LookupShow *show) {
    return 2 * ui_metrics(show->view->ui)->gap + followed_offer_width(show->view);
}

float lookup_table_head_width(const LookupShow *show) {
    if (!show->tight || show->view->figure) return 0;
    return heading_width(show, short_heading) + trace_width(show) + sizes_width(show);
}

/* What changes sizes stands beside the heading where all is tight and there is room. */
static bool sizes_are_beside(const LookupShow *show, float width) {
    return show->tight && width >= lookup_table_head_width(show);
}

/* The heading is the same whether a key is pinned or not. */
static void draw_heading(LookupShow *show, DrawBox head) {
    ViewPass *view = show->view;
    const UiMetrics *u = ui_metrics(view->ui);
    const char *heading = long_heading;
    if (heading_width(show, heading) + trace_width(show) > head.width) heading = short_heading;
    if (view->figure) heading = "Keys, values and weights";
    int pinned = view->state->look.source;
    if (pinned && pinned <= show->numbers.count &&
        lookup_is_shown(show, LOOKUP_NORMALISE, pinned)) {
        RunCell at = lookup_cell(show, "attention.weights", 1, pinned);
        followed_offer(view, &head, &at);
    }
    ui_text(view->ui, head, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->heading, ui_theme(view->ui)->ink,
            heading);
}

/* --- the whole ------------------------------------------------------------------------------- */

float lookup_table_width(const LookupShow *show) {
    Table t = table_of(show);
    return end_x(&t);
}

/* Heading and rows; and in the window the row that changes sizes. */
float lookup_table_height(const LookupShow *show, float width) {
    Table t = table_of(show);
    const UiMetrics *u = ui_metrics(show->view->ui);
    float rows = row_y(&t, show->numbers.count + 1) - t.gap + 2 * t.unit;
    float wide = end_x(&t) > width && !show->view->figure ? u->scrollbar : 0;
    bool below = !show->view->figure && !sizes_are_beside(show, width);
    return u->control + rows + wide + (below ? u->control + 1.5f * u->gap : 0);
}

/* Rows share what height is left over, up to a limit. */
static void loosen(Table *t, float over) {
    enum { LOOSEST = 46 };
    float more = floorf(over / (float)(t->show->numbers.count + 1));
    t->row += fmaxf(0, fminf(more, LOOSEST * t->unit - t->row));
}

static void draw_rows(Table *t) {
    draw_head(t);
    for (int s = 1; s <= t->show->numbers.count; s++) draw_key_row(t, s);
    draw_query_row(t);
}

void lookup_draw_table(LookupShow *show, DrawBox box) {
    ViewPass *view = show->view;
    const UiMetrics *u = ui_metrics(view->ui);
    Table t = table_of(show);
    DrawBox head = box_cut_top(&box, u->control), sizes = {0, 0, 0, 0};
    bool beside = sizes_are_beside(show, box.width);
    if (beside) {
        sizes = box_cut_right(&head, sizes_width(show));
        box_cut_right(&head, 2 * u->gap);
    }
    draw_heading(show, head);
    loosen(&t, box.height + head.height - lookup_table_height(show, box.width));
    ui_push(view->ui, "table");
    if (!view->figure && !beside) {
        sizes = box_cut_bottom(&box, u->control);
        box_cut_bottom(&box, 1.5f * u->gap);
    }
    if (!view->figure)
        box = ui_scroll_begin(view->ui, "rows", box,
                              (UiScroll){.width = end_x(&t), .height = box.height});
    t.x = box.x;
    t.y = box.y;
    draw_rows(&t);
    if (!view->figure) ui_scroll_end(view->ui);
    if (!view->figure) draw_sizes(&t, sizes);
    ui_pop(view->ui);
}
