/* chrome_over.c -- what opens over the window: the palette, the dialogs, the toast, and the keys.
 */
#include "views/chrome.h"

#include "base/file.h"
#include "ui/field.h"
#include "ui/menu.h"
#include "ui/palette.h"
#include "ui/scroll.h"
#include "views/compare.h"
#include "views/list.h"
#include "views/multiples.h"
#include "views/whatif.h"
#include "views/wording.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- keys ------------------------------------------------------------------------------------ */

typedef struct KeyLine {
    const char *keys, *summary;
} KeyLine;

static const KeyLine key_lines[] = {
    {"Space", "play or pause"},
    {"→  ←", "one step on, one back"},
    {"↑  ↓", "one token up, down: the row that is spoken of"},
    {"Home  End", "the first step, the last"},
    {"0", "no attention; among heads: ablate or restore"},
    {"1 – 5", "dot, scaled dot, cosine, bilinear, additive"},
    {"G  M  P", "global, local-m, local-p"},
    {"V", "choose another view"},
    {"H", "all heads"},
    {"A", "the heads of the layer side by side; again: one"},
    {"Shift+click", "keep a head beside the others, as Shift+Enter; double click: it alone"},
    {"C", "compare with a second run"},
    {"F", "what if: all of the row on this cell; again: free"},
    {"O", "what if: all of the output, a pair of your own"},
    {"Enter", "type a new input"},
    {"↓  Tab", "while typing: choose a word that is offered"},
    {"W", "the words it knows"},
    {"T", "train this model, and stop"},
    {"E", "export the figure"},
    {"click a number", "follow it: what made it, where it goes"},
    {"Ctrl+click", "the same where a click pins or chooses"},
    {"R", "trace the number that is spoken of"},
    {"Ctrl+Z  Ctrl+Y", "undo, redo"},
    {"Ctrl+C", "copy the matrix as a table"},
    {"Ctrl+O  Ctrl+S", "open, save"},
    {"Ctrl + − 0", "larger text, smaller, as at first"},
    {"Ctrl+K  :", "all commands"},
    {"F11", "the whole screen"},
    {"Esc", "let go of the number that is followed, of what is pinned; close the comparison"},
};

static void say_score(ViewPass *view, int digit) {
    const Score *score = digit == 0 ? score_find("none") : score_list[digit - 1];
    view_say(view, "score %s", score->word);
}

static void change_text_size(ViewPass *view, int by) {
    int size = by ? view->state->look.text_size + by : 100;
    size = size < 100 ? 100 : size > 300 ? 300 : size;
    if (size != view->state->look.text_size) view_say(view, "text-size %d", size);
}

static void ctrl_key(ViewPass *view, Chrome *chrome, const Event *key) {
    switch (key->key) {
    case 'z': view_say(view, key->mods & KEY_MOD_SHIFT ? "redo" : "undo"); break;
    case 'y': view_say(view, "redo"); break;
    case 'o': chrome_open_dialog(view, chrome, DIALOG_OPEN); break;
    case 's': chrome_open_dialog(view, chrome, DIALOG_SAVE); break;
    case 'e': chrome_open_dialog(view, chrome, DIALOG_EXPORT); break;
    case 'c': view_say(view, "copy"); break;
    case 'k': chrome->palette = true; break;
    case '+':
    case '=': change_text_size(view, 10); break;
    case '-': change_text_size(view, -10); break;
    case '0': change_text_size(view, 0); break;
    default: break;
    }
}

static bool named_key(ViewPass *view, Chrome *chrome, const Event *key) {
    switch (key->key) {
    case KEY_RIGHT: view_say(view, "step next"); return true;
    case KEY_LEFT: view_say(view, "step back"); return true;
    case KEY_UP: chrome_move_row(view, -1); return true;
    case KEY_DOWN: chrome_move_row(view, 1); return true;
    case KEY_HOME: view_say(view, "step first"); return true;
    case KEY_END: view_say(view, "step last"); return true;
    case KEY_SPACE: view_say(view, chrome->playing ? "pause" : "play"); return true;
    case KEY_ENTER: chrome->enter_input = true; return true;
    case KEY_F11: view_say(view, "fullscreen on"); return true;
    case KEY_ESCAPE:
        if (view_follows(view))
            view_say(view, "follow none");
        else if (view->state->look.target)
            view_say(view, "select none");
        else if (view_compares(view))
            view_say(view, "compare off");
        return true;
    default: return false;
    }
}

