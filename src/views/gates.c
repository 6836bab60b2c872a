#include "views/gates.h"

#include "ui/scroll.h"
#include "views/followed.h"
#include "views/formula.h"
#include "views/gates_parts.h"
#include "views/math.h"
#include "views/under.h"

#include <math.h>
#include <string.h>

enum { PICTURE_LEAST = 124, TWO_COLUMNS = 640, THREE_COLUMNS = 1500 };

/* The whole, while it is drawn. Token and unit count from 1; 0: none. */
typedef struct Gates {
    ViewPass *view;
    const Gate *gates;
    int count, columns;
    GateSide side;
    int token, unit; /* spoken of */
    int gate;        /* from 0 */
    bool hovered;
    Under under;
} Gates;

bool gates_apply(const Run *run) {
    return run->ask.model->kind == &model_seq2seq;
}

static const UiMetrics *metrics(const Gates *g) {
    return ui_metrics(g->view->ui);
}

static bool is_decoder(const Gates *g) {
    return g->side.of == GATES_DECODER;
}

/* --- what is spoken of ----------------------------------------------------------------------- */

static double change(const Gates *g, int token, int unit) {
    int before = token + (g->side.of == GATES_BACKWARD ? 1 : -1);
    return fabs(gate_number(g->view, &g->side, "h", token, unit - 1) -
                gate_number(g->view, &g->side, "h", before, unit - 1));
}

/* The unit whose state the token changes most. */
static int liveliest_unit(const Gates *g, int token) {
    int best = 1;
    for (int unit = 2; unit <= g->side.units && token; unit++)
        if (change(g, token, unit) > change(g, token, best)) best = unit;
    return best;
}

/* Of the number that is followed, where it is one of these. */
static void speak_of_followed(Gates *g) {
    const Followed *f = g->view->followed;
    for (int i = 0; f && i < g->count; i++) {
        if (gate_array(g->view, &g->side, g->gates[i].array) != f->at.array) continue;
        g->gate = i;
        g->unit = f->at.col + 1;
        if (f->at.node->index > 0 && f->at.node->index <= g->side.shown)
            g->token = f->at.node->index;
    }
}

static void find_spoken(Gates *g) {
    ViewCell cell = view_cell(g->view);
    g->token = is_decoder(g) ? cell.target : cell.source;
    if (!g->token || g->token > g->side.shown) g->token = g->side.shown;
    g->unit = g->view->state->look.unit;
    if (!g->unit || g->unit > g->side.units) g->unit = liveliest_unit(g, g->token);
    g->gate = g->count - 1;
    speak_of_followed(g);
}

/* --- one picture ----------------------------------------------------------------------------- */

typedef struct Picture {
    const Gates *all;
    const Gate *gate;
    const TraceArray *array;
    DrawBox box;    /* of the cells */
    int rows, cols; /* as drawn: reduced to the pixels there are */
    double limit;
} Picture;

/* The numbers as they are drawn, time × units. */
static const Real *read(Picture *p) {
    const GateSide *side = &p->all->side;
    float pixels = ui_scale(p->all->view->ui);
    p->cols = (int)fminf((float)side->tokens.count, fmaxf(p->box.width * pixels, 1));
    p->rows = (int)fminf((float)side->units, fmaxf(p->box.height * pixels, 1));
    Real *numbers =
        ARENA_ARRAY(ui_arena(p->all->view->ui), Real, (size_t)p->cols * (size_t)p->rows);
    int first = p->array->rows > side->tokens.count;
    trace_read(p->array, 0, first, 0, side->tokens.count, side->units, p->cols, p->rows,
               p->gate->is_share ? TRACE_MAXIMUM : TRACE_LARGEST, numbers);
    return numbers;
}

/* What of the run is shown decides no colour, so that these stay as one steps. */
static double limit_of(const Picture *p, const Real *numbers) {
    double most = 0;
    if (p->gate->is_share || p->gate->limit > 0) return 1;
    for (int i = 0; i < p->rows * p->cols; i++) most = fmax(most, fabs((double)numbers[i]));
    return most > 0.1 ? ceil(most * 10 - 1e-9) / 10 : 0.1;
}

static uint8_t *levels_of(const Picture *p, const Real *numbers) {
    uint8_t *levels = arena_alloc(ui_arena(p->all->view->ui), (size_t)p->rows * (size_t)p->cols);
    for (int c = 0; c < p->cols; c++)
        for (int r = 0; r < p->rows; r++) {
            double x = (double)numbers[c * p->rows + r];
            levels[r * p->cols + c] =
                p->gate->is_share ? color_level(x) : color_level_signed(x, p->limit);
        }
    return levels;
}

