/* heads_matrix.c -- the matrix of one head, or of several kept beside each other: then every cell
 * has a bar for each, in its hue. */
#include "views/followed.h"
#include "views/gold.h"
#include "views/heads_parts.h"
#include "views/overflow.h"

#include <math.h>
#include <stdlib.h>

typedef struct Small {
    ViewPass *view;
    const ArcsShow *show;
    DrawBox cells;
    float width, height, gap; /* from cell to cell */
    float size, room;         /* em of words; width from the cells' left on */
    bool upright;             /* words above stand upright where they fit, else all rise */
} Small;

static const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

bool heads_matrix_has_bars(const ArcsShow *show) {
    return show->count > 1 && show->rows.count * show->cols.count <= HEAD_OVERVIEW * HEAD_OVERVIEW;
}

static float foot_line(const ViewPass *view) {
    return metrics(view)->tiny * 1.4f;
}

static float widest(const ViewPass *view, TextPieces words, float size) {
    float most = 0;
    for (int i = 0; i < words.count; i++)
        most = fmaxf(most, text_width(ui_fonts(view->ui), FACE_WORDS, size,
                                      view_token(view, words.items[i])));
    return fminf(most, 72 * metrics(view)->factor);
}

static bool fits(const ViewPass *view, const char *word, float size, float room) {
    return text_width(ui_fonts(view->ui), FACE_WORDS, size, view_token(view, word)) <= room;
}

static Small small_layout(ViewPass *view, DrawBox box, const ArcsShow *show) {
    Small m = {.view = view, .show = show, .size = metrics(view)->tiny};
    int T = show->rows.count, S = show->cols.count;
    box_cut_left(&box, widest(view, show->rows, m.size) + 6);
    m.room = box.width;
    float most = 22 * metrics(view)->factor, above = widest(view, show->cols, m.size),
          room = fmaxf(fminf(box.width / (float)S, most) - 1, m.size * 1.02f);
    int wide = 0;
    for (int s = 0; s < S; s++) wide += !fits(view, show->cols.items[s], m.size, room);
    m.upright = wide * 6 <= S;
    box_cut_top(&box, wide ? above + 6 : m.size * 1.5f);
    m.width = fminf(box.width / (float)S, most);
    m.height = fminf(box.height / (float)T, most);
    if (show->self) m.width = m.height = fminf(m.width, m.height);
    m.gap = fminf(m.width, m.height) >= 7 ? 1 : 0;
    m.cells = draw_box(box.x, box.y, m.width * (float)S, m.height * (float)T);
    return m;
}

/* --- cells ----------------------------------------------------------------------------------- */

static uint8_t level_of(const Small *m, const ArcsSet *set, const TraceArray *scores, int shown,
                        int t, int s) {
    if (t * m->show->cols.count + s >= shown) return COLOR_EMPTY;
    if (trace_number(scores, set->plane, t, s) == -REAL_INFINITY) return COLOR_MASKED;
    return color_level((double)trace_number(set->array, set->plane, t, s));
}

/* One head, one colour map; the largest of a block where there are more cells than pixels. */
static void draw_one(const Small *m) {
    const ArcsSet *set = &m->show->sets[0];
    const HeadSummary *summary = heads_summary(m->view, set->head);
    if (!summary) {
        draw_frame(ui_list(m->view->ui), m->cells, 2, ui_theme(m->view->ui)->dashed, 1);
        return;
    }
    const TraceArray *scores = run_head_array(m->view->run, set->head, "scores");
    int shown = heads_cells_shown(m->view, set->head), T = m->show->rows.count,
        S = m->show->cols.count;
    const HeadOverview *from = &summary->overviews[0];
    int rows = from->rows, cols = from->cols;
    bool whole = rows == T && cols == S;
    uint8_t *levels = arena_alloc(ui_arena(m->view->ui), (size_t)rows * (size_t)cols);
    for (int i = 0; i < rows * cols; i++) {
        Real w = from->most[i];
        int t = i / cols * (T / rows);
        levels[i] = whole            ? level_of(m, set, scores, shown, i / cols, i % cols)
                    : t * S >= shown ? COLOR_EMPTY
                    : w < 0          ? COLOR_MASKED
                                     : color_level((double)w);
    }
    DrawBox box = m->cells;
    box.width -= m->gap;
    box.height -= m->gap;
    float cell = fminf(box.width / (float)cols, box.height / (float)rows);
    if (shown < T * S && view_cells_are_small(cell))
        draw_frame(ui_list(m->view->ui), box, 2, ui_theme(m->view->ui)->dashed, 1);
    draw_cells(ui_list(m->view->ui), box, rows, cols, levels,
               view_map(m->view, &ui_theme(m->view->ui)->weights, cell), m->gap, 0);
    if (shown >= T * S) overflow_mark(m->view, box, rows, cols, m->gap, from->most);
}

