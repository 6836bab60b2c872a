#include "ui/field.h"

#include "base/text.h"
#include "ui/field_parts.h"
#include "ui/paint.h"

#include <math.h>
#include <string.h>

static Draft *draft_of(Ui *ui, uint64_t id) {
    Draft *draft = keep_get(ui, id, KEEP_FIELD, sizeof *draft, draft_free);
    if (!draft->limit) draft->limit = FIELD_LIMIT;
    return draft;
}

static Face face_of(const UiField *field) {
    return field->numbers ? FACE_NUMBERS : FACE_WORDS;
}

/* The line as shown: the draft with what is being composed at the caret. */
static void make_line(FieldNow *now) {
    Draft *draft = now->draft;
    Arena *arena = now->ui->frame.arena;
    const char *text = arena_string(arena, draft->text);
    now->caret = draft->caret;
    if (draft->compose) {
        const char *at = draft->compose;
        for (int i = 0; i < draft->compose_caret && *at; i++) text_next(&at);
        now->caret += (size_t)(at - draft->compose);
        text = arena_printf(arena, "%.*s%s%s", (int)draft->caret, draft->text, draft->compose,
                            draft->text + draft->caret);
    }
    now->line = line_make(now->ui, &draft->measured, text, face_of(now->field), field_em(now));
}

static void show_caret(FieldNow *now) {
    Draft *draft = now->draft;
    float x = line_x(&now->line, now->caret), width = now->inside.width;
    float most = fmaxf(0, now->line.width - width + 1);
    if (!now->touched.hit.focus) {
        draft->scroll = now->line.rtl ? most : 0;
        return;
    }
    float margin = fminf(16, width / 4);
    if (x - margin < draft->scroll) draft->scroll = x - margin;
    if (x + margin > draft->scroll + width) draft->scroll = x + margin - width;
    draft->scroll = roundf(fmaxf(0, fminf(draft->scroll, most)));
}

/* The first click on a cell selects all of it; one on that puts the caret, a double click too. */
static void press(FieldNow *now, size_t at) {
    Draft *draft = now->draft;
    bool extend = now->touched.hit.mods & KEY_MOD_SHIFT, was_whole = draft->whole;
    draft->whole = now->field->in_rows && now->gained && !extend;
    draft->pressed = at;
    draft->select_all = false;
    if (now->ui->press_clicks >= 3 || draft->whole)
        draft->anchor = 0, draft->caret = draft->size;
    else if (now->ui->press_clicks == 2 && !was_whole)
        draft_select_word(draft, at);
    else
        draft_move(draft, at, extend);
}

static bool mouse_edits(FieldNow *now) {
    const UiHit *hit = &now->touched.hit;
    Draft *draft = now->draft;
    if (!hit->held || hit->button != MOUSE_LEFT || draft->compose) return false;
    size_t at = line_offset(&now->line, now->box.x + hit->x - field_line_left(now));
    if (hit->pressed) {
        press(now, at);
        return true;
    }
    if (!hit->dragged || now->ui->press_clicks > 1) return false;
    size_t before = draft->caret;
    if (draft->whole) draft_move(draft, draft->pressed, false);
    draft->whole = false;
    draft_move(draft, at, true);
    bool outside = hit->x < 0 || hit->x > now->box.width;
    if (outside) ui_wake(now->ui, 1.0 / 30);
    return draft->caret != before;
}

static void copy_selection(FieldNow *now) {
    size_t from, to;
    draft_selection(now->draft, &from, &to);
    if (from < to)
        clipboard_set(now->ui,
                      arena_substring(now->ui->frame.arena, now->draft->text + from, to - from));
}

static void paste(FieldNow *now, const char *text) {
    if (text) draft_insert(now->draft, now->ui->frame.arena, text, EDIT_OTHER, now->ui->frame.now);
}

/* True when the field uses the key. */
static bool key_with_ctrl(FieldNow *now, const Event *key) {
    Draft *draft = now->draft;
    bool undoes = key->key == 'z' || key->key == 'y';
    if (undoes && now->field->in_rows && !draft_is_dirty(draft)) return false;
    switch (key->key) {
    case 'a': draft->anchor = 0, draft->caret = draft->size; return true;
    case 'c': copy_selection(now); return true;
    case 'x':
        copy_selection(now);
        if (draft_has_selection(draft)) draft_erase(draft, draft->caret, now->ui->frame.now);
        return true;
    case 'v': paste(now, clipboard_get(now->ui)); return true;
    case 'z': (key->mods & KEY_MOD_SHIFT ? draft_redo : draft_undo)(draft); return true;
    case 'y': draft_redo(draft); return true;
    default: return false;
    }
}

