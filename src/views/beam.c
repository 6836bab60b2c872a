/* beam.c -- the view of a beam search around its tree: the width, the legend, the hypotheses. */
#include "views/beam_parts.h"

#include "ui/scroll.h"

#include <math.h>
#include <string.h>

enum { LIST_LINE = 28, LEGEND_LINE = 22 };

static const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

bool beam_applies(const Run *run) {
    return run->beam != NULL;
}

/* --- the width ------------------------------------------------------------------------------- */

static void draw_width(ViewPass *view, DrawBox row) {
    static const char *const labels[] = {"1", "2", "3", "4", "5", "6", "7", "8"};
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(view);
    const char *name = row.width > 420 * u->factor ? "Beam width" : "Width";
    DrawBox text = box_cut_left(&row, text_width(ui_fonts(view->ui), FACE_WORDS, u->text, name) +
                                          10 * u->factor);
    text_in_box(ui_list(view->ui), text, ALIGN_LEFT, FACE_WORDS, u->text, theme->muted, name);
    UiSegments segments = {labels, BEAM_WIDEST, view->run->beam->width - 1, false, NULL, NULL};
    DrawBox box = box_cut_left(&row, fminf(row.width, 8 * 34 * u->factor));
    box = box_aligned(box, ALIGN_LEFT, box.width, u->segment);
    int now = ui_segments(view->ui, "width", box, segments);
    if (now != segments.chosen) view_say(view, "beam %d", now + 1);
    box_cut_left(&row, 14 * u->factor);
    const Edits *edits = view->state->ask.edits;
    bool whole = edits && *edits->target;
    UiButton free_prefix = {.label = whole ? "Free the output" : "Free the first words",
                            .link = true};
    if (view->run->prefix_length) {
        DrawBox at = box_cut_left(&row, fminf(row.width, ui_button_width(view->ui, free_prefix)));
        if (ui_button(view->ui, "free", at, free_prefix))
            view_say(view, whole ? "target none" : "prefix none");
        return;
    }
    const char *what = view->run->beam->width == 1 ? "greedy: the likeliest word at every step"
                                                   : "the likeliest beginnings at every step";
    if (text_width(ui_fonts(view->ui), FACE_WORDS, u->small, what) <= row.width)
        text_in_box(ui_list(view->ui), row, ALIGN_LEFT, FACE_WORDS, u->small, theme->muted, what);
}

/* --- the legend ------------------------------------------------------------------------------ */

typedef struct LegendItem {
    const char *text;
    int look; /* 0 followed, 1 kept, 2 died out, 3 not kept; −1: no box */
} LegendItem;

static const LegendItem legend[] = {
    {"followed", 0},
    {"leads to a hypothesis", 1},
    {"died out", 2},
    {"not kept", 3},
    {"in a box: the word, its probability p (left), Σ log p so far (right)", -1},
    {"lines as thick as p", -1},
};
enum { LEGEND_ITEMS = sizeof legend / sizeof *legend };

static float item_width(const ViewPass *view, const LegendItem *item) {
    const UiMetrics *u = metrics(view);
    return text_width(ui_fonts(view->ui), FACE_WORDS, u->tiny, item->text) +
           (item->look < 0 ? 18 : 40) * u->factor;
}

static void draw_item(ViewPass *view, DrawBox box, const LegendItem *item) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(view);
    if (item->look >= 0) {
        DrawBox swatch = box_cut_left(&box, 22 * u->factor);
        swatch = box_aligned(swatch, ALIGN_LEFT, 16 * u->factor, 12 * u->factor);
        const Color fills[] = {theme->selected, theme->panel, COLOR_NONE, COLOR_NONE};
        DrawStroke stroke = draw_stroke(item->look == 0   ? theme->accent
                                        : item->look == 1 ? theme->edge
                                                          : theme->dashed,
                                        item->look ? 1 : 2 * u->factor);
        if (item->look == 3) stroke.dash = stroke.gap = 3;
        draw_rect(ui_list(view->ui), swatch, 3 * u->factor, fills[item->look], stroke);
    }
    ui_text(view->ui, box, ALIGN_LEFT, FACE_WORDS, u->tiny, theme->muted, item->text);
}

/* In as many lines as it needs; only measures while `draws` is false. Returns the height. */
static float legend_flow(ViewPass *view, DrawBox box, bool draws) {
    float x = 0, y = 0, line = LEGEND_LINE * metrics(view)->factor;
    for (int i = 0; i < LEGEND_ITEMS; i++) {
        float width = item_width(view, &legend[i]);
        if (x > 0 && x + width > box.width) x = 0, y += line;
        if (draws)
            draw_item(view, draw_box(box.x + x, box.y + y, fminf(width, box.width - x), line),
                      &legend[i]);
        x += width;
    }
    return y + line;
}

