#include "views/figure.h"

#include "views/gold.h"
#include "views/heads.h"
#include "views/list.h"
#include "views/wording.h"
#include "views/whatif.h"

#include <math.h>
#include <string.h>

enum { FIGURE_MARGIN = 20, MARGIN_LEAST = 6 };
/* Of labels, in logical pixels: on a screen, and on paper (6 pt). */
static const float LABEL_SEEN = 9.5f, LABEL_PRINTED = 8;
static const float CAPTION_LEADING = 1.35f;

const UiTheme *view_theme(Theme theme) {
    static const ColorTheme kinds[THEME_COUNT] = {COLOR_LIGHT, COLOR_DARK, COLOR_PRINT};
    return theme_get(kinds[theme]);
}

static const char *run_caption(Arena *arena, const Run *run) {
    const Attention *a = &run->ask.attention;
    Buffer text = {0};
    buffer_printf(&text, "%s", a->score->word);
    if (!score_is_none(a->score)) {
        buffer_printf(&text, " · %s", a->scope->word);
        if (a->scope->has_window) buffer_printf(&text, " D = %d", a->window);
        if (a->scope->has_gaussian && a->renormalise) buffer_text(&text, " renormalised");
        buffer_printf(&text, " · %s", a->weigh->word);
        if (a->weigh->draws) buffer_printf(&text, " n = %d", a->samples);
        if (a->weigh->has_temperature && fabs(a->temperature - 1) > 0)
            buffer_printf(&text, " τ = %g", a->temperature);
        if (run->ask.model->kind == &model_seq2seq)
            buffer_printf(&text, " · query %s",
                          run->ask.model->config.query_current ? "current" : "previous");
    }
    if (run->beam && run->beam->width > 1)
        buffer_printf(&text, " · beam %d, branch %d", run->beam->width, run->ask.branch);
    if (*run->ask.ablated)
        buffer_printf(&text, " · without %s", heads_list_words(arena, run, run->ask.ablated));
    buffer_text(&text, whatif_caption(arena, run));
    const char *name = strrchr(run->ask.model->name, '/') ? strrchr(run->ask.model->name, '/') + 1
                                                          : run->ask.model->name;
    buffer_printf(&text, " · seed %llu · %s", (unsigned long long)run->ask.seed, name);
    if (!run->complete) buffer_text(&text, " · cut at the limit");
    if (run_overflows(run)) buffer_text(&text, " · its numbers overflow: nan is not a number");
    const char *caption = arena_string(arena, text.data);
    buffer_free(&text);
    return caption;
}

const char *figure_caption(Arena *arena, const Run *run, const Run *other) {
    const char *a = run_caption(arena, run), *b = other ? run_caption(arena, other) : NULL;
    if (!other) return a;
    if (!strcmp(run->ask.input, other->ask.input)) return arena_printf(arena, "A: %s. B: %s", a, b);
    return arena_printf(arena, "A: %s · “%s”. B: %s · “%s”", a, run->ask.input, b,
                        other->ask.input);
}

/* What stands under a figure beside the run: what gold outlines mean and how far they agree. A
 * length curve is no picture of the run. */
static const char *caption_of(const ViewPass *view) {
    const Look *look = &view->state->look;
    Arena *arena = ui_arena(view->ui);
    if (look->view == VIEW_CURVE && !view->curve_refusal)
        return arena_printf(arena, "length curve of %s · seed %llu", view->state->ask.model->task,
                            (unsigned long long)view->state->ask.seed);
    const char *caption = figure_caption(arena, view->run, view->other);
    caption = arena_printf(arena, "%s%s", caption, wording_caption(view));
    View v = look->view;
    if (v == VIEW_INSPECTOR && run_has_heads(view->run))
        caption =
            arena_printf(arena, "%s · %s", heads_one(arena, view->run, look->heads[0]), caption);
    bool dotted = v == VIEW_ARCS,
         drawn = dotted || v == VIEW_STEP || v == VIEW_SCORES || v == VIEW_WEIGHTS;
    UiTone tone;
    const char *gold =
        drawn && run_has_gold(view->run) ? gold_words(view, gold_head(view), &tone) : NULL;
    if (!gold) return caption;
    return tone == TONE_PLAIN ? arena_printf(arena, "%s · gold links %s · %s", caption,
                                             dotted ? "dotted" : "outlined", gold_definition)
                              : arena_printf(arena, "%s · %s", caption, gold);
}

/* In as many lines as it needs below the picture: a caption is never cut. */
static float caption_height(const ViewPass *view, float width) {
    const UiMetrics *u = ui_metrics(view->ui);
    int count;
    text_lines(ui_fonts(view->ui), ui_arena(view->ui), FACE_WORDS, u->tiny, caption_of(view), width,
               &count);
    return 10 * u->factor + (float)count * u->tiny * CAPTION_LEADING;
}

