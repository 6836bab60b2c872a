/* lookup.c -- what the parts of the view share: numbers, what answers the mouse, stages. */
#include "views/lookup.h"

#include "views/lookup_parts.h"

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
    show.following = view->followed && !view->figure;
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

/* "1.2e5", or with no decimals "1e5". 0, and what is no number, have no such power. */
static const char *power_of_ten(const LookupShow *show, double x, int decimals) {
    if (!isfinite(x) || !(fabs(x) > 0)) return view_number(show->view, x, 0);
    int power = (int)floor(log10(fabs(x)));
    if (fabs(x) / pow(10, power) >= (decimals ? 9.95 : 9.5)) power++;
    return arena_printf(ui_arena(show->view->ui), "%se%d",
                        view_number(show->view, x / pow(10, power), decimals), power);
}

const char *lookup_number(const LookupShow *show, double x, int decimals) {
    if (fabs(x) < 999.5) return view_number(show->view, x, decimals);
    if (fabs(x) < 99999.5) return view_number(show->view, x, 0);
    return power_of_ten(show, x, 1);
}

const char *lookup_number_in(const LookupShow *show, double x, Face face, float size, float width) {
    Fonts *fonts = ui_fonts(show->view->ui);
    const char *text = "";
    for (int decimals = 2; decimals >= 0; decimals--) {
        text = view_number(show->view, x, decimals);
        if (text_width(fonts, face, size, text) <= width) return text;
    }
    for (int decimals = 1; decimals >= 0; decimals--) {
        text = power_of_ten(show, x, decimals);
        if (text_width(fonts, face, size, text) <= width) return text;
    }
    return text;
}

const char *lookup_number_kept(const LookupShow *show, double x, Face face, float size,
                               float width) {
    if (fabs(x) >= 0.005 || !(fabs(x) > 0)) return lookup_number_in(show, x, face, size, width);
    const char *text = power_of_ten(show, x, 1);
    bool fits = text_width(ui_fonts(show->view->ui), face, size, text) <= width;
    return fits ? text : power_of_ten(show, x, 0);
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

void lookup_draw_stages(ViewPass *view, DrawBox box) {
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

DrawBox lookup_draw_steps(ViewPass *view, DrawBox box) {
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
    box_cut_left(&box, x - box.x + u->pad);
    return box;
}
