/* compare_menu.c -- the dialog that offers seconds: without attention, by another score, scope,
 * way to weigh, query, cell, encoder, temperature or head, another sentence, any commands. */
#include "views/compare.h"

#include "ui/field.h"
#include "ui/scroll.h"

#include <math.h>
#include <string.h>

enum { CHOICES_MOST = 40 };

typedef struct Offer {
    ViewPass *view;
    CompareOffer what;
    DrawBox rest;
    const Shipped *shipped;
    int shipped_count;
    bool draws;
    float used;
} Offer;

/* --- what can be had ------------------------------------------------------------------------- */

typedef struct Choice {
    const char *label, *words;
} Choice;

typedef struct Choices {
    Choice items[CHOICES_MOST];
    int count;
} Choices;

static void add_choice(Choices *choices, const char *label, const char *words) {
    if (choices->count < CHOICES_MOST) choices->items[choices->count++] = (Choice){label, words};
}

/* Whether a shipped file of the task has it; every part NULL or −1 is free. */
static bool is_shipped(const Offer *o, const char *score, const char *cell, int current, int two) {
    for (int i = 0; i < o->shipped_count; i++) {
        const Shipped *s = &o->shipped[i];
        if ((!score || !strcmp(s->score, score)) && (!cell || !strcmp(s->cell, cell)) &&
            (current < 0 || s->query_current == (current == 1)) &&
            (two < 0 || s->bidirectional == (two == 1)))
            return true;
    }
    return false;
}

static const Ask *ask_of(const Offer *o) {
    return &o->view->state->ask;
}

/* Whether the model as it is can run so. */
static bool runs_with(const Offer *o, const Attention *attention) {
    const Model *m = ask_of(o)->model;
    return !seq2seq_refuses(&m->config, m->weights, attention, m->config.query_current);
}

static bool has_score(const Offer *o, const Score *score) {
    Attention wanted = ask_of(o)->attention;
    wanted.score = score;
    if (run_has_heads(o->view->run))
        return !strcmp(score->word, "dot") || !strcmp(score->word, "scaled");
    return ask_of(o)->family ? is_shipped(o, score->word, NULL, -1, -1) : runs_with(o, &wanted);
}

static const char *words_of(const Offer *o, const char *verb, const char *what) {
    return arena_printf(ui_arena(o->view->ui), "%s %s", verb, what);
}

static Choices scores_of(const Offer *o) {
    Choices out = {0};
    for (int i = 0; i < score_count; i++) {
        const Score *score = score_list[i];
        if (score == ask_of(o)->attention.score || score_is_none(score) || !has_score(o, score))
            continue;
        add_choice(&out, score->title, words_of(o, "score", score->word));
    }
    return out;
}

static Choices bottleneck_of(const Offer *o) {
    Choices out = {0};
    const Score *none = score_find("none");
    if (ask_of(o)->attention.score != none && !run_has_heads(o->view->run) && has_score(o, none))
        add_choice(&out, "No attention: one vector for every step", "score none");
    return out;
}

static Choices scopes_of(const Offer *o) {
    Choices out = {0};
    const Attention *a = &ask_of(o)->attention;
    bool heads = run_has_heads(o->view->run);
    for (int i = 0; i < scope_count && run_has_attention(o->view->run); i++) {
        const Scope *scope = scope_list[i];
        Attention wanted = *a;
        wanted.scope = scope;
        if (!wanted.window) wanted.window = 2;
        bool fits = heads ? scope->for_self : scope->for_alignment, shipped = false;
        for (int k = 0; k < o->shipped_count && ask_of(o)->family && !heads; k++)
            shipped = shipped || (!strcmp(o->shipped[k].scope, scope->word) &&
                                  !strcmp(o->shipped[k].score, a->score->word));
        if (scope == a->scope || !fits || !(heads || shipped || runs_with(o, &wanted))) continue;
        add_choice(&out, scope->title, words_of(o, "scope", scope->word));
    }
    return out;
}