static void open_views(ViewPass *view) {
    ui_push(view->ui, "view");
    ui_menu_open(view->ui, CHROME_VIEWS "-menu");
    ui_pop(view->ui);
}

static void letter_key(ViewPass *view, Chrome *chrome, const Event *key) {
    switch (key->key) {
    case 'g': view_say(view, "scope global"); break;
    case 'm': view_say(view, "scope local-m"); break;
    case 'p': view_say(view, "scope local-p"); break;
    case 't': view_say(view, chrome->training.running ? "train stop" : "train start"); break;
    case 'e': chrome_open_dialog(view, chrome, DIALOG_EXPORT); break;
    case 'c':
        if (!run_is_lookup(view->run)) chrome_open_dialog(view, chrome, DIALOG_COMPARE);
        break;
    case 'v': open_views(view); break;
    case 'f': whatif_toggle(view); break;
    case 'r':
        if (view->offer) view_say(view, "%s", view->offer);
        break;
    case 'o':
        if (view->run->chosen) chrome_open_dialog(view, chrome, DIALOG_TARGET);
        break;
    case 'w':
        if (wording_has_list(view)) chrome->words = !chrome->words;
        break;
    case 'h':
        if (run_has_heads(view->run)) view_say(view, "view heads");
        break;
    case 'a': multiples_toggle(view); break;
    case ':': chrome->palette = true; break;
    case '?': chrome_open_dialog(view, chrome, DIALOG_KEYS); break;
    default: break;
    }
}

/* Keys that change what is asked of the run, or how far it is shown; what plays can be paused. */
static bool is_of_run(const Chrome *chrome, const Event *key) {
    bool space = key->key == KEY_SPACE && !chrome->playing;
    return space || (key->digit && key->digit <= KEY_DIGIT(5)) || key->key == KEY_RIGHT ||
           key->key == KEY_LEFT || key->key == KEY_UP || key->key == KEY_DOWN ||
           key->key == KEY_HOME || key->key == KEY_END;
}

void chrome_keys(ViewPass *view, Chrome *chrome) {
    const Event *key = ui_take_key(view->ui);
    if (!key || (key->mods & KEY_MOD_ALT)) return;
    const char *alone = view_stands_alone(view);
    if (key->mods & KEY_MOD_CTRL)
        ctrl_key(view, chrome, key);
    else if (alone && is_of_run(chrome, key))
        view_refuse(view, "%s", alone);
    else if (key->digit && key->digit <= KEY_DIGIT(5))
        say_score(view, key->digit - KEY_DIGIT(0));
    else if (!named_key(view, chrome, key))
        letter_key(view, chrome, key);
}

/* --- dialogs --------------------------------------------------------------------------------- */

void chrome_open_dialog(ViewPass *view, Chrome *chrome, ChromeDialog dialog) {
    const char *task = view->state->ask.model->task;
    chrome->dialog = dialog;
    chrome->dialog_is_new = true;
    chrome->dialog_error[0] = '\0';
    chrome->asked = false;
    if (dialog == DIALOG_EXPORT)
        snprintf(chrome->path, sizeof chrome->path, "heed-%s-%s.svg", task,
                 view_compares(view) ? "compare" : view_words[view->state->look.view]);
    if (dialog == DIALOG_SAVE) snprintf(chrome->path, sizeof chrome->path, "heed-%s.heed", task);
    if (dialog == DIALOG_OPEN) chrome->path[0] = '\0';
}

