/* heads_grid.c -- every head of a group as a small picture with what it does under it. */
#include "views/heads_parts.h"
#include "views/overflow.h"

#include "ui/scroll.h"

#include <math.h>

/* Logical pixels from tile to tile, times the text size: NAMED is where names have good room. */
enum { TILE_LEAST = 34, NAMED = 46, TILE_MOST = 148 };
static const float SQUAT_LEAST = 0.62f;

typedef struct Grid {
    ViewPass *view;
    HeadsOrder order;
    int rows;
    float pitch, across; /* from tile to tile, downwards and sideways */
    float squat;         /* a picture's height, in parts of its width */
    float side, head;    /* room for names of rows and columns */
    float foot, inside;  /* of a tile: its lines of words; between its edge and the picture */
    bool shares;         /* on a line of their own, below the names */
    bool names, numbers; /* a last line: what ablation changed, else the loss without the head */
} Grid;

static const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

/* --- layout ---------------------------------------------------------------------------------- */

static float word_size(const Grid *g) {
    return fminf(metrics(g->view)->tiny, fmaxf(g->across * 0.155f, 8 * metrics(g->view)->factor));
}

static void choose_words(Grid *g) {
    float unit = metrics(g->view)->factor;
    g->inside = (g->across > 60 * unit ? 5 : 3) * unit;
    g->names = g->across >= 38 * unit;
    g->numbers = g->names && (g->view->ranking || *g->view->state->ask.ablated);
    float lines = 1.5f + 1.2f * (float)(g->shares + g->numbers);
    g->foot = g->names ? word_size(g) * lines + 3 * unit : g->inside;
}

static float tile_height(const Grid *g) {
    float gap = 4 * metrics(g->view)->factor;
    return g->squat * (g->across - gap - 2 * g->inside) + g->inside + g->foot;
}

static float grid_height(const Grid *g) {
    return g->head + g->pitch * (float)g->rows;
}

static void shape_tiles(Grid *g, float across, float squat) {
    g->across = across;
    g->squat = squat;
    choose_words(g);
    g->pitch = tile_height(g) + 5 * metrics(g->view)->factor;
}

static Grid grid_start(ViewPass *view, float width, bool shares) {
    float unit = metrics(view)->factor;
    Grid g = {.view = view, .order = heads_order(view), .shares = shares};
    g.rows = (g.order.count + g.order.columns - 1) / g.order.columns;
    g.side = (g.order.by_layer ? 28 : 0) * unit;
    g.head = (g.order.by_layer ? 20 : 0) * unit;
    shape_tiles(&g, fminf((width - g.side) / (float)g.order.columns, TILE_MOST * unit), 1);
    return g;
}

/* Tiles as wide as there is room for, less high and then smaller while they do not fit downwards;
 * below the least size the grid scrolls. */
static Grid grid_fit(ViewPass *view, float width, float height, bool shares) {
    Grid g = grid_start(view, width, shares);
    float unit = metrics(view)->factor, least = TILE_LEAST * unit;
    while (grid_height(&g) > height && g.across > NAMED * unit)
        shape_tiles(&g, fmaxf(g.across - unit, NAMED * unit), 1);
    while (grid_height(&g) > height && g.squat > SQUAT_LEAST)
        shape_tiles(&g, g.across, g.squat - 0.02f);
    while (grid_height(&g) > height && g.across > least)
        shape_tiles(&g, fmaxf(g.across - unit, least), SQUAT_LEAST);
    return g;
}

/* The shares that justify the names stand beside them where all have the room, else below them. */
static bool has_shares(const Grid *g) {
    const char *widest = g->order.by_layer ? "induction .00" : "12.12 induction .00";
    float room = g->across - 4 * metrics(g->view)->factor - 4;
    return text_width(list_fonts(ui_list(g->view->ui)), FACE_WORDS_SEMIBOLD, word_size(g),
                      widest) <= room;
}

/* Where shares below the names would cost the pictures much of their size, only the mouse tells
 * them. */
static Grid grid_layout(ViewPass *view, float width, float height) {
    Grid g = grid_fit(view, width, height, false);
    if (!g.names || has_shares(&g)) return g;
    Grid below = grid_fit(view, width, height, true);
    float large = g.squat * g.across, less = below.squat * below.across;
    bool fits = below.names && grid_height(&below) <= height && less >= 0.75f * large;
    return fits ? below : g;
}

