/* lookup_table.c -- every number of a lookup: keys, values, query and parameters to type over, and
 * beside them what was computed of each key, column by column. */
#include "ui/field.h"
#include "ui/scroll.h"
#include "views/lookup_parts.h"
#include "views/math.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sizes at text size 1. */
enum { NAME_WIDTH = 104, CELL_WIDTH = 62, STEP_WIDTH = 74, GAP = 6, ROW = 34, HEAD = 26 };
enum { COLUMNS_MOST = 8 };

/* A column of what was computed. */
typedef struct Column {
    const char *title; /* in the views' markup */
    LookupStage stage;
    const char *array; /* NULL: `number` tells */
    double (*number)(const LookupShow *show, int s);
    int count; /* numbers a key: 1, or a vector's */
    float width;
    bool is_weight;
} Column;

typedef struct Table {
    LookupShow *show;
    Column columns[COLUMNS_MOST];
    int column_count;
    float unit, x, y; /* the content's corner */
    DrawBox box;
} Table;

/* --- columns --------------------------------------------------------------------------------- */

static double both_norms(const LookupShow *show, int s) {
    const Lookup *n = &show->numbers;
    double q = 0, k = 0;
    for (int i = 0; i < n->d; i++) {
        q += n->query[i] * n->query[i];
        k += n->keys[s - 1].key[i] * n->keys[s - 1].key[i];
    }
    return sqrt(q * k);
}

static void add_column(Table *t, Column column) {
    if (!column.count) column.count = 1;
    column.width = (column.count > 1 ? 20 + 44 * (float)column.count : STEP_WIDTH) * t->unit;
    t->columns[t->column_count++] = column;
}

static void add_score(Table *t) {
    const char *word = t->show->view->run->ask.attention.score->word, *e = "attention.scores";
    int d = t->show->numbers.d;
    Arena *arena = ui_arena(t->show->view->ui);
    if (!strcmp(word, "bilinear")) {
        add_column(t, (Column){.title = "W k", .array = "attention.weighted_keys", .count = d});
        add_column(t, (Column){.title = "q · W k", .array = e});
    } else if (!strcmp(word, "additive")) {
        add_column(t, (Column){.title = "W_q q + W_k k + b", .array = "attention.sums", .count = d});
        add_column(t, (Column){.title = "tanh", .array = "attention.hidden", .count = d});
        add_column(t, (Column){.title = "v · tanh", .array = e});
    } else {
        add_column(t, (Column){.title = "q · k", .array = "dot.scores"});
        if (!strcmp(word, "cosine")) {
            add_column(t, (Column){.title = "|q||k|", .number = both_norms});
            add_column(t, (Column){.title = "\\t{their ratio}", .array = e});
        }
        if (!strcmp(word, "scaled"))
            add_column(t, (Column){.title = arena_printf(arena, "÷ \\sqrt{%d}", d),
                            .array = e,
                            .stage = LOOKUP_SCALE});
    }
}

static void add_weights(Table *t) {
    const Attention *a = &t->show->view->run->ask.attention;
    bool tempered = trace_find(t->show->view->run->trace, "attention.tempered") != NULL;
    if (lookup_has_stage(t->show->view->run, LOOKUP_EXP)) {
        add_column(t, (Column){.title = tempered ? "exp((e − m)/τ)" : "exp(e − m)",
                        .number = lookup_exponential,
                        .stage = LOOKUP_EXP});
        t->columns[t->column_count - 1].width += 14 * t->unit;
    } else if (tempered)
        add_column(t, (Column){.title = "e / τ", .array = "attention.tempered", .stage = LOOKUP_NORMALISE});
    if (a->weigh->draws)
        add_column(t, (Column){.title = "\\t{soft} α", .array = "attention.soft", .stage = LOOKUP_NORMALISE});
    add_column(t, (Column){.title = "α",
                    .array = "attention.weights",
                    .stage = LOOKUP_NORMALISE,
                    .is_weight = true});
}

static Table table_of(const LookupShow *show) {
    Table t = {.show = (LookupShow *)show, .unit = ui_metrics(show->view->ui)->factor};
    add_score(&t);
    add_weights(&t);
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
    return t->y + (HEAD + (float)row * ROW) * t->unit;
}

/* --- what is typed --------------------------------------------------------------------------- */

/* Where a number of the input stands. */
typedef struct Place {
    enum { OF_KEY, OF_VALUE, OF_QUERY, OF_PARAMETER } of;
    int row, column; /* of the key or parameter; of its numbers */
} Place;

