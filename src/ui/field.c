#include "ui/field.h"

#include "base/text.h"
#include "ui/field_parts.h"
#include "ui/paint.h"

#include <math.h>
#include <string.h>

static const double BLINK = 0.53;      /* seconds on, seconds off */
static const double BLINK_ENDS = 10.0; /* then the caret stays, and the program may sleep */

/* One field in one pass. */
typedef struct Now {
    Ui *ui;
    const UiField *field;
    Draft *draft;
    Touched touched;
    DrawBox box, inside; /* inside: where the text is */
    Line line;
    size_t caret; /* in the line, what is being composed included */
    UiFieldAnswer answer;
} Now;

static Draft *draft_of(Ui *ui, uint64_t id) {
    Draft *draft = keep_get(ui, id, KEEP_FIELD, sizeof *draft, draft_free);
    if (!draft->limit) draft->limit = FIELD_LIMIT;
    return draft;
}

static Face face_of(const UiField *field) {
    return field->numbers ? FACE_NUMBERS : FACE_WORDS;
}

static float em_of(const Now *now) {
    const UiMetrics *m = &now->ui->metrics;
    return now->field->numbers ? m->text : m->body;
}

/* The line as shown: the draft with what is being composed at the caret. */
static void make_line(Now *now) {
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
    now->line = line_make(now->ui, text, face_of(now->field), em_of(now));
}

/* Where the line's left end is: numbers and right-to-left texts that fit stand at the right. */
static float line_left(const Now *now) {
    float spare = now->inside.width - now->line.width;
    bool right = now->field->numbers || now->line.rtl;
    if (right && spare > 0) return now->inside.x + spare;
    return now->inside.x - now->draft->scroll;
}