float heads_grid_height(const ViewPass *view, float width, bool least) {
    ViewPass copy = *view;
    Grid g = grid_start(&copy, width, false);
    if (!least && !has_shares(&g)) g = grid_start(&copy, width, true);
    if (least) shape_tiles(&g, fminf(g.across, NAMED * metrics(view)->factor), SQUAT_LEAST);
    return grid_height(&g);
}

static DrawBox tile_box(const Grid *g, DrawBox content, int i) {
    float gap = 4 * metrics(g->view)->factor;
    return draw_box(content.x + g->side + (float)(i % g->order.columns) * g->across,
                    content.y + g->head + (float)(i / g->order.columns) * g->pitch, g->across - gap,
                    tile_height(g));
}

/* --- a tile ---------------------------------------------------------------------------------- */

/* After the first `shown` (a share) of the matrix nothing is known yet. */
static const uint8_t *levels_of(const ViewPass *view, const HeadOverview *from, double shown) {
    int count = from->rows * from->cols, known = (int)(shown * count);
    uint8_t *levels = arena_alloc(ui_arena(view->ui), (size_t)count);
    for (int i = 0; i < known; i++)
        levels[i] = from->most[i] < 0 ? COLOR_MASKED : color_level((double)from->most[i]);
    for (int i = known; i < count; i++) levels[i] = COLOR_EMPTY;
    return levels;
}

/* Where the picture of a tile's weights is. */
static DrawBox picture_box(const Grid *g, DrawBox tile) {
    DrawBox box = box_inset(tile, g->inside, g->inside);
    box.height = tile.height - g->inside - g->foot;
    return box;
}

/* How often an overview of so many cells is halved to have no more cells than the box pixels. */
static int halvings(const Grid *g, int rows, int cols, DrawBox box) {
    float scale = ui_scale(g->view->ui);
    int i = 0;
    while (i < HEAD_OVERVIEWS - 1 &&
           ((float)rows > box.height * scale || (float)cols > box.width * scale))
        i++, rows = (rows + 1) / 2, cols = (cols + 1) / 2;
    return i;
}

bool heads_grid_reduces(ViewPass *view, DrawBox box) {
    HeadsOf of = view->state->look.heads[0].of;
    int rows = run_head_rows(view->run, of).count, cols = run_head_cols(view->run, of).count;
    Grid g = grid_layout(view, box.width - metrics(view)->scrollbar, box.height);
    return rows > HEAD_OVERVIEW || cols > HEAD_OVERVIEW ||
           halvings(&g, rows, cols, picture_box(&g, tile_box(&g, box, 0))) > 0;
}

static void draw_weights(const Grid *g, HeadAt head, DrawBox box) {
    ViewPass *view = g->view;
    const HeadSummary *m = heads_summary(view, head);
    int shown = heads_cells_shown(view, head);
    if (!m) {
        draw_frame(ui_list(view->ui), box, 2, ui_theme(view->ui)->dashed, 1);
        return;
    }
    double all =
        (double)run_head_rows(view->run, head.of).count * run_head_cols(view->run, head.of).count;
    const HeadOverview *whole = &m->overviews[0],
                       *from = &m->overviews[halvings(g, whole->rows, whole->cols, box)];
    float cell = fminf(box.width / (float)from->cols, box.height / (float)from->rows);
    if (shown < all && view_cells_are_small(cell))
        draw_frame(ui_list(view->ui), box, 2, ui_theme(view->ui)->dashed, 1);
    draw_cells(ui_list(view->ui), box, from->rows, from->cols, levels_of(view, from, shown / all),
               view_map(view, &ui_theme(view->ui)->weights, cell), cell >= 6 ? 1 : 0, 0);
    if (shown >= all)
        overflow_mark(view, box, from->rows, from->cols, cell >= 6 ? 1 : 0, from->most);
    if (view->followed) heads_tile_light(view, head, box, cell >= 6 ? 1 : 0);
}

static void cross_out(const Grid *g, DrawBox box) {
    DrawStroke stroke = draw_stroke(ui_theme(g->view->ui)->muted, 1.5f * metrics(g->view)->factor);
    List *list = ui_list(g->view->ui);
    draw_line(list, box.x, box.y, box.x + box.width, box.y + box.height, stroke);
    draw_line(list, box.x, box.y + box.height, box.x + box.width, box.y, stroke);
}

static void draw_number(const Grid *g, DrawBox box, const char *text, bool matters) {
    const UiTheme *theme = ui_theme(g->view->ui);
    float size = word_size(g) * 0.95f;
    text_in_box(ui_list(g->view->ui), box_cut_top(&box, size * 1.3f), ALIGN_CENTER, FACE_NUMBERS,
                size, matters ? theme->ink : theme->muted, text);
}

