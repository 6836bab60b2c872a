/* chrome_steps.c -- the bar below: steps and words. */
#include "views/chrome.h"

#include "ui/menu.h"
#include "views/compare.h"
#include "views/list.h"
#include "views/lookup.h"
#include "views/whatif.h"
#include "views/wording.h"

#include <math.h>
#include <stdio.h>

static void step_button(ViewPass *view, DrawBox *rest, const char *name, Icon icon,
                        const char *label, const char *line) {
    const UiMetrics *u = ui_metrics(view->ui);
    if (ui_button(view->ui, name, box_cut_left(rest, u->control + 6),
                  (UiButton){.icon = icon, .name = label, .disabled = view_stands_alone(view)}))
        view_say(view, "%s", line);
    box_cut_left(rest, u->gap);
}

static void draw_step_buttons(ViewPass *view, const Chrome *chrome, DrawBox *rest) {
    bool narrow = rest->width < 700 * ui_metrics(view->ui)->factor;
    UiButton play = {.label = chrome->playing ? "Pause" : "Play",
                     .icon = chrome->playing ? ICON_PAUSE : ICON_PLAY};
    play.primary = true;
    play.disabled = chrome->playing ? NULL : view_stands_alone(view);
    play.hint = narrow ? NULL : "Space";
    step_button(view, rest, "first", ICON_FIRST, "First step", "step first");
    step_button(view, rest, "back", ICON_BACK, "One step back", "step back");
    if (ui_button(view->ui, "play", box_cut_left(rest, ui_button_width(view->ui, play)), play))
        view_say(view, chrome->playing ? "pause" : "play");
    box_cut_left(rest, ui_metrics(view->ui)->gap);
    step_button(view, rest, "next", ICON_NEXT, "One step on", "step next");
    step_button(view, rest, "last", ICON_LAST, "Last step", "step last");
}

static void draw_step_number(ViewPass *view, DrawBox *rest) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    Arena *arena = ui_arena(view->ui);
    box_cut_left(rest, 6);
    int token = view->state->look.position.token, last = run_last(view->run).token;
    const char *parts[] = {run_has_heads(view->run) ? "block " : "step ",
                           arena_printf(arena, "%d", token), arena_printf(arena, " of %d", last)};
    const Face faces[] = {FACE_WORDS, FACE_WORDS_SEMIBOLD, FACE_WORDS};
    float x = rest->x, baseline = text_baseline(rest->y, rest->height, u->text);
    for (int i = 0; i < 3; i++)
        x += draw_text(ui_list(view->ui), x, baseline, ALIGN_LEFT, faces[i], u->text,
                       i == 1 ? theme->ink : theme->muted, parts[i]);
    box_cut_left(rest, x - rest->x + 14);
}

static UiChip chip_of(const ViewPass *view, int t) {
    Position p = view->state->look.position;
    bool heads = run_has_heads(view->run);
    bool produced = view_is_written(view, t) || !view->run->chosen;
    UiChip chip = {.label = produced ? view_token(view, view->run->target.items[t - 1]) : "·",
                   .dashed = !produced};
    bool rows = view->run->chosen && view->state->look.heads[0].of == HEADS_ENCODER;
    chip.current = produced && t == (!heads ? p.token : rows ? 0 : view->state->look.target);
    return chip;
}

/* The first word of a row no wider than `room` that ends with the current one; words are `gap`
 * apart, and an ellipsis stands for those before. */
static int first_word(const ViewPass *view, float room, float gap, float ellipsis) {
    int first = 1, last = run_has_heads(view->run) ? 1 : view->state->look.position.token;
    float total = -gap;
    if (last <= first) return first; /* nor need thousands of words be measured */
    for (int t = 1; t <= view->run->target.count; t++)
        total += ui_chip_width(view->ui, chip_of(view, t)) + gap;
    while (total > room && first < last) {
        total -= ui_chip_width(view->ui, chip_of(view, first)) + gap;
        if (first++ == 1) total += ellipsis;
    }
    return first;
}