static Choices weights_of(const Offer *o) {
    Choices out = {0};
    const Attention *a = &ask_of(o)->attention;
    static const double temperatures[] = {0.5, 1, 2};
    if (!run_has_attention(o->view->run)) return out;
    for (int i = 0; i < weigh_count; i++)
        if (weigh_list[i] != a->weigh && !view_weigh_refused(o->view, weigh_list[i]))
            add_choice(&out, weigh_list[i]->title, words_of(o, "weigh", weigh_list[i]->word));
    for (int i = 0; i < 3 && a->weigh->has_temperature; i++) {
        const char *number = arena_printf(ui_arena(o->view->ui), "%g", temperatures[i]);
        if (fabs(temperatures[i] - a->temperature) > 1e-9)
            add_choice(&out, arena_printf(ui_arena(o->view->ui), "τ = %s", number),
                       words_of(o, "temperature", number));
    }
    return out;
}

static Choices cells_of(const Offer *o) {
    Choices out = {0};
    const Ask *ask = ask_of(o);
    if (!ask->family || ask->model->kind != &model_seq2seq) return out;
    const Seq2SeqConfig *c = &ask->model->config;
    for (int i = 0; i < cell_count; i++)
        if (cell_list[i] != c->cell && is_shipped(o, NULL, cell_list[i]->word, -1, -1))
            add_choice(&out, cell_list[i]->title, words_of(o, "cell", cell_list[i]->word));
    if (is_shipped(o, NULL, NULL, -1, !c->bidirectional))
        add_choice(&out, c->bidirectional ? "One-way encoder" : "Two-way encoder",
                   c->bidirectional ? "encoder one-way" : "encoder two-way");
    if (is_shipped(o, NULL, NULL, !c->query_current, -1))
        add_choice(&out, c->query_current ? "Query previous s" : "Query current s",
                   c->query_current ? "query previous" : "query current");
    return out;
}

/* The heads of the group shown, and this one without its answer. */
static Choices heads_of(const Offer *o) {
    Choices out = {0};
    if (!run_has_heads(o->view->run)) return out;
    Arena *arena = ui_arena(o->view->ui);
    HeadAt now = o->view->state->look.heads[0];
    HeadCounts counts = run_head_counts(ask_of(o)->model);
    for (int layer = 1; layer <= counts.layers[now.of]; layer++)
        for (int head = 1; head <= counts.heads; head++) {
            const char *name = arena_printf(arena, "%d.%d", layer, head);
            if (layer == now.layer && head == now.head) continue;
            add_choice(&out, name, arena_printf(arena, "head %s %s", heads_words[now.of], name));
        }
    const char *name = arena_printf(arena, "%s %d.%d", heads_words[now.of], now.layer, now.head);
    bool ablated = heads_listed(ask_of(o)->ablated, now);
    add_choice(&out, arena_printf(arena, ablated ? "this head restored" : "this head ablated"),
               arena_printf(arena, "%s %s", ablated ? "restore" : "ablate", name));
    return out;
}

/* --- the dialog ------------------------------------------------------------------------------ */

static void say_compare(ViewPass *view, const char *commands) {
    view_say(view, "compare %s", view_quoted(view, commands));
}

/* A title and its choices as buttons, on as many lines as they need. */
static void draw_choices(Offer *o, const char *title, const Choices *choices) {
    Ui *ui = o->view->ui;
    const UiTheme *theme = ui_theme(ui);
    const UiMetrics *u = ui_metrics(ui);
    if (!choices->count) return;
    float side = 110 * u->factor, x = 0, y = 0, width = o->rest.width - side;
    if (width < 220 * u->factor) side = 0, y = u->row, width = o->rest.width;
    if (o->draws)
        text_in_box(ui_list(ui), draw_box(o->rest.x, o->rest.y, 110 * u->factor, u->control),
                    ALIGN_LEFT, FACE_WORDS, u->text, theme->muted, title);
    ui_push(ui, title);
    for (int i = 0; i < choices->count; i++) {
        const Choice *choice = &choices->items[i];
        bool on = !strcmp(o->view->state->compare.words, choice->words);
        UiButton button = {.label = choice->label, .on = on};
        float w = fminf(ui_button_width(ui, button), width);
        if (x > 0 && x + w > width) {
            x = 0;
            y += u->control + 6;
        }
        DrawBox box = draw_box(o->rest.x + side + x, o->rest.y + y, w, u->control);
        if (o->draws && ui_button(ui, choice->words, box, button))
            say_compare(o->view, choice->words);
        x += w + 6;
    }
    ui_pop(ui);
    float height = y + u->control + 12 * u->factor;
    box_cut_top(&o->rest, height);
    o->used += height;
}