static void draw_words(const Grid *g, HeadAt head, DrawBox box, Color ink, bool bold) {
    ViewPass *view = g->view;
    float size = word_size(g), line = size * 1.25f;
    const HeadSummary *summary = heads_summary(view, head);
    bool whole = heads_computed(view, head);
    DrawBox words = box_cut_top(&box, line);
    bool told = summary && whole && heads_has_pattern(summary), named = false;
    const char *name = "–";
    if (told && !isnan(summary->measures.entropy)) named = summary->pattern != PATTERN_MIXED;
    if (told)
        name = has_shares(g) || !named ? heads_pattern_words(view, head)
                                       : head_pattern_name(summary->pattern);
    Face face = bold ? FACE_WORDS_SEMIBOLD : FACE_WORDS;
    if (!g->order.by_layer)
        name = arena_printf(ui_arena(view->ui), "%d.%d %s", head.layer, head.head, name);
    text_in_box(ui_list(view->ui), words, ALIGN_CENTER, face, size, ink, name);
    double x;
    if (g->shares) {
        double share = named ? summary->measures.patterns[summary->pattern].share : 0;
        draw_number(g, box, named ? view_weight(view, share) : "", true);
        box_cut_top(&box, size * 1.2f);
    }
    if (!g->numbers) return;
    if (*view->state->ask.ablated) {
        bool known = whole && heads_change(view, head, &x), tiny = known && x > 0 && x < 0.005;
        const char *change = !known ? "–" : tiny ? view_power(view, x, 0) : view_weight(view, x);
        draw_number(g, box, known ? arena_printf(ui_arena(view->ui), "Δ %s", change) : change,
                    known && x >= 0.01);
    } else if (heads_cost(view, head, &x))
        draw_number(g, box, heads_signed(view, x, g->across > 60 * metrics(view)->factor ? 3 : 2),
                    x >= 0.01);
}

static void draw_tile(const Grid *g, int i, DrawBox box, bool lit) {
    ViewPass *view = g->view;
    const UiTheme *theme = ui_theme(view->ui);
    float unit = metrics(view)->factor;
    HeadAt head = g->order.items[i];
    int kept = heads_kept(view, head);
    bool many = view->state->look.head_count > 1, ablated = heads_are_ablated(view, head);
    Color hue = many && kept >= 0 && kept < HEADS_OVERLAID ? theme->kept[kept] : theme->accent;
    draw_rect(ui_list(view->ui), box, 6 * unit, theme->panel,
              draw_stroke(kept >= 0 ? hue
                          : lit     ? theme->edge
                                    : theme->line,
                          (kept >= 0 ? 2 : 1) * unit));
    DrawBox picture = picture_box(g, box);
    list_push_opacity(ui_list(view->ui), ablated ? 0.35f : 1);
    draw_weights(g, head, picture);
    list_pop_opacity(ui_list(view->ui));
    if (ablated) cross_out(g, picture);
    DrawBox words =
        draw_box(box.x + 2, picture.y + picture.height + 2 * unit, box.width - 4, g->foot);
    if (g->names)
        draw_words(g, head, words,
                   ablated     ? theme->faint
                   : kept >= 0 ? hue
                               : theme->muted,
                   kept >= 0);
}

/* --- answers --------------------------------------------------------------------------------- */

static const char *tip_of(const Grid *g, HeadAt head) {
    ViewPass *view = g->view;
    const HeadSummary *summary = heads_summary(view, head);
    Arena *arena = ui_arena(view->ui);
    bool told = summary && heads_computed(view, head) && !isnan(summary->measures.entropy);
    const char *what = !told || !heads_has_pattern(summary) ? heads_pattern_words(view, head)
                       : summary->pattern == PATTERN_MIXED
                           ? "mixed: no pattern has a share that justifies its name"
                           : arena_printf(arena, "%s of the weight it may choose about",
                                          heads_pattern_words(view, head));
    double cost;
    const char *loss = "", *trained = heads_ranked_words(view);
    if (heads_cost(view, head, &cost))
        loss = arena_printf(arena, " · loss %s without it%s%s%s", heads_signed(view, cost, 3),
                            trained ? " (" : "", trained ? trained : "", trained ? ")" : "");
    const char *ablated = heads_are_ablated(view, head) ? " · ablated" : "";
    return arena_printf(arena,
                        "%s: %s%s%s. A click enlarges it, with Shift beside the others; a double "
                        "click isolates it.",
                        heads_name(view, head), what, loss, ablated);
}