/* A click on a word: to its step; in a transformer, where all are made at once, its row is pinned.
 */
static void choose_word(ViewPass *view, int t) {
    RunMatrix m = view_matrix(view, MATRIX_WEIGHTS);
    if (!run_has_heads(view->run)) {
        view_say(view, "step %d", t);
        if (view->state->look.target && view->state->look.target != t)
            view_say(view, "select none"); /* the word that was clicked is looked at */
    } else if (t <= m.rows.count && m.cols.count)
        view_say(view, "select %d %d", t, t < m.cols.count ? t : m.cols.count);
}

/* What is known of a written word: how likely it was, and where an <unk> looks. */
static void tell_word(ViewPass *view, DrawBox box, int t) {
    const Run *run = view->run;
    Arena *arena = ui_arena(view->ui);
    const char *note = wording_note(view, t), *typed = run_typed(run, t);
    double p = whatif_probability(run, t);
    if (isnan(p) || !view_is_judged(view, t)) return;
    if (typed) note = arena_printf(arena, "“%s”, given as <unk>", typed);
    ui_tip(view->ui, box,
           arena_printf(arena, "%s%sp = %s", note ? note : "", note ? " · " : "",
                        p > 0 && p < 0.001 ? arena_printf(arena, "%.1e", p)
                                           : view_number(view, p, 3)));
}

