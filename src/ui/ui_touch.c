/* What was done to a widget: hover, press, drag, click, and the keyboard. */
#include "ui/ui_parts.h"

#include <math.h>
#include <string.h>

enum { WIDGETS_AT_FIRST = 128 };
static const float HOVER_SECONDS = 0.1f;

bool touch_is_live(const Ui *ui) {
    return layer_now(ui) == ui->top;
}

static int id_slot(const uint64_t *ids, int slots, uint64_t id) {
    int at = (int)(id >> 20) & (slots - 1);
    while (ids[at] && ids[at] != id) at = (at + 1) & (slots - 1);
    return at;
}

static void grow(Pass *pass) {
    int capacity = pass->capacity ? pass->capacity * 2 : WIDGETS_AT_FIRST;
    Widget *widgets = ARENA_ARRAY(pass->arena, Widget, capacity);
    uint64_t *ids = ARENA_ARRAY(pass->arena, uint64_t, capacity * 2);
    if (pass->count) memcpy(widgets, pass->widgets, (size_t)pass->count * sizeof *widgets);
    for (int i = 0; i < pass->count; i++)
        ids[id_slot(ids, capacity * 2, widgets[i].id)] = widgets[i].id;
    pass->widgets = widgets;
    pass->ids = ids;
    pass->capacity = capacity;
    pass->id_slots = capacity * 2;
}

static Widget *add(Ui *ui, const Touch *what) {
    Pass *pass = ui->now;
    if (pass->count == pass->capacity) grow(pass);
    Widget *widget = &pass->widgets[pass->count++];
    const char *path = path_of(ui, what->name, &widget->id);
    uint64_t *slot = &pass->ids[id_slot(pass->ids, pass->id_slots, widget->id)];
    CHECK(!*slot, "the widget “%s” twice in one pass", path);
    *slot = widget->id;
    widget->parent = path_id(ui->folder);
    widget->clip = list_clip(ui->frame.list);
    widget->focusable = what->focusable && (!what->disabled || *what->disabled);
    widget->takes_wheel = what->wheel && !what->disabled;
    widget->shown = (UiWidget){
        .path = path,
        .label = arena_string(pass->arena, what->label ? what->label : ""),
        .disabled = what->disabled ? arena_string(pass->arena, what->disabled) : NULL,
        .box = what->box,
        .seen = draw_box_common(what->box, widget->clip),
        .role = what->role,
        .layer = layer_now(ui),
    };
    return widget;
}

static void touch_press(Ui *ui, const Widget *widget, UiHit *hit) {
    if (ui->act->kind != EVENT_PRESS || ui->hot != widget->id || ui->active) return;
    ui->active = widget->id;
    ui->active_button = ui->act->button;
    ui->press_x = ui->act->x;
    ui->press_y = ui->act->y;
    ui->press_clicks = ui->act->clicks;
    ui->dragging = false;
    hit->pressed = true;
    if (!widget->focusable) return;
    ui->press_focused = true;
    if (ui->focus.id != widget->id || ui->act->button == MOUSE_LEFT)
        focus_set(ui, widget->shown.path, false);
}

static void touch_release(Ui *ui, const Widget *widget, UiHit *hit) {
    if (ui->act->kind != EVENT_RELEASE || ui->active != widget->id ||
        ui->act->button != ui->active_button)
        return;
    ui->active = 0;
    hit->button = ui->act->button;
    hit->dropped = ui->dragging;
    hit->held = false;
    if (ui->hot != widget->id) return;
    hit->clicked = hit->button == MOUSE_LEFT;
    hit->double_clicked = hit->clicked && ui->press_clicks == 2;
    hit->right_clicked = hit->button == MOUSE_RIGHT;
}

static bool is_arrow(Key key) {
    return key == KEY_LEFT || key == KEY_RIGHT || key == KEY_UP || key == KEY_DOWN ||
           key == KEY_HOME || key == KEY_END || key == KEY_PAGE_UP || key == KEY_PAGE_DOWN;
}

