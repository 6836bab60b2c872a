/* chrome_top.c -- the bar above: name, model, input, train, export. */
#include "views/chrome.h"

#include "ui/field.h"
#include "ui/menu.h"
#include "views/compare.h"
#include "views/wording.h"

#include <math.h>
#include <string.h>

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
    field.menu_name = "Examples";
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

static bool is_dark(const ViewPass *view) {
    return view->state->look.theme == THEME_DARK;
}

static const char *theme_name(const ViewPass *view) {
    return is_dark(view) ? "Light theme" : "Dark theme";
}

static void say_theme(ViewPass *view) {
    view_say(view, "theme %s", is_dark(view) ? "light" : "dark");
}

static const char *no_undo(const ViewPass *view) {
    return view->can_undo ? NULL : "There is nothing to undo.";
}

static const char *no_redo(const ViewPass *view) {
    return view->can_redo ? NULL : "There is nothing to redo.";
}

/* What a narrow bar has no room for: undo, redo, the theme; and the speed, which the bar below has
 * none for either. */
static void draw_more(ViewPass *view, DrawBox box) {
    enum { UNDO, REDO, THEME, OWN };
    UiMenuLine lines[OWN + 1 + CHROME_SPEEDS] = {
        {.label = "Undo", .hint = "Ctrl+Z", .icon = ICON_UNDO, .disabled = no_undo(view)},
        {.label = "Redo", .hint = "Ctrl+Y", .icon = ICON_REDO, .disabled = no_redo(view)},
        {.label = theme_name(view), .icon = is_dark(view) ? ICON_SUN : ICON_MOON},
        {.label = "Speed", .heading = true, .separated = true}};
    int count = OWN, chosen = chrome_speed(view);
    if (!chrome_shows_speed(view)) {
        count = OWN + 1 + CHROME_SPEEDS;
        for (int i = 0; i < CHROME_SPEEDS; i++)
            lines[OWN + 1 + i] = (UiMenuLine){.label = chrome_speeds[i].label, .on = i == chosen};
    }
    UiMore more = {.name = "More", .menu = {lines, count, 0}};
    int now = ui_more(view->ui, "more", box, more);
    if (now == UNDO) view_say(view, "undo");
    if (now == REDO) view_say(view, "redo");
    if (now == THEME) say_theme(view);
    if (now > OWN) chrome_say_speed(view, now - OWN - 1);
}

/* As wide as it must be, at the right. */
static void draw_sign(ViewPass *view, DrawBox *box, const char *name, UiButton button,
                      const char *line) {
    const UiMetrics *u = ui_metrics(view->ui);
    if (ui_button(view->ui, name, box_cut_right(box, u->control), button))
        view_say(view, "%s", line);
    box_cut_right(box, u->gap);
}

/* `tight`: signs instead of words; `narrow`: undo, redo and the theme in a menu. */
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
    if (narrow) {
        draw_more(view, box_cut_right(box, u->control));
        box_cut_right(box, u->gap);
        return;
    }
    UiButton theme = {.icon = is_dark(view) ? ICON_SUN : ICON_MOON, .name = theme_name(view)};
    draw_sign(view, box, "theme", theme, is_dark(view) ? "theme light" : "theme dark");
    draw_sign(view, box, "redo",
              (UiButton){.icon = ICON_REDO, .name = "Redo", .disabled = no_redo(view)}, "redo");
    draw_sign(view, box, "undo",
              (UiButton){.icon = ICON_UNDO, .name = "Undo", .disabled = no_undo(view)}, "undo");
}

static void draw_drawer_buttons(ViewPass *view, Chrome *chrome, DrawBox *box) {
    const UiMetrics *u = ui_metrics(view->ui);
    if (!chrome_has_left(view)) {
        UiButton button = {.icon = ICON_MENU, .name = "Controls", .on = chrome->left_drawer};
        if (ui_button(view->ui, "controls", box_cut_left(box, u->control), button))
            chrome->left_drawer = !chrome->left_drawer;
        box_cut_left(box, u->gap);
    }
    if (!chrome_has_right(view) && (view_follows(view) || !run_is_lookup(view->run))) {
        UiButton button = {.icon = ICON_PANEL, .on = chrome->right_drawer};
        button.name = view_follows(view) ? "Trace" : "Inspector";
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