static void show_caret(Now *now) {
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

static bool mouse_edits(Now *now) {
    const UiHit *hit = &now->touched.hit;
    Draft *draft = now->draft;
    if (!hit->held || hit->button != MOUSE_LEFT || draft->compose) return false;
    float x = now->box.x + hit->x - line_left(now);
    if (hit->pressed) {
        size_t at = line_offset(&now->line, x);
        if (now->ui->press_clicks >= 3)
            draft->anchor = 0, draft->caret = draft->size;
        else if (now->ui->press_clicks == 2)
            draft_select_word(draft, at);
        else
            draft_move(draft, at, hit->mods & KEY_MOD_SHIFT);
        draft->select_all = false;
        return true;
    }
    if (!hit->dragged || now->ui->press_clicks > 1) return false;
    size_t before = draft->caret;
    draft_move(draft, line_offset(&now->line, x), true);
    bool outside = hit->x < 0 || hit->x > now->box.width;
    if (outside) ui_wake(now->ui, 1.0 / 30);
    return draft->caret != before;
}

static void copy_selection(Now *now) {
    size_t from, to;
    draft_selection(now->draft, &from, &to);
    if (from < to)
        clipboard_set(now->ui,
                      arena_substring(now->ui->frame.arena, now->draft->text + from, to - from));
}

static void paste(Now *now, const char *text) {
    if (text) draft_insert(now->draft, now->ui->frame.arena, text, EDIT_OTHER, now->ui->frame.now);
}

/* True when the field uses the key. */
static bool key_with_ctrl(Now *now, const Event *key) {
    Draft *draft = now->draft;
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

static bool key_moves(Now *now, const Event *key) {
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

static bool key_ends(Now *now, const Event *key) {
    Draft *draft = now->draft;
    if (!key_is_plain(key)) return false;
    if (key->key == KEY_ENTER) {
        now->answer.entered = true;
        now->answer.committed = text_clean(now->ui->frame.arena, draft->text);
        return true;
    }
    if (key->key != KEY_ESCAPE) return false;
    draft_revert(draft);
    draft->focused = false;
    now->answer.left = true;
    focus_set(now->ui, "", false);
    return true;
}

/* Keys that type are the field's even though their text comes as an event of its own. */
static bool types(const Event *key) {
    return key_is_plain(key) && key->key < KEY_FIRST_NAMED;
}

static bool keyboard_edits(Now *now) {
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
    bool used = draft->compose || key_ends(now, key) || key_moves(now, key) || types(key) ||
                ((key->mods & KEY_MOD_CTRL) && key_with_ctrl(now, key));
    if (used) ui->act_taken = true;
    return used;
}

static void gain_or_lose(Now *now) {
    Draft *draft = now->draft;
    bool focus = now->touched.hit.focus;
    if (focus && !draft->focused) {
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
    draft->focused = focus;
}

static void paint_selection(const Now *now, float left, size_t from, size_t to, float y,
                            float height, Color color) {
    for (int i = 0; i < now->line.count; i++) {
        const Piece *piece = &now->line.pieces[i];
        float x = left + piece->x;
        if (piece->last <= from || piece->first >= to) continue;
        if (x > now->inside.x + now->inside.width || x + piece->width < now->inside.x) continue;
        int count;
        const Edge *edges = line_edges(&now->line, piece, &count);
        for (int j = 0; j < count; j++) {
            if (edges[j].byte < from || edges[j].byte >= to) continue;
            int end = j; /* neighbours on the screen are one rectangle: no seams */
            float l = edges[j].left, r = edges[j].right;
            while (end + 1 < count && edges[end + 1].byte < to &&
                   (fabsf(edges[end + 1].left - r) < 0.01f ||
                    fabsf(edges[end + 1].right - l) < 0.01f)) {
                end++;
                l = fminf(l, edges[end].left);
                r = fmaxf(r, edges[end].right);
            }
            draw_fill(now->ui->frame.list, draw_box(left + l, y, r - l, height), 0, color);
            j = end;
        }
    }
}

/* What is composed: a thin line below it, a thick one below the part being converted. */
static void paint_composing(const Now *now, float left, float baseline) {
    const Draft *draft = now->draft;
    if (!draft->compose) return;
    const UiTheme *t = now->ui->frame.theme;
    size_t from = draft->caret, to = from + strlen(draft->compose);
    paint_selection(now, left, from, to, baseline + 3, 1, t->ink);
    const char *end = now->line.text + now->caret;
    for (int i = 0; i < draft->compose_length && end < now->line.text + to; i++) text_next(&end);
    paint_selection(now, left, now->caret, (size_t)(end - now->line.text), baseline + 3, 2,
                    t->accent);
}

static void paint_text(const Now *now, float left, float baseline, Color ink) {
    for (int i = 0; i < now->line.count; i++) {
        const Piece *piece = &now->line.pieces[i];
        float x = left + piece->x;
        if (x > now->inside.x + now->inside.width + 50 || x + piece->width < now->inside.x - 50)
            continue;
        char *text = arena_substring(now->ui->frame.arena, now->line.text + piece->first,
                                     piece->last - piece->first);
        draw_text(now->ui->frame.list, x, baseline, ALIGN_LEFT, now->line.face, now->line.em, ink,
                  text);
    }
}

static void paint_caret(const Now *now, float left, float y, float height) {
    Ui *ui = now->ui;
    float x = roundf(left + line_x(&now->line, now->caret));
    x = fmaxf(now->inside.x, fminf(x, now->inside.x + now->inside.width - 1));
    ui->text_input = true;
    ui->composing = now->draft->compose != NULL;
    ui->caret = (DrawBox){x, y, 1, height};
    double since = ui->frame.now - now->draft->caret_since;
    bool steady = ui->frame.still || since > BLINK_ENDS || since < 0;
    if (!steady) ui_wake(ui, BLINK - fmod(since, BLINK));
    if (steady || fmod(since, 2 * BLINK) < BLINK)
        draw_fill(ui->frame.list, draw_box(x, y, 1.5f, height), 0, ui->frame.theme->ink);
}

static void paint_line(Now *now) {
    Ui *ui = now->ui;
    const UiTheme *t = ui->frame.theme;
    float em = em_of(now), baseline = text_baseline(now->box.y, now->box.height, em);
    float y = roundf(baseline - em * 1.02f), height = roundf(em * 1.36f);
    DrawBox clip = {now->inside.x - 1, now->box.y + 1, now->inside.width + 2, now->box.height - 2};
    list_push_clip(ui->frame.list, clip);
    float left = line_left(now);
    size_t from, to;
    draft_selection(now->draft, &from, &to);
    if (now->touched.hit.focus && from < to && !now->draft->compose)
        paint_selection(now, left, from, to, y, height, t->selection);
    if (!now->line.size && now->field->placeholder)
        text_in_box(ui->frame.list, now->inside, ALIGN_LEFT, FACE_WORDS, em,
                    now->field->disabled ? t->disabled : t->muted, now->field->placeholder);
    paint_text(now, left, baseline, now->field->disabled ? t->disabled : t->ink);
    paint_composing(now, left, baseline);
    if (now->touched.hit.focus) paint_caret(now, left, y, height);
    list_pop_clip(ui->frame.list);
    if (!now->touched.hit.focus && now->line.width > now->inside.width + 1)
        ui_tip(ui, now->inside, now->draft->text);
}

static void paint_box(const Now *now) {
    const UiTheme *t = now->ui->frame.theme;
    Color ground = now->field->disabled ? t->hover : t->well;
    Color line = now->field->disabled ? t->line : color_mix(t->border, t->edge, now->touched.hover);
    if (now->field->error) line = t->error;
    bool focus = now->touched.hit.focus;
    if (focus && !now->field->error) line = t->focus;
    draw_rect(now->ui->frame.list, now->box, now->ui->metrics.radius, focus ? t->panel : ground,
              draw_stroke(line, focus ? 2 : 1));
}

/* Cuts the places of icon, chevron and hint from the box; what is left is the text's. */
static void lay_out(Now *now, const char *name) {
    Ui *ui = now->ui;
    const UiTheme *t = ui->frame.theme;
    const UiMetrics *m = &ui->metrics;
    DrawBox rest = now->box;
    if (now->field->menu) {
        DrawBox place = box_inset(box_cut_right(&rest, now->box.height), 4, 4);
        ui_push(ui, name);
        now->answer.menu = ui_button(ui, "menu", place,
                                     (UiButton){.icon = ICON_DOWN,
                                                .quiet = true,
                                                .name = "Choose",
                                                .disabled = now->field->disabled});
        ui_pop(ui);
        now->answer.menu_box = now->box;
    } else {
        box_cut_right(&rest, m->pad);
    }
    box_cut_left(&rest, m->pad);
    if (now->field->icon) {
        icon_draw(ui->frame.list, now->field->icon, box_cut_left(&rest, m->icon), m->icon,
                  now->field->disabled ? t->disabled : t->muted);
        box_cut_left(&rest, m->gap);
    }
    bool dirty = draft_is_dirty(now->draft);
    if (now->field->hint && rest.width > m->factor * 160) {
        paint_key_cap(ui, rest, now->field->hint, dirty ? t->accent : t->border,
                      now->field->disabled ? t->disabled
                      : dirty              ? t->accent
                                           : t->muted);
        box_cut_right(&rest, ui_key_cap_width(ui, now->field->hint) + m->gap);
    }
    now->inside = rest;
}

static void edit(Now *now) {
    Draft *draft = now->draft;
    gain_or_lose(now);
    const char *before = arena_string(now->ui->frame.arena, draft->text);
    make_line(now);
    bool touched = mouse_edits(now);
    if (now->touched.hit.focus && now->touched.live) touched |= keyboard_edits(now);
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
    Now now = {.ui = ui, .field = &field, .box = box};
    now.touched = touch(ui, &what);
    now.draft = draft_of(ui, now.touched.id);
    now.draft->limit = (size_t)(field.limit > 0 ? field.limit : FIELD_LIMIT);
    draft_follow(now.draft, ui->frame.arena, field.text ? field.text : "");
    paint_box(&now);
    lay_out(&now, name);
    edit(&now);
    paint_line(&now);
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
