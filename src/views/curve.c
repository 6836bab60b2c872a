/* curve.c -- the view of a length curve around its plot: what is measured and how far it has come,
 * the models and their training. */
#include "views/curve_parts.h"

#include "ui/menu.h"
#include "ui/scroll.h"

#include <math.h>
#include <string.h>

enum { PLOT_LEAST = 190, PLOT_MOST = 520, TITLE = 34 };
static const float LEADING = 1.4f;

static const UiMetrics *metrics(const ViewPass *view) {
    return ui_metrics(view->ui);
}

bool curve_applies(const Run *run) {
    return !curve_refuses(run->ask.model);
}

CurveMeasure curve_measure(const ViewPass *view) {
    bool words = view->state->ask.model->tokens == TOKENS_WORDS;
    return words ? view->state->look.curve : CURVE_EXACT;
}

/* Without “seq2seq-translate-”, “-translate”. */
static const char *short_name(const ViewPass *view, const char *name) {
    Arena *arena = ui_arena(view->ui);
    const char *task = view->state->ask.model->task;
    const char *start = arena_printf(arena, "%s-%s-", model_seq2seq.word, task);
    if (!strncmp(name, start, strlen(start))) return name + strlen(start);
    const char *end = arena_printf(arena, "-%s", task);
    size_t n = strlen(name), e = strlen(end);
    if (n > e && !strcmp(name + n - e, end)) return arena_substring(arena, name, n - e);
    return name;
}

const char *curve_name(const ViewPass *view, int line) {
    return short_name(view, view->curve->line[line].name);
}

/* --- what is measured ------------------------------------------------------------------------ */

static void draw_measures(ViewPass *view, DrawBox *row) {
    static const char *const labels[] = {"BLEU", "Exact"};
    const UiMetrics *u = metrics(view);
    bool words = view->state->ask.model->tokens == TOKENS_WORDS;
    const char *const disabled[] = {words ? NULL : "BLEU is of words; this task has characters.",
                                    NULL};
    UiSegments segments = {labels, 2, (int)curve_measure(view), true, disabled, NULL};
    DrawBox box = box_cut_left(row, ui_segments_width(view->ui, segments));
    box = box_aligned(box, ALIGN_LEFT, box.width, u->segment);
    int now = ui_segments(view->ui, "measure", box, segments);
    if (now != segments.chosen) view_say(view, "curve %s", curve_words[now]);
    box_cut_left(row, u->gap + 6);
}

/* The task's shipped models but the state's own. */
static int other_models(const ViewPass *view, UiMenuLine *lines, const char **names, int most) {
    int all, count = 0;
    const char **list = model_list(ui_arena(view->ui), &all);
    const char *task = arena_printf(ui_arena(view->ui), "-%s", view->state->ask.model->task);
    for (int i = 0; i < all && count < most; i++) {
        const char *at = strstr(list[i], task);
        bool ours = at && (at[strlen(task)] == '-' || !at[strlen(task)]);
        if (!ours || !strcmp(list[i], view->state->ask.model->name)) continue;
        names[count] = list[i];
        lines[count++] = (UiMenuLine){.label = short_name(view, list[i]),
                                      .on = !strcmp(list[i], view->state->look.curve_against)};
    }
    return count;
}

static void draw_against(ViewPass *view, DrawBox *row) {
    enum { MOST = 64 };
    const UiMetrics *u = metrics(view);
    UiMenuLine lines[MOST];
    const char *names[MOST];
    int count = other_models(view, lines, names, MOST);
    if (!count) return;
    const LengthCurve *curve = view->curve;
    const char *now_name = curve && curve->lines > 1 ? curve_name(view, 1) : "…";
    UiDropdown dropdown = {.menu = {lines, count, 0}, .chosen = -1};
    dropdown.label = arena_printf(ui_arena(view->ui), "beside %s", now_name);
    float width =
        text_width(ui_fonts(view->ui), FACE_WORDS, u->text, dropdown.label) + u->icon + 3 * u->pad;
    if (width > row->width) return;
    int now = ui_dropdown(view->ui, "against", box_cut_left(row, width), dropdown);
    if (now >= 0) view_say(view, "curve against %s", names[now]);
    box_cut_left(row, u->gap + 6);
}

/* How far it has come, with a cross; or the button that goes on. */
static void draw_progress(ViewPass *view, DrawBox box) {
    const ViewMemory *memory = view->memory;
    Arena *arena = ui_arena(view->ui);
    if (memory->curve_runs) {
        const char *text = arena_printf(arena, "measuring, %.0f %%%s", memory->curve_done * 100,
                                        view_time_left(view, memory->curve_left));
        if (ui_badge_cancel(view->ui, "stop", box, TONE_ACCENT, text, memory->curve_done,
                            "Stop measuring"))
            view_say(view, "measure stop");
        return;
    }
    if (view->curve && view->curve->done >= 1) return;
    UiButton button = {.label = "Measure", .primary = true};
    DrawBox at = box_cut_left(&box, ui_button_width(view->ui, button));
    if (ui_button(view->ui, "start", box_aligned(at, ALIGN_LEFT, at.width, metrics(view)->segment),
                  button))
        view_say(view, "measure start");
}

