/* chrome_bars.c -- the bar above (name, model, input, train, export) and the one below (steps and
 * words). */
#include "views/chrome.h"

#include "ui/field.h"
#include "ui/menu.h"
#include "views/compare.h"
#include "views/lookup.h"
#include "views/whatif.h"
#include "views/wording.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- above ----------------------------------------------------------------------------------- */

static float draw_name(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    float size = ui_metrics(view->ui)->large, baseline = text_baseline(box.y, box.height, size);
    float x = box.x + draw_text(ui_list(view->ui), box.x, baseline, ALIGN_LEFT, FACE_WORDS_BOLD,
                                size, theme->ink, "Heed");
    x += draw_text(ui_list(view->ui), x, baseline, ALIGN_LEFT, FACE_WORDS_BOLD, size, theme->accent,
                   ".");
    return x - box.x;
}

static void draw_input(ViewPass *view, Chrome *chrome, DrawBox box) {
    const Task *task = task_find(view->state->ask.model->task);
    UiField field = {
        .text = view->state->ask.input, .label = "input", .placeholder = "type something to read"};
    field.hint = "Enter";
    field.menu = task && task->example_count;
    field.limit = 20000;
    field.helper = wording_help;
    field.helper_with = view;
    if (chrome->enter_input) ui_field_enter(view->ui, "input");
    chrome->enter_input = false;
    UiFieldAnswer answer = ui_field(view->ui, "input", box, field);
    if (answer.committed && strcmp(answer.committed, view->state->ask.input)) {
        Arena *arena = ui_arena(view->ui);
        view->gestures[view->line_count] = 0;
        if (view->line_count < VIEW_LINES_MAX)
            view->lines[view->line_count++] =
                arena_printf(arena, "input %s", view_quoted(view, answer.committed));
    }
    if (!field.menu) return;
    UiMenuLine *lines = ARENA_ARRAY(ui_arena(view->ui), UiMenuLine, task->example_count);
    for (int i = 0; i < task->example_count; i++)
        lines[i] = (UiMenuLine){.label = task->examples[i],
                                .on = !strcmp(task->examples[i], view->state->ask.input)};
    if (answer.menu) ui_menu_open(view->ui, "examples");
    int chosen = ui_menu(view->ui, "examples", box, (UiMenu){lines, task->example_count, 0});
    if (chosen >= 0) view_say(view, "example %d", chosen + 1);
}

static void draw_compare_button(ViewPass *view, Chrome *chrome, DrawBox *box, bool tight) {
    UiButton compare = {.label = tight ? NULL : "Compare",
                        .icon = tight ? ICON_SWAP : ICON_NONE,
                        .hint = tight ? NULL : "C",
                        .name = "Compare",
                        .on = view_compares(view)};
    if (run_is_lookup(view->run))
        compare.disabled = "A lookup shows its five scores beside each other already.";
    float width = ui_button_width(view->ui, compare);
    if (ui_button(view->ui, "compare", box_cut_right(box, width), compare))
        chrome_open_dialog(view, chrome, DIALOG_COMPARE);
    box_cut_right(box, ui_metrics(view->ui)->gap);
}

/* `tight`: signs instead of words; `narrow`: no undo and redo. */
static void draw_top_buttons(ViewPass *view, Chrome *chrome, DrawBox *box, bool tight,
                             bool narrow) {
    const UiMetrics *u = ui_metrics(view->ui);
    UiButton export = {.label = tight ? NULL : "Export figure",
                       .icon = tight ? ICON_EXPORT : ICON_NONE};
    export.primary = true;
    export.name = "Export figure";
    export.align = ALIGN_CENTER;
    if (ui_button(view->ui, "export", box_cut_right(box, ui_button_width(view->ui, export)),
                  export))
        chrome_open_dialog(view, chrome, DIALOG_EXPORT);
    box_cut_right(box, u->gap);
    bool running = chrome->training.running;
    UiButton train = {
        .label = running ? "Stop" : "Train", .hint = tight ? NULL : "T", .on = running};
    if (!view->state->ask.model->kind->force)
        train.disabled = "There is nothing to train: all the numbers are in the input.";
    if (ui_button(view->ui, "train", box_cut_right(box, ui_button_width(view->ui, train)), train))
        view_say(view, running ? "train stop" : "train start");
    box_cut_right(box, u->gap);
    draw_compare_button(view, chrome, box, tight);
    bool dark = view->state->look.theme == THEME_DARK;
    UiButton theme = {.icon = dark ? ICON_SUN : ICON_MOON,
                      .name = dark ? "Light theme" : "Dark theme"};
    if (ui_button(view->ui, "theme", box_cut_right(box, u->control), theme))
        view_say(view, "theme %s", dark ? "light" : "dark");
    box_cut_right(box, u->gap);
    UiButton redo = {.icon = ICON_REDO, .name = "Redo"}, undo = {.icon = ICON_UNDO, .name = "Undo"};
    if (!view->can_undo) undo.disabled = "There is nothing to undo.";
    if (!view->can_redo) redo.disabled = "There is nothing to redo.";
    if (narrow) return;
    if (ui_button(view->ui, "redo", box_cut_right(box, u->control), redo)) view_say(view, "redo");
    box_cut_right(box, u->gap);
    if (ui_button(view->ui, "undo", box_cut_right(box, u->control), undo)) view_say(view, "undo");
    box_cut_right(box, u->gap);
}

