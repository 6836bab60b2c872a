#include "views/wording.h"

#include "ui/layout.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* A text longer than CHECKED_MOST bytes is not looked through while it is typed. */
enum { OFFERS_MOST = 7, NAMED_MOST = 6, CHECKED_MOST = 6000, COMPARED_MOST = 1000 };

/* --- what is known --------------------------------------------------------------------------- */

static const Vocabulary *vocabulary_of(const ViewPass *view) {
    return &view->state->ask.model->source;
}

static bool is_known(const Vocabulary *words, const char *token) {
    int id = vocabulary_id(words, token);
    return id >= 0 && (id != words->unknown || !strcmp(token, words->tokens[id]));
}

static bool is_special(const char *token) {
    return token[0] == '<' && token[1];
}

static const char *nearest(const Vocabulary *words, const char *token) {
    const char *near = text_nearest(token, words->tokens, words->count);
    return near && !is_special(near) ? near : NULL;
}

/* What the word becomes, where the task has a dictionary. */
static const char *meaning(const ViewPass *view, Arena *arena, const char *word) {
    const Task *task = task_find(view->state->ask.model->task);
    int count = 0;
    const TaskWord *all = task && task->words ? task->words(arena, &count) : NULL;
    for (int i = 0; i < count; i++)
        if (task_word_is(&all[i], word)) return all[i].meaning;
    return NULL;
}

/* --- while typing ---------------------------------------------------------------------------- */

typedef struct Typing {
    const ViewPass *view;
    Arena *arena;
    const Vocabulary *words;
    const char *word; /* at the caret, up to it */
    UiFieldOffer *offers;
    int count;
} Typing;

static void offer(Typing *typing, const char *word) {
    if (typing->count == OFFERS_MOST) return;
    typing->offers[typing->count++] =
        (UiFieldOffer){word, meaning(typing->view, typing->arena, word)};
}

/* Words that begin so, the shortest first, those of the same case before others. */
static void offer_longer(Typing *typing) {
    size_t n = strlen(typing->word), longest = 0;
    for (int i = 0; i < typing->words->count; i++)
        if (strlen(typing->words->tokens[i]) > longest) longest = strlen(typing->words->tokens[i]);
    for (int folded = 0; folded < 2 && n; folded++)
        for (size_t length = n + !folded; length <= longest && typing->count < OFFERS_MOST;
             length++)
            for (int i = 0; i < typing->words->count; i++) {
                const char *token = typing->words->tokens[i];
                if (strlen(token) != length || is_special(token)) continue;
                bool same = !strncmp(token, typing->word, n);
                if (folded ? !same && !strncasecmp(token, typing->word, n) : same)
                    offer(typing, token);
            }
}

static bool has_longer(const Typing *typing) {
    return typing->count > 0;
}

/* Marks what is not known; what is being typed only once nothing known begins so. */
UiFieldHelp wording_help(const void *with, Arena *arena, const char *text, size_t caret) {
    const ViewPass *view = with;
    const Model *model = view->state->ask.model;
    UiFieldHelp help = {0};
    if (model->kind == &model_lookup || strlen(text) > CHECKED_MOST) return help;
    int count;
    const TokenSpan *spans = tokens_spans(arena, model->tokens, text, &count);
    TextPieces tokens = tokens_split(arena, model->tokens, text);
    if (tokens.count != count) return help; /* not NFC: nothing to say of it */
    UiFieldSpan *marks = ARENA_ARRAY(arena, UiFieldSpan, count + 1);
    Typing typing = {.view = view, .arena = arena, .words = vocabulary_of(view)};
    typing.offers = ARENA_ARRAY(arena, UiFieldOffer, OFFERS_MOST);
    bool words = model->tokens != TOKENS_CHARACTERS;
    for (int i = 0; i < count; i++) {
        bool known = is_known(typing.words, tokens.items[i]);
        bool here = words && caret != SIZE_MAX && spans[i].first < caret && caret <= spans[i].last;
        if (known) continue;
        if (here) {
            help.word = (UiFieldSpan){spans[i].first, spans[i].last};
            typing.word = tokens.items[i];
            if (caret == spans[i].last) offer_longer(&typing);
        }
        if (here && has_longer(&typing)) continue;
        marks[help.mark_count++] = (UiFieldSpan){spans[i].first, spans[i].last};
        const char *near = here ? nearest(typing.words, tokens.items[i]) : NULL;
        if (!near) continue;
        offer(&typing, near);
        help.title = "not known; the nearest:";
    }
    help.marks = marks;
    help.offers = typing.offers;
    help.offer_count = typing.count;
    return help;
}

/* --- what was not known ---------------------------------------------------------------------- */