static void draw_title(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(view);
    const char *title = curve_measure(view) == CURVE_BLEU
                            ? "BLEU ↑ by the length of the sentence"
                            : "Share of exact answers ↑ by the length of the source";
    bool busy =
        !view->figure && (view->memory->curve_runs || !view->curve || view->curve->done < 1);
    DrawBox progress = busy ? box_cut_right(&box, fminf(290 * u->factor, box.width * 0.55f)) : box;
    ui_text(view->ui, box, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->heading, theme->ink, title);
    if (busy) draw_progress(view, progress);
}

/* --- what is under it ------------------------------------------------------------------------ */

static const char *line_text(const ViewPass *view, int line) {
    const CurveLine *of = &view->curve->line[line];
    return arena_printf(ui_arena(view->ui), "%s: %s; %s", of->name, of->about, of->training);
}

static const char *note_text(const ViewPass *view) {
    const LengthCurve *curve = view->curve;
    Arena *arena = ui_arena(view->ui);
    int least = curve->wanted < CURVE_LEAST ? curve->wanted : CURVE_LEAST;
    return arena_printf(
        arena,
        "Fresh samples, lengths drawn evenly: of %s drawn, %d a bin or as many as there are (at "
        "least %d for a point). Greedy words of the models as trained. Bars: 95 %% intervals, %s.",
        view_grouped(arena, curve->drawn), curve->wanted, least,
        curve_measure(view) == CURVE_BLEU ? "by the bootstrap over the samples" : "Wilson’s");
}

/* A paragraph's height at a width. */
static float paragraph_height(const ViewPass *view, const char *text, float width) {
    int count;
    float size = metrics(view)->small;
    text_lines(ui_fonts(view->ui), ui_arena(view->ui), FACE_WORDS, size, text, width, &count);
    return (float)count * size * LEADING;
}

static float foot_height(const ViewPass *view, float width) {
    if (!view->curve) return 0;
    float unit = metrics(view)->factor, height = 14 * unit;
    for (int i = 0; i < view->curve->lines; i++)
        height += paragraph_height(view, line_text(view, i), width - 22 * unit) + 4 * unit;
    return height + paragraph_height(view, note_text(view), width);
}

static void draw_foot(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = metrics(view);
    if (!view->curve) return;
    box_cut_top(&box, 8 * u->factor);
    for (int i = 0; i < view->curve->lines; i++) {
        DrawBox text = box;
        box_cut_left(&text, 22 * u->factor);
        curve_mark(view, box.x + 8 * u->factor, box.y + u->small * LEADING / 2, i, false);
        float height = text_paragraph(ui_list(view->ui), text, ALIGN_LEFT, FACE_WORDS, u->small,
                                      LEADING, theme->ink, line_text(view, i));
        box_cut_top(&box, height + 4 * u->factor);
    }
    text_paragraph(ui_list(view->ui), box, ALIGN_LEFT, FACE_WORDS, u->small, LEADING, theme->muted,
                   note_text(view));
}

/* --- the whole ------------------------------------------------------------------------------- */

static void draw_content(ViewPass *view, DrawBox box) {
    const UiMetrics *u = metrics(view);
    draw_title(view, box_cut_top(&box, TITLE * u->factor));
    DrawBox foot = box_cut_bottom(&box, foot_height(view, box.width));
    float most = PLOT_MOST * u->factor;
    if (!view->figure && box.height > most) { /* what is under it stays near it */
        foot.y -= box.height - most;
        box.height = most;
    }
    curve_plot(view, box);
    draw_foot(view, foot);
}

void curve_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = metrics(view);
    if (view->figure) {
        draw_content(view, box);
        return;
    }
    DrawBox row = view_strip(view, &box, 10, 4);
    draw_measures(view, &row);
    draw_against(view, &row);
    float least = (TITLE + PLOT_LEAST) * u->factor + foot_height(view, box.width);
    UiScroll scroll = {.width = box.width, .height = fmaxf(least, box.height), .focusable = true};
    DrawBox content = ui_scroll_begin(view->ui, "curve", box, scroll);
    if (least > box.height) box_cut_right(&content, u->scrollbar);
    draw_content(view, content);
    ui_scroll_end(view->ui);
}

void curve_natural_size(const ViewPass *view, float *width, float *height) {
    const UiMetrics *u = metrics(view);
    *width = 860 * u->factor;
    *height = (TITLE + 380) * u->factor + foot_height(view, *width);
}