static size_t stop_before(const Draft *draft, bool word) {
    return word ? draft_word_before(draft, draft->caret) : text_before(draft->text, draft->caret);
}

static size_t stop_after(const Draft *draft, bool word) {
    return word ? draft_word_after(draft, draft->caret) : text_after(draft->text, draft->caret);
}

/* Left and right without Shift first let go of a selection, at its end. */
static void step(Draft *draft, bool forward, bool word, bool extend) {
    size_t from, to;
    draft_selection(draft, &from, &to);
    if (from < to && !extend && !word)
        draft_move(draft, forward ? to : from, false);
    else
        draft_move(draft, forward ? stop_after(draft, word) : stop_before(draft, word), extend);
}

static bool key_moves(FieldNow *now, const Event *key) {
    Draft *draft = now->draft;
    bool word = key->mods & KEY_MOD_CTRL, extend = key->mods & KEY_MOD_SHIFT;
    double time = now->ui->frame.now;
    switch (key->key) {
    case KEY_LEFT: step(draft, false, word, extend); return true;
    case KEY_RIGHT: step(draft, true, word, extend); return true;
    case KEY_UP:
    case KEY_HOME: draft_move(draft, 0, extend); return true;
    case KEY_DOWN:
    case KEY_END: draft_move(draft, draft->size, extend); return true;
    case KEY_BACKSPACE: draft_erase(draft, stop_before(draft, word), time); return true;
    case KEY_DELETE: draft_erase(draft, stop_after(draft, word), time); return true;
    default: return false;
    }
}

static void commit(FieldNow *now) {
    now->draft->offering = false;
    now->answer.entered = true;
    now->answer.committed = text_clean(now->ui->frame.arena, now->draft->text);
}

static bool key_ends(FieldNow *now, const Event *key) {
    Draft *draft = now->draft;
    if (!key_is_plain(key)) return false;
    if (key->key == KEY_ENTER) {
        commit(now);
        return true;
    }
    if (key->key != KEY_ESCAPE) return false;
    draft_revert(draft);
    draft->focused = false;
    now->answer.left = true;
    focus_set(now->ui, "", false);
    return true;
}

/* Up and Down are for whoever has the rows; a draft is taken on the way. */
static bool key_leaves_row(FieldNow *now, const Event *key) {
    bool vertical = key->key == KEY_UP || key->key == KEY_DOWN;
    if (!now->field->in_rows || !vertical || !key_is_plain(key)) return false;
    now->answer.rows = key->key == KEY_UP ? -1 : 1;
    if (draft_is_dirty(now->draft))
        now->answer.committed = text_clean(now->ui->frame.arena, now->draft->text);
    return true;
}

/* In a cell that is selected as a whole: to its end, to go on in it. */
static bool key_goes_in(FieldNow *now, const Event *key) {
    if (!now->field->in_rows || key->key != KEY_F2 || !key_is_plain(key)) return false;
    draft_move(now->draft, now->draft->size, false);
    return true;
}

/* Keys that type are the field's even though their text comes as an event of its own. */
static bool types(const Event *key) {
    return key_is_plain(key) && key->key < KEY_FIRST_NAMED;
}

static bool keyboard_edits(FieldNow *now) {
    Ui *ui = now->ui;
    Draft *draft = now->draft;
    if (!ui->act) return false;
    const Event *act = ui->act;
    if (act->kind == EVENT_COMPOSE) {
        draft_compose(draft, act->text ? act->text : "", act->caret, act->length);
        return true;
    }
    if (act->kind == EVENT_TEXT || act->kind == EVENT_CLIPBOARD) {
        draft_compose(draft, "", 0, 0);
        draft_insert(draft, ui->frame.arena, act->text,
                     act->kind == EVENT_TEXT ? EDIT_TYPE : EDIT_OTHER, ui->frame.now);
        return true;
    }
    const Event *key = key_now(ui);
    if (!key) return false;
    bool used = draft->compose || field_offers_key(now, key) || key_ends(now, key) ||
                key_leaves_row(now, key) || key_goes_in(now, key) || key_moves(now, key) ||
                types(key) || ((key->mods & KEY_MOD_CTRL) && key_with_ctrl(now, key));
    if (used) ui->act_taken = true;
    return used;
}