/* --- the hypotheses -------------------------------------------------------------------------- */

static int shown_count(const BeamTree *tree) {
    int count = 0;
    while (tree->shown && count < tree->beam->width &&
           beam_place(tree->beam, tree->shown, count)->taken)
        count++;
    return count;
}

static const char *list_title(const BeamTree *tree) {
    int count = shown_count(tree);
    Arena *arena = ui_arena(tree->view->ui);
    if (tree->shown < tree->beam->steps)
        return arena_printf(arena, "The beam after step %d", tree->shown);
    return count == 1 ? "The hypothesis" : arena_printf(arena, "The %d hypotheses", count);
}

/* Columns of the list: the place, Σ log p, p, and the words in what is left. */
typedef struct Columns {
    DrawBox place, sum, p, words;
} Columns;

static Columns columns_of(const ViewPass *view, DrawBox row) {
    float unit = metrics(view)->factor;
    DrawBox box = box_inset(row, 8 * unit, 0);
    Columns columns = {.place = box_cut_left(&box, 22 * unit)};
    columns.sum = box_cut_left(&box, 58 * unit);
    columns.p = box_cut_left(&box, 52 * unit);
    box_cut_left(&box, 18 * unit);
    columns.words = box;
    return columns;
}

static void draw_head(const BeamTree *tree, DrawBox row) {
    ViewPass *view = tree->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(view);
    double all = 0;
    for (int i = 0; i < shown_count(tree); i++)
        all += exp(beam_place(tree->beam, tree->shown, i)->sum);
    Columns at = columns_of(view, row);
    text_in_box(ui_list(view->ui), at.sum, ALIGN_RIGHT, FACE_WORDS_MEDIUM, u->tiny, theme->muted,
                "Σ log p");
    text_in_box(ui_list(view->ui), at.p, ALIGN_RIGHT, FACE_WORDS_MEDIUM, u->tiny, theme->muted,
                "p");
    ui_heading(
        view->ui, at.words, list_title(tree),
        arena_printf(ui_arena(view->ui), "  together p = %s", beam_probability(view, log(all))));
}

/* How many words a hypothesis has in common with the best one, from the start. */
static int words_shared(const BeamTree *tree, int place) {
    Arena *arena = ui_arena(tree->view->ui);
    int *one = ARENA_ARRAY(arena, int, tree->shown), *two = ARENA_ARRAY(arena, int, tree->shown);
    int n = beam_words(tree->beam, tree->shown, 0, one),
        m = beam_words(tree->beam, tree->shown, place, two), same = 0;
    while (same < n && same < m && one[same] == two[same]) same++;
    return same;
}

/* The words as text; where they are too many, from shortly before they differ from the best ones.
 */
static const char *text_of(const BeamTree *tree, int place, float width) {
    enum { BEFORE = 4 };
    ViewPass *view = tree->view;
    const UiMetrics *u = metrics(view);
    bool cut =
        tree->shown == tree->beam->steps && !beam_place(tree->beam, tree->shown, place)->ended;
    const char *end = cut ? " … cut at the limit" : "";
    const char *whole = beam_text(view, tree->shown, place, 0);
    const char *text = arena_printf(ui_arena(view->ui), "%s%s", whole, end);
    int from = words_shared(tree, place) - BEFORE;
    if (!*text) return "no words";
    if (!place || from <= 1 ||
        text_width(ui_fonts(view->ui), FACE_WORDS_SEMIBOLD, u->text, text) <= width)
        return text;
    return arena_printf(ui_arena(view->ui), "… %s%s", beam_text(view, tree->shown, place, from),
                        end);
}

