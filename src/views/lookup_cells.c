/* lookup_cells.c -- the numbers of a lookup's input as cells to type over. */
#include "ui/field.h"
#include "views/lookup_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double *number_at(Lookup *lookup, Place place) {
    switch (place.of) {
    case OF_KEY: return &lookup->keys[place.row].key[place.column];
    case OF_VALUE: return &lookup->keys[place.row].value[place.column];
    case OF_QUERY: return &lookup->query[place.column];
    case OF_NAME:
    case OF_PARAMETER: break;
    }
    return &lookup->parameters[place.row][place.column];
}

static const char *name_of_place(Arena *arena, Place place) {
    switch (place.of) {
    case OF_KEY: return arena_printf(arena, "k%d-%d", place.row + 1, place.column + 1);
    case OF_VALUE: return arena_printf(arena, "v%d-%d", place.row + 1, place.column + 1);
    case OF_QUERY: return arena_printf(arena, "q-%d", place.column + 1);
    case OF_NAME: return arena_printf(arena, "name%d", place.row + 1);
    case OF_PARAMETER: break;
    }
    return arena_printf(arena, "%s-%d", lookup_parameter_names[place.row], place.column + 1);
}

/* As it is edited: two decimals where they tell all and have room, else every digit there is. */
static const char *text_of(Arena *arena, double x) {
    enum { ROOM = 5 };
    char two[340];
    snprintf(two, sizeof two, "%.2f", x);
    double back = strtod(two, NULL);
    if (strlen(two) <= ROOM && !(back < x) && !(back > x)) return arena_string(arena, two);
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
    const char *shown = text_ellipsis(ui_fonts(view->ui), arena, FACE_WORDS, 10, typed, 200);
    const char *old = text_of(arena, *number_at(&t->show->numbers, place));
    if (is_number)
        view_refuse(view, "%s is over a million; the number stays %s", shown, old);
    else if (lookup_has_comma(text_trim(arena, typed)))
        view_refuse(view, "“%s” is not a number here; write a point, not a comma; it stays %s",
                    shown, old);
    else
        view_refuse(view, "“%s” is not a number; it stays %s", shown, old);
    ui_field_write(view->ui, name, old);
}

static bool is_of_key(Place place) {
    return place.of == OF_KEY || place.of == OF_VALUE || place.of == OF_NAME;
}

/* Up and Down: from key to key, and from the last key to the query and back. */
static void go_to_row(Table *t, Place place, int by) {
    Arena *arena = ui_arena(t->show->view->ui);
    int last = t->show->numbers.count - 1, d = t->show->numbers.d;
    if (place.of == OF_PARAMETER) /* a vector stands upright */
        place.column += lookup_parameter_rows((LookupParameter)place.row, d) > 1 ? by * d : by;
    else if (place.of == OF_QUERY && by < 0)
        place = (Place){OF_KEY, last, place.column};
    else if (place.of == OF_KEY && by > 0 && place.row == last)
        place = (Place){OF_QUERY, 0, place.column};
    else
        place.row += by;
    if (place.of == OF_QUERY && place.row > 0) return;
    if (is_of_key(place) && (place.row < 0 || place.row > last)) return;
    int cells = lookup_parameter_rows((LookupParameter)place.row, d) * d;
    if (place.of == OF_PARAMETER && (place.column < 0 || place.column >= cells)) return;
    ui_field_enter(t->show->view->ui, name_of_place(arena, place));
}

static Color color_of(const UiTheme *theme, Place place) {
    return place.of == OF_QUERY   ? theme->query
           : place.of == OF_KEY   ? theme->key
           : place.of == OF_VALUE ? theme->value
                                  : theme->muted;
}

static void draw_typed_in_figure(const Table *t, DrawBox box, Place place, double number) {
    const UiTheme *theme = ui_theme(t->show->view->ui);
    const UiMetrics *u = ui_metrics(t->show->view->ui);
    Color tint = place.of == OF_QUERY   ? theme->query_tint
                 : place.of == OF_KEY   ? theme->key_tint
                 : place.of == OF_VALUE ? theme->value_tint
                                        : theme->well;
    draw_fill(ui_list(t->show->view->ui), box, u->radius, tint);
    DrawBox inside = box_inset(box, u->gap, 0);
    text_in_box(ui_list(t->show->view->ui), inside, ALIGN_RIGHT, FACE_NUMBERS, u->number,
                theme->ink,
                lookup_number_kept(t->show, number, FACE_NUMBERS, u->number, inside.width + 0.5f));
}

/* What was typed is a node too: a start, or of a weight. */
static RunCell cell_of_place(const Table *t, Place place) {
    const Run *run = t->show->view->run;
    static const char *const arrays[] = {"attention.keys", "attention.values", "attention.query"};
    static const char *const weights[] = {"attention.weight", "attention.query.weight",
                                          "attention.key.weight", "attention.key.bias",
                                          "attention.v.weight"};
    if (place.of != OF_PARAMETER)
        return run_cell_at(trace_find(run->trace, arrays[place.of]), 0,
                           place.of == OF_QUERY ? 0 : place.row, place.column);
    const Node *node = tape_find(run->tape, weights[place.row], -1);
    if (!node) return (RunCell){0};
    Cell cell = {0, place.column / node->shape.cols, place.column % node->shape.cols};
    return run_cell_of(run, node, cell);
}