static void touch_key(Ui *ui, const Touch *what, UiHit *hit) {
    const Event *key = key_now(ui);
    if (!key || !hit->ring || !key_is_plain(key)) return;
    bool click = (key->key == KEY_ENTER || key->key == KEY_SPACE) && !what->keeps_space;
    if (click || key->key == KEY_MENU) {
        hit->clicked = click && !key->repeat;
        hit->right_clicked = !click;
        key_take(ui);
    } else if (what->arrows && is_arrow(key->key)) {
        hit->key = key;
        key_take(ui);
    }
}

static void touch_mouse(Ui *ui, const Widget *widget, UiHit *hit) {
    hit->hover = ui->hot == widget->id && (!ui->active || ui->active == widget->id);
    if (ui->act && (ui->act->kind == EVENT_PRESS || ui->act->kind == EVENT_RELEASE)) {
        touch_press(ui, widget, hit);
        touch_release(ui, widget, hit);
    }
    if (ui->active == widget->id) {
        hit->held = true;
        hit->button = ui->active_button;
        hit->dragged = ui->dragging;
        hit->dx = ui->dx;
        hit->dy = ui->dy;
        ui->active_drawn = true;
    }
    if (ui->act && ui->act->kind == EVENT_WHEEL && ui->hot_wheel == widget->id) {
        hit->wheel_x = ui->act->wheel_x;
        hit->wheel_y = ui->act->wheel_y;
    }
}

static void touch_focus(Ui *ui, const Touch *what, const Widget *widget, UiHit *hit) {
    hit->focus = ui->focus.id == widget->id;
    hit->ring = hit->focus && ui->focus.ring;
    if (!hit->focus) return;
    ui->focus_drawn = true;
    if (ui->scroll_to_focus) scroll_show(ui, widget->shown.box);
    ui->scroll_to_focus = false;
    if (hit->ring && !what->no_ring)
        ui->ring = (Ring){true, box_inset(widget->shown.box, -what->ring_x, 0), widget->clip,
                          what->radius};
    touch_key(ui, what, hit);
}

/* What cannot be used now is a stop of Tab all the same, to say why; its keys do nothing. */
static void touch_focus_disabled(Ui *ui, const Touch *what, const Widget *widget) {
    if (!widget->focusable || !touch_is_live(ui) || ui->focus.id != widget->id) return;
    UiHit nothing = {0};
    touch_focus(ui, what, widget, &nothing);
    touch_tip(ui, widget->id, widget->shown.seen, widget->shown.disabled);
}

void touch_tip(Ui *ui, uint64_t id, DrawBox seen, const char *text) {
    if (ui->focus.ring && ui->focus.id == id && !ui->tip.text)
        ui->tip = (Tip){text, id, seen, seen.x, NULL};
}

Touched touch(Ui *ui, const Touch *what) {
    CHECK(ui->in_pass, "the widget “%s” outside of a pass", what->name);
    Widget *widget = add(ui, what);
    Touched touched = {.id = widget->id, .live = !what->disabled && touch_is_live(ui)};
    UiHit *hit = &touched.hit;
    hit->x = ui->mouse_x - what->box.x;
    hit->y = ui->mouse_y - what->box.y;
    hit->mods = ui->mods;
    if (touched.live) {
        touch_mouse(ui, widget, hit);
        if (widget->focusable) touch_focus(ui, what, widget, hit);
        if (hit->hover || hit->held) ui->cursor = what->cursor;
    }
    hit->press_x = ui->press_x - what->box.x;
    hit->press_y = ui->press_y - what->box.y;
    if (what->disabled && *what->disabled) {
        ui_tip(ui, what->box, what->disabled);
        touch_focus_disabled(ui, what, widget);
    }
    touched.hover = keep_tween(ui, widget->id, hit->hover ? 1 : 0, HOVER_SECONDS);
    return touched;
}

UiHit ui_area(Ui *ui, const char *name, DrawBox box, UiArea area) {
    Touch what = {.name = name,
                  .box = box,
                  .label = area.label,
                  .disabled = area.disabled,
                  .role = ROLE_AREA,
                  .focusable = area.focusable,
                  .wheel = area.takes_wheel,
                  .arrows = area.takes_arrows,
                  .radius = area.ring_radius,
                  .cursor = area.cursor};
    return touch(ui, &what).hit;
}

void ui_tip(Ui *ui, DrawBox box, const char *text) {
    ui_tip_of(ui, box, text, NULL);
}