static void gain_or_lose(FieldNow *now) {
    Draft *draft = now->draft;
    bool focus = now->touched.hit.focus;
    now->gained = focus && !draft->focused;
    if (now->gained) {
        if (now->touched.hit.ring || draft->select_all)
            draft->anchor = 0, draft->caret = draft->size;
        draft->caret_since = now->ui->frame.now;
    }
    if (!focus && draft->focused) {
        now->answer.left = true;
        if (draft->compose)
            draft_insert(draft, now->ui->frame.arena, draft->compose, EDIT_OTHER,
                         now->ui->frame.now);
        draft_compose(draft, "", 0, 0);
        draft->anchor = draft->caret;
        if (now->field->commit_on_leave && draft_is_dirty(draft))
            now->answer.committed = text_clean(now->ui->frame.arena, draft->text);
    }
    if (focus) draft->select_all = false;
    if (!focus) draft->whole = false;
    draft->focused = focus;
}

/* The Enter cap is lit when there is something to commit, and a click on it is Enter. */
static void lay_out_hint(FieldNow *now, const char *name, DrawBox place) {
    Ui *ui = now->ui;
    const UiTheme *t = ui->frame.theme;
    bool dirty = draft_is_dirty(now->draft);
    Color ink = now->field->disabled ? t->disabled : dirty ? t->accent : t->muted;
    if (dirty && !now->field->disabled) {
        ui_push(ui, name);
        UiHit hit = ui_area(ui, "enter", box_inset(place, -4, 2),
                            (UiArea){.label = now->field->hint, .cursor = CURSOR_HAND});
        ui_pop(ui);
        Color ground = hit.held ? t->press : hit.hover ? t->hover : COLOR_NONE;
        draw_fill(ui->frame.list, box_inset(place, 0, 6), 4, ground);
        if (hit.clicked) commit(now);
    }
    paint_key_cap(ui, place, now->field->hint, dirty ? t->accent : t->border, ink);
}

/* The air beside a text in rows. */
static float pad_in_rows(const Ui *ui) {
    return roundf(0.75f * ui->metrics.gap);
}

float ui_field_room(const Ui *ui, DrawBox box) {
    return box.width - 2 * pad_in_rows(ui);
}

/* Cuts the places of icon, chevron and hint from the box; what is left is the text's. */
static void lay_out(FieldNow *now, const char *name) {
    Ui *ui = now->ui;
    const UiTheme *t = ui->frame.theme;
    const UiMetrics *m = &ui->metrics;
    DrawBox rest = now->box;
    float pad = now->field->in_rows ? pad_in_rows(now->ui) : m->pad;
    if (now->field->menu) {
        DrawBox place = box_inset(box_cut_right(&rest, now->box.height), 4, 4);
        ui_push(ui, name);
        now->answer.menu =
            ui_button(ui, "menu", place,
                      (UiButton){.icon = ICON_DOWN,
                                 .quiet = true,
                                 .name = now->field->menu_name ? now->field->menu_name : "Choose",
                                 .disabled = now->field->disabled});
        ui_pop(ui);
        now->answer.menu_box = now->box;
    } else {
        box_cut_right(&rest, pad);
    }
    box_cut_left(&rest, pad);
    if (now->field->icon) {
        icon_draw(ui->frame.list, now->field->icon, box_cut_left(&rest, m->icon), m->icon,
                  now->field->disabled ? t->disabled : t->muted);
        box_cut_left(&rest, m->gap);
    }
    if (now->field->hint && rest.width > m->factor * 160) {
        lay_out_hint(now, name, box_cut_right(&rest, ui_key_cap_width(ui, now->field->hint)));
        box_cut_right(&rest, m->gap);
    }
    now->inside = rest;
}

/* Typing opens what is offered, anything else but choosing closes it; a click into an underlined
 * word opens it too. */