static void draw_drawer_buttons(ViewPass *view, Chrome *chrome, DrawBox *box) {
    const UiMetrics *u = ui_metrics(view->ui);
    if (!chrome_has_left(view)) {
        UiButton button = {.icon = ICON_MENU, .name = "Controls", .on = chrome->left_drawer};
        if (ui_button(view->ui, "controls", box_cut_left(box, u->control), button))
            chrome->left_drawer = !chrome->left_drawer;
        box_cut_left(box, u->gap);
    }
    if (!chrome_has_right(view) && (view->followed || !run_is_lookup(view->run))) {
        UiButton button = {.icon = ICON_PANEL, .on = chrome->right_drawer};
        button.name = view->followed ? "Trace" : "Inspector";
        if (ui_button(view->ui, "inspector", box_cut_right(box, u->control), button))
            chrome->right_drawer = !chrome->right_drawer;
        box_cut_right(box, u->gap);
    }
}

/* Beside the input: all the words that it may hold. */
static void draw_words_button(ViewPass *view, Chrome *chrome, DrawBox *box, bool tight) {
    const UiMetrics *u = ui_metrics(view->ui);
    if (!wording_has_list(view)) return;
    UiButton button = {.icon = ICON_BOOK, .name = "The words it knows", .on = chrome->words};
    bool wide = !tight && box->width > 640 * u->factor;
    if (wide) button.label = "Words";
    if (wide) button.hint = "W";
    float width = wide ? ui_button_width(view->ui, button) : u->control;
    if (ui_button(view->ui, "words", box_cut_right(box, width), button))
        chrome->words = !chrome->words;
    box_cut_right(box, u->gap);
}

void chrome_top(ViewPass *view, Chrome *chrome, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    ui_panel(view->ui, box, 0);
    ui_edge(view->ui, box, 'b');
    bool narrow = box.width < 900 * u->factor, tight = box.width < 1200 * u->factor;
    DrawBox inside = box_inset(box, u->panel_pad, (box.height - u->control) / 2);
    ui_push(view->ui, "top");
    draw_drawer_buttons(view, chrome, &inside);
    draw_top_buttons(view, chrome, &inside, tight, narrow);
    float name = narrow ? 0 : draw_name(view, inside) + 24 * u->factor;
    if (!tight && chrome_has_left(view)) name = fmaxf(name, u->left - u->panel_pad - 4);
    box_cut_left(&inside, name);
    draw_words_button(view, chrome, &inside, tight);
    if (inside.width > 260 * u->factor) {
        chrome_models(view, box_cut_left(&inside, fminf(210 * u->factor, inside.width * 0.36f)));
        box_cut_left(&inside, u->gap + 4);
    }
    draw_input(view, chrome, inside);
    ui_pop(view->ui);
}

/* --- below ----------------------------------------------------------------------------------- */

static void step_button(ViewPass *view, DrawBox *rest, const char *name, Icon icon,
                        const char *label, const char *line) {
    const UiMetrics *u = ui_metrics(view->ui);
    if (ui_button(view->ui, name, box_cut_left(rest, u->control + 6),
                  (UiButton){.icon = icon, .name = label}))
        view_say(view, "%s", line);
    box_cut_left(rest, u->gap);
}

static void draw_step_buttons(ViewPass *view, const Chrome *chrome, DrawBox *rest) {
    bool narrow = rest->width < 700 * ui_metrics(view->ui)->factor;
    UiButton play = {.label = chrome->playing ? "Pause" : "Play",
                     .icon = chrome->playing ? ICON_PAUSE : ICON_PLAY};
    play.primary = true;
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
    const char *parts[] = {"step ", arena_printf(arena, "%d", token),
                           arena_printf(arena, " of %d", last)};
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
    chip.current = produced && t == (heads ? view->state->look.target : p.token);
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
    if (isnan(p) || !view_is_written(view, t)) return;
    if (typed) note = arena_printf(arena, "“%s”, given as <unk>", typed);
    ui_tip(view->ui, box,
           arena_printf(arena, "%s%sp = %s", note ? note : "", note ? " · " : "",
                        p > 0 && p < 0.001 ? arena_printf(arena, "%.1e", p)
                                           : view_number(view, p, 3)));
}