/* The unknown tokens of the run, each once, as places in the source. */
static int unknown_places(const ViewPass *view, int *places, int most) {
    const Run *run = view->run;
    int count = 0;
    if (!run->unknown || run_is_lookup(run)) return 0;
    for (int s = 0; s < run->source.count; s++) {
        bool again = false;
        for (int i = 0; i < s && s < COMPARED_MOST && !again; i++)
            again = run->unknown[i] && !strcmp(run->source.items[i], run->source.items[s]);
        if (!run->unknown[s] || again) continue;
        if (count < most) places[count] = s;
        count++;
    }
    return count;
}

const char *wording_unknown(const ViewPass *view) {
    int places[NAMED_MOST], count = unknown_places(view, places, NAMED_MOST);
    Arena *arena = ui_arena(view->ui);
    const char *text = NULL;
    for (int i = 0; i < count && i < NAMED_MOST; i++) {
        const char *token = view_token(view, view->run->source.items[places[i]]);
        text = text ? arena_printf(arena, "%s, “%s”", text, token)
                    : arena_printf(arena, "“%s”", token);
    }
    return count > NAMED_MOST ? arena_printf(arena, "%s and %d more", text, count - NAMED_MOST)
                              : text;
}

float wording_height(const ViewPass *view) {
    int none;
    return unknown_places(view, &none, 0) ? ui_metrics(view->ui)->control : 0;
}

/* The input with the word in place of every such token. */
static const char *replaced(const ViewPass *view, const char *token, const char *word) {
    Arena *arena = ui_arena(view->ui);
    const Model *model = view->state->ask.model;
    TextPieces tokens = tokens_split(arena, model->tokens, view->state->ask.input);
    for (int i = 0; i < tokens.count; i++)
        if (!strcmp(tokens.items[i], token)) tokens.items[i] = word;
    return tokens_join(arena, model->tokens, tokens.items, tokens.count);
}

typedef struct Strip {
    ViewPass *view;
    DrawBox rest;
} Strip;

static bool put(Strip *strip, const char *text) {
    const UiMetrics *u = ui_metrics(strip->view->ui);
    float width = text_width(ui_fonts(strip->view->ui), FACE_WORDS, u->text, text) + 1;
    if (width > strip->rest.width) return false;
    text_in_box(ui_list(strip->view->ui), box_cut_left(&strip->rest, width), ALIGN_LEFT, FACE_WORDS,
                u->text, ui_theme(strip->view->ui)->warning, text);
    return true;
}

/* Not when a what-if put it there. */
static bool is_in_input(const ViewPass *view, const char *token) {
    TextPieces tokens =
        tokens_split(ui_arena(view->ui), view->state->ask.model->tokens, view->state->ask.input);
    for (int i = 0; i < tokens.count; i++)
        if (!strcmp(tokens.items[i], token)) return true;
    return false;
}

static bool put_word(Strip *strip, int place, bool more) {
    ViewPass *view = strip->view;
    const UiMetrics *u = ui_metrics(view->ui);
    Arena *arena = ui_arena(view->ui);
    const char *token = view->run->source.items[place];
    bool words = view->state->ask.model->tokens != TOKENS_CHARACTERS;
    const char *near =
        words && is_in_input(view, token) ? nearest(vocabulary_of(view), token) : NULL;
    if (!put(strip, arena_printf(arena, "“%s”%s", view_token(view, token),
                                 near   ? " →"
                                 : more ? ","
                                        : "")))
        return false;
    box_cut_left(&strip->rest, 6 * u->factor);
    if (!near) return true;
    UiButton button = {.label = near};
    float width = ui_button_width(view->ui, button);
    if (width > strip->rest.width) return false;
    DrawBox box = box_inset(box_cut_left(&strip->rest, width), 0, 4);
    if (ui_button(view->ui, arena_printf(arena, "%d", place + 1), box, button))
        view_say(view, "input %s", view_quoted(view, replaced(view, token, near)));
    box_cut_left(&strip->rest, 14 * u->factor);
    return true;
}

void wording_draw(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    int places[NAMED_MOST], count = unknown_places(view, places, NAMED_MOST);
    bool characters = view->state->ask.model->tokens == TOKENS_CHARACTERS;
    draw_fill(ui_list(view->ui), box, 0, theme->warning_tint);
    ui_edge(view->ui, box, 'b');
    Strip strip = {view, box_inset(box, u->panel_pad, 0)};
    const char *what = characters ? "characters" : "words";
    bool wide = box.width > 620 * u->factor;
    ui_push(view->ui, "unknown");
    put(&strip,
        arena_printf(ui_arena(view->ui),
                     wide ? "Not among the %s it knows, read as <unk>:" : "Unknown %s:", what));
    box_cut_left(&strip.rest, 8 * u->factor);
    int shown = 0;
    while (shown < count && shown < NAMED_MOST &&
           put_word(&strip, places[shown], shown + 1 < count))
        shown++;
    if (shown < count) put(&strip, arena_printf(ui_arena(view->ui), "+ %d", count - shown));
    ui_pop(view->ui);
}