static void replace_ending(char path[1024], const char *ending) {
    const char *old = file_ending(path);
    size_t keep = *old ? strlen(path) - strlen(old) - 1 : strlen(path);
    snprintf(path + keep, 1024 - keep, ".%s", ending);
}

static void forget_asked(Chrome *chrome) {
    if (chrome->asked) chrome->dialog_error[0] = '\0';
    chrome->asked = false;
}

static void draw_formats(ViewPass *view, Chrome *chrome, DrawBox box) {
    static const char *const labels[] = {"PNG", "SVG", "PDF", "CSV", "TeX"};
    static const char *const endings[] = {"png", "svg", "pdf", "csv", "tex"};
    int chosen = -1;
    for (int i = 0; i < 5; i++)
        if (!strcmp(endings[i], file_ending(chrome->path))) chosen = i;
    int now =
        ui_segments(view->ui, "format", box, (UiSegments){labels, 5, chosen, false, NULL, NULL});
    if (now == chosen || now < 0) return;
    replace_ending(chrome->path, endings[now]);
    forget_asked(chrome);
}

/* A file that is there is written over only after the second time of asking. */
static bool may_write(Chrome *chrome) {
    bool writes = chrome->dialog != DIALOG_OPEN;
    if (!writes || chrome->asked || !file_exists(chrome->path)) return true;
    chrome->asked = true;
    const char *slash = strrchr(chrome->path, '/');
    snprintf(chrome->dialog_error, sizeof chrome->dialog_error,
             "%.600s is there already; Enter again to write over it",
             slash ? slash + 1 : chrome->path);
    return false;
}

static void draw_path_dialog(ViewPass *view, Chrome *chrome, const char *title, const char *verb,
                             const char *button) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool closed = false, export = chrome->dialog == DIALOG_EXPORT;
    float height = (export ? 236 : 190) * u->factor;
    DrawBox box = ui_dialog_begin(view->ui, "dialog", 520 * u->factor, height, title, &closed);
    if (export) {
        draw_formats(view, chrome, box_cut_top(&box, u->segment));
        box_cut_top(&box, u->gap + 4);
    }
    UiField field = {.text = chrome->path, .label = "file", .placeholder = "a path", .limit = 1000};
    field.error = chrome->dialog_error[0] ? chrome->dialog_error : NULL;
    if (chrome->dialog_is_new) ui_field_enter(view->ui, "path");
    chrome->dialog_is_new = false;
    UiFieldAnswer answer = ui_field(view->ui, "path", box_cut_top(&box, u->control), field);
    if (answer.changed || answer.committed)
        snprintf(chrome->path, sizeof chrome->path, "%s", answer.draft);
    if (answer.changed) forget_asked(chrome);
    box_cut_top(&box, u->gap);
    text_paragraph(ui_list(view->ui), box_cut_top(&box, 34 * u->factor), ALIGN_LEFT, FACE_WORDS,
                   u->small, 1.35f, ui_theme(view->ui)->error, chrome->dialog_error);
    DrawBox row = box_cut_bottom(&box, u->control);
    UiButton go = {.label = button, .primary = true, .hint = "Enter"};
    go.disabled = chrome->path[0] ? NULL : "Type where the file is.";
    bool run = ui_button(view->ui, "go", box_cut_right(&row, ui_button_width(view->ui, go)), go);
    if ((run || answer.entered) && chrome->path[0] && may_write(chrome))
        view_say(view, "%s %s", verb, view_quoted(view, chrome->path));
    ui_dialog_end(view->ui);
    if (closed) chrome->dialog = DIALOG_NONE;
}

enum { KEYS_WIDTH = 150, KEY_LINE = 26 };

/* Wide enough for the longest line, where the window is. */
static float keys_width(const ViewPass *view) {
    const UiMetrics *u = ui_metrics(view->ui);
    float most = 0;
    for (size_t i = 0; i < sizeof key_lines / sizeof *key_lines; i++)
        most =
            fmaxf(most, text_width(ui_fonts(view->ui), FACE_WORDS, u->text, key_lines[i].summary));
    return ceilf(most) + KEYS_WIDTH * u->factor + u->scrollbar + 2 * u->panel_pad + 4;
}