static double *number_at(Lookup *lookup, Place place) {
    switch (place.of) {
    case OF_KEY: return &lookup->keys[place.row].key[place.column];
    case OF_VALUE: return &lookup->keys[place.row].value[place.column];
    case OF_QUERY: return &lookup->query[place.column];
    case OF_PARAMETER: break;
    }
    return &lookup->parameters[place.row][place.column];
}

static const char *name_of_place(Arena *arena, Place place) {
    switch (place.of) {
    case OF_KEY: return arena_printf(arena, "k%d-%d", place.row + 1, place.column + 1);
    case OF_VALUE: return arena_printf(arena, "v%d-%d", place.row + 1, place.column + 1);
    case OF_QUERY: return arena_printf(arena, "q-%d", place.column + 1);
    case OF_PARAMETER: break;
    }
    return arena_printf(arena, "%s-%d", lookup_parameter_names[place.row], place.column + 1);
}

/* As it is edited: two decimals where they tell all, else every digit there is. */
static const char *text_of(Arena *arena, double x) {
    char two[32];
    snprintf(two, sizeof two, "%.2f", x);
    double back = strtod(two, NULL);
    if (fabs(x) < 1000 && !(back < x) && !(back > x)) return arena_string(arena, two);
    Buffer all = {0};
    buffer_number(&all, x);
    const char *text = arena_string(arena, all.data);
    buffer_free(&all);
    return text;
}

/* Reads what was typed: one number as the line's grammar has it. */
static bool read_number(Arena *arena, const char *text, double *out) {
    const char *bare = text_trim(arena, text);
    static const char minus[] = "−";
    if (!strncmp(bare, minus, strlen(minus)))
        bare = arena_printf(arena, "-%s", bare + strlen(minus));
    char *end;
    if (!*bare || strspn(bare, "+-.0123456789eE") != strlen(bare)) return false;
    *out = strtod(bare, &end) + 0.0; /* −0 is 0 */
    return !*end;
}

static void take(Table *t, Place place, const char *name, const char *typed) {
    ViewPass *view = t->show->view;
    Arena *arena = ui_arena(view->ui);
    Lookup changed = t->show->numbers;
    double number = 0;
    bool is_number = read_number(arena, typed, &number);
    if (is_number && fabs(number) <= LOOKUP_LARGEST) {
        *number_at(&changed, place) = number;
        LookupKey *key = &changed.keys[place.row];
        if (place.of == OF_VALUE) key->own_value = false;
        if (place.of == OF_KEY && key->own_value) key->value[place.column] = number;
        lookup_say(t->show, &changed);
        return;
    }
    const char *shown =
        text_ellipsis(ui_fonts(view->ui), arena, FACE_WORDS, 10, typed, 200);
    if (is_number)
        view_refuse(view, "%s is over a million; the number stays %s", shown,
                    text_of(arena, *number_at(&t->show->numbers, place)));
    else
        view_refuse(view, "“%s” is not a number; it stays %s", shown,
                    text_of(arena, *number_at(&t->show->numbers, place)));
    ui_field_write(view->ui, name, text_of(arena, *number_at(&t->show->numbers, place)));
}

/* Up and Down: from key to key, and from the last key to the query and back. */
static void go_to_row(Table *t, Place place, int by) {
    Arena *arena = ui_arena(t->show->view->ui);
    int last = t->show->numbers.count - 1, d = t->show->numbers.d;
    if (place.of == OF_PARAMETER)
        place.column += by * d;
    else if (place.of == OF_QUERY && by < 0)
        place = (Place){OF_KEY, last, place.column};
    else if (place.of == OF_KEY && by > 0 && place.row == last)
        place = (Place){OF_QUERY, 0, place.column};
    else
        place.row += by;
    if (place.of == OF_QUERY && place.row > 0) return;
    if ((place.of == OF_KEY || place.of == OF_VALUE) && (place.row < 0 || place.row > last)) return;
    int cells = lookup_parameter_rows((LookupParameter)place.row, d) * d;
    if (place.of == OF_PARAMETER && (place.column < 0 || place.column >= cells)) return;
    ui_field_enter(t->show->view->ui, name_of_place(arena, place));
}

static Color color_of(const UiTheme *theme, Place place) {
    return place.of == OF_QUERY ? theme->query
           : place.of == OF_KEY ? theme->key
           : place.of == OF_VALUE ? theme->value
                                  : theme->muted;
}

static void draw_typed_in_figure(const Table *t, DrawBox box, Place place, const char *text) {
    const UiTheme *theme = ui_theme(t->show->view->ui);
    const UiMetrics *u = ui_metrics(t->show->view->ui);
    Color tint = place.of == OF_QUERY   ? theme->query_tint
                 : place.of == OF_KEY   ? theme->key_tint
                 : place.of == OF_VALUE ? theme->value_tint
                                        : theme->well;
    draw_fill(ui_list(t->show->view->ui), box, u->radius, tint);
    text_in_box(ui_list(t->show->view->ui), box_inset(box, u->gap, 0), ALIGN_RIGHT, FACE_NUMBERS,
                u->number, theme->ink, text);
}

