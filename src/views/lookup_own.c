/* lookup_own.c -- what the chosen score has of its own: its matrices and vectors to type over, side
 * by side where there is room; and, where the table has no columns for them, the vectors it
 * computes of the key spoken of. */
#include "views/lookup_table.h"
#include "views/math.h"

#include <math.h>
#include <string.h>

enum { OWN_MOST = 4, CELL_TIGHT = 52, BETWEEN = 14 };
static const char *const titles[LOOKUP_PARAMETERS] = {"W", "W_q", "W_k", "b", "v"};

/* A matrix, or a vector standing upright: its place from the corner of all. */
typedef struct Grid {
    LookupParameter which;
    int rows, cols;
    float x, y, title, width; /* title: what its letter takes of the width */
} Grid;

typedef struct Own {
    Table table;
    Grid grids[OWN_MOST];
    int count;
    float pad, heading;
    float width, height; /* of the grids */
} Own;

/* --- where things stand ---------------------------------------------------------------------- */

/* Those of a score: first … last − 1. */
static void parameters_of(const LookupShow *show, LookupParameter *first, LookupParameter *last) {
    const char *word = show->view->run->ask.attention.score->word;
    *first = !strcmp(word, "additive") ? LOOKUP_W_Q : LOOKUP_W;
    *last = !strcmp(word, "additive")   ? LOOKUP_PARAMETERS
            : !strcmp(word, "bilinear") ? LOOKUP_W_Q
                                        : LOOKUP_W;
}

static Grid grid_of(const Table *t, LookupParameter which) {
    int d = t->show->numbers.d;
    Grid grid = {.which = which, .rows = d, .cols = 1};
    if (lookup_parameter_rows(which, d) > 1) grid.cols = d;
    grid.title = (grid.cols > 1 ? 26 : 18) * t->unit;
    grid.width = grid.title + (float)grid.cols * (t->cell_width + t->gap) - t->gap;
    return grid;
}

/* From left to right, and below where the width ends. */
static void flow(Own *own, float width) {
    const Table *t = &own->table;
    LookupParameter which, last;
    float x = 0, y = 0;
    own->count = 0;
    own->width = own->height = 0;
    for (parameters_of(t->show, &which, &last); which < last; which++) {
        Grid grid = grid_of(t, which);
        if (x > 0 && x + grid.width > width) {
            x = 0;
            y = own->height + 2 * t->gap;
        }
        grid.x = x;
        grid.y = y;
        own->grids[own->count++] = grid;
        own->width = fmaxf(own->width, x + grid.width);
        own->height = fmaxf(own->height, y + (float)grid.rows * t->row - t->gap);
        x += grid.width + BETWEEN * t->unit;
    }
}

/* In narrower cells where all is tight, or where not all stand side by side. */
static Own own_of(const LookupShow *show, float width) {
    static const float pads[] = {16, 14, 10, 8};
    Own own = {.table = table_of(show)};
    Table *t = &own.table;
    own.pad = pads[show->tight] * t->unit;
    own.heading = 24 * t->unit;
    flow(&own, INFINITY);
    if (show->tight > 1 || own.width > width)
        t->cell_width = fminf(t->cell_width, CELL_TIGHT * t->unit);
    flow(&own, width);
    return own;
}

/* --- the vectors of the key spoken of -------------------------------------------------------- */

static const char *key_name(const LookupShow *show) {
    int s = show->spoken ? show->spoken : 1;
    return show->numbers.keys[s - 1].name;
}

static float titles_width(const Own *own) {
    float width = 0;
    Ui *ui = own->table.show->view->ui;
    for (int i = 0; i < own->table.left_out_count; i++)
        width = fmaxf(
            width, math_width(ui, ui_metrics(ui)->formula * 0.93f, own->table.left_out[i].title));
    return width + ui_metrics(ui)->gap;
}

enum { NAME_LEAST = 60 };

static float vectors_width(const Own *own) {
    if (!own->table.left_out_count) return 0;
    return titles_width(own) + own->table.left_out[0].width + NAME_LEAST * own->table.unit;
}

static float vectors_height(const Own *own) {
    const Table *t = &own->table;
    return t->left_out_count ? (float)t->left_out_count * t->row + 4 * t->unit : 0;
}

static void draw_vectors(const Own *own, DrawBox box) {
    const Table *t = &own->table;
    ViewPass *view = t->show->view;
    const UiMetrics *u = ui_metrics(view->ui);
    int s = t->show->spoken ? t->show->spoken : 1;
    float width = titles_width(own);
    box_cut_top(&box, 4 * t->unit + t->gap);
    for (int i = 0; i < t->left_out_count; i++) {
        const Column *column = &t->left_out[i];
        DrawBox row = box_cut_top(&box, t->row), title = box_cut_left(&row, width);
        title.height = row.height = t->row - t->gap;
        math_in_box(view->ui, title, ALIGN_LEFT, u->formula * 0.93f, ui_theme(view->ui)->muted,
                    column->title);
        table_draw_computed(t, column, box_cut_left(&row, column->width), s);
        box_cut_left(&row, u->gap);
        ui_text(view->ui, row, ALIGN_LEFT, FACE_WORDS, u->small, ui_theme(view->ui)->key,
                key_name(t->show));
    }
}

/* --- the whole ------------------------------------------------------------------------------- */

float lookup_own_width(const LookupShow *show) {
    Own own = own_of(show, INFINITY);
    if (!own.count) return 0;
    return ceilf(fmaxf(own.width, vectors_width(&own)) + 2 * ui_metrics(show->view->ui)->panel_pad);
}

float lookup_own_height(const LookupShow *show, float width) {
    Own own = own_of(show, width - 2 * ui_metrics(show->view->ui)->panel_pad);
    return 2 * own.pad + own.heading + own.height + vectors_height(&own);
}

static void draw_grid(Own *own, const Grid *grid) {
    Table *t = &own->table;
    Ui *ui = t->show->view->ui;
    float x = t->x + grid->x, y = t->y + grid->y;
    DrawBox title = draw_box(x, y, grid->title, (float)grid->rows * t->row - t->gap);
    math_in_box(ui, title, ALIGN_LEFT, ui_metrics(ui)->formula, ui_theme(ui)->ink,
                titles[grid->which]);
    for (int i = 0; i < grid->rows * grid->cols; i++)
        table_draw_typed(t, x + grid->title + (float)(i % grid->cols) * (t->cell_width + t->gap),
                         y + (float)(i / grid->cols) * t->row,
                         (Place){OF_PARAMETER, (int)grid->which, i});
}

void lookup_draw_own(LookupShow *show, DrawBox box) {
    ViewPass *view = show->view;
    const UiMetrics *u = ui_metrics(view->ui);
    Own own = own_of(show, box.width - 2 * u->panel_pad);
    ui_panel(view->ui, box, u->card_radius);
    DrawBox inside = box_inset(box, u->panel_pad, own.pad);
    DrawBox heading = box_cut_top(&inside, own.heading);
    box_cut_bottom(&heading, 4 * u->factor);
    ui_heading(view->ui, heading, "Parameters", "");
    DrawBox grids = box_cut_top(&inside, own.height);
    own.table.x = grids.x;
    own.table.y = grids.y;
    ui_push(view->ui, "own");
    for (int i = 0; i < own.count; i++) draw_grid(&own, &own.grids[i]);
    draw_vectors(&own, inside);
    ui_pop(view->ui);
}