void ui_tip_of(Ui *ui, DrawBox box, const char *text, const char *extent) {
    DrawBox seen = draw_box_common(box, list_clip(ui->frame.list));
    if (!touch_is_live(ui) || !ui->mouse_inside || !box_has(seen, ui->mouse_x, ui->mouse_y)) return;
    ui->tip = (Tip){arena_string(ui->now->arena, text), path_id(text) ^ (uint64_t)seen.y, seen,
                    ui->mouse_x, extent ? arena_string(ui->now->arena, extent) : NULL};
}

float ui_text(Ui *ui, DrawBox box, Align align, Face face, float size, Color color,
              const char *text) {
    const char *shown = text_in_box(ui->frame.list, box, align, face, size, color, text);
    if (shown != text) ui_tip(ui, box, text);
    return text_width(ui_fonts(ui), face, size, shown);
}

void touch_find_hot(Ui *ui) {
    ui->hot = ui->hot_wheel = 0;
    ui->hot_x = ui->mouse_x;
    ui->hot_y = ui->mouse_y;
    ui->hot_valid = ui->mouse_inside; /* back at the same place, it is looked for again */
    if (!ui->mouse_inside) return;
    for (int i = ui->now->count - 1; i >= 0 && !(ui->hot && ui->hot_wheel); i--) {
        const Widget *widget = &ui->now->widgets[i];
        if (widget->shown.layer != ui->top) continue;
        if (!box_has(widget->shown.seen, ui->mouse_x, ui->mouse_y)) continue;
        if (!ui->hot) ui->hot = widget->id;
        if (!ui->hot_wheel && widget->takes_wheel) ui->hot_wheel = widget->id;
    }
}

static int focus_index(const Ui *ui) {
    for (int i = 0; i < ui->now->count; i++)
        if (ui->now->widgets[i].id == ui->focus.id) return i;
    return -1;
}

/* The next widget that can have the keyboard, going round; only radios of the same folder when
 * asked, and then not round. */
void touch_move_focus(Ui *ui, int step, bool same_folder_radios) {
    int count = ui->now->count, from = focus_index(ui), at = from;
    if (from < 0) at = step > 0 ? -1 : count;
    for (int i = 0; i < count; i++) {
        at += step;
        if (same_folder_radios && (at < 0 || at >= count)) return;
        at = (at % count + count) % count;
        const Widget *widget = &ui->now->widgets[at];
        if (!widget->focusable || widget->shown.layer != ui->now->layers) continue;
        if (same_folder_radios && (widget->shown.role != ROLE_RADIO || widget->shown.disabled ||
                                   widget->parent != ui->now->widgets[from].parent))
            continue;
        focus_set(ui, widget->shown.path, true);
        ui->scroll_to_focus = true;
        return;
    }
}

static void finish_radio(Ui *ui) {
    uint64_t from = ui->focus.id;
    if (ui->radio_step) touch_move_focus(ui, ui->radio_step, true);
    ui->radio_chosen = ui->radio_step && ui->focus.id != from ? ui->focus.id : 0;
    ui->radio_step = 0;
}

static void finish_keys(Ui *ui) {
    const Event *key = key_now(ui);
    if (!key) return;
    if (key->key == KEY_TAB && !(key->mods & (KEY_MOD_CTRL | KEY_MOD_ALT)))
        touch_move_focus(ui, key->mods & KEY_MOD_SHIFT ? -1 : 1, false);
    else if (key->key == KEY_ESCAPE && ui->focus.ring)
        focus_set(ui, "", false);
}

void touch_finish(Ui *ui) {
    finish_radio(ui);
    finish_keys(ui);
    if (ui->act && ui->act->kind == EVENT_PRESS && !ui->press_focused && !ui->focus_asked)
        focus_set(ui, "", false);
    if (ui->active && !ui->active_drawn) ui->active = 0;
    if (ui->act && ui->act->kind == EVENT_RELEASE && ui->act->button == ui->active_button)
        ui->active = 0;
    if (ui->focus.id && focus_index(ui) < 0 && --ui->focus_grace < 0) focus_set(ui, "", false);
    if (focus_index(ui) >= 0) ui->focus_grace = 0;
}
