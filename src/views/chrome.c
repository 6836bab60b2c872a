#include "views/chrome.h"

#include "ui/menu.h"
#include "views/compare.h"
#include "views/heads.h"
#include "views/inspector.h"
#include "views/list.h"
#include "views/overflow.h"
#include "views/step.h"
#include "views/whatif.h"
#include "views/trace_card.h"
#include "views/wording.h"

#include <stdio.h>

bool chrome_has_right(const ViewPass *view) {
    return (!view_compares(view) || view_follows(view)) &&
           ui_window(view->ui).width >= CHROME_RIGHT_FOLDS * ui_metrics(view->ui)->factor;
}

bool chrome_has_left(const ViewPass *view) {
    bool wide = view->state->look.view == VIEW_HEADS || view_compares(view); /* need the room */
    int folds = wide ? CHROME_HEADS_FOLD : CHROME_LEFT_FOLDS;
    return ui_window(view->ui).width >= (float)folds * ui_metrics(view->ui)->factor;
}

static void draw_inspector(ViewPass *view, DrawBox box, bool drawer) {
    const UiMetrics *u = ui_metrics(view->ui);
    if (drawer) {
        ui_panel(view->ui, box, 0);
        ui_edge(view->ui, box, 'l');
    }
    ui_push(view->ui, "inspector");
    list_push_clip(ui_list(view->ui), box);
    bool heads = view->state->look.view == VIEW_HEADS && run_has_heads(view->run);
    (view_follows(view) ? view_compares(view) ? compare_card_draw : trace_card_draw
     : heads            ? heads_side_draw
                        : inspector_draw)(view, box_inset(box, u->panel_pad, u->panel_pad));
    list_pop_clip(ui_list(view->ui));
    ui_pop(view->ui);
}

/* All words, in place of the inspector; a click puts one into the input. */
static void draw_words(ViewPass *view, Chrome *chrome, DrawBox box, bool drawer) {
    const UiMetrics *u = ui_metrics(view->ui);
    ui_panel(view->ui, box, 0);
    ui_edge(view->ui, box, 'l');
    ui_push(view->ui, "words");
    DrawBox inside = box_inset(box, u->panel_pad, u->panel_pad * 0.6f), corner = inside;
    corner.height = u->control;
    if (ui_button(view->ui, "close", box_cut_right(&corner, u->control),
                  (UiButton){.icon = ICON_CLOSE, .quiet = true, .name = "Close"}))
        chrome->words = false;
    const char *word = wording_list(view, inside);
    ui_pop(view->ui);
    if (!word) return;
    bool apart = view->state->ask.model->tokens != TOKENS_CHARACTERS;
    snprintf(chrome->insert, sizeof chrome->insert, "%s", word);
    chrome->insert_apart = apart;
    chrome->insert_focus = !drawer;
}

/* After all layers: the field is the window's. */
static void insert_word(ViewPass *view, Chrome *chrome) {
    if (!*chrome->insert) return;
    ui_push(view->ui, "top");
    ui_field_insert(view->ui, "input", chrome->insert, chrome->insert_apart);
    ui_pop(view->ui);
    if (chrome->insert_focus) ui_set_focus(view->ui, "top/input", false);
    chrome->insert[0] = '\0';
}

/* Panels that have no place of their own slide over the picture. */
static void draw_drawers(ViewPass *view, Chrome *chrome, DrawBox middle) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool closed = false;
    if (chrome->left_drawer && !chrome_has_left(view)) {
        DrawBox box = middle;
        box.width = u->left < middle.width ? u->left : middle.width;
        ui_layer_begin(view->ui, "left", box, (UiLayer){.light = true}, &closed);
        chrome_controls(view, chrome, box);
        ui_layer_end(view->ui);
        if (closed) chrome->left_drawer = false;
    }
    bool inspects = view_follows(view) || !run_is_lookup(view->run);
    bool words = chrome->words && !view_follows(view) && wording_has_list(view);
    if (words && !chrome_has_right(view)) {
        DrawBox box = middle;
        box.width = u->right < middle.width ? u->right : middle.width;
        box.x = middle.x + middle.width - box.width;
        ui_layer_begin(view->ui, "dictionary", box, (UiLayer){.light = true}, &closed);
        draw_words(view, chrome, box, true);
        ui_layer_end(view->ui);
        if (closed) chrome->words = false;
    } else if (chrome->right_drawer && !chrome_has_right(view) && inspects) {
        DrawBox box = middle;
        box.width = u->right < middle.width ? u->right : middle.width;
        box.x = middle.x + middle.width - box.width;
        ui_layer_begin(view->ui, "right", box, (UiLayer){.light = true}, &closed);
        draw_inspector(view, box, true);
        ui_layer_end(view->ui);
        if (closed) chrome->right_drawer = false;
    }
}