static void open_or_close_offers(FieldNow *now, bool changed, bool touched) {
    Draft *draft = now->draft;
    if (!now->field->helper) return;
    bool typed = changed && now->ui->act &&
                 (now->ui->act->kind == EVENT_TEXT || now->ui->act->kind == EVENT_KEY);
    if (changed || touched) draft->offer = 0;
    if (typed) draft->offering = true;
    if (!typed && touched && !draft->take) {
        draft->offering = now->touched.hit.pressed;
        field_ask(now);
        bool marked = false;
        for (int i = 0; i < now->help.mark_count; i++)
            marked |=
                now->help.marks[i].first <= draft->caret && draft->caret <= now->help.marks[i].last;
        draft->offering = draft->offering && marked;
    }
    if (!draft->focused) draft->offering = false;
}

static void edit(FieldNow *now) {
    Draft *draft = now->draft;
    gain_or_lose(now);
    const char *before = arena_string(now->ui->frame.arena, draft->text);
    bool taken = field_take_offer(now);
    field_ask(now);
    int chosen = draft->offer;
    make_line(now);
    bool touched = mouse_edits(now);
    if (now->touched.hit.focus && now->touched.live && keyboard_edits(now)) {
        touched = true;
        draft->whole = false;
    }
    bool choosing = draft->offer != chosen || draft->take;
    if (!choosing) open_or_close_offers(now, !taken && strcmp(before, draft->text) != 0, touched);
    if (touched && now->touched.hit.focus) draft->touched = true;
    touched |= taken;
    if (!draft->focused) now->touched.hit.focus = false;
    if (touched) {
        draft->caret_since = now->ui->frame.now;
        make_line(now);
    }
    now->answer.changed = strcmp(before, draft->text) != 0;
    now->answer.draft = arena_string(now->ui->frame.arena, draft->text);
    now->answer.focus = now->touched.hit.focus;
    show_caret(now);
}

UiFieldAnswer ui_field(Ui *ui, const char *name, DrawBox box, UiField field) {
    Touch what = {.name = name,
                  .box = box,
                  .label = field.label ? field.label : field.placeholder,
                  .disabled = field.disabled,
                  .role = ROLE_FIELD,
                  .focusable = true,
                  .keeps_space = true,
                  .no_ring = true,
                  .cursor = CURSOR_TEXT};
    FieldNow now = {.ui = ui, .field = &field, .box = box};
    now.touched = touch(ui, &what);
    now.draft = draft_of(ui, now.touched.id);
    now.draft->limit = (size_t)(field.limit > 0 ? field.limit : FIELD_LIMIT);
    draft_follow(now.draft, ui->frame.arena, field.text ? field.text : "");
    field_paint_box(&now);
    lay_out(&now, name);
    edit(&now);
    field_ask(&now);
    field_paint_line(&now);
    field_draw_offers(&now, name);
    return now.answer;
}

void ui_field_enter(Ui *ui, const char *name) {
    uint64_t id;
    const char *path = path_of(ui, name, &id);
    draft_of(ui, id)->select_all = true;
    ui_set_focus(ui, path, false);
}

void ui_field_write(Ui *ui, const char *name, const char *text) {
    uint64_t id;
    path_of(ui, name, &id);
    Draft *draft = draft_of(ui, id);
    draft_follow(draft, ui->frame.arena, draft->given ? draft->given : "");
    draft_replace_all(draft, ui->frame.arena, text, ui->frame.now);
    ui->again = true;
}

/* Between the last letter and the marks at the end. */
static size_t before_marks(const Draft *draft) {
    size_t at = draft->size;
    while (at && strchr(".,?! ", draft->text[at - 1])) at--;
    return at;
}

void ui_field_insert(Ui *ui, const char *name, const char *word, bool apart) {
    uint64_t id;
    path_of(ui, name, &id);
    Draft *draft = draft_of(ui, id);
    draft_follow(draft, ui->frame.arena, draft->given ? draft->given : "");
    if (!draft->touched && !draft_is_dirty(draft)) draft_move(draft, before_marks(draft), false);
    draft->touched = true;
    size_t from, to;
    draft_selection(draft, &from, &to);
    bool mark = strchr(".,?!", word[0]) != NULL;
    const char *before = apart && from && !mark && !strchr(" '", draft->text[from - 1]) ? " " : "";
    const char *after = apart && draft->text[to] && !strchr(" .,?!", draft->text[to]) ? " " : "";
    draft_insert(draft, ui->frame.arena,
                 arena_printf(ui->frame.arena, "%s%s%s", before, word, after), EDIT_OTHER,
                 ui->frame.now);
    if (*after) draft_move(draft, draft->caret - 1, false);
    ui->again = true;
}