static DrawBox column_box(const Picture *p, int token) {
    float width = p->box.width / (float)p->all->side.tokens.count;
    return draw_box(p->box.x + (float)(token - 1) * width, p->box.y, width, p->box.height);
}

static DrawBox unit_box(const Picture *p, int unit) {
    float height = p->box.height / (float)p->all->side.units;
    return draw_box(p->box.x, p->box.y + (float)(unit - 1) * height, p->box.width, height);
}

static void draw_part(const Picture *p, const uint8_t *levels, DrawBox clip, float opacity) {
    Ui *ui = p->all->view->ui;
    const ColorMap *map = p->gate->is_share ? &ui_theme(ui)->weights : &ui_theme(ui)->signs;
    float wide = p->box.width / (float)p->cols, high = p->box.height / (float)p->rows;
    float gap = wide >= 9 && high >= 9 ? 1 : 0;
    list_push_clip(ui_list(ui), clip);
    list_push_opacity(ui_list(ui), opacity);
    draw_cells(ui_list(ui), p->box, p->rows, p->cols, levels, map, gap, 0);
    list_pop_opacity(ui_list(ui));
    list_pop_clip(ui_list(ui));
}

/* The tokens that are not there yet: an outlined column each, while these have room. */
static void draw_later(const Picture *p) {
    const GateSide *side = &p->all->side;
    Ui *ui = p->all->view->ui;
    int later = side->tokens.count - side->shown;
    float width = p->box.width / (float)side->tokens.count;
    DrawBox box = p->box;
    box_cut_left(&box, width * (float)side->shown);
    if (width < 6) later = later > 0;
    uint8_t *empty = arena_alloc(ui_arena(ui), (size_t)later + 1);
    memset(empty, COLOR_EMPTY, (size_t)later + 1);
    if (later) draw_cells(ui_list(ui), box, 1, later, empty, &ui_theme(ui)->weights, width >= 6, 0);
}

static void draw_picture_cells(const Picture *p, const uint8_t *levels) {
    const Gates *g = p->all;
    bool hovers = g->hovered && g->token;
    DrawBox shown = p->box;
    shown.width *= (float)g->side.shown / (float)g->side.tokens.count;
    draw_later(p);
    draw_part(p, levels, shown, hovers ? 0.35f : 1);
    if (!hovers) return;
    draw_part(p, levels, column_box(p, g->token), 1);
    draw_part(p, levels, draw_box_common(unit_box(p, g->unit), shown), 1);
}

/* The token spoken of as a column, the unit as a row. */
static void draw_marks(const Picture *p) {
    const Gates *g = p->all;
    const UiTheme *theme = ui_theme(g->view->ui);
    List *list = ui_list(g->view->ui);
    if (!g->token) return;
    draw_frame(list, box_inset(column_box(p, g->token), -1.5f, -1.5f), 2,
               is_decoder(g) ? theme->query : theme->key, 1.5f);
    DrawBox row = unit_box(p, g->unit);
    float middle = row.y + row.height / 2, x = p->box.x - 3;
    const PathStep mark[] = {PATH_TO(MOVE, 0, 0), PATH_TO(LINE, -6, -4), PATH_TO(LINE, -6, 4),
                             PATH_END};
    draw_path(list, x, middle, 1, mark, 4, theme->ink, DRAW_NO_STROKE);
}

static void draw_legend(const Picture *p, DrawBox box) {
    ViewPass *view = p->all->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    bool share = p->gate->is_share;
    int decimals = p->limit < 10 && fabs(p->limit - round(p->limit)) > 1e-9;
    const char *high = arena_printf(ui_arena(view->ui), "%s%s", share ? "" : "+",
                                    view_number(view, p->limit, decimals));
    const char *low = share ? "0" : view_number(view, -p->limit, decimals);
    uint8_t levels[64];
    for (int i = 0; i < 64; i++)
        levels[i] = share ? color_level(i / 63.0) : color_level_signed((i - 31.5) / 31.5, 1);
    DrawBox right =
        box_cut_right(&box, text_width(ui_fonts(view->ui), FACE_NUMBERS, u->tiny, high));
    box_cut_right(&box, 5);
    DrawBox bar = box_cut_right(&box, fminf(56 * u->factor, box.width / 2));
    box_cut_right(&box, 5);
    text_in_box(ui_list(view->ui), right, ALIGN_LEFT, FACE_NUMBERS, u->tiny, theme->muted, high);
    text_in_box(ui_list(view->ui), box, ALIGN_RIGHT, FACE_NUMBERS, u->tiny, theme->muted, low);
    draw_cells(ui_list(view->ui), draw_box(bar.x, bar.y + bar.height / 2 - 4, bar.width, 8), 1, 64,
               levels, share ? &theme->weights : &theme->signs, 0, 0);
}

