/* wording_unknown.c -- the line that says which words the model does not know, or that the input is
 * of a kind it has not learned, and what an <unk> it writes looks at. */
#include "views/wording.h"

#include "ui/menu.h"

#include <math.h>
#include <string.h>

/* So many words are named, so many are in the menu of the rest, so many <unk> of the output are
 * told; beyond COMPARED_MOST a word may be named twice. */
enum { NAMED_MOST = 6, LISTED_MOST = 64, NOTES_MOST = 3, COMPARED_MOST = 1000 };

/* --- which they are -------------------------------------------------------------------------- */

/* A token of the source, or one that was given the output, as it was typed; NULL: it is known. */
static const char *unknown_at(const Run *run, bool written, int i) {
    if (written) return run_typed(run, i + 1);
    return run->unknown && run->unknown[i] ? run->source.items[i] : NULL;
}

static bool is_named(const Run *run, bool written, int before, const char *token) {
    for (int i = 0; i < before && before < COMPARED_MOST; i++) {
        const char *other = unknown_at(run, written, i);
        if (other && !strcmp(other, token)) return true;
    }
    return false;
}

/* The places of the unknown tokens, each once, `most` at most; returns how many there are. */
static int unknown_places(const ViewPass *view, bool written, int *places, int most) {
    const Run *run = view->run;
    int count = 0, all = written ? run->target.count : run->source.count;
    if (run_is_lookup(run) || (written && !run->typed)) return 0;
    for (int i = 0; i < all; i++) {
        const char *token = unknown_at(run, written, i);
        if (!token || is_named(run, written, i, token)) continue;
        if (count < most) places[count] = i;
        count++;
    }
    return count;
}

/* “blak”, “zebra”; NULL: all are known. */
static const char *listed(const ViewPass *view, bool written) {
    int places[NAMED_MOST], count = unknown_places(view, written, places, NAMED_MOST);
    Arena *arena = ui_arena(view->ui);
    const char *text = NULL;
    for (int i = 0; i < count && i < NAMED_MOST; i++) {
        const char *token = view_token(view, unknown_at(view->run, written, places[i]));
        text = text ? arena_printf(arena, "%s, “%s”", text, token)
                    : arena_printf(arena, "“%s”", token);
    }
    return count > NAMED_MOST ? arena_printf(arena, "%s and %d more", text, count - NAMED_MOST)
                              : text;
}

const char *wording_note(const ViewPass *view, int target) {
    const Run *run = view->run;
    int source;
    double weight;
    if (!run->chosen || target < 1 || target > run->target.count ||
        run->chosen[target - 1] != run->ask.model->target.unknown || run_typed(run, target) ||
        !view_is_judged(view, target) || !run_looked_at(run, target, &source, &weight))
        return NULL;
    Arena *arena = ui_arena(view->ui);
    const char *word = view_token(view, run->source.items[source - 1]);
    const char *number = view_number(view, weight, 2);
    return run_has_heads(run) ? arena_printf(arena, "<unk> ← %s (%s, mean of %d heads)", word,
                                             number, run->ask.model->transformer.heads)
                              : arena_printf(arena, "<unk> ← %s (%s)", word, number);
}

/* The first NOTES_MOST there are; returns how many. */
static int notes_of(const ViewPass *view, const char *notes[NOTES_MOST]) {
    int count = 0;
    for (int t = 1; view->run->chosen && t <= view->run->target.count && count < NOTES_MOST; t++) {
        notes[count] = wording_note(view, t);
        count += notes[count] != NULL;
    }
    return count;
}

const char *wording_caption(const ViewPass *view) {
    const char *read = listed(view, false), *given = listed(view, true), *notes[NOTES_MOST];
    Arena *arena = ui_arena(view->ui);
    const char *text = read ? arena_printf(arena, " · not known: %s", read) : "";
    if (given) text = arena_printf(arena, "%s · given as <unk>: %s", text, given);
    for (int i = 0, count = notes_of(view, notes); i < count; i++)
        text = arena_printf(arena, "%s · %s", text, notes[i]);
    return text;
}

/* --- what it has not learned ----------------------------------------------------------------- */

typedef enum Doubt { DOUBT_NONE, DOUBT_END, DOUBT_KIND } Doubt;

static TextPieces ends_of(const ViewPass *view) {
    const Task *task = task_find(view->run->ask.model->task);
    return text_words(ui_arena(view->ui), task && task->ends ? task->ends : "");
}

/* Every token is known, and yet the task's inputs are not like this one. Of what-ifs nothing is
 * said: they are meant to go astray. */
static Doubt doubt_of(const ViewPass *view) {
    const Run *run = view->run;
    const Task *task = task_find(run->ask.model->task);
    int none;
    if (!task || !task->read || task->next_symbol || run->reference || run->ask.edits ||
        run->source.count < 2 || unknown_places(view, false, &none, 0))
        return DOUBT_NONE;
    TextPieces ends = ends_of(view);
    for (int i = 0; i < ends.count; i++)
        if (!strcmp(run->source.items[run->source.count - 2], ends.items[i])) return DOUBT_KIND;
    return ends.count ? DOUBT_END : DOUBT_KIND;
}

