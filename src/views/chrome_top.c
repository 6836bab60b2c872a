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
    enum { LONGEST = 1 << 18 }; /* bytes: thousands of long words */
    const Task *task = task_find(view->state->ask.model->task);
    UiField field = {
        .text = view->state->ask.input, .label = "input", .placeholder = "type something to read"};
    field.hint = "Enter";
    field.menu = task && task->example_count;
    field.menu_name = "Examples";
    field.limit = LONGEST;
    int tokens = view->run->source.count - (view->run->chosen != NULL); /* </s> is not typed */
    field.extent =
        arena_printf(ui_arena(view->ui), "%s tokens", view_grouped(ui_arena(view->ui), tokens));
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

/* --- the buttons ----------------------------------------------------------------------------- */

/* What stands in the bar, from left to right: so is it drawn, and so does Tab walk. */
typedef enum TopButton {
    TOP_CONTROLS,
    TOP_WORDS, /* right of the input */
    TOP_UNDO,
    TOP_REDO,
    TOP_THEME,
    TOP_MORE,
    TOP_COMPARE,
    TOP_TRAIN,
    TOP_EXPORT,
    TOP_INSPECTOR,
    TOP_COUNT
} TopButton;

static const char *const top_names[TOP_COUNT] = {"controls", "words",    "undo",    "redo",
                                                 "theme",    "more",     "compare", "train",
                                                 "export",   "inspector"};

typedef struct Top {
    ViewPass *view;
    Chrome *chrome;
    bool tight, narrow; /* signs instead of words; undo, redo and the theme in a menu */
    UiButton buttons[TOP_COUNT];
    DrawBox boxes[TOP_COUNT]; /* no width: not there */
    DrawBox models, input;
} Top;

static void name_buttons(Top *top) {
    const ViewPass *view = top->view;
    const Chrome *chrome = top->chrome;
    UiButton *b = top->buttons;
    bool tight = top->tight, running = chrome->training.running;
    b[TOP_CONTROLS] = (UiButton){.icon = ICON_MENU, .name = "Controls", .on = chrome->left_drawer};
    b[TOP_WORDS] = (UiButton){.icon = ICON_BOOK, .name = "The words it knows", .on = chrome->words};
    b[TOP_UNDO] = (UiButton){.icon = ICON_UNDO, .name = "Undo", .disabled = no_undo(view)};
    b[TOP_REDO] = (UiButton){.icon = ICON_REDO, .name = "Redo", .disabled = no_redo(view)};
    b[TOP_THEME] =
        (UiButton){.icon = is_dark(view) ? ICON_SUN : ICON_MOON, .name = theme_name(view)};
    b[TOP_COMPARE] = (UiButton){.label = tight ? NULL : "Compare",
                                .icon = tight ? ICON_SWAP : ICON_NONE,
                                .hint = tight ? NULL : "C",
                                .name = "Compare",
                                .on = view_compares(view)};
    if (run_is_lookup(view->run))
        b[TOP_COMPARE].disabled = "A lookup shows its five scores beside each other already.";
    b[TOP_TRAIN] =
        (UiButton){.label = running ? "Stop" : "Train", .hint = tight ? NULL : "T", .on = running};
    if (!view->state->ask.model->kind->force)
        b[TOP_TRAIN].disabled = "There is nothing to train: all the numbers are in the input.";
    b[TOP_EXPORT] = (UiButton){.label = tight ? NULL : "Export figure",
                               .icon = tight ? ICON_EXPORT : ICON_NONE,
                               .primary = true,
                               .name = "Export figure",
                               .align = ALIGN_CENTER};
    b[TOP_INSPECTOR] = (UiButton){.icon = ICON_PANEL,
                                  .name = view_follows(view) ? "Trace" : "Inspector",
                                  .on = chrome->right_drawer};
}

static bool is_there(const Top *top, TopButton which) {
    const ViewPass *view = top->view;
    switch (which) {
    case TOP_CONTROLS: return !chrome_has_left(view);
    case TOP_WORDS: return wording_has_list(view);
    case TOP_UNDO:
    case TOP_REDO:
    case TOP_THEME: return !top->narrow;
    case TOP_MORE: return top->narrow;
    case TOP_INSPECTOR:
        return !chrome_has_right(view) && (view_follows(view) || !run_is_lookup(view->run));
    default: return true;
    }
}

