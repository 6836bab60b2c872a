/* heads_product.c -- many heads are one batched product: the formula, its dimensions in this run at
 * every arrow, and the proof that splitting one projection gives the numbers of H small ones. */
#include "views/heads_parts.h"

#include "views/math.h"

#include <math.h>
#include <string.h>

static const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

/* This run's numbers. */
typedef struct Sizes {
    int H, N, S, d, d_head; /* N queries, S keys */
} Sizes;

static Sizes sizes_of(const ViewPass *view) {
    const TransformerConfig *c = &view->state->ask.model->transformer;
    HeadsOf of = heads_spoken(view).of;
    return (Sizes){c->heads, run_head_rows(view->run, of).count, run_head_cols(view->run, of).count,
                   c->d, c->d / c->heads};
}

/* --- the formula ----------------------------------------------------------------------------- */

float heads_formula_height(const ViewPass *view) {
    return 124 * metrics(view)->factor;
}

/* The heads of the layer, side by side as they are concatenated. */
static void draw_layer(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(view);
    HeadAt spoken = heads_spoken(view);
    HeadCounts counts = run_head_counts(view->state->ask.model);
    for (int h = 1; h <= counts.heads; h++) {
        HeadAt head = {spoken.of, spoken.layer, h};
        DrawBox part = box_column(box, h - 1, counts.heads, 4 * u->factor);
        bool mine = h == spoken.head, ablated = heads_are_ablated(view, head);
        Color ground = mine ? theme->accent : ablated ? theme->panel : theme->well;
        draw_rect(ui_list(view->ui), part, 3, ground,
                  draw_stroke(mine ? theme->accent : theme->line, 1));
        Color ink = mine ? theme->accent_ink : ablated ? theme->faint : theme->ink;
        text_in_box(ui_list(view->ui), part, ALIGN_CENTER, FACE_NUMBERS, u->tiny, ink,
                    arena_printf(ui_arena(view->ui), "h%d", h));
        if (ablated)
            draw_line(ui_list(view->ui), part.x, part.y + part.height, part.x + part.width, part.y,
                      draw_stroke(mine ? theme->accent_ink : theme->muted, mine ? 1.5f : 1));
        if (view->figure) continue;
        const char *name = arena_printf(ui_arena(view->ui), "of-layer-%d", h);
        UiHit hit = ui_area(view->ui, name, part,
                            (UiArea){.label = heads_name(view, head), .cursor = CURSOR_HAND});
        if (hit.hover && !mine) view_hover_head(view, head);
        if (hit.clicked)
            heads_say_choose(view, head, (hit.mods & (KEY_MOD_SHIFT | KEY_MOD_CTRL)) != 0);
    }
}

/* What the products are divided by, in markup; "" by nothing. */
static const char *divisor(const ViewPass *view, int d_head, const char *tau) {
    Arena *arena = ui_arena(view->ui);
    const Attention *a = &view->run->ask.attention;
    const char *root =
        a->score == score_find("dot") ? "" : arena_printf(arena, "\\sqrt{%d}", d_head);
    if (!a->weigh->has_temperature || !(fabs(a->temperature - 1) > 0)) return root;
    return *root ? arena_printf(arena, "%s %s", tau, root) : tau;
}

/* What one head makes of its Q, K and V, by the rule that is in force. */
static const char *head_formula(const ViewPass *view, int head, int d_head) {
    Arena *arena = ui_arena(view->ui);
    const Attention *a = &view->run->ask.attention;
    const char *by = divisor(view, d_head, "τ");
    const char *tail = strstr(by, "τ") ? arena_printf(arena, ",  τ = %g", a->temperature) : "";
    if (*by) by = arena_printf(arena, strchr(by, ' ') ? " / (%s)" : " / %s", by);
    const char *row =
        arena_printf(arena, "%s(\\q{Q}_{%d} \\k{K}_{%d}^T%s)", a->weigh->function, head, head, by);
    if (!a->weigh->draws)
        return arena_printf(arena, "head_{%d} = %s \\v{V}_{%d}%s", head, row, head, tail);
    const char *mean = a->samples > 1 ? arena_printf(arena, "\\t{mean of %d} ", a->samples) : "";
    return arena_printf(arena, "head_{%d} = %s\\v{v}_s,  s ∼ %s%s", head, mean, row, tail);
}