static void draw_caption(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    box_cut_top(&box, 10 * u->factor);
    text_paragraph(ui_list(view->ui), box, ALIGN_LEFT, FACE_WORDS, u->tiny, CAPTION_LEADING,
                   ui_theme(view->ui)->muted, caption_of(view));
}

/* --- sizes ----------------------------------------------------------------------------------- */

/* How a figure is laid out. */
typedef struct Layout {
    FigureSize size;
    float margin, dots; /* around it; for each pixel of it */
    Fonts *fonts;
} Layout;

/* What the view wants, and the least that it can be laid out in. */
typedef struct Wanted {
    FigureSize natural, least;
    float label; /* the size of its labels */
} Wanted;

static FigureSize with_caption(const ViewPass *view, FigureSize size, float margin) {
    size.height = ceilf(size.height + 2 * margin + caption_height(view, size.width));
    size.width = ceilf(size.width + 2 * margin);
    return size;
}

static Wanted measure(const ViewPass *view) {
    Wanted of = {.label = ui_metrics(view->ui)->text};
    view_natural_size(view, &of.natural.width, &of.natural.height);
    view_least_size(view, &of.least.width, &of.least.height);
    of.natural = with_caption(view, of.natural, FIGURE_MARGIN);
    of.least = with_caption(view, of.least, MARGIN_LEAST);
    of.least.width = fminf(of.least.width, of.natural.width);
    of.least.height = fminf(of.least.height, of.natural.height);
    return of;
}

/* One pass of a context that nobody touches. With `list` NULL only sizes are wanted. */
static Wanted pass(Ui *ui, Arena *arena, List *list, const Session *session, const Layout *at) {
    const Look *look = &session_state(session)->look;
    ViewMemory memory = {0};
    Wanted wanted = {0};
    ui_begin(ui, &(UiFrame){.arena = arena,
                            .list = list ? list : list_new(arena, at->fonts),
                            .theme = view_theme(look->theme),
                            .width = at->size.width,
                            .height = at->size.height,
                            .scale = at->dots,
                            .text_size = (float)look->text_size / 100,
                            .still = true});
    ViewPass view = view_begin(ui, session, &memory, true);
    if (list) {
        DrawBox box = box_inset(ui_window(ui), at->margin, at->margin);
        DrawBox caption = box_cut_bottom(&box, caption_height(&view, box.width));
        view_draw(&view, box);
        draw_caption(&view, caption);
    } else
        wanted = measure(&view);
    view_end(&view);
    ui_end(ui);
    view_memory_free(&memory);
    return wanted;
}

static float ratio(FigureSize of, FigureSize asked) {
    return fmaxf(1, fmaxf(of.width / asked.width, of.height / asked.height));
}

/* How much larger than asked the view is laid out, to be drawn smaller by as much: so that nothing
 * in it is squeezed, but its labels stay legible while the view can be laid out so small. */
static float enlarged(Wanted wanted, FigureSize asked, bool printed) {
    float most = fmaxf(1, wanted.label / (printed ? LABEL_PRINTED : LABEL_SEEN));
    return fmaxf(fminf(ratio(wanted.natural, asked), most), ratio(wanted.least, asked));
}

/* The lesser the figure, the narrower. */
static float margin_in(FigureSize size, FigureSize natural) {
    float share = 0.03f * fminf(size.width, size.height);
    bool whole = size.width >= natural.width && size.height >= natural.height;
    return whole ? FIGURE_MARGIN : fmaxf(MARGIN_LEAST, fminf(share, FIGURE_MARGIN));
}

List *figure_draw_on(FigureMedium medium, Fonts *fonts, Arena *arena, const Session *session,
                     FigureSize asked, FigureSize *taken, Color *ground) {
    Ui *ui = ui_new((UiClipboard){0});
    float dots = medium.dots > 0 ? medium.dots : 1;
    Layout at = {.size = {1000, 1000}, .dots = 1, .fonts = fonts};
    Wanted wanted = pass(ui, arena, NULL, session, &at);
    bool given = asked.width > 0 && asked.height > 0;
    *taken = given ? asked : wanted.natural;
    float larger = enlarged(wanted, *taken, medium.printed);
    at.size = (FigureSize){taken->width * larger, taken->height * larger};
    at.margin = margin_in(at.size, wanted.natural);
    at.dots = (given ? dots : fminf(dots, 1)) / larger;
    List *list = list_new(arena, fonts);
    pass(ui, arena, list, session, &at);
    ui_free(ui);
    const UiTheme *theme = view_theme(session_state(session)->look.theme);
    *ground = session_state(session)->look.theme == THEME_DARK ? theme->ground : theme->panel;
    return larger > 1 ? list_scaled(list, arena, 1 / larger) : list;
}

List *figure_draw(Fonts *fonts, Arena *arena, const Session *session, FigureSize asked,
                  FigureSize *taken, Color *ground) {
    return figure_draw_on((FigureMedium){0}, fonts, arena, session, asked, taken, ground);
}