/* The views that apply to this run, and the one there is. */
static int views_there_are(const ViewPass *view, UiMenuLine lines[VIEW_COUNT],
                           View views[VIEW_COUNT]) {
    int count = 0;
    for (View v = 0; v < VIEW_COUNT; v++) {
        bool on = v == view->state->look.view;
        if (!on && !view_kinds[v].applies(view->run)) continue;
        views[count] = v;
        lines[count++] =
            (UiMenuLine){.label = view_kinds[v].title, .note = view_kinds[v].summary, .on = on};
    }
    return count;
}

/* The button at the left of the middle's first row that says which view it is, with all others
 * behind it. Returns the width it takes. */
static float draw_chooser(ViewPass *view, DrawBox middle) {
    middle = view_rest(view, middle);
    const UiMetrics *u = ui_metrics(view->ui);
    UiMenuLine lines[VIEW_COUNT];
    View views[VIEW_COUNT];
    int count = views_there_are(view, lines, views), chosen = 0;
    while (!lines[chosen].on) chosen++;
    bool low = middle.height < STEP_LOW * u->factor, wide = middle.width >= 700 * u->factor;
    const char *title = lines[chosen].label;
    UiDropdown dropdown = {.menu = {lines, count, 0}, .chosen = chosen};
    dropdown.label = wide ? arena_printf(ui_arena(view->ui), "View · %s", title) : title;
    DrawBox row = box_inset(middle, 24 * u->factor, (low ? 8 : 14) * u->factor);
    DrawBox box = box_cut_left(&row, ui_dropdown_width(view->ui, dropdown));
    box.height = u->control;
    int now = ui_dropdown(view->ui, CHROME_VIEWS, box, dropdown);
    if (now >= 0 && now != chosen) view_say(view, "view %s", view_words[views[now]]);
    return box.width + 2 * u->gap;
}

void chrome_draw(ViewPass *view, Chrome *chrome) {
    const UiMetrics *u = ui_metrics(view->ui);
    DrawBox rest = ui_window(view->ui);
    draw_fill(ui_list(view->ui), rest, 0, ui_theme(view->ui)->ground);
    DrawBox top = box_cut_top(&rest, u->bar), steps = box_cut_bottom(&rest, u->foot);
    DrawBox unknown = box_cut_top(&rest, wording_height(view)),
            overflow = box_cut_top(&rest, overflow_height(view)), middle = rest;
    DrawBox left = chrome_has_left(view) ? box_cut_left(&rest, u->left) : (DrawBox){0, 0, 0, 0};
    /* Where the middle is one already, or shows all there is. */
    View now = view->state->look.view;
    bool inspects = now == VIEW_INSPECTOR || now == VIEW_CURVE || run_is_lookup(view->run);
    bool words = chrome->words && !view_follows(view) && wording_has_list(view);
    bool beside = words || view_follows(view) || !inspects;
    DrawBox right =
        chrome_has_right(view) && beside ? box_cut_right(&rest, u->right) : (DrawBox){0, 0, 0, 0};
    chrome_top(view, chrome, top);
    if (unknown.height > 0) wording_draw(view, unknown);
    if (overflow.height > 0) overflow_draw(view, overflow);
    if (left.width > 0) chrome_controls(view, chrome, left);
    ui_push(view->ui, "view");
    list_push_clip(ui_list(view->ui), rest);
    view->corner = view_compares(view) ? 0 : draw_chooser(view, rest);
    view_draw(view, rest);
    list_pop_clip(ui_list(view->ui));
    ui_pop(view->ui);
    if (right.width > 0 && words)
        draw_words(view, chrome, right, false);
    else if (right.width > 0)
        draw_inspector(view, right, false);
    chrome_steps(view, chrome, steps);
    if (view->memory->replaces && !chrome_has_right(view)) chrome->right_drawer = true;
    draw_drawers(view, chrome, middle);
    insert_word(view, chrome);
    if (view->memory->gives_target) chrome_open_dialog(view, chrome, DIALOG_TARGET);
    view->memory->gives_target = false;
    chrome_over(view, chrome);
    chrome_keys(view, chrome);
}