void heads_formula_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = metrics(view);
    const UiTheme *theme = ui_theme(view->ui);
    Arena *arena = ui_arena(view->ui);
    Sizes n = sizes_of(view);
    const char *one = head_formula(view, heads_spoken(view).head, n.d_head);
    ui_panel(view->ui, box, u->card_radius);
    box = box_inset(box, u->panel_pad, 10 * u->factor);
    const char *all = arena_printf(
        arena, "MultiHead(\\q{Q}, \\k{K}, \\v{V}) = Concat(head_1 … head_{%d}) W^O", n.H);
    math_in_box(view->ui, box_cut_top(&box, 30 * u->factor), ALIGN_LEFT, u->formula * 1.1f,
                theme->ink, all);
    math_in_box(view->ui, box_cut_top(&box, 32 * u->factor), ALIGN_LEFT, u->formula * 1.1f,
                theme->ink, one);
    box_cut_top(&box, 8 * u->factor);
    draw_layer(view, box_cut_top(&box, 24 * u->factor));
}

/* --- the band -------------------------------------------------------------------------------- */

float heads_product_height(const ViewPass *view, bool narrow) {
    return (narrow ? 262 : 156) * metrics(view)->factor;
}

/* H planes one behind the other, each N × d_head. */
static void draw_stack(ViewPass *view, DrawBox box, Sizes n) {
    const UiTheme *theme = ui_theme(view->ui);
    float unit = metrics(view)->factor;
    int planes = n.H < 16 ? n.H : 16;
    float most = fminf(44 * unit, box.height / 2);
    float off = fminf(5 * unit, most / (float)planes), back = off * (float)(planes - 1);
    float side = fminf((box.width - back) / (float)n.d_head, (box.height - back) / (float)n.N);
    float wide = fmaxf(side * (float)n.d_head, 12 * unit),
          high = fmaxf(side * (float)n.N, 12 * unit);
    wide = fminf(wide, box.width - back);
    high = fminf(high, box.height - back);
    int spoken = heads_spoken(view).head;
    for (int i = planes - 1; i >= 0; i--) {
        DrawBox plane = draw_box(box.x + off * (float)i, box.y + back - off * (float)i, wide, high);
        bool mine = n.H <= 16 && i + 1 == spoken;
        draw_rect(ui_list(view->ui), plane, 2, mine ? theme->selected : theme->panel,
                  draw_stroke(mine ? theme->accent : theme->edge, 1));
    }
}

typedef struct Station {
    const char *math;    /* what is done */
    const char *out;     /* the dimensions of what leaves it */
    const char *also;    /* and of what leaves it beside that, or NULL */
    const char *then[2]; /* what is done on the way, without a station of its own; or NULL */
} Station;

static void draw_station(ViewPass *view, DrawBox box, const Station *station) {
    const UiMetrics *u = metrics(view);
    const UiTheme *theme = ui_theme(view->ui);
    draw_rect(ui_list(view->ui), box, 6 * u->factor, theme->well, draw_stroke(theme->line, 1));
    box = box_inset(box, 2, 0);
    bool fits = math_width(view->ui, u->formula, station->math) <= box.width - 4;
    math_in_box(view->ui, box, ALIGN_CENTER, fits ? u->formula : u->small, theme->ink,
                station->math);
}

/* Dimensions beside an arrow, which are never written smaller: in a second line from the last × on
 * where one is too short, not at all where that is too. `up`: the lines end at y, else they begin
 * there. */
static bool draw_sizes(ViewPass *view, DrawBox room, float y, bool up, const char *text) {
    const UiTheme *theme = ui_theme(view->ui);
    float size = ui_metrics(view->ui)->tiny, leading = size * 1.15f;
    Fonts *fonts = ui_fonts(view->ui);
    const char *lines[2] = {text, NULL}, *last = strrchr(text, '\x97'); /* × is C3 97 */
    if (text_width(fonts, FACE_NUMBERS, size, text) > room.width && last) {
        lines[0] = arena_substring(ui_arena(view->ui), text, (size_t)(last - 1 - text));
        lines[1] = last - 1;
    }
    for (int i = 0; i < 2 && lines[i]; i++)
        if (text_width(fonts, FACE_NUMBERS, size, lines[i]) > room.width) return false;
    if (up && lines[1]) y -= leading;
    if (!up) y += size * 0.72f;
    for (int i = 0; i < 2 && lines[i]; i++, y += leading)
        draw_text(ui_list(view->ui), room.x + room.width / 2, y, ALIGN_CENTER, FACE_NUMBERS, size,
                  theme->ink, lines[i]);
    return true;
}