/* A map with a ramp of `each` levels for every head, one after the other. */
static const ColorMap *hues_map(const Small *m, int each) {
    const UiTheme *theme = ui_theme(m->view->ui);
    ColorMap *map = ARENA_NEW(ui_arena(m->view->ui), ColorMap);
    *map = theme->weights;
    for (int i = 0; i < m->show->count; i++)
        for (int level = 0; level < each; level++)
            map->colors[i * each + level] = color_mix(theme->cell_ground, m->show->sets[i].hue,
                                                      (float)level / (float)(each - 1));
    return map;
}

static void draw_several(const Small *m) {
    int k = m->show->count, T = m->show->rows.count, S = m->show->cols.count;
    int each = (COLOR_TOP + 1) / k, wide = S * k;
    uint8_t *levels = arena_alloc(ui_arena(m->view->ui), (size_t)T * (size_t)wide);
    for (int i = 0; i < k; i++) {
        const ArcsSet *set = &m->show->sets[i];
        const TraceArray *scores = run_head_array(m->view->run, set->head, "scores");
        int shown = heads_cells_shown(m->view, set->head);
        for (int t = 0; t < T; t++)
            for (int s = 0; s < S; s++) {
                uint8_t level = level_of(m, set, scores, shown, t, s);
                if (level < COLOR_MASKED)
                    level = (uint8_t)(i * each + level * (each - 1) / COLOR_TOP);
                levels[t * wide + s * k + i] = level;
            }
    }
    draw_cells(ui_list(m->view->ui), m->cells, T, wide, levels, hues_map(m, each), 0, 0);
    Color line = ui_theme(m->view->ui)->panel;
    for (int s = 1; m->gap > 0 && s < S; s++)
        draw_fill(ui_list(m->view->ui),
                  draw_box(m->cells.x + (float)s * m->width - 0.5f, m->cells.y, 1, m->cells.height),
                  0, line);
    for (int t = 1; m->gap > 0 && t < T; t++)
        draw_fill(ui_list(m->view->ui),
                  draw_box(m->cells.x, m->cells.y + (float)t * m->height - 0.5f, m->cells.width, 1),
                  0, line);
}

/* --- words ----------------------------------------------------------------------------------- */

static void draw_rows(const Small *m, ViewCell lit) {
    const UiTheme *theme = ui_theme(m->view->ui);
    int every = view_every(m->height, m->size * 1.05f, m->show->rows.count);
    for (int t = 0; t < m->show->rows.count; t++) {
        bool mine = lit.target == t + 1,
             near = lit.target && every > 1 && abs(t + 1 - lit.target) < every;
        if (!mine && (t % every || near)) continue;
        const char *word = view_name(m->view, m->show->rows, t + 1);
        float y = m->cells.y + ((float)t + 0.5f) * m->height - m->size;
        text_in_box(ui_list(m->view->ui), draw_box(m->cells.x - 78, y, 72, 2 * m->size),
                    ALIGN_RIGHT, mine ? FACE_WORDS_SEMIBOLD : FACE_WORDS, m->size,
                    mine ? theme->query : theme->ink, word ? word : "");
    }
}

static void draw_columns(const Small *m, ViewCell lit) {
    const UiTheme *theme = ui_theme(m->view->ui);
    List *list = ui_list(m->view->ui);
    int every = view_every(m->width, m->size * 1.02f, m->show->cols.count);
    for (int s = 0; s < m->show->cols.count; s++) {
        bool mine = lit.source == s + 1,
             near = lit.source && every > 1 && abs(s + 1 - lit.source) < every;
        if (!mine && (s % every || near)) continue;
        const char *word = view_name(m->view, m->show->cols, s + 1);
        if (!word) word = "·";
        Face face = mine ? FACE_WORDS_SEMIBOLD : FACE_WORDS;
        Color ink = mine ? theme->key : theme->ink;
        float x = m->cells.x + ((float)s + 0.5f) * m->width;
        word = text_ellipsis(ui_fonts(m->view->ui), ui_arena(m->view->ui), face, m->size, word,
                             76 * metrics(m->view)->factor);
        float room = fmaxf(m->width * (float)every - 1, m->size * 1.02f);
        if (m->upright && fits(m->view, word, m->size, room))
            draw_text(list, x, m->cells.y - 5, ALIGN_CENTER, face, m->size, ink, word);
        else
            draw_text_turned(list, text_baseline(x - m->size / 2, m->size, m->size), m->cells.y - 4,
                             ALIGN_LEFT, -90, face, m->size, ink, word);
    }
}

/* --- the whole ------------------------------------------------------------------------------- */

static int held_to(float x, int most) {
    return x < 0 ? 1 : x >= (float)most ? most : (int)x + 1;
}

static void answer(const Small *m) {
    UiHit hit = ui_area(m->view->ui, "matrix", m->cells, (UiArea){.label = "weights of the head"});
    if (!hit.hover && !hit.held) return;
    int t = held_to(hit.y / m->height, m->show->rows.count),
        s = held_to(hit.x / m->width, m->show->cols.count);
    view_hover(m->view, t, s);
    const Look *look = &m->view->state->look;
    const ArcsSet *set = &m->show->sets[0];
    bool one =
        m->show->count == 1 && t * m->show->cols.count <= heads_cells_shown(m->view, set->head);
    if (one && followed_click(m->view, &hit, set->array, set->plane, t - 1, s - 1)) return;
    if (!hit.clicked) return;
    if (look->target == t && look->source == s)
        view_say(m->view, "select none");
    else
        view_say(m->view, "select %d %d", t, s);
}