static void draw_keys_dialog(ViewPass *view, Chrome *chrome) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    int count = sizeof key_lines / sizeof *key_lines;
    bool closed = false;
    float lines = (float)count * KEY_LINE * u->factor;
    DrawBox box = ui_dialog_begin(view->ui, "dialog", keys_width(view), lines + 76 * u->factor,
                                  "Keys", &closed);
    UiScroll scroll = {.width = box.width, .height = lines};
    scroll.focusable = true;
    DrawBox rest = ui_scroll_begin(view->ui, "lines", box, scroll);
    for (int i = 0; i < count; i++) {
        DrawBox line = box_cut_top(&rest, KEY_LINE * u->factor),
                keys = box_cut_left(&line, KEYS_WIDTH * u->factor);
        text_in_box(ui_list(view->ui), keys, ALIGN_LEFT, FACE_NUMBERS, u->number, theme->ink,
                    key_lines[i].keys);
        text_in_box(ui_list(view->ui), line, ALIGN_LEFT, FACE_WORDS, u->text, theme->muted,
                    key_lines[i].summary);
    }
    ui_scroll_end(view->ui);
    ui_dialog_end(view->ui);
    if (closed) chrome->dialog = DIALOG_NONE;
}

static void draw_compare_dialog(ViewPass *view, Chrome *chrome) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool closed = false;
    CompareOffer offer = {chrome->dialog_error, chrome->dialog_is_new};
    float width = 600 * u->factor, frame = 2 * u->panel_pad;
    float height = compare_offer_height(view, width - frame, offer) + frame + 44 * u->factor;
    DrawBox box =
        ui_dialog_begin(view->ui, "dialog", width, height, "Compare with a second run", &closed);
    chrome->dialog_is_new = false;
    compare_offer(view, box, offer);
    ui_dialog_end(view->ui);
    if (closed) chrome->dialog = DIALOG_NONE;
}

static void draw_target_dialog(ViewPass *view, Chrome *chrome) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool closed = !view->run->chosen;
    WhatifGiving what = {chrome->dialog_error, chrome->dialog_is_new};
    float height = whatif_giving_height(view) + 2 * u->panel_pad + 44 * u->factor;
    DrawBox box =
        ui_dialog_begin(view->ui, "dialog", 560 * u->factor, height, "The whole output", &closed);
    chrome->dialog_is_new = false;
    whatif_giving_draw(view, box, what);
    ui_dialog_end(view->ui);
    if (closed) chrome->dialog = DIALOG_NONE;
}

static void draw_dialog(ViewPass *view, Chrome *chrome) {
    switch (chrome->dialog) {
    case DIALOG_EXPORT: draw_path_dialog(view, chrome, "Export figure", "export", "Export"); break;
    case DIALOG_OPEN:
        draw_path_dialog(view, chrome, "Open a checkpoint or a file of commands", "open", "Open");
        break;
    case DIALOG_SAVE: draw_path_dialog(view, chrome, "Save this state", "save", "Save"); break;
    case DIALOG_COMPARE: draw_compare_dialog(view, chrome); break;
    case DIALOG_TARGET: draw_target_dialog(view, chrome); break;
    case DIALOG_KEYS: draw_keys_dialog(view, chrome); break;
    default: break;
    }
}

/* --- palette and toast ----------------------------------------------------------------------- */

