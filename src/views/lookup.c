/* lookup.c -- what the parts of the view share, and where they stand. */
#include "views/lookup.h"

#include "ui/scroll.h"
#include "views/lookup_parts.h"
#include "views/step.h"

#include <math.h>
#include <string.h>

static const char *const stage_titles[LOOKUP_STAGES] = {"Similarity", "Scale", "Exp", "Normalise",
                                                        "Blend"};

/* --- numbers --------------------------------------------------------------------------------- */

LookupShow lookup_show(ViewPass *view) {
    LookupShow show = {.view = view};
    Error none = {0};
    bool good = lookup_parse(view->run->ask.input, ui_arena(view->ui), &show.numbers, &none);
    CHECK(good, "a lookup runs whose input is none: %s", none.message);
    const Look *look = &view->state->look;
    if (view_is_hovering(view))
        show.spoken = view->memory->hover.source;
    else if (look->source)
        show.spoken = look->source;
    else
        show.spoken = look->position.cells;
    if (show.spoken > show.numbers.count) show.spoken = 0;
    return show;
}

static const char *line_of(const LookupShow *show, const Lookup *numbers) {
    Buffer line = {0};
    lookup_write(numbers, &line);
    const char *text = arena_string(ui_arena(show->view->ui), line.data);
    buffer_free(&line);
    return text;
}

void lookup_say(const LookupShow *show, const Lookup *changed) {
    const char *line = line_of(show, changed);
    if (!strcmp(line, line_of(show, &show->numbers))) return;
    Buffer quoted = {0};
    for (; *line; line++) {
        if (*line == '"' || *line == '\\') buffer_text(&quoted, "\\");
        buffer_append(&quoted, line, 1);
    }
    view_say(show->view, "input \"%s\"", quoted.data);
    buffer_free(&quoted);
}

bool lookup_is_shown(const LookupShow *show, LookupStage stage, int s) {
    return lookup_shows(show->view->state->look.position, stage, s);
}

double lookup_at(const LookupShow *show, const char *name, int s) {
    const TraceArray *array = trace_find(show->view->run->trace, name);
    CHECK(array, "a lookup has no %s", name);
    return (double)trace_number(array, 0, 0, s - 1);
}

float lookup_opacity(const LookupShow *show, int s) {
    int hovered = show->view->memory->hover.source;
    return view_is_hovering(show->view) && hovered && hovered != s ? 0.3f : 1;
}

void lookup_answer(const LookupShow *show, const UiHit *hit, int s) {
    const Look *look = &show->view->state->look;
    if (hit->hover || hit->held) view_hover(show->view, 1, s);
    if (!hit->clicked || hit->dropped) return;
    if (look->source == s)
        view_say(show->view, "select none");
    else
        view_say(show->view, "select 1 %d", s);
}

/* What goes into the exponential: e, or e / τ. */
static double exponent(const LookupShow *show, int s) {
    bool tempered = trace_find(show->view->run->trace, "attention.tempered") != NULL;
    return lookup_at(show, tempered ? "attention.tempered" : "attention.scores", s);
}

double lookup_exponential(const LookupShow *show, int s) {
    double most = exponent(show, 1);
    for (int i = 2; i <= show->numbers.count; i++) most = fmax(most, exponent(show, i));
    return exp(exponent(show, s) - most);
}

double lookup_exponential_sum(const LookupShow *show) {
    double sum = 0;
    for (int s = 1; s <= show->numbers.count; s++) sum += lookup_exponential(show, s);
    return sum;
}

/* --- stages ---------------------------------------------------------------------------------- */

static UiStageLook stage_look(const ViewPass *view, LookupStage stage) {
    Position p = view->state->look.position;
    if (p.token && p.stage == (int)stage) return STAGE_LOOK_NOW;
    return p.token && p.stage > (int)stage ? STAGE_LOOK_DONE : STAGE_LOOK_LATER;
}

static int stages_of(const ViewPass *view, LookupStage stages[LOOKUP_STAGES]) {
    int count = 0;
    for (LookupStage s = LOOKUP_SIMILARITY; s < LOOKUP_STAGES; s++)
        if (lookup_has_stage(view->run, s)) stages[count++] = s;
    return count;
}

static void draw_stages(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    LookupStage stages[LOOKUP_STAGES];
    int count = stages_of(view, stages);
    float gap = box.width < 480 * ui_metrics(view->ui)->factor ? 6 : 14;
    ui_push(view->ui, "stage");
    for (int i = 0; i < count; i++) {
        DrawBox pill = box_column(box, i, count, gap);
        float middle = pill.y + pill.height / 2;
        if (i)
            draw_line(ui_list(view->ui), pill.x - gap + 1, middle, pill.x - 1, middle,
                      draw_stroke(theme->faint, 1));
        const char *title = stage_titles[stages[i]];
        if (ui_stage(view->ui, title, pill, title, stage_look(view, stages[i]), NULL))
            view_say(view, "step 1 %d", (int)stages[i] + 1);
    }
    ui_pop(view->ui);
}

void lookup_draw_steps(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    LookupStage stages[LOOKUP_STAGES];
    int count = stages_of(view, stages);
    bool narrow = box.width < 420 * u->factor;
    float x = box.x + 6, baseline = text_baseline(box.y, box.height, u->text);
    for (int i = 0; i < count; i++) {
        UiStageLook look = stage_look(view, stages[i]);
        if (narrow && look != STAGE_LOOK_NOW) continue;
        if (i && !narrow)
            x += draw_text(ui_list(view->ui), x, baseline, ALIGN_LEFT, FACE_WORDS, u->text,
                           theme->muted, "  →  ");
        Face face = look == STAGE_LOOK_NOW ? FACE_WORDS_SEMIBOLD : FACE_WORDS;
        Color ink = look == STAGE_LOOK_LATER ? theme->muted : theme->ink;
        x += draw_text(ui_list(view->ui), x, baseline, ALIGN_LEFT, face, u->text, ink,
                       stage_titles[stages[i]]);
    }
}

