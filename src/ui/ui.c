#include "base/text.h"
#include "ui/ui_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double TIP_DELAY = 0.5;

Ui *ui_new(UiClipboard clipboard) {
    Ui *ui = calloc(1, sizeof *ui);
    CHECK(ui, "no memory for the interface");
    ui->clipboard = clipboard;
    ui->now = &ui->passes[0];
    ui->before = &ui->passes[1];
    ui->passes[0].arena = arena_new();
    ui->passes[1].arena = arena_new();
    ui->wheel_time = -1e9;
    ui->wake = -1;
    return ui;
}

void ui_free(Ui *ui) {
    if (!ui) return;
    keep_free_all(ui);
    queue_free(ui);
    arena_free(ui->passes[0].arena);
    arena_free(ui->passes[1].arena);
    free(ui->own_clipboard);
    free(ui->later);
    free(ui);
}

static void begin_pass(Ui *ui) {
    Pass *old = ui->before;
    ui->before = ui->now;
    ui->now = old;
    arena_reset(ui->now->arena);
    *ui->now = (Pass){.arena = ui->now->arena};
    ui->pass_number++;
    ui->folder_length = ui->folder_depth = ui->scroll_depth = 0;
    ui->folder[0] = 0;
    ui->later_count = 0;
    ui->ring.shown = false;
    ui->tip = (Tip){0};
    ui->cursor = CURSOR_ARROW;
    ui->text_input = ui->composing = false;
    ui->active_drawn = ui->focus_drawn = ui->press_focused = false;
    ui->wake = -1;
    ui->again = false;
}

void ui_begin(Ui *ui, const UiFrame *frame) {
    CHECK(!ui->in_pass, "ui_begin in a pass");
    ui->frame = *frame;
    ui->metrics = theme_metrics(frame->text_size);
    ui->in_pass = true;
    begin_pass(ui);
    queue_add(ui, frame->events, frame->event_count);
    queue_take(ui);
    if (ui->act && ui->act->kind == EVENT_BLUR) ui->active = 0;
    layers_begin(ui);
    if (ui->active && !ui->dragging)
        ui->dragging = hypotf(ui->mouse_x - ui->press_x, ui->mouse_y - ui->press_y) > 3;
}

static void draw_ring(Ui *ui) {
    if (!ui->ring.shown) return;
    list_push_clip(ui->frame.list, box_inset(ui->ring.clip, -3, -3));
    draw_frame(ui->frame.list, box_inset(ui->ring.box, -3, -3), ui->ring.radius + 3,
               ui->frame.theme->focus, 2);
    list_pop_clip(ui->frame.list);
}

/* The lines of the tip: of a text too long for it the first, which then end in “…”, and how much
 * there is of it, where that is known. */
static const char **tip_lines(Ui *ui, float most, int *count) {
    enum { LINES_MOST = 8, LONGEST = 4096 }; /* bytes that are measured */
    Arena *arena = ui->frame.arena;
    float size = ui->metrics.small;
    const char *text = ui->tip.text;
    bool cut = strlen(text) > LONGEST;
    if (cut) text = arena_substring(arena, text, text_before(text, LONGEST));
    const char **lines = text_lines(ui_fonts(ui), arena, FACE_WORDS, size, text, most, count);
    if (!cut && *count <= LINES_MOST) return lines;
    *count = *count < LINES_MOST ? *count : LINES_MOST;
    const char **last = &lines[*count - 1], *more = arena_printf(arena, "%s …", *last);
    bool fits = text_width(ui_fonts(ui), FACE_WORDS, size, more) <= most;
    *last = fits ? more : text_ellipsis(ui_fonts(ui), arena, FACE_WORDS, size, more, most);
    if (!ui->tip.extent) return lines;
    const char **all = ARENA_ARRAY(arena, const char *, *count + 1);
    memcpy(all, lines, (size_t)*count * sizeof *all);
    all[(*count)++] = ui->tip.extent;
    return all;
}

static void draw_tip_box(Ui *ui) {
    const UiMetrics *m = &ui->metrics;
    float most = fminf(m->left * 1.5f, ui->frame.width - 32);
    int count;
    const char **lines = tip_lines(ui, most, &count);
    float width = 0, pitch = roundf(m->small * 1.4f);
    for (int i = 0; i < count; i++)
        width = fmaxf(width, text_width(ui_fonts(ui), FACE_WORDS, m->small, lines[i]));
    DrawBox box = {roundf(ui->tip.x), ui->tip.box.y + ui->tip.box.height + 6, ceilf(width) + 16,
                   pitch * (float)count + 10};
    if (box.y + box.height > ui->frame.height) box.y = ui->tip.box.y - 6 - box.height;
    box = box_within(box, box_inset(ui_window(ui), 4, 4));
    layer_shadow(ui, box, 5);
    draw_fill(ui->frame.list, box, 5, ui->frame.theme->tip);
    for (int i = 0; i < count; i++) {
        DrawBox line = {box.x + 8, box.y + 5 + pitch * (float)i, width + 1, pitch};
        text_in_box(ui->frame.list, line, ALIGN_LEFT, FACE_WORDS, m->small,
                    ui->frame.theme->tip_ink, lines[i]);
    }
}