static void draw_palette(ViewPass *view, Chrome *chrome) {
    Arena *arena = ui_arena(view->ui);
    int count = 0;
    while (command_info(count)) count++;
    UiPaletteLine *lines = ARENA_ARRAY(arena, UiPaletteLine, count);
    for (int i = 0; i < count; i++) {
        const CommandInfo *info = command_info(i);
        const char *summary = *info->arguments
                                  ? arena_printf(arena, "%s · %s", info->arguments, info->summary)
                                  : info->summary;
        lines[i] = (UiPaletteLine){
            .words = info->word, .summary = summary, .takes_more = *info->arguments != '\0'};
    }
    UiPalette palette = {lines, count, "a command, such as score dot",
                         chrome->palette_error[0] ? chrome->palette_error : NULL};
    UiPaletteAnswer answer = ui_palette(view->ui, "palette", palette);
    if (answer.changed) chrome->palette_error[0] = '\0';
    if (answer.run) view_say(view, "%s", answer.run);
    chrome->palette_line = answer.run;
    if (answer.closed) {
        chrome->palette = false;
        chrome->palette_error[0] = '\0';
    }
}

/* In the bar below where it has room, so that it covers nothing. */
static void draw_toast(ViewPass *view, Chrome *chrome) {
    if (!chrome->toast[0]) return;
    if (ui_now(view->ui) > chrome->toast_until) {
        chrome->toast[0] = '\0';
        return;
    }
    UiToast toast = {.text = chrome->toast, .tone = chrome->toast_tone};
    DrawBox box = ui_window(view->ui), free = chrome->free;
    float width = ui_toast_width(view->ui, toast), high = roundf(40 * ui_metrics(view->ui)->factor);
    box_cut_bottom(&box, ui_metrics(view->ui)->foot);
    if (width <= free.width) box = box_aligned(free, ALIGN_RIGHT, width, high);
    if (ui_toast(view->ui, "toast", box, toast) == TOAST_CLOSE) chrome->toast[0] = '\0';
}

/* Of what takes long: in the bar below, unless something is said there; else over the picture, what
 * is soon done at the top, and what stays for a while at the foot, where it covers no control of
 * the view. */
static DrawBox badge_box(const ViewPass *view, const Chrome *chrome, const char *words,
                         bool stays) {
    const UiMetrics *u = ui_metrics(view->ui);
    DrawBox box = ui_window(view->ui);
    float width = ui_badge_cancel_width(view->ui, words);
    if (!chrome->toast[0] && width <= chrome->free.width)
        return box_aligned(chrome->free, ALIGN_RIGHT, width, u->control);
    if (!stays) {
        box_cut_top(&box, u->bar + u->gap);
        return box_center(box_cut_top(&box, u->control), width, u->control);
    }
    box_cut_bottom(&box, u->foot);
    if (chrome->toast[0]) box_cut_bottom(&box, 2 * u->control);
    box_cut_right(&box, u->pad);
    return box_aligned(box_cut_bottom(&box, u->control), ALIGN_RIGHT, width, u->control);
}

static void draw_computing(ViewPass *view, Chrome *chrome) {
    static const char words[] = "computing";
    if (ui_badge_cancel(view->ui, "computing", badge_box(view, chrome, words, false), TONE_ACCENT,
                        words, -1, "Cancel"))
        chrome->cancel_computing = true;
}

/* How far a training has come, where its panel is folded away. */
static void draw_training(ViewPass *view, const Chrome *chrome) {
    const TrainingShow *show = &chrome->training;
    Arena *arena = ui_arena(view->ui);
    double done = show->of ? (double)show->examples / (double)show->of : 0;
    double left = chrome_training_left(show);
    const char *words = arena_printf(
        arena, "training%s %.0f %%, loss %s%s", show->paused ? ", paused," : "", floor(done * 100),
        view_number(view, show->loss, 2), show->paused ? "" : view_time_left(view, left));
    if (ui_badge_cancel(view->ui, "trains", badge_box(view, chrome, words, true), TONE_ACCENT,
                        words, done, "Stop"))
        view_say(view, "train stop");
}

void chrome_over(ViewPass *view, Chrome *chrome) {
    chrome->palette_line = NULL;
    if (chrome->computing) draw_computing(view, chrome);
    bool folded = !chrome_has_left(view) && !chrome->left_drawer;
    if (chrome->training.running && folded && !chrome->computing) draw_training(view, chrome);
    draw_toast(view, chrome);
    draw_dialog(view, chrome);
    if (chrome->palette) draw_palette(view, chrome);
}