/* --- the line -------------------------------------------------------------------------------- */

float wording_height(const ViewPass *view) {
    int none;
    bool any = unknown_places(view, false, &none, 0) || unknown_places(view, true, &none, 0) ||
               doubt_of(view) != DOUBT_NONE;
    return any ? ui_metrics(view->ui)->control : 0;
}

/* The text with the word in place of every such token. */
static const char *replaced(const ViewPass *view, const char *text, const char *token,
                            const char *word) {
    Arena *arena = ui_arena(view->ui);
    const Model *model = view->state->ask.model;
    TextPieces tokens = tokens_split(arena, model->tokens, text);
    for (int i = 0; i < tokens.count; i++)
        if (!strcmp(tokens.items[i], token)) tokens.items[i] = word;
    return tokens_join(arena, model->tokens, tokens.items, tokens.count);
}

typedef struct Strip {
    ViewPass *view;
    DrawBox rest;
    float reserve; /* room that stays for what comes after a word */
} Strip;

static bool put(Strip *strip, const char *text) {
    const UiMetrics *u = ui_metrics(strip->view->ui);
    float width = text_width(ui_fonts(strip->view->ui), FACE_WORDS, u->text, text) + 1;
    if (width > strip->rest.width) return false;
    text_in_box(ui_list(strip->view->ui), box_cut_left(&strip->rest, width), ALIGN_LEFT, FACE_WORDS,
                u->text, ui_theme(strip->view->ui)->warning, text);
    return true;
}

/* The text that the token was typed in; NULL: a replaced word is in none. */
static const char *text_of(const ViewPass *view, bool written, const char *token) {
    const Ask *ask = &view->state->ask;
    if (written) return ask->edits ? ask->edits->target : NULL;
    TextPieces tokens = tokens_split(ui_arena(view->ui), ask->model->tokens, ask->input);
    for (int i = 0; i < tokens.count; i++)
        if (!strcmp(tokens.items[i], token)) return ask->input;
    return NULL;
}

/* A word the model knows that is spelled most alike, for one that was typed; NULL: there is none.
 */
static const char *near_of(const ViewPass *view, bool written, int place) {
    const Model *model = view->state->ask.model;
    const char *token = unknown_at(view->run, written, place);
    bool words = model->tokens != TOKENS_CHARACTERS && text_of(view, written, token);
    return words ? wording_nearest(written ? &model->target : &model->source, token) : NULL;
}

static void say_near(ViewPass *view, bool written, int place) {
    const char *token = unknown_at(view->run, written, place);
    const char *text =
        replaced(view, text_of(view, written, token), token, near_of(view, written, place));
    view_say(view, "%s %s", written ? "target" : "input", view_quoted(view, text));
}

static bool put_word(Strip *strip, bool written, int place, bool more) {
    ViewPass *view = strip->view;
    const UiMetrics *u = ui_metrics(view->ui);
    Arena *arena = ui_arena(view->ui);
    const char *token = view_token(view, unknown_at(view->run, written, place));
    const char *near = near_of(view, written, place), *tail = near ? " →" : more ? "," : "";
    const char *text = arena_printf(arena, "“%s”%s", token, tail);
    UiButton button = {.label = near};
    float width = text_width(ui_fonts(view->ui), FACE_WORDS, u->text, text) + 7 * u->factor;
    if (near) width += ui_button_width(view->ui, button) + 14 * u->factor;
    if (width + strip->reserve > strip->rest.width || !put(strip, text)) return false;
    box_cut_left(&strip->rest, 6 * u->factor);
    if (!near) return true;
    DrawBox box = box_cut_left(&strip->rest, ui_button_width(view->ui, button));
    if (ui_button(view->ui, arena_printf(arena, "%s%d", written ? "w" : "", place + 1),
                  box_inset(box, 0, 4), button))
        say_near(view, written, place);
    box_cut_left(&strip->rest, 14 * u->factor);
    return true;
}

/* Those that have no room, in a menu: each line puts the nearest word in its place. */
static void put_rest(Strip *strip, bool written, const int *places, int count, int all) {
    ViewPass *view = strip->view;
    Arena *arena = ui_arena(view->ui);
    UiMenuLine *lines = ARENA_ARRAY(arena, UiMenuLine, count + 1);
    for (int i = 0; i < count; i++) {
        const char *near = near_of(view, written, places[i]);
        const char *token = view_token(view, unknown_at(view->run, written, places[i]));
        lines[i] = (UiMenuLine){.label = token, .note = near ? near : NULL};
        if (near) lines[i].note = arena_printf(arena, "→ %s", near);
        if (!near) lines[i].disabled = "Nothing it knows is spelled alike.";
    }
    UiMore more = {.label = arena_printf(arena, "+ %d", all), .menu = {lines, count, 0}};
    DrawBox box =
        box_cut_left(&strip->rest, fminf(ui_more_width(view->ui, more), strip->rest.width));
    int now = ui_more(view->ui, written ? "given" : "read", box_inset(box, 0, 4), more);
    if (now >= 0) say_near(view, written, places[now]);
}

