/* What stands over the panels of a comparison: which run it is, and in what it differs. */
#include "views/compare_parts.h"

#include "views/cost.h"
#include "views/heads.h"
#include "views/math.h"

#include <math.h>
#include <string.h>

const char *side_title(const Compared *c, int side) {
    const ViewPass *pass = &c->sides[side];
    if (run_has_heads(pass->run)) return heads_name(pass, pass->state->look.heads[0]);
    return run_has_attention(pass->run) ? pass->run->ask.attention.score->title : "No attention";
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* What of the models differs, for both in the same words. */
static void add_model(const Model *model, const Model *other, Buffer *out) {
    size_t before = out->size;
    if (model == other) return;
    if (model->kind == &model_seq2seq) {
        const Seq2SeqConfig *a = &model->config, *b = &other->config;
        if (a->cell != b->cell) buffer_printf(out, " · %s", a->cell->title);
        if (a->bidirectional != b->bidirectional)
            buffer_text(out, a->bidirectional ? " · two-way encoder" : " · one-way encoder");
        if (a->query_current != b->query_current)
            buffer_printf(out, " · query %s", a->query_current ? "current" : "previous");
        if (a->score != b->score || a->scope != b->scope) return; /* said already */
    }
    if (out->size == before) buffer_printf(out, " · %s", base_name(model->name));
}

/* What is masked of the head's scores, and what that costs, where it is not the same for both. */
static void add_mask(const Compared *c, int side, Buffer *out) {
    const ViewPass *pass = &c->sides[side];
    Arena *arena = ui_arena(pass->ui);
    Cost mine, other;
    buffer_printf(out, ", %s", run_head_mask(pass->run, pass->state->look.heads[0].of, arena));
    if (cost_now(pass, &mine) && cost_now(&c->sides[1 - side], &other) && mine.cells != other.cells)
        buffer_printf(out, " · %s", cost_words(arena, &mine));
}

static void add_attention(const Compared *c, int side, Buffer *out) {
    const Run *run = c->sides[side].run;
    const Attention *a = &run->ask.attention, *b = &c->sides[1 - side].run->ask.attention;
    if (!run_has_attention(run)) {
        buffer_text(out, "one c = [→h ; ←h], the same at every step");
        return;
    }
    buffer_text(out, a->scope->word);
    if (run_has_heads(run))
        add_mask(c, side, out);
    else if (a->scope->has_window)
        buffer_printf(out, " D = %d", a->window);
    if (a->weigh != b->weigh || a->samples != b->samples) {
        buffer_printf(out, " · %s", a->weigh->word);
        if (a->weigh->draws) buffer_printf(out, " n = %d", a->samples);
    }
    if (a->weigh->has_temperature && fabs(a->temperature - b->temperature) > 0)
        buffer_printf(out, " · τ = %g", a->temperature);
    if (a->renormalise != b->renormalise && a->scope->has_gaussian)
        buffer_text(out, a->renormalise ? " · renormalised" : " · not renormalised");
}

/* Of words the alignment error; of characters, whose gold is a whole field, how many largest
 * weights are in it. */
static void add_gold(const Compared *c, int side, Buffer *out) {
    const ViewPass *pass = &c->sides[side];
    const Look *look = &pass->state->look;
    if (!side_has_weights(c, side) || !run_has_gold(pass->run)) return;
    RunGold gold = run_gold(pass->run, look);
    if (pass->run->ask.model->tokens == TOKENS_WORDS) {
        double aer = gold.aligns ? run_aer(pass->run, look, gold.count) : (double)NAN;
        buffer_printf(out, " · AER %s", isnan(aer) ? "–" : view_weight(pass, aer));
    } else if (gold.links && gold.aligns) {
        int linked, hits = run_rows_on_gold(pass->run, look, gold.count, &linked);
        buffer_printf(out, " · largest weight on gold in %d of %d", hits, linked);
    }
}

/* What of a run is said instead of computed, as the words that say it. */
static void add_edits(const Ask *ask, Arena *arena, Buffer *out) {
    enum { SAID_MOST = 2 };
    int count = edits_count(ask->edits);
    if (!count) buffer_text(out, " · no what-if");
    for (int i = 0; i < count && i < SAID_MOST; i++)
        buffer_printf(out, " · %s", edits_line(ask->edits, i, arena));
    if (count > SAID_MOST) buffer_printf(out, " and %d more", count - SAID_MOST);
}

static void add_ablated(const Compared *c, int side, Buffer *out) {
    const Run *run = c->sides[side].run;
    const char *words = heads_list_words(ui_arena(c->view->ui), run, run->ask.ablated);
    if (*run->ask.ablated)
        buffer_printf(out, " · without %s", words);
    else
        buffer_text(out, " · with all heads");
}

const char *side_subtitle(const Compared *c, int side) {
    const Ask *ask = &c->sides[side].run->ask, *other = &c->sides[1 - side].run->ask;
    Buffer text = {0};
    add_attention(c, side, &text);
    add_model(ask->model, other->model, &text);
    if (!edits_equal(ask->edits, other->edits)) add_edits(ask, ui_arena(c->view->ui), &text);
    if (strcmp(ask->ablated, other->ablated)) add_ablated(c, side, &text);
    if (ask->beam != other->beam) buffer_printf(&text, " · beam %d", ask->beam);
    if (ask->branch != other->branch) buffer_printf(&text, " · branch %d", ask->branch);
    if (ask->seed != other->seed)
        buffer_printf(&text, " · seed %llu", (unsigned long long)ask->seed);
    add_gold(c, side, &text);
    if (!c->sides[side].run->complete && c->sides[side].run->chosen)
        buffer_text(&text, " · cut at the limit");
    const char *out = arena_string(ui_arena(c->view->ui), text.data);
    buffer_free(&text);
    return out;
}

const char *side_formula(const Compared *c, int side) {
    const Run *run = c->sides[side].run;
    return run_has_attention(run) ? run->ask.attention.score->brief : "";
}

float heading_height(const UiMetrics *u) {
    return 26 * u->factor + u->small * 1.35f * 2 + 4;
}

void heading_draw(const Compared *c, DrawBox box, Heading h) {
    Ui *ui = c->view->ui;
    const UiTheme *theme = ui_theme(ui);
    const UiMetrics *u = ui_metrics(ui);
    DrawBox row = box_cut_top(&box, 26 * u->factor);
    DrawBox badge = box_cut_left(&row, 26 * u->factor);
    ui_badge(ui, badge, h.tone, h.badge, true);
    box_cut_left(&row, 10);
    UiButton trace = {.label = "Trace", .link = true};
    float wide = h.offer ? ui_button_width(ui, trace) : 0;
    if (h.offer && wide < row.width / 2 &&
        ui_button(ui, arena_printf(ui_arena(ui), "trace-%s", h.badge), box_cut_right(&row, wide),
                  trace))
        view_say(c->view, "%s", h.offer);
    float title = text_width(ui_fonts(ui), FACE_WORDS_SEMIBOLD, u->heading, h.title);
    DrawBox name = box_cut_left(&row, fminf(title + 1, row.width));
    ui_text(ui, name, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->heading, theme->ink, h.title);
    box_cut_left(&row, 12);
    if (*h.formula && math_width(ui, u->formula, h.formula) <= row.width)
        math_in_box(ui, row, ALIGN_LEFT, u->formula, theme->muted, h.formula);
    box_cut_top(&box, 4);
    text_paragraph(ui_list(ui), box, ALIGN_LEFT, FACE_WORDS, u->small, 1.35f, theme->muted,
                   h.subtitle);
}