/* The name, its formula where there is room, and the legend. */
static void draw_head(const Picture *p, DrawBox box) {
    ViewPass *view = p->all->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    float name = text_width(ui_fonts(view->ui), FACE_WORDS_SEMIBOLD, u->text, p->gate->name);
    text_in_box(ui_list(view->ui), box_cut_left(&box, name + 2), ALIGN_LEFT, FACE_WORDS_SEMIBOLD,
                u->text, theme->ink, p->gate->name);
    box_cut_left(&box, 10 * u->factor);
    draw_legend(p, box_cut_right(&box, fminf(124 * u->factor, box.width)));
    box_cut_right(&box, 8 * u->factor);
    float size = u->formula * 0.9f;
    float wide = math_width(view->ui, size, p->gate->formula);
    if (wide > box.width && wide * 0.8f <= box.width) size *= box.width / wide;
    if (math_width(view->ui, size, p->gate->formula) <= box.width + 1)
        math_in_box(view->ui, box, ALIGN_LEFT, size, theme->muted, p->gate->formula);
    else
        ui_text(view->ui, box, ALIGN_LEFT, FACE_WORDS, u->small, theme->muted, p->gate->summary);
}

static const char *token_name(const Gates *g, int token) {
    return is_decoder(g) ? view_target(g->view, token)
                         : view_token(g->view, g->side.tokens.items[token - 1]);
}

static void draw_label(const Gates *g, DrawBox column, int token) {
    const UiTheme *theme = ui_theme(g->view->ui);
    const char *name = token_name(g, token);
    if (!name) return;
    bool spoken = token == g->token;
    Color ink = !spoken ? theme->ink : is_decoder(g) ? theme->query : theme->key;
    list_push_opacity(ui_list(g->view->ui), g->hovered && !spoken ? 0.3f : 1);
    under_draw(g->view, &g->under, column.x + column.width / 2, column.y + column.height,
               spoken ? FACE_WORDS_SEMIBOLD : FACE_WORDS, ink, name);
    list_pop_opacity(ui_list(g->view->ui));
}

static void draw_labels(const Picture *p) {
    const Gates *g = p->all;
    for (int token = 1; token <= g->side.tokens.count; token++)
        if (under_has(&g->under, token, g->token)) draw_label(g, column_box(p, token), token);
}

/* Hovering previews a token and a unit, a click pins both. */
static void answer(const Picture *p, Gates *g, int which) {
    ViewPass *view = g->view;
    if (view->figure) return;
    UiHit hit = ui_area(view->ui, p->gate->array, p->box,
                        (UiArea){.label = p->gate->name, .cursor = CURSOR_HAND});
    int token = (int)(hit.x / p->box.width * (float)g->side.tokens.count) + 1;
    int unit = (int)(hit.y / p->box.height * (float)g->side.units) + 1;
    if ((!hit.hover && !hit.held) || token < 1 || token > g->side.shown || unit < 1 ||
        unit > g->side.units)
        return;
    is_decoder(g) ? view_hover(view, token, 0) : view_hover(view, 0, token);
    g->token = token;
    g->unit = unit;
    g->gate = which;
    g->hovered = true;
    int first = p->array->rows > g->side.tokens.count;
    if (followed_click(view, &hit, p->array, 0, token - 1 + first, unit - 1) || !hit.clicked)
        return;
    ViewCell cell = view_cell(view);
    int target = is_decoder(g) ? token : cell.target ? cell.target : 1;
    int source = is_decoder(g) ? (cell.source ? cell.source : 1) : token;
    view_say(view, "select %d %d", target, source);
    view_say(view, "unit %d", unit);
}

static Picture picture_of(const Gates *g, int which, DrawBox box, DrawBox *head) {
    const UiMetrics *u = metrics(g);
    *head = box_cut_top(&box, 26 * u->factor);
    box_cut_bottom(&box, g->under.height);
    box_cut_left(&box, 12 * u->factor);
    Picture p = {.all = g, .gate = &g->gates[which], .box = box};
    p.array = gate_array(g->view, &g->side, p.gate->array);
    return p;
}

/* What made the number that is followed, as far as the run is shown. */
static void light(const Picture *p) {
    const GateSide *side = &p->all->side;
    FollowGrid grid = {.array = p->array, .turned = true, .box = p->box};
    grid.row = p->array->rows > side->tokens.count;
    grid.rows = side->shown;
    grid.cols = side->units;
    grid.box.width *= (float)side->shown / (float)side->tokens.count;
    if (side->shown) followed_draw(p->all->view, &grid);
}