/* What was read, or given the output, as <unk>; `reserve`: room for what comes after. */
static void put_words(Strip *strip, bool written, const char *lead, float reserve) {
    ViewPass *view = strip->view;
    const UiMetrics *u = ui_metrics(view->ui);
    int places[LISTED_MOST], all = unknown_places(view, written, places, LISTED_MOST), shown = 0;
    int most = all < LISTED_MOST ? all : LISTED_MOST;
    if (!all || !put(strip, lead)) return;
    box_cut_left(&strip->rest, 8 * u->factor);
    float more = ui_more_width(view->ui, (UiMore){.label = "+ 9"});
    for (; shown < most && shown < NAMED_MOST; shown++) {
        strip->reserve = reserve + (shown + 1 < all ? more : 0);
        if (!put_word(strip, written, places[shown], shown + 1 < all)) break;
    }
    if (shown < all) put_rest(strip, written, places + shown, most - shown, all - shown);
    box_cut_left(&strip->rest, 10 * u->factor);
}

/* The words before those of either side, the shorter the less room there is. */
static const char *lead_of(const ViewPass *view, float width, bool written, bool both) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool characters = view->state->ask.model->tokens == TOKENS_CHARACTERS;
    bool wide = width > (both ? 1000 : 620) * u->factor;
    const char *what = characters ? "characters" : "words";
    if (!wide && written) return "Given as <unk>:";
    if (!wide)
        return arena_printf(ui_arena(view->ui), both ? "Read as <unk>:" : "Unknown %s:", what);
    if (!written)
        return arena_printf(ui_arena(view->ui), "Not among the %s it knows, read as <unk>:", what);
    return arena_printf(ui_arena(view->ui),
                        "Not among the %s it writes, given as <unk>:", both ? "ones" : what);
}

/* The first of the two that has room. */
static void put_either(Strip *strip, const char *text, const char *shorter) {
    if (!put(strip, text)) put(strip, shorter);
    box_cut_left(&strip->rest, 8 * ui_metrics(strip->view->ui)->factor);
}

/* Each mark a button that puts it at the end. */
static void put_ends(Strip *strip) {
    ViewPass *view = strip->view;
    Arena *arena = ui_arena(view->ui);
    TextPieces ends = ends_of(view);
    float room = 0;
    for (int i = 0; i < ends.count; i++)
        room += ui_button_width(view->ui, (UiButton){.label = "add ?"}) + 8;
    strip->rest.width -= room;
    put_either(strip, "Every sentence it learned from ends in a mark, and this one in none:",
               "No mark at the end:");
    strip->rest.width += room;
    for (int i = 0; i < ends.count; i++) {
        UiButton button = {.label = arena_printf(arena, "add %s", ends.items[i])};
        DrawBox box = box_cut_left(&strip->rest, ui_button_width(view->ui, button));
        const char *input = view->state->ask.input;
        if (ui_button(view->ui, arena_printf(arena, "end%d", i), box_inset(box, 0, 4), button))
            view_say(view, "input %s",
                     view_quoted(view, arena_printf(arena, "%s%s", input, ends.items[i])));
        box_cut_left(&strip->rest, 8);
    }
}

static void put_doubt(Strip *strip, Doubt doubt) {
    bool words = strip->view->state->ask.model->tokens == TOKENS_WORDS;
    if (doubt == DOUBT_END) put_ends(strip);
    if (doubt != DOUBT_KIND) return;
    put_either(strip,
               words ? "Words it knows, in a sentence of a kind it has not learned: what it "
                       "writes may be wrong."
                     : "Not of the kind it has learned: what it writes may be wrong.",
               "Not of the kind it has learned.");
}

void wording_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    draw_fill(ui_list(view->ui), box, 0, ui_theme(view->ui)->warning_tint);
    ui_edge(view->ui, box, 'b');
    Strip strip = {view, box_inset(box, u->panel_pad, 0), 0};
    const char *notes[NOTES_MOST];
    int none, read = unknown_places(view, false, &none, 0);
    int given = unknown_places(view, true, &none, 0);
    const char *lead = lead_of(view, box.width, true, read > 0);
    float after = given ? text_width(ui_fonts(view->ui), FACE_WORDS, u->text, lead) +
                              ui_more_width(view->ui, (UiMore){.label = "+ 9"}) + 24 * u->factor
                        : 0;
    ui_push(view->ui, "unknown");
    put_words(&strip, false, lead_of(view, box.width, false, given > 0), after);
    put_words(&strip, true, lead, 0);
    put_doubt(&strip, doubt_of(view));
    for (int i = 0, count = notes_of(view, notes); i < count && put(&strip, notes[i]); i++)
        box_cut_left(&strip.rest, 14 * u->factor);
    ui_pop(view->ui);
}