/* Its field; true while somebody edits it. */
static bool type_over(Table *t, DrawBox box, Place place, double number) {
    Ui *ui = t->show->view->ui;
    const char *name = name_of_place(ui_arena(ui), place), *text = text_of(ui_arena(ui), number);
    UiField field = {.text = text, .label = name, .numbers = true, .in_rows = true};
    field.commit_on_leave = true;
    field.limit = 64;
    field.small = t->show->compact == LOOKUP_NARROWEST;
    field.rounded = lookup_number_kept(t->show, number, FACE_NUMBERS,
                                       field.small ? ui_metrics(ui)->tiny : ui_metrics(ui)->text,
                                       ui_field_room(ui, box));
    UiFieldAnswer answer = ui_field(ui, name, box, field);
    if (answer.committed && strcmp(answer.committed, text)) take(t, place, name, answer.committed);
    if (answer.rows) go_to_row(t, place, answer.rows);
    return answer.focus;
}

void table_draw_typed(Table *t, float x, float y, Place place) {
    ViewPass *view = t->show->view;
    DrawBox box = draw_box(x, y, t->cell_width, t->row - t->gap);
    double number = *number_at(&t->show->numbers, place);
    if (view->figure)
        draw_typed_in_figure(t, box, place, number);
    else if (type_over(t, box, place, number))
        return;
    DrawStroke dashes = {
        .color = color_of(ui_theme(view->ui), place), .width = 1, .dash = 3, .gap = 2};
    draw_rect(ui_list(view->ui), box, ui_metrics(view->ui)->radius, COLOR_NONE, dashes);
    RunCell at = cell_of_place(t, place);
    if (at.node) table_answer_cell(t, box, &at, NULL);
}

/* --- names ----------------------------------------------------------------------------------- */

/* Whether the line still says the same keys, with this one called otherwise. */
static bool is_name(Arena *arena, const Lookup *changed) {
    Buffer line = {0};
    Lookup back;
    Error error = {0};
    lookup_write(changed, &line);
    bool good = lookup_parse(line.data, arena, &back, &error) && back.count == changed->count;
    for (int s = 0; good && s < back.count; s++) {
        const LookupKey *a = &back.keys[s], *b = &changed->keys[s];
        good = !strcmp(a->name, b->name) && !memcmp(a->key, b->key, sizeof a->key);
    }
    buffer_free(&line);
    return good;
}

/* Why key `row` may not be called so. */
static const char *why_no_name(const Lookup *changed, int row) {
    const char *name = changed->keys[row].name;
    char *end;
    strtod(name, &end);
    for (int s = 0; s < changed->count; s++)
        if (s != row && !strcmp(changed->keys[s].name, name)) return "another key is called that";
    if (*name && !*end) return "a number is not a name";
    return "in the input line it would be read as something else";
}

static void take_name(Table *t, int row, const char *field, const char *typed) {
    ViewPass *view = t->show->view;
    Arena *arena = ui_arena(view->ui);
    Lookup changed = t->show->numbers;
    const char *name = changed.keys[row].name;
    TextPieces words = text_words(arena, typed);
    changed.keys[row].name = "";
    for (int i = 0; i < words.count; i++)
        changed.keys[row].name =
            arena_printf(arena, "%s%s%s", changed.keys[row].name, i ? " " : "", words.items[i]);
    if (is_name(arena, &changed)) {
        lookup_say(t->show, &changed);
        return;
    }
    view_refuse(view, "“%s” cannot be a key's name: %s; it stays %s",
                text_ellipsis(ui_fonts(view->ui), arena, FACE_WORDS, 10, typed, 200),
                why_no_name(&changed, row), name);
    ui_field_write(view->ui, field, name);
}

void table_draw_name(Table *t, DrawBox box, int s) {
    ViewPass *view = t->show->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    const char *name = t->show->numbers.keys[s - 1].name;
    bool spoken = s == t->show->spoken;
    if (view->figure) {
        ui_text(view->ui, box, ALIGN_LEFT, spoken ? FACE_WORDS_SEMIBOLD : FACE_WORDS, u->text,
                spoken ? theme->key : theme->ink, name);
        return;
    }
    Place place = {OF_NAME, s - 1, 0};
    const char *path = name_of_place(ui_arena(view->ui), place);
    UiField field = {.text = name, .label = path, .in_rows = true, .commit_on_leave = true};
    field.limit = 256;
    field.small = t->show->compact == LOOKUP_NARROWEST;
    UiFieldAnswer answer = ui_field(view->ui, path, box, field);
    if (answer.committed && strcmp(answer.committed, name))
        take_name(t, s - 1, path, answer.committed);
    if (answer.rows) go_to_row(t, place, answer.rows);
    if (answer.focus) return;
    DrawStroke dashes = {.color = theme->edge, .width = 1, .dash = 3, .gap = 2};
    if (spoken) dashes = draw_stroke(theme->key, 1.5f);
    draw_rect(ui_list(view->ui), box, u->radius, COLOR_NONE, dashes);
}