static void draw_picture(const Gates *g, int which, DrawBox box) {
    DrawBox head;
    Picture p = picture_of(g, which, box, &head);
    if (!p.array || p.box.width < 2 || p.box.height < 2) return;
    const Real *numbers = read(&p);
    p.limit = limit_of(&p, numbers);
    box_cut_left(&head, 12 * metrics(g)->factor);
    draw_head(&p, head);
    draw_picture_cells(&p, levels_of(&p, numbers));
    light(&p);
    if (!g->view->followed) draw_marks(&p);
    draw_labels(&p);
}

/* --- the grid -------------------------------------------------------------------------------- */

static int columns_for(const Gates *g, float width) {
    float unit = metrics(g)->factor;
    if (g->count == 1) return 1;
    if (width >= THREE_COLUMNS * unit && g->count > 4) return 3;
    return width >= TWO_COLUMNS * unit ? 2 : 1;
}

static DrawBox place(const Gates *g, DrawBox box, int i) {
    int lines = (g->count + g->columns - 1) / g->columns;
    DrawBox line = box_row(box, i / g->columns, lines, 10 * metrics(g)->factor);
    return box_column(line, i % g->columns, g->columns, 22 * metrics(g)->factor);
}

static float grid_height(const Gates *g) {
    int lines = (g->count + g->columns - 1) / g->columns;
    return (float)lines * (PICTURE_LEAST * metrics(g)->factor + g->under.height);
}

/* The mouse is asked first, so that all pictures show what it is over. */
static void draw_grid(Gates *g, DrawBox box) {
    for (int i = 0; i < g->count; i++) {
        DrawBox head;
        Picture p = picture_of(g, i, place(g, box, i), &head);
        if (p.array && p.box.width >= 2 && p.box.height >= 2) answer(&p, g, i);
    }
    for (int i = 0; i < g->count; i++) draw_picture(g, i, place(g, box, i));
}

/* --- words ----------------------------------------------------------------------------------- */

static const char *note_of(const Gates *g) {
    const char *cell = g->view->run->ask.model->config.cell->word;
    if (!strcmp(cell, "gru"))
        return "PyTorch’s GRU, as here. Cho et al. 2014 and Bahdanau et al. 2015 put r before the "
               "product, W (r ⊙ h), and exchange z and 1 − z.";
    return strcmp(cell, "lstm")
               ? "The vanilla RNN: the state has no way past the tanh."
               : "PyTorch’s LSTM, as here: the memory c passes from token to token "
                 "by f alone.";
}

static const char *axes_of(const Gates *g) {
    static const char *const axes[GATES_COUNT] = {"unit ↓ source →, read from left to right",
                                                  "unit ↓ source →, read from right to left",
                                                  "unit ↓ target →"};
    const Seq2SeqConfig *c = &g->view->run->ask.model->config;
    const char *x = g->side.of != GATES_DECODER ? "x = emb(word)"
                    : c->query_current          ? "x = emb(y before)"
                                                : "x = [emb(y before) ; c]";
    return arena_printf(ui_arena(g->view->ui), "%s · %d units · %s", axes[g->side.of],
                        g->side.units, x);
}

static void draw_words(const Gates *g, DrawBox box) {
    const UiTheme *theme = ui_theme(g->view->ui);
    const UiMetrics *u = metrics(g);
    DrawBox top = box_cut_top(&box, 18 * u->factor);
    ui_text(g->view->ui, top, ALIGN_LEFT, FACE_WORDS, u->small, theme->muted, axes_of(g));
    if (box.height > 0)
        ui_text(g->view->ui, box, ALIGN_LEFT, FACE_WORDS, u->small, theme->muted, note_of(g));
}