static void answer_tile(const Grid *g, int i, DrawBox box) {
    ViewPass *view = g->view;
    HeadAt head = g->order.items[i];
    const char *name = arena_printf(ui_arena(view->ui), "%d.%d", head.layer, head.head);
    UiHit hit = ui_area(view->ui, name, box,
                        (UiArea){.label = heads_name(view, head), .cursor = CURSOR_HAND});
    if (hit.hover || hit.held) view_hover_head(view, head);
    if (heads_tile_answer(view, head, picture_box(g, box), &hit, box.x + hit.x, box.y + hit.y))
        return;
    ui_tip(view->ui, box, tip_of(g, head));
    if (hit.double_clicked) {
        heads_say_choose(view, head, false);
        view->memory->isolated = true;
        view_say(view, "view arcs");
    } else if (hit.clicked)
        heads_say_choose(view, head, (hit.mods & (KEY_MOD_SHIFT | KEY_MOD_CTRL)) != 0);
}

static int place_of(const HeadsOrder *order, HeadAt head) {
    for (int i = 0; i < order->count; i++)
        if (heads_same(order->items[i], head)) return i;
    return 0;
}

/* Where the key leads from place i. */
static int moved(const HeadsOrder *order, int i, Key key) {
    int to = i;
    if (key == KEY_LEFT) to--;
    if (key == KEY_RIGHT) to++;
    if (key == KEY_UP) to -= order->columns;
    if (key == KEY_DOWN) to += order->columns;
    if (key == KEY_HOME) to = 0;
    if (key == KEY_END) to = order->count - 1;
    return to < 0 || to >= order->count ? i : to;
}

/* The keyboard: arrows move, Enter and Space choose, with Shift beside the others. */
static void answer_keyboard(const Grid *g, DrawBox content) {
    ViewPass *view = g->view;
    UiArea area = {.label = "heads", .focusable = true, .takes_arrows = true, .ring_radius = 8};
    UiHit hit = ui_area(view->ui, "grid", box_inset(content, 3, 0), area);
    if (!hit.ring) return;
    HeadAt *cursor = &view->memory->cursor;
    int at = place_of(&g->order, heads_spoken(view));
    *cursor = g->order.items[hit.key ? moved(&g->order, at, hit.key->key) : at];
    if (hit.key) ui_scroll_to(view->ui, tile_box(g, content, place_of(&g->order, *cursor)));
    if (hit.clicked) heads_say_choose(view, *cursor, (hit.mods & KEY_MOD_SHIFT) != 0);
}

/* --- the whole ------------------------------------------------------------------------------- */

static void draw_names(const Grid *g, DrawBox content) {
    ViewPass *view = g->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(view);
    Arena *arena = ui_arena(view->ui);
    for (int h = 0; g->order.by_layer && h < g->order.columns; h++) {
        DrawBox box = tile_box(g, content, h);
        box = draw_box(box.x, content.y, box.width, g->head);
        text_in_box(ui_list(view->ui), box, ALIGN_CENTER, FACE_WORDS_MEDIUM, u->tiny, theme->muted,
                    arena_printf(arena, "h%d", h + 1));
    }
    for (int l = 0; g->order.by_layer && l < g->rows; l++) {
        DrawBox box = tile_box(g, content, l * g->order.columns);
        float ring = 7 * u->factor; /* within which the keyboard's is drawn */
        box = draw_box(content.x + ring, box.y, g->side - ring - 1, box.height);
        text_in_box(ui_list(view->ui), box, ALIGN_LEFT, FACE_WORDS_MEDIUM, u->tiny, theme->muted,
                    arena_printf(arena, "L%d", l + 1));
    }
}

void heads_grid_draw(ViewPass *view, DrawBox box) {
    Grid g = grid_layout(view, box.width - metrics(view)->scrollbar, box.height);
    float height = grid_height(&g);
    UiScroll scroll = {.width = box.width, .height = fmaxf(height, box.height)};
    DrawBox content = view->figure ? box : ui_scroll_begin(view->ui, "all", box, scroll);
    content.height = height;
    content.width = g.side + g.across * (float)g.order.columns;
    if (!view->figure) answer_keyboard(&g, content);
    HeadAt spoken = heads_spoken(view);
    draw_names(&g, content);
    for (int i = 0; i < g.order.count; i++) {
        DrawBox tile = tile_box(&g, content, i);
        if (tile.y > box.y + box.height || tile.y + tile.height < box.y) continue;
        draw_tile(&g, i, tile, heads_same(g.order.items[i], spoken));
        if (!view->figure) answer_tile(&g, i, tile);
    }
    if (!view->figure) ui_scroll_end(view->ui);
}