/* --- layout ---------------------------------------------------------------------------------- */

typedef enum Width { WIDTH_ONE, WIDTH_TWO, WIDTH_SIDE_BY_SIDE } Width;

/* Where the parts stand below the strip: all below each other; the plane beside the answer with the
 * table below; or the plane beside both. */
typedef struct Layout {
    DrawBox plane, table, answer, cards;
    float height;
} Layout;

static Width width_of(const LookupShow *show, float width) {
    float unit = ui_metrics(show->view->ui)->factor;
    if (width >= (260 + 24) * unit + lookup_table_width(show)) return WIDTH_SIDE_BY_SIDE;
    return width >= 560 * unit ? WIDTH_TWO : WIDTH_ONE;
}

/* The plane's side, at the left of the rest or above it. */
static float plane_side(const LookupShow *show, Width kind, float width) {
    float unit = ui_metrics(show->view->ui)->factor;
    if (kind == WIDTH_SIDE_BY_SIDE)
        return fminf(520 * unit, width - 24 * unit - lookup_table_width(show));
    return kind == WIDTH_TWO ? 280 * unit : fminf(width, 340 * unit);
}

static Layout lay_out(const LookupShow *show, DrawBox box) {
    float unit = ui_metrics(show->view->ui)->factor, gap = (float)(16 - 3 * show->tight) * unit;
    Width kind = width_of(show, box.width);
    float side = plane_side(show, kind, box.width);
    Layout at = {.plane = {box.x, box.y, side, side}};
    float right = box.width - side - 1.5f * gap, x = box.x + side + 1.5f * gap;
    float table_width = kind == WIDTH_SIDE_BY_SIDE ? right : box.width;
    float answer_width = kind == WIDTH_ONE ? box.width : right;
    float table = lookup_table_height(show, table_width),
          answer = lookup_answer_height(show, answer_width), y = box.y;
    if (kind == WIDTH_SIDE_BY_SIDE) {
        at.table = draw_box(x, y, right, table);
        at.answer = draw_box(x, y + table + gap, right, fmaxf(answer, side - table - gap));
        at.plane.height = fminf(fmaxf(side, at.answer.y + at.answer.height - y), side * 1.4f);
        y = fmaxf(y + at.plane.height, at.answer.y + at.answer.height);
    } else {
        at.answer = kind == WIDTH_TWO ? draw_box(x, y, right, fmaxf(answer, side))
                                      : draw_box(box.x, y + side + gap, box.width, answer);
        y = fmaxf(y + side, at.answer.y + at.answer.height) + gap;
        at.table = draw_box(box.x, y, box.width, table);
        y += table;
    }
    at.cards = draw_box(box.x, y + gap, box.width, lookup_cards_height(show, box.width));
    at.height = at.cards.y + at.cards.height - box.y;
    return at;
}

static void draw_parts(LookupShow *show, const Layout *at) {
    lookup_draw_plane(show, at->plane);
    lookup_draw_table(show, at->table);
    lookup_draw_answer(show, at->answer);
    lookup_draw_cards(show, at->cards);
}

/* As little tight as lets all be seen at once; where nothing does, as tight as can be in a window
 * of some height, and not at all in a low one. */
static int tightness(const LookupShow *show, DrawBox box) {
    enum { LOW = 600 };
    LookupShow trial = *show;
    for (trial.tight = 0; trial.tight <= LOOKUP_TIGHTEST; trial.tight++)
        if (lay_out(&trial, box).height <= box.height) return trial.tight;
    return box.height < LOW * ui_metrics(show->view->ui)->factor ? 0 : LOOKUP_TIGHTEST;
}

/* Always in a scroll area, so that a widget keeps its name whether all has room or not. */
static void draw_in_window(LookupShow *show, DrawBox box) {
    Ui *ui = show->view->ui;
    show->narrow = lookup_table_width(show) > box.width;
    show->tight = tightness(show, box);
    float bar = ui_metrics(ui)->scrollbar, height = lay_out(show, box).height;
    bool scrolls = height > box.height;
    DrawBox inside = box;
    if (scrolls) {
        box_cut_right(&inside, bar);
        height = lay_out(show, inside).height;
    }
    DrawBox content =
        ui_scroll_begin(ui, "all", box, (UiScroll){.width = box.width, .height = height});
    if (scrolls) box_cut_right(&content, bar);
    Layout at = lay_out(show, content);
    draw_parts(show, &at);
    ui_scroll_end(ui);
}

void lookup_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    LookupShow show = lookup_show(view);
    bool low = box.height < STEP_LOW * u->factor;
    if (!view->figure) box = box_inset(box, 24 * u->factor, (low ? 8 : 14) * u->factor);
    DrawBox strip = box_cut_top(&box, u->control);
    box_cut_left(&strip, view->corner);
    ui_push(view->ui, "lookup");
    draw_stages(view, strip);
    box_cut_top(&box, (low ? 6 : 12) * u->factor);
    if (view->figure) {
        Layout at = lay_out(&show, box);
        draw_parts(&show, &at);
    } else
        draw_in_window(&show, box);
    ui_pop(view->ui);
}

void lookup_natural_size(const ViewPass *view, float *width, float *height) {
    const UiMetrics *u = ui_metrics(view->ui);
    ViewPass copy = *view;
    LookupShow show = lookup_show(&copy);
    *width = (400 + 24) * u->factor + lookup_table_width(&show);
    *height = u->control + 12 * u->factor + lay_out(&show, draw_box(0, 0, *width, 0)).height;
}