/* The formula of the gate under the mouse, else of the state, with one unit's numbers. */
static void draw_card(const Gates *g, DrawBox box) {
    ViewPass *view = g->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(g);
    const Gate *gate = &g->gates[g->gate];
    if (view->followed) {
        formula_draw(view, box);
        return;
    }
    ui_panel(view->ui, box, u->card_radius);
    DrawBox inside =
        box_inset(box, 20 * u->factor, (box.height > 80 * u->factor ? 10 : 4) * u->factor);
    DrawBox top = box_cut_top(&inside, inside.height / 2);
    const char *plain = gate->summary;
    float words =
        fminf(text_width(ui_fonts(view->ui), FACE_WORDS, u->text, plain) + 2, top.width * 0.5f);
    ui_text(view->ui, box_cut_right(&top, words), ALIGN_RIGHT, FACE_WORDS, u->text, theme->muted,
            plain);
    box_cut_right(&top, u->gap);
    math_in_box(view->ui, top, ALIGN_LEFT, u->formula * 1.25f, theme->ink, gate->formula);
    if (!g->token) {
        ui_text(view->ui, inside, ALIGN_LEFT, FACE_WORDS, u->text, theme->muted,
                "Nothing is produced yet: step on.");
        return;
    }
    const char *name = token_name(g, g->token);
    const char *where =
        arena_printf(ui_arena(view->ui), "unit %d at %s%s%s", g->unit, name ? "“" : "",
                     name ? name : "the newest token", name ? "”" : "");
    words = text_width(ui_fonts(view->ui), FACE_WORDS, u->text, where) + 2;
    ui_text(view->ui, box_cut_right(&inside, fminf(words, inside.width * 0.5f)), ALIGN_RIGHT,
            FACE_WORDS, u->text, theme->muted, where);
    box_cut_right(&inside, u->gap);
    ui_push(view->ui, "formula");
    RunCell at;
    const TraceArray *array = gate_array(view, &g->side, gate->array);
    if (gate_cell(array, &g->side, g->token, g->unit - 1, &at))
        followed_offer(view, view->state->look.unit ? &inside : NULL, &at);
    formula_numbers(view, inside, gate_numbers(view, &g->side, gate, g->token, g->unit));
    ui_pop(view->ui);
}

/* --- the whole ------------------------------------------------------------------------------- */

static void draw_sides(ViewPass *view, DrawBox box) {
    const char *labels[GATES_COUNT] = {"→ Encoder", "← Encoder", "Decoder"};
    const char *disabled[GATES_COUNT] = {NULL};
    if (!view->run->ask.model->config.bidirectional)
        disabled[GATES_BACKWARD] = "This encoder reads one way only.";
    int chosen = (int)view->state->look.gates;
    UiSegments segments = {labels, GATES_COUNT, chosen, true, disabled, NULL};
    box.width = fminf(box.width, ui_segments_width(view->ui, segments));
    box.height = ui_metrics(view->ui)->segment;
    int now = ui_segments(view->ui, "side", box, segments);
    if (now != chosen) view_say(view, "gates %s", gates_words[now]);
}

static Gates gates_begin(ViewPass *view, float width) {
    Gates g = {.view = view, .side = gate_side(view)};
    g.gates = gates_of(view->run, &g.count);
    g.columns = columns_for(&g, width);
    ViewCell hover = view->memory->hover;
    g.hovered =
        view_is_hovering(view) && (g.side.of == GATES_DECODER ? hover.target : hover.source);
    float pitch = (width / (float)g.columns - 20) / (float)g.side.tokens.count;
    g.under = under_measure(view, g.side.tokens, pitch, metrics(&g)->small);
    find_spoken(&g);
    return g;
}

static void draw_all(ViewPass *view, DrawBox box) {
    Gates g = gates_begin(view, box.width);
    const UiMetrics *u = metrics(&g);
    DrawBox card = box_cut_bottom(&box, fminf(84 * u->factor, box.height * 0.22f));
    box_cut_bottom(&box, 6 * u->factor);
    float line = 18 * u->factor;
    DrawBox words = box_cut_bottom(&box, box.height < 260 * u->factor ? line : 2 * line);
    box_cut_bottom(&box, 4 * u->factor);
    if (view->figure || grid_height(&g) <= box.height)
        draw_grid(&g, box);
    else {
        UiScroll scroll = {.width = box.width, .height = grid_height(&g), .focusable = true};
        DrawBox content = ui_scroll_begin(view->ui, "all", box, scroll);
        content.width = box.width - u->scrollbar;
        draw_grid(&g, content);
        ui_scroll_end(view->ui);
    }
    draw_words(&g, words);
    draw_card(&g, card);
}

void gates_draw(ViewPass *view, DrawBox box) {
    if (view->figure) {
        draw_all(view, box);
        return;
    }
    DrawBox strip = view_strip(view, &box, 12, 6);
    ui_push(view->ui, "gates");
    draw_sides(view, strip);
    draw_all(view, box);
    ui_pop(view->ui);
}

void gates_natural_size(const ViewPass *view, float *width, float *height) {
    float unit = ui_metrics(view->ui)->factor;
    int count;
    gates_of(view->run, &count);
    *width = 872 * unit;
    *height = (140 + (float)((count + 1) / 2) * 216) * unit;
}