static void draw_arrow(ViewPass *view, float x0, float x1, float y, const Station *from) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(view);
    List *list = ui_list(view->ui);
    DrawStroke stroke = draw_stroke(theme->muted, 1.25f);
    float tip = 4 * u->factor;
    draw_line(list, x0 + 3, y, x1 - 3, y, stroke);
    draw_line(list, x1 - 3 - tip, y - tip, x1 - 3, y, stroke);
    draw_line(list, x1 - 3 - tip, y + tip, x1 - 3, y, stroke);
    DrawBox room = {x0 + 1, y - 12, x1 - x0 - 2, 24};
    bool all = draw_sizes(view, room, y - 7 * u->factor, true, from->out);
    if (from->also) all &= draw_sizes(view, room, y + 7 * u->factor, false, from->also);
    for (int i = 0; i < 2 && from->then[i]; i++) {
        DrawBox line = {room.x, y + (3 + 14 * (float)i) * u->factor, room.width, 14 * u->factor};
        math_in_box(view->ui, line, ALIGN_CENTER, u->tiny, theme->muted, from->then[i]);
    }
    const char *both = from->also ? arena_printf(ui_arena(view->ui), " · %s", from->also) : "";
    if (!all && !view->figure)
        ui_tip(view->ui, room, arena_printf(ui_arena(view->ui), "%s%s", from->out, both));
}

/* What is done between the products and the weights. */
static void list_on_the_way(const ViewPass *view, Sizes n, Station *products) {
    Arena *arena = ui_arena(view->ui);
    HeadsOf of = heads_spoken(view).of;
    const char *tau = arena_printf(arena, "%g", view->run->ask.attention.temperature),
               *by = divisor(view, n.d_head, tau);
    int count = 0;
    if (*by) products->then[count++] = arena_printf(arena, "÷ %s", by);
    if (strcmp(run_head_mask(view->run, of, arena), "every s") != 0)
        products->then[count++] = "mask";
}

enum { PRODUCTS = 3 }; /* which station they are */

/* X → Q, K, V → split → products → weights → weights times V → joined → W_O. */
static void list_stations(const ViewPass *view, Sizes n, Station out[HEADS_STATIONS]) {
    Arena *arena = ui_arena(view->ui);
    bool across = heads_spoken(view).of == HEADS_CROSS;
    const char *rows = arena_printf(arena, "%d×%d", n.N, n.d);
    const char *memory = across ? arena_printf(arena, "%d×%d", n.S, n.d) : NULL;
    const char *twice = across ? arena_printf(arena, "2·%d×%d", n.S, n.d) : NULL;
    const char *asked = across ? rows : arena_printf(arena, "3·%d×%d", n.N, n.d);
    const char *answers = across ? arena_printf(arena, "%d×%d×%d", n.H, n.S, n.d_head) : NULL;
    const char *head = arena_printf(arena, "%d×%d×%d", n.H, n.N, n.d_head);
    const char *square = arena_printf(arena, "%d×%d×%d", n.H, n.N, n.S);
    const Station stations[HEADS_STATIONS] = {
        {"X", rows, memory, {NULL}},
        {"\\q{Q}, \\k{K}, \\v{V}", asked, twice, {NULL}},
        {"split", head, answers, {NULL}},
        {"\\q{Q} \\k{K}^T", square, NULL, {NULL}},
        {view->run->ask.attention.weigh->stage, square, NULL, {NULL}},
        {"A \\v{V}", head, NULL, {NULL}},
        {"concat", rows, NULL, {NULL}},
        {"W_O", rows, NULL, {NULL}},
    };
    memcpy(out, stations, sizeof stations);
    list_on_the_way(view, n, &out[PRODUCTS]);
}

/* As long as the box, in one row or two. */
static void draw_stations(ViewPass *view, DrawBox box, Sizes n, int each) {
    const UiMetrics *u = metrics(view);
    Station stations[HEADS_STATIONS];
    list_stations(view, n, stations);
    float step = (box.width - 8) / (float)each, wide = fminf(72 * u->factor, step * 0.48f);
    float high = 34 * u->factor, apart = 44 * u->factor;
    for (int i = 0; i < HEADS_STATIONS; i++) {
        DrawBox station = draw_box(box.x + (float)(i % each) * step,
                                   box.y + (float)(i / each) * (high + apart), wide, high);
        draw_station(view, station, &stations[i]);
        heads_station_answer(view, station, i);
        draw_arrow(view, station.x + wide, station.x + step, station.y + high / 2, &stations[i]);
    }
}

/* “2.4·10⁻⁷” as markup. */
static const char *power_of_ten(Arena *arena, double x) {
    if (isinf(x)) return "\\t{not a number}";
    if (!(x > 0)) return "0\\t{, bit for bit}";
    int exponent = (int)floor(log10(x));
    return arena_printf(arena, "\\t{%.1f}·\\t{10}^{−%d}", x / pow(10, exponent), -exponent);
}