static void draw_tip(Ui *ui) {
    if (ui->tip.id != ui->tip_id || (ui->act && ui->act->kind == EVENT_PRESS)) {
        ui->tip_id = ui->tip.id;
        ui->tip_since = ui->frame.now;
    }
    if (!ui->tip.text || ui->active) return;
    double left = TIP_DELAY - (ui->frame.now - ui->tip_since);
    if (left > 0)
        ui_wake(ui, left);
    else
        draw_tip_box(ui);
}

void ui_end(Ui *ui) {
    CHECK(ui->in_pass, "ui_end without ui_begin");
    CHECK(ui->folder_depth == 0, "“%s” pushed and not popped", ui->folder);
    CHECK(ui->layer_depth == 0, "a layer begun and not ended");
    CHECK(ui->scroll_depth == 0, "a scroll area begun and not ended");
    for (int i = 0; i < ui->later_count; i++) ui->later[i].draw(ui, ui->later[i].with);
    draw_ring(ui);
    draw_tip(ui);
    uint64_t hot = ui->hot, focus = ui->focus.id;
    int top = ui->top;
    bool ring = ui->focus.ring;
    touch_finish(ui);
    layers_finish(ui);
    touch_find_hot(ui);
    ui->in_pass = false;
    ui->acted_before = ui->act != NULL;
    ui->pending = ui->queue_count || ui->act || hot != ui->hot || top != ui->top ||
                  focus != ui->focus.id || ring != ui->focus.ring || ui->again;
    ui->act = NULL;
}

bool ui_pending(const Ui *ui) {
    return ui->pending;
}

double ui_wants_frame(const Ui *ui) {
    return ui->wake;
}

void ui_wake(Ui *ui, double seconds) {
    if (ui->wake < 0 || seconds < ui->wake) ui->wake = seconds;
}

List *ui_list(Ui *ui) {
    return ui->frame.list;
}

Arena *ui_arena(Ui *ui) {
    return ui->frame.arena;
}

Fonts *ui_fonts(Ui *ui) {
    return list_fonts(ui->frame.list);
}

const UiTheme *ui_theme(const Ui *ui) {
    return ui->frame.theme;
}

const UiMetrics *ui_metrics(const Ui *ui) {
    return &ui->metrics;
}

DrawBox ui_window(const Ui *ui) {
    return (DrawBox){0, 0, ui->frame.width, ui->frame.height};
}

double ui_now(const Ui *ui) {
    return ui->frame.now;
}

float ui_scale(const Ui *ui) {
    return ui->frame.scale;
}

UiCursor ui_cursor(const Ui *ui) {
    return ui->cursor;
}

void ui_set_cursor(Ui *ui, UiCursor cursor) {
    ui->cursor = cursor;
}

bool ui_text_input(const Ui *ui, DrawBox *caret) {
    if (ui->text_input && caret) *caret = ui->caret;
    return ui->text_input;
}

uint32_t ui_mods(const Ui *ui) {
    return ui->mods;
}

uint32_t ui_gesture(const Ui *ui) {
    return ui->gesture;
}

bool ui_mouse(const Ui *ui, float *x, float *y) {
    *x = ui->mouse_x;
    *y = ui->mouse_y;
    return ui->mouse_inside;
}

void ui_later(Ui *ui, void (*draw)(Ui *ui, void *with), void *with) {
    if (ui->later_count == ui->later_capacity) {
        ui->later_capacity = ui->later_capacity * 2 + 8;
        ui->later = realloc(ui->later, (size_t)ui->later_capacity * sizeof *ui->later);
        CHECK(ui->later, "no memory for what is drawn later");
    }
    ui->later[ui->later_count++] = (Later){draw, with};
}

const char *clipboard_get(Ui *ui) {
    if (ui->clipboard.get) return ui->clipboard.get(ui->clipboard.with);
    return ui->own_clipboard;
}

void clipboard_set(Ui *ui, const char *text) {
    if (ui->clipboard.set) {
        ui->clipboard.set(ui->clipboard.with, text);
        return;
    }
    free(ui->own_clipboard);
    ui->own_clipboard = strdup(text);
}