static float width_of(const Top *top, TopButton which) {
    const UiButton *b = &top->buttons[which];
    return b->label || which == TOP_COMPARE || which == TOP_EXPORT
               ? ui_button_width(top->view->ui, *b)
               : ui_metrics(top->view->ui)->control;
}

static void cut(Top *top, TopButton which, DrawBox *bar) {
    if (!is_there(top, which)) return;
    float width = width_of(top, which), gap = ui_metrics(top->view->ui)->gap;
    bool left = which == TOP_CONTROLS;
    top->boxes[which] = left ? box_cut_left(bar, width) : box_cut_right(bar, width);
    if (left)
        box_cut_left(bar, gap);
    else
        box_cut_right(bar, gap);
}

/* The words' button says so where there is much room beside the input. */
static void cut_words(Top *top, DrawBox *bar) {
    if (!top->tight && bar->width > 640 * ui_metrics(top->view->ui)->factor) {
        top->buttons[TOP_WORDS].label = "Words";
        top->buttons[TOP_WORDS].hint = "W";
    }
    cut(top, TOP_WORDS, bar);
}

static void answer(const Top *top, TopButton which) {
    ViewPass *view = top->view;
    Chrome *chrome = top->chrome;
    switch (which) {
    case TOP_CONTROLS: chrome->left_drawer = !chrome->left_drawer; break;
    case TOP_WORDS: chrome->words = !chrome->words; break;
    case TOP_UNDO: view_say(view, "undo"); break;
    case TOP_REDO: view_say(view, "redo"); break;
    case TOP_THEME: say_theme(view); break;
    case TOP_COMPARE: chrome_open_dialog(view, chrome, DIALOG_COMPARE); break;
    case TOP_TRAIN: view_say(view, chrome->training.running ? "train stop" : "train start"); break;
    case TOP_EXPORT: chrome_open_dialog(view, chrome, DIALOG_EXPORT); break;
    case TOP_INSPECTOR: chrome->right_drawer = !chrome->right_drawer; break;
    case TOP_MORE:
    case TOP_COUNT: break;
    }
}

static void draw_button(const Top *top, TopButton which) {
    DrawBox box = top->boxes[which];
    if (!(box.width > 0)) return;
    if (which == TOP_MORE)
        draw_more(top->view, box);
    else if (ui_button(top->view->ui, top_names[which], box, top->buttons[which]))
        answer(top, which);
}

/* --- the bar --------------------------------------------------------------------------------- */

static void lay_out(Top *top, DrawBox bar) {
    const UiMetrics *u = ui_metrics(top->view->ui);
    cut(top, TOP_CONTROLS, &bar);
    for (TopButton which = TOP_INSPECTOR; which > TOP_WORDS; which--) cut(top, which, &bar);
    float name = top->narrow ? 0 : draw_name(top->view, bar) + 24 * u->factor;
    if (!top->tight && chrome_has_left(top->view)) name = fmaxf(name, u->left - u->panel_pad - 4);
    box_cut_left(&bar, name);
    cut_words(top, &bar);
    if (bar.width > 260 * u->factor) {
        top->models = box_cut_left(&bar, fminf(210 * u->factor, bar.width * 0.36f));
        box_cut_left(&bar, u->gap + 4);
    }
    top->input = bar;
}

void chrome_top(ViewPass *view, Chrome *chrome, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    Top top = {.view = view, .chrome = chrome};
    top.tight = box.width < 1200 * u->factor;
    top.narrow = box.width < 900 * u->factor;
    ui_panel(view->ui, box, 0);
    ui_edge(view->ui, box, 'b');
    ui_push(view->ui, "top");
    name_buttons(&top);
    lay_out(&top, box_inset(box, u->panel_pad, (box.height - u->control) / 2));
    draw_button(&top, TOP_CONTROLS);
    if (top.models.width > 0) chrome_models(view, top.models);
    draw_input(view, chrome, top.input);
    for (TopButton which = TOP_WORDS; which < TOP_COUNT; which++) draw_button(&top, which);
    ui_pop(view->ui);
}