static void draw_field(Offer *o, const char *name, const char *title, UiField field,
                       const char *verb) {
    Ui *ui = o->view->ui;
    const UiMetrics *u = ui_metrics(ui);
    float height = u->control + 12 * u->factor, side = 110 * u->factor;
    DrawBox box = box_cut_top(&o->rest, height);
    o->used += height;
    if (!o->draws) return;
    box.height = u->control;
    if (box.width - side >= 220 * u->factor)
        text_in_box(ui_list(ui), box_cut_left(&box, side), ALIGN_LEFT, FACE_WORDS, u->text,
                    ui_theme(ui)->muted, title);
    UiFieldAnswer answer = ui_field(ui, name, box, field);
    const char *typed = answer.committed ? answer.committed : answer.draft;
    if ((!answer.entered && !answer.committed) || !*typed) return;
    say_compare(o->view,
                *verb ? arena_printf(ui_arena(ui), "%s %s", verb, view_quoted(o->view, typed))
                      : typed);
}

/* The sentence of the second run, where it has its own. */
static const char *other_sentence(const ViewPass *view) {
    const State *state = view->state;
    bool other = view->other && strcmp(state->compare.ask.input, state->ask.input);
    return other ? state->compare.ask.input : "";
}

static void draw_fields(Offer *o) {
    const char *error = o->what.error;
    Ui *ui = o->view->ui;
    const UiMetrics *u = ui_metrics(ui);
    UiField commands = {.text = o->view->state->compare.words,
                        .label = "commands",
                        .placeholder = "score dot; temperature 2",
                        .hint = "Enter",
                        .error = *error ? error : NULL,
                        .limit = 2000};
    UiField sentence = {.text = other_sentence(o->view),
                        .label = "another sentence",
                        .placeholder = "read by the same model",
                        .hint = "Enter",
                        .limit = 2000};
    if (o->draws && o->what.is_new) ui_field_enter(ui, "commands");
    draw_field(o, "commands", "Any commands", commands, "");
    if (*error) {
        DrawBox box = box_cut_top(&o->rest, u->small * 3.2f);
        o->used += box.height;
        if (o->draws)
            text_paragraph(ui_list(ui), box, ALIGN_LEFT, FACE_WORDS, u->small, 1.35f,
                           ui_theme(ui)->error, error);
    }
    draw_field(o, "sentence", "A sentence", sentence, "input");
}

static void draw_offer(Offer *o) {
    Choices bottleneck = bottleneck_of(o), scores = scores_of(o), scopes = scopes_of(o);
    Choices weights = weights_of(o), cells = cells_of(o), heads = heads_of(o);
    draw_fields(o);
    draw_choices(o, "Bottleneck", &bottleneck);
    draw_choices(o, "Score", &scores);
    draw_choices(o, "Scope", &scopes);
    draw_choices(o, "Weights", &weights);
    draw_choices(o, "Decoder", &cells);
    draw_choices(o, "Heads", &heads);
    if (!view_compares(o->view)) return;
    const UiMetrics *u = ui_metrics(o->view->ui);
    DrawBox row = box_cut_top(&o->rest, u->control);
    o->used += u->control;
    UiButton off = {.label = "Close compare"};
    if (o->draws &&
        ui_button(o->view->ui, "off", box_cut_left(&row, ui_button_width(o->view->ui, off)), off))
        view_say(o->view, "compare off");
}

static Offer offer_new(ViewPass *view, DrawBox box, CompareOffer what) {
    Offer o = {.view = view, .what = what, .rest = box};
    o.shipped = shipped_files(ui_arena(view->ui), view->state->ask.model->task, &o.shipped_count);
    o.rest.width -= ui_metrics(view->ui)->scrollbar;
    return o;
}

float compare_offer_height(ViewPass *view, float width, CompareOffer what) {
    Offer o = offer_new(view, (DrawBox){0, 0, width, 10000}, what);
    draw_offer(&o);
    return o.used;
}

void compare_offer(ViewPass *view, DrawBox box, CompareOffer what) {
    UiScroll scroll = {.width = box.width, .height = compare_offer_height(view, box.width, what)};
    Offer o = offer_new(view, ui_scroll_begin(view->ui, "offers", box, scroll), what);
    o.draws = true;
    draw_offer(&o);
    ui_scroll_end(view->ui);
}