/* The words so far, as many as fit around the current one. */
static void draw_words(ViewPass *view, DrawBox rest) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    float gap = 6, ellipsis = roundf(18 * u->factor);
    int T = view->run->target.count, first = first_word(view, rest.width, gap, ellipsis);
    if (first > 1)
        text_in_box(ui_list(view->ui), box_cut_left(&rest, ellipsis), ALIGN_LEFT, FACE_WORDS,
                    u->text, theme->muted, "…");
    const bool *changed = whatif_changed(view);
    ui_push(view->ui, "words");
    for (int t = first; t <= T; t++) {
        UiChip chip = chip_of(view, t);
        if (changed && changed[t - 1] && !chip.dashed && !chip.current) chip.tone = TONE_WARNING;
        float width = ui_chip_width(view->ui, chip);
        if (width + (t < T ? ellipsis : 0) > rest.width) {
            text_in_box(ui_list(view->ui), rest, ALIGN_LEFT, FACE_WORDS, u->text, theme->muted,
                        "…");
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
}

static void draw_speed(ViewPass *view, DrawBox *rest) {
    static const double speeds[] = {0.25, 0.5, 1, 2, 4};
    static const UiMenuLine lines[] = {
        {.label = "¼×"}, {.label = "½×"}, {.label = "1×"}, {.label = "2×"}, {.label = "4×"}};
    int chosen = -1;
    for (int i = 0; i < 5; i++)
        if (fabs(speeds[i] - view->state->look.speed) < 1e-9) chosen = i;
    UiDropdown dropdown = {.menu = {lines, 5, 0}, .chosen = chosen, .quiet = true};
    if (chosen < 0)
        dropdown.label = arena_printf(ui_arena(view->ui), "%g×", view->state->look.speed);
    int now = ui_dropdown(view->ui, "speed", box_cut_right(rest, 64 * ui_metrics(view->ui)->factor),
                          dropdown);
    if (now >= 0 && now != chosen) view_say(view, "speed %g", speeds[now]);
    box_cut_right(rest, 8);
}

/* Instead of the words: what a comparison can do as a whole. */
static void draw_comparing(ViewPass *view, DrawBox rest) {
    const UiMetrics *u = ui_metrics(view->ui);
    UiButton close = {.label = "Close compare"}, swap = {.label = "Swap A, B"};
    if (ui_button(view->ui, "close", box_cut_right(&rest, ui_button_width(view->ui, close)), close))
        view_say(view, "compare off");
    box_cut_right(&rest, u->gap);
    if (ui_button(view->ui, "swap", box_cut_right(&rest, ui_button_width(view->ui, swap)), swap))
        view_say(view, "compare swap");
    box_cut_right(&rest, u->gap);
    bool on = view->state->compare.difference;
    UiButton difference = {.label = "Difference", .on = on};
    difference.disabled = compare_no_difference(view);
    float width = ui_button_width(view->ui, difference);
    if (width < rest.width &&
        ui_button(view->ui, "difference", box_cut_right(&rest, width), difference))
        view_say(view, "difference %s", on ? "off" : "on");
    const char *words = "· both runs step together";
    if (text_width(ui_fonts(view->ui), FACE_WORDS, u->text, words) < rest.width)
        text_in_box(ui_list(view->ui), rest, ALIGN_LEFT, FACE_WORDS, u->text,
                    ui_theme(view->ui)->muted, words);
}

void chrome_steps(ViewPass *view, Chrome *chrome, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    ui_panel(view->ui, box, 0);
    ui_edge(view->ui, box, 't');
    DrawBox inside = box_inset(box, u->panel_pad, (box.height - u->control) / 2);
    ui_push(view->ui, "steps");
    draw_step_buttons(view, chrome, &inside);
    if (!run_is_lookup(view->run)) draw_step_number(view, &inside);
    if (box.width > 760 * u->factor) draw_speed(view, &inside);
    if (view_compares(view))
        draw_comparing(view, inside);
    else
        run_is_lookup(view->run) ? lookup_draw_steps(view, inside) : draw_words(view, inside);
    ui_pop(view->ui);
}