static void draw_hypothesis(BeamTree *tree, DrawBox row, int place) {
    ViewPass *view = tree->view;
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(view);
    List *list = ui_list(view->ui);
    const BeamPlace *at = beam_place(tree->beam, tree->shown, place);
    int followed =
        beam_through(tree->beam, tree->beam->steps, view->run->ask.branch - 1, tree->shown);
    bool on = place == followed;
    Color ink = on ? theme->selected_ink : theme->ink,
          quiet = on ? theme->selected_muted : theme->muted;
    if (on) draw_rect(list, row, u->radius, theme->selected, draw_stroke(theme->accent, 1));
    Arena *arena = ui_arena(view->ui);
    Columns columns = columns_of(view, row);
    text_in_box(list, columns.place, ALIGN_LEFT, FACE_WORDS_MEDIUM, u->small, quiet,
                arena_printf(arena, "%d", place + 1));
    text_in_box(list, columns.sum, ALIGN_RIGHT, FACE_NUMBERS, u->number, quiet,
                view_number(view, at->sum, 3));
    text_in_box(list, columns.p, ALIGN_RIGHT, FACE_NUMBERS, u->number, quiet,
                beam_probability(view, at->sum));
    const char *text = text_of(tree, place, columns.words.width);
    ui_text(view->ui, columns.words, ALIGN_LEFT, on ? FACE_WORDS_SEMIBOLD : FACE_WORDS, u->text,
            ink, text);
}

static void answer_hypothesis(BeamTree *tree, DrawBox row, int place) {
    ViewPass *view = tree->view;
    BeamAt at = {tree->shown, place, false};
    int branch = beam_branch_of(tree->beam, at);
    UiArea area = {.label = beam_text(view, tree->shown, place, 0), .focusable = true};
    area.cursor = CURSOR_HAND;
    area.ring_radius = metrics(view)->radius;
    area.disabled = branch ? NULL : "No hypothesis of the end goes on from here.";
    UiHit hit =
        ui_area(view->ui, arena_printf(ui_arena(view->ui), "branch%d", place + 1), row, area);
    if (strncmp(text_of(tree, place, columns_of(view, row).words.width), "… ", strlen("… ")) == 0)
        ui_tip(view->ui, row, area.label);
    if (hit.hover || hit.held || hit.ring) view->memory->beam_next = at;
    if (hit.clicked && branch && branch != view->state->ask.branch)
        view_say(view, "branch %d", branch);
}

static float list_height(const BeamTree *tree) {
    return (30 + LIST_LINE * (float)tree->beam->width) * metrics(tree->view)->factor;
}

static void draw_list(BeamTree *tree, DrawBox box) {
    ViewPass *view = tree->view;
    const UiMetrics *u = metrics(view);
    if (!tree->shown) return;
    draw_head(tree, box_cut_top(&box, 30 * u->factor));
    for (int i = 0; i < shown_count(tree); i++) {
        DrawBox row = box_cut_top(&box, LIST_LINE * u->factor);
        draw_hypothesis(tree, row, i);
        if (!view->figure) answer_hypothesis(tree, row, i);
    }
}

/* --- the whole ------------------------------------------------------------------------------- */

/* Stepping brings the newest column into sight. */
static void follow_step(const BeamTree *tree, DrawBox content) {
    ViewMemory *memory = tree->view->memory;
    int before = memory->beam_shown;
    memory->beam_shown = tree->shown;
    if (before && before != tree->shown && tree->shown)
        ui_scroll_to(tree->view->ui, beam_tree_column(tree, content, tree->shown));
}

static void draw_content(BeamTree *tree, DrawBox content, DrawBox sight) {
    const UiMetrics *u = metrics(tree->view);
    DrawBox sticky = draw_box(sight.x, content.y, sight.width, content.height);
    float foot = legend_flow(tree->view, sticky, false);
    legend_flow(tree->view, sticky, true);
    content.y += foot + 4 * u->factor;
    beam_tree_draw(tree, content, sight);
    sticky.y = content.y + tree->height + 6 * u->factor;
    draw_list(tree, sticky);
}

static float content_height(BeamTree *tree, float width) {
    return legend_flow(tree->view, draw_box(0, 0, width, 0), false) + tree->height +
           list_height(tree) + 10 * metrics(tree->view)->factor;
}

void beam_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = metrics(view);
    if (!view->figure) draw_width(view, view_strip(view, &box, 10, 4));
    BeamTree tree = beam_tree(view);
    beam_offer(&tree);
    if (view->figure) {
        draw_content(&tree, box, box);
        return;
    }
    DrawBox sight = box;
    sight.width -= u->scrollbar;
    UiScroll scroll = {.width = tree.width, .height = content_height(&tree, sight.width)};
    DrawBox content = ui_scroll_begin(view->ui, "tree", box, scroll);
    draw_content(&tree, content, sight);
    follow_step(&tree, content);
    ui_scroll_end(view->ui);
}

void beam_natural_size(const ViewPass *view, float *width, float *height) {
    ViewPass copy = *view;
    BeamTree tree = beam_tree(&copy);
    *width = fmaxf(tree.width, 720 * metrics(view)->factor);
    *height = content_height(&tree, *width);
}