/* Words that are written, so that they can be chosen; they are the first. */
static int written(const ViewPass *view) {
    int low = 0, high = view->run->target.count;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (!chip_of(view, middle).dashed)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* Where words have no room stand three dots, with all that are written behind them. */
static void draw_all_words(ViewPass *view, const char *name, DrawBox box) {
    Arena *arena = ui_arena(view->ui);
    UiMore more = {.name = "All words", .quiet = true, .menu = {.count = written(view)}};
    if (ui_more_is_open(view->ui, name)) {
        UiMenuLine *lines = ARENA_ARRAY(arena, UiMenuLine, more.menu.count + 1);
        for (int t = 1; t <= more.menu.count; t++) {
            UiChip chip = chip_of(view, t);
            lines[t - 1] = (UiMenuLine){
                .label = chip.label, .note = arena_printf(arena, "%d", t), .on = chip.current};
        }
        more.menu.lines = lines;
    }
    box = box_aligned(box, ALIGN_LEFT, box.width, ui_metrics(view->ui)->segment);
    int now = ui_more(view->ui, name, box, more);
    if (now >= 0) choose_word(view, now + 1);
}

/* The words so far, as many as fit around the current one. Returns what is left. */
static DrawBox draw_words(ViewPass *view, DrawBox rest) {
    const UiMetrics *u = ui_metrics(view->ui);
    float gap = 6, ellipsis = roundf(26 * u->factor);
    int T = view->run->target.count, first = first_word(view, rest.width, gap, ellipsis);
    const bool *changed = whatif_changed(view);
    ui_push(view->ui, "words");
    if (first > 1) draw_all_words(view, "before", box_cut_left(&rest, ellipsis));
    for (int t = first; t <= T; t++) {
        UiChip chip = chip_of(view, t);
        if (changed && changed[t - 1] && !chip.dashed && !chip.current) chip.tone = TONE_WARNING;
        float width = ui_chip_width(view->ui, chip);
        if (width + (t < T ? ellipsis : 0) > rest.width) {
            draw_all_words(view, "after", box_cut_left(&rest, fminf(ellipsis, rest.width)));
            break;
        }
        char name[24];
        snprintf(name, sizeof name, "%d", t);
        DrawBox box = box_cut_left(&rest, width);
        if (ui_chip(view->ui, name, box, chip)) choose_word(view, t);
        tell_word(view, box, t);
        box_cut_left(&rest, gap);
    }
    ui_pop(view->ui);
    return rest;
}

const ChromeSpeed chrome_speeds[CHROME_SPEEDS] = {
    {"¼×", 0.25}, {"½×", 0.5}, {"1×", 1}, {"2×", 2}, {"4×", 4}};

int chrome_speed(const ViewPass *view) {
    for (int i = 0; i < CHROME_SPEEDS; i++)
        if (fabs(chrome_speeds[i].speed - view->state->look.speed) < 1e-9) return i;
    return -1;
}

void chrome_say_speed(ViewPass *view, int speed) {
    if (speed != chrome_speed(view)) view_say(view, "speed %g", chrome_speeds[speed].speed);
}

bool chrome_shows_speed(const ViewPass *view) {
    return ui_window(view->ui).width > 760 * ui_metrics(view->ui)->factor;
}

static void draw_speed(ViewPass *view, DrawBox *rest) {
    UiMenuLine lines[CHROME_SPEEDS] = {{0}};
    for (int i = 0; i < CHROME_SPEEDS; i++) lines[i].label = chrome_speeds[i].label;
    int chosen = chrome_speed(view);
    UiDropdown dropdown = {.menu = {lines, CHROME_SPEEDS, 0}, .chosen = chosen, .quiet = true};
    if (chosen < 0)
        dropdown.label = arena_printf(ui_arena(view->ui), "%g×", view->state->look.speed);
    int now = ui_dropdown(view->ui, "speed", box_cut_right(rest, 64 * ui_metrics(view->ui)->factor),
                          dropdown);
    if (now >= 0) chrome_say_speed(view, now);
    box_cut_right(rest, 8);
}

static bool draw_right(ViewPass *view, DrawBox *rest, const char *name, UiButton button) {
    float width = ui_button_width(view->ui, button);
    bool clicked =
        ui_button(view->ui, name, box_cut_right(rest, fminf(width, rest->width)), button);
    box_cut_right(rest, ui_metrics(view->ui)->gap);
    return clicked;
}

/* Instead of the words: what a comparison can do as a whole; signs where words have no room.
 * Returns what is left. */
static DrawBox draw_comparing(ViewPass *view, DrawBox rest) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool on = view->state->compare.difference;
    UiButton close = {.label = "Close compare"}, swap = {.label = "Swap A, B"};
    UiButton difference = {.label = "Difference", .on = on};
    difference.disabled = compare_no_difference(view);
    float wide = ui_button_width(view->ui, close) + ui_button_width(view->ui, swap) +
                 ui_button_width(view->ui, difference) + 2 * u->gap;
    if (wide > rest.width) {
        close = (UiButton){.icon = ICON_CLOSE, .name = "Close compare"};
        swap = (UiButton){.icon = ICON_SWAP, .name = "Swap A, B"};
    }
    if (draw_right(view, &rest, "close", close)) view_say(view, "compare off");
    if (draw_right(view, &rest, "swap", swap)) view_say(view, "compare swap");
    if (draw_right(view, &rest, "difference", difference))
        view_say(view, "difference %s", on ? "off" : "on");
    const char *words = "· both runs step together";
    float width = text_width(ui_fonts(view->ui), FACE_WORDS, u->text, words);
    if (width < rest.width)
        text_in_box(ui_list(view->ui), box_cut_left(&rest, width), ALIGN_LEFT, FACE_WORDS, u->text,
                    ui_theme(view->ui)->muted, words);
    return rest;
}

void chrome_steps(ViewPass *view, Chrome *chrome, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    ui_panel(view->ui, box, 0);
    ui_edge(view->ui, box, 't');
    DrawBox inside = box_inset(box, u->panel_pad, (box.height - u->control) / 2);
    ui_push(view->ui, "steps");
    draw_step_buttons(view, chrome, &inside);
    if (!run_is_lookup(view->run)) draw_step_number(view, &inside);
    bool alone = view_stands_alone(view) != NULL;
    if (chrome_shows_speed(view) && !alone) draw_speed(view, &inside);
    chrome->free = (DrawBox){0};
    if (alone)
        chrome->free = inside;
    else if (view_compares(view))
        chrome->free = draw_comparing(view, inside);
    else if (run_is_lookup(view->run))
        chrome->free = lookup_draw_steps(view, inside);
    else
        chrome->free = draw_words(view, inside);
    ui_pop(view->ui);
}