static void draw_typed(Table *t, float x, float y, Place place) {
    ViewPass *view = t->show->view;
    Arena *arena = ui_arena(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    DrawBox box = draw_box(x, y, CELL_WIDTH * t->unit, (ROW - GAP) * t->unit);
    const char *name = name_of_place(arena, place);
    const char *text = text_of(arena, *number_at(&t->show->numbers, place));
    bool focus = false;
    if (view->figure)
        draw_typed_in_figure(t, box, place, text);
    else {
        UiField field = {.text = text, .label = name, .numbers = true, .in_rows = true};
        field.commit_on_leave = true;
        field.limit = 64;
        UiFieldAnswer answer = ui_field(view->ui, name, box, field);
        if (answer.committed && strcmp(answer.committed, text))
            take(t, place, name, answer.committed);
        if (answer.rows) go_to_row(t, place, answer.rows);
        focus = answer.focus;
    }
    if (focus) return;
    DrawStroke dashes = {.color = color_of(ui_theme(view->ui), place), .width = 1, .dash = 3, .gap = 2};
    draw_rect(ui_list(view->ui), box, u->radius, COLOR_NONE, dashes);
}

/* --- what was computed ----------------------------------------------------------------------- */

static double value_of(const Table *t, const Column *column, int s, int i) {
    if (column->number) return column->number(t->show, s);
    const TraceArray *array = trace_find(t->show->view->run->trace, column->array);
    bool rows = column->count > 1;
    return (double)trace_number(array, 0, rows ? s - 1 : 0, rows ? i : s - 1);
}

static const char *column_text(const Table *t, const Column *column, int s) {
    ViewPass *view = t->show->view;
    const char *text = "";
    for (int i = 0; i < column->count; i++) {
        double x = value_of(t, column, s, i);
        int decimals = fabs(x) < 999.5 ? 2 : 0;
        if (column->is_weight) decimals = 3;
        text = arena_printf(ui_arena(view->ui), "%s%s%s", text, i ? "  " : "",
                            view_number(view, x, decimals));
    }
    return text;
}

static void draw_computed(const Table *t, const Column *column, DrawBox box, int s) {
    Ui *ui = t->show->view->ui;
    const UiTheme *theme = ui_theme(ui);
    const UiMetrics *u = ui_metrics(ui);
    if (!lookup_is_shown(t->show, column->stage, s)) {
        DrawStroke dashes = {.color = theme->dashed, .width = 1, .dash = 3, .gap = 3};
        draw_rect(ui_list(ui), box, u->radius, COLOR_NONE, dashes);
        return;
    }
    Color ground = theme->panel, ink = theme->ink;
    if (column->is_weight) {
        ground = theme->weights.colors[color_level(value_of(t, column, s, 0))];
        ink = color_text_on(ground);
    }
    draw_rect(ui_list(ui), box, u->radius, ground, draw_stroke(theme->line, 1));
    ui_text(ui, box_inset(box, 4, 0), ALIGN_CENTER,
            column->is_weight ? FACE_NUMBERS_BOLD : FACE_NUMBERS, u->number, ink,
            column_text(t, column, s));
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
    for (int i = 0; i < t->column_count; i++)
        draw_title(t, column_x(t, i), t->columns[i].width, theme->muted, t->columns[i].title);
}

static void draw_key_name(const Table *t, int s, float y) {
    ViewPass *view = t->show->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    DrawBox box = draw_box(t->x, y, (NAME_WIDTH - GAP) * t->unit, (ROW - GAP) * t->unit);
    bool spoken = s == t->show->spoken;
    ui_text(view->ui, box, ALIGN_LEFT, spoken ? FACE_WORDS_SEMIBOLD : FACE_WORDS, u->text,
            spoken ? theme->key : theme->ink, t->show->numbers.keys[s - 1].name);
}

/* The row answers the mouse wherever it is on it; a click beside its fields pins it. */
static void answer_row(const Table *t, int s, float y) {
    Ui *ui = t->show->view->ui;
    if (t->show->view->figure) return;
    DrawBox row = draw_box(t->x, y, end_x(t) - t->x, (ROW - GAP) * t->unit);
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
    char name[16];
    snprintf(name, sizeof name, "remove%d", s);
    DrawBox box = draw_box(column_x(t, t->column_count), y + t->unit, side, side);
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
        draw_typed(t, field_x(t, i), y, (Place){OF_KEY, s - 1, i});
    for (int i = 0; i < t->show->numbers.d_v; i++)
        draw_typed(t, value_x(t, i), y, (Place){OF_VALUE, s - 1, i});
    for (int i = 0; i < t->column_count; i++)
        draw_computed(t, &t->columns[i],
                      draw_box(column_x(t, i), y, t->columns[i].width, (ROW - GAP) * t->unit), s);
    list_pop_opacity(list);
    draw_remove(t, s, y);
}

/* Under a column: its sum. */
static const char *sum_text(const Table *t, const Column *column) {
    ViewPass *view = t->show->view;
    int S = t->show->numbers.count;
    if (column->stage < LOOKUP_EXP || !lookup_is_shown(t->show, column->stage, S + 1)) return NULL;
    if (column->array && !strcmp(column->array, "attention.tempered")) return NULL;
    double sum = 0;
    for (int s = 1; s <= S; s++) sum += value_of(t, column, s, 0);
    return arena_printf(ui_arena(view->ui), "Σ %s",
                        view_number(view, sum, column->is_weight ? 3 : 2));
}

/* The query, the sums, and the answer under the values it is blended of. */
static void draw_query_row(Table *t) {
    ViewPass *view = t->show->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    int S = t->show->numbers.count;
    float y = row_y(t, S), height = (ROW - GAP) * t->unit;
    math_in_box(view->ui, draw_box(t->x, y, NAME_WIDTH * t->unit, height), ALIGN_LEFT,
                u->formula * 1.1f, theme->query, "q");
    for (int i = 0; i < t->show->numbers.d; i++)
        draw_typed(t, field_x(t, i), y, (Place){OF_QUERY, 0, i});
    for (int i = 0; i < t->show->numbers.d_v; i++) {
        DrawBox box = draw_box(value_x(t, i), y, CELL_WIDTH * t->unit, height);
        if (!lookup_is_shown(t->show, LOOKUP_BLEND, S + 1)) continue;
        double c = lookup_at(t->show, "attention.context", i + 1);
        text_in_box(ui_list(view->ui), box_inset(box, u->gap, 0), ALIGN_RIGHT, FACE_NUMBERS_BOLD,
                    u->number, theme->value_ink, view_number(view, c, fabs(c) < 999.5 ? 2 : 0));
    }
    for (int i = 0; i < t->column_count; i++) {
        const char *sum = sum_text(t, &t->columns[i]);
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
        float height = ((float)lookup_parameter_rows((LookupParameter)i, d) * ROW + 8) * t->unit;
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
    DrawBox title = draw_box(x, y, 30 * t->unit, (float)rows * ROW * t->unit - GAP * t->unit);
    math_in_box(ui, title, ALIGN_LEFT, ui_metrics(ui)->formula, ui_theme(ui)->ink,
                parameter_titles[which]);
    for (int i = 0; i < rows * d; i++)
        draw_typed(t, x + (34 + (float)(i % d) * (CELL_WIDTH + GAP)) * t->unit,
                   y + (float)(i / d) * ROW * t->unit, (Place){OF_PARAMETER, (int)which, i});
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
    UiSegments keys = {digits + 1, LOOKUP_NUMBERS - 1, changed.d - LOOKUP_SMALLEST, false, NULL, NULL};
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

/* Heading, rows, parameters; and in the window the row that changes sizes. */
float lookup_table_height(const LookupShow *show, float width) {
    Table t = table_of(show);
    const UiMetrics *u = ui_metrics(show->view->ui);
    float rows = row_y(&t, show->numbers.count + 1) + flow_parameters(&t, width, NULL) + 2;
    float wide = end_x(&t) > width && !show->view->figure ? u->scrollbar : 0;
    return u->control + rows + wide + (show->view->figure ? 0 : u->control + u->gap);
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
    DrawBox head = box_cut_top(&box, u->control);
    ui_text(view->ui, head, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->heading, ui_theme(view->ui)->ink,
            view->figure ? "Keys, values and weights" : "Every number can be typed over");
    ui_push(view->ui, "table");
    DrawBox sizes = view->figure ? (DrawBox){0, 0, 0, 0} : box_cut_bottom(&box, u->control);
    float needed = end_x(&t), shown = box.width;
    bool scrolls = needed > box.width && !view->figure;
    if (scrolls) {
        box_cut_bottom(&box, u->gap);
        box = ui_scroll_begin(view->ui, "rows", box,
                              (UiScroll){.width = needed, .height = box.height});
    }
    t.x = box.x;
    t.y = box.y;
    draw_rows(&t, shown);
    if (scrolls) ui_scroll_end(view->ui);
    if (!view->figure) draw_sizes(&t, sizes);
    ui_pop(view->ui);
}