static void draw_sentences(ViewPass *view, DrawBox box, Sizes n, bool narrow) {
    const UiMetrics *u = metrics(view);
    const UiTheme *theme = ui_theme(view->ui);
    Arena *arena = ui_arena(view->ui);
    ui_text(view->ui, box_cut_top(&box, 22 * u->factor), ALIGN_LEFT, FACE_WORDS,
            narrow ? u->small : u->text, theme->ink,
            arena_printf(arena, "%s: (%d × %d × %d) · (%d × %d × %d) → %d × %d × %d",
                         narrow ? "One product" : "One batched product for all heads", n.H, n.N,
                         n.d_head, n.H, n.d_head, n.S, n.H, n.N, n.S));
    DrawBox line = box_cut_top(&box, 22 * u->factor);
    double difference = run_heads_difference(view->run, heads_spoken(view));
    const char *number = power_of_ten(arena, difference);
    const char *words =
        narrow ? arena_printf(arena, "%d projections of %d × %d differ from one by", n.H, n.d,
                              n.d_head)
               : arena_printf(arena,
                              "Columns of one projection, or %d projections of %d × %d each: "
                              "the same numbers. Largest difference here",
                              n.H, n.d, n.d_head);
    float wide = math_width(view->ui, u->formula, number) + 8, size = narrow ? u->small : u->text;
    DrawBox left = box_cut_left(
        &line, fminf(line.width - wide, text_width(ui_fonts(view->ui), FACE_WORDS, size, words)));
    ui_text(view->ui, left, ALIGN_LEFT, FACE_WORDS, size, theme->muted, words);
    math_draw(view->ui, line.x + 6, text_baseline(line.y, line.height, u->text), u->formula,
              theme->ink, number);
}

static const char *sizes_words(Arena *arena, Sizes n) {
    return arena_printf(arena, "%d × %d × %d", n.H, n.N, n.d_head);
}

static void draw_corner(ViewPass *view, DrawBox left, Sizes n) {
    const UiMetrics *u = metrics(view);
    const UiTheme *theme = ui_theme(view->ui);
    DrawBox words = box_cut_bottom(&left, 34 * u->factor);
    draw_stack(view, left, n);
    text_in_box(ui_list(view->ui), box_cut_top(&words, 17 * u->factor), ALIGN_LEFT, FACE_NUMBERS,
                u->number, theme->ink, sizes_words(ui_arena(view->ui), n));
    math_in_box(view->ui, words, ALIGN_LEFT, u->small, theme->muted, "H × N × d_{\\t{head}}");
}

/* The same where it has a row of its own. */
static void draw_stack_row(ViewPass *view, DrawBox row, Sizes n) {
    const UiMetrics *u = metrics(view);
    const UiTheme *theme = ui_theme(view->ui);
    const char *words = sizes_words(ui_arena(view->ui), n);
    draw_stack(view, box_cut_left(&row, 84 * u->factor), n);
    box_cut_left(&row, 12 * u->factor);
    float wide = text_width(ui_fonts(view->ui), FACE_NUMBERS, u->number, words) + 12 * u->factor;
    text_in_box(ui_list(view->ui), box_cut_left(&row, fminf(wide, row.width)), ALIGN_LEFT,
                FACE_NUMBERS, u->number, theme->ink, words);
    math_in_box(view->ui, row, ALIGN_LEFT, u->small, theme->muted, "H × N × d_{\\t{head}}");
}

void heads_product_draw(ViewPass *view, DrawBox box, bool narrow) {
    const UiMetrics *u = metrics(view);
    Sizes n = sizes_of(view);
    ui_panel(view->ui, box, u->card_radius);
    ui_push(view->ui, "product");
    box = box_inset(box, u->panel_pad, 12 * u->factor);
    if (!narrow) {
        draw_corner(view, box_cut_left(&box, 128 * u->factor), n);
        box_cut_left(&box, 16 * u->factor);
    }
    box_cut_top(&box, 20 * u->factor);
    draw_stations(view, box_cut_top(&box, (narrow ? 112 : 34) * u->factor), n,
                  narrow ? HEADS_STATIONS / 2 : HEADS_STATIONS);
    box_cut_top(&box, (narrow ? 16 : 22) * u->factor);
    if (narrow) {
        draw_stack_row(view, box_cut_top(&box, 38 * u->factor), n);
        box_cut_top(&box, 6 * u->factor);
    }
    draw_sentences(view, box, n, narrow);
    ui_pop(view->ui);
}