static void draw_frames(const Small *m, ViewCell lit) {
    const UiTheme *theme = ui_theme(m->view->ui);
    if (lit.target < 1 || lit.target > m->show->rows.count) return;
    DrawBox row = draw_box(m->cells.x, m->cells.y + (float)(lit.target - 1) * m->height,
                           m->cells.width - m->gap, m->height - m->gap);
    draw_frame(ui_list(m->view->ui), box_inset(row, -2, -2), 2, theme->query, 1.5f);
    if (lit.source < 1 || lit.source > m->show->cols.count) return;
    row.x += (float)(lit.source - 1) * m->width;
    row.width = m->width - m->gap;
    draw_frame(ui_list(m->view->ui), box_inset(row, -2, -2), 2, theme->key, 1.5f);
}

static void draw_gold(const Small *m) {
    RunGold gold = gold_shown(m->view, m->show->sets[0].head);
    for (int t = 0; t < gold.count && t < m->show->rows.count; t++)
        for (int i = 0; i < gold.links[t].count; i++)
            gold_outline(m->view, draw_box(m->cells.x + (float)gold.links[t].sources[i] * m->width,
                                           m->cells.y + (float)t * m->height, m->width - m->gap,
                                           m->height - m->gap));
}

/* What is said below: the axes, and what the cells are, on a line of its own where one is short. */
typedef struct Foot {
    const char *axes, *more;
    bool two;
} Foot;

static bool is_reduced(const ArcsShow *show) {
    return show->rows.count > HEAD_OVERVIEW || show->cols.count > HEAD_OVERVIEW;
}

static Foot foot_of(const ViewPass *view, float room, const ArcsShow *show) {
    Foot foot = {view_is_fed(view, show->rows) ? "input ↓ →" : "query ↓ key →",
                 heads_matrix_has_bars(show) ? "a bar a head, 0–1"
                 : is_reduced(show)          ? "the largest of blocks"
                                             : "",
                 false};
    const char *both = arena_printf(ui_arena(view->ui), "%s · %s", foot.axes, foot.more);
    foot.two =
        *foot.more && text_width(ui_fonts(view->ui), FACE_WORDS, metrics(view)->tiny, both) > room;
    return foot;
}

static void draw_foot(const Small *m) {
    ViewPass *view = m->view;
    const UiMetrics *u = metrics(view);
    DrawBox foot = draw_box(m->cells.x, m->cells.y + m->cells.height + 5, m->room, u->small * 1.7f);
    Foot says = foot_of(view, m->room, m->show);
    float legend = 136 * u->factor; /* drawn where it cuts no name */
    if (!*says.more &&
        text_width(ui_fonts(view->ui), FACE_WORDS, u->tiny, says.axes) + legend <= m->room)
        box_cut_right(&foot, heads_legend_draw(view, foot) + 6);
    const char *first = says.axes;
    if (*says.more && !says.two)
        first = arena_printf(ui_arena(view->ui), "%s · %s", says.axes, says.more);
    Color muted = ui_theme(view->ui)->muted;
    ui_text(view->ui, foot, ALIGN_LEFT, FACE_WORDS, u->tiny, muted, first);
    foot.y += foot_line(view);
    if (says.two) ui_text(view->ui, foot, ALIGN_LEFT, FACE_WORDS, u->tiny, muted, says.more);
}

/* What made the number that is followed. */
static void light(const Small *m) {
    const ArcsSet *set = &m->show->sets[0];
    FollowGrid grid = {.array = set->array, .plane = set->plane, .box = m->cells, .gap = m->gap};
    grid.rows = m->show->rows.count;
    grid.cols = m->show->cols.count;
    grid.box.width -= m->gap;
    grid.box.height -= m->gap;
    followed_draw(m->view, &grid);
}

float heads_matrix_more(const ViewPass *view, float width, const ArcsShow *show) {
    float room = width - widest(view, show->rows, metrics(view)->tiny) - 6;
    return foot_of(view, room, show).two ? foot_line(view) : 0;
}

void heads_matrix_draw(ViewPass *view, DrawBox box, const ArcsShow *show) {
    box_cut_bottom(&box,
                   metrics(view)->small * 1.7f + 5 + heads_matrix_more(view, box.width, show));
    Small m = small_layout(view, box, show);
    if (m.cells.width < 4 || m.cells.height < 4 || !show->sets[0].array) return;
    const Look *look = &view->state->look;
    ViewCell lit =
        view_is_hovering(view) ? view->memory->hover : (ViewCell){look->target, look->source};
    heads_matrix_has_bars(show) ? draw_several(&m) : draw_one(&m);
    draw_rows(&m, lit);
    draw_columns(&m, lit);
    draw_gold(&m);
    if (show->count == 1) light(&m);
    if (!view->followed) draw_frames(&m, lit);
    draw_foot(&m);
    if (!view->figure) answer(&m);
}
