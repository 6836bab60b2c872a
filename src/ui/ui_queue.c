/* Events wait here; one pass takes as many as have one meaning. */
#include "ui/ui_parts.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Turns of the wheel that follow each other sooner are one gesture. */
static const double WHEEL_PAUSE = 0.4;

static bool is_mouse(const Event *event) {
    return event->kind == EVENT_PRESS || event->kind == EVENT_RELEASE || event->kind == EVENT_WHEEL;
}

void queue_add(Ui *ui, const Event *events, int count) {
    if (ui->queue_count + count > ui->queue_capacity) {
        ui->queue_capacity = (ui->queue_count + count) * 2;
        ui->queue = realloc(ui->queue, (size_t)ui->queue_capacity * sizeof *ui->queue);
        CHECK(ui->queue, "no memory for %d events", ui->queue_capacity);
    }
    for (int i = 0; i < count; i++) {
        if (events[i].kind <= EVENT_TICK || events[i].kind >= EVENT_KINDS) continue;
        Queued *queued = &ui->queue[ui->queue_count++];
        *queued = (Queued){events[i], NULL};
        if (!events[i].text) continue;
        queued->text = strdup(events[i].text);
        CHECK(queued->text, "no memory for a text");
        queued->event.text = queued->text;
    }
}

void queue_free(Ui *ui) {
    for (int i = 0; i < ui->queue_count; i++) free(ui->queue[i].text);
    free(ui->queue);
}

static void drop_first(Ui *ui, int count) {
    for (int i = 0; i < count; i++) free(ui->queue[i].text);
    ui->queue_count -= count;
    memmove(ui->queue, ui->queue + count, (size_t)ui->queue_count * sizeof *ui->queue);
}

static void move_mouse(Ui *ui, float x, float y) {
    if (!isfinite(x) || !isfinite(y)) return;
    ui->dx += x - ui->mouse_x;
    ui->dy += y - ui->mouse_y;
    ui->mouse_x = x;
    ui->mouse_y = y;
    ui->mouse_inside = true;
}

/* True when what is under the mouse is known for where the mouse is. */
static bool mouse_is_known(const Ui *ui) {
    return ui->hot_valid && ui->mouse_inside && ui->hot_x == ui->mouse_x &&
           ui->hot_y == ui->mouse_y;
}

static void count_gesture(Ui *ui, const Event *event) {
    if (event->kind == EVENT_WHEEL) {
        if (ui->frame.now - ui->wheel_time > WHEEL_PAUSE) ui->gesture++;
        ui->wheel_time = ui->frame.now;
        return;
    }
    bool again = event->kind == EVENT_KEY && event->repeat && event->key == ui->held_key;
    if (event->kind == EVENT_KEY) ui->held_key = event->key;
    bool begins = event->kind == EVENT_PRESS || event->kind == EVENT_KEY ||
                  event->kind == EVENT_TEXT || event->kind == EVENT_CLIPBOARD ||
                  event->kind == EVENT_DROP;
    if (begins && !again) ui->gesture++;
}

/* All texts typed one after the other, as one. Returns how many events they were. */
static int join_texts(Ui *ui) {
    size_t size = 1;
    int count = 0;
    while (count < ui->queue_count && ui->queue[count].event.kind == EVENT_TEXT)
        size += strlen(ui->queue[count++].text ? ui->queue[count - 1].text : "");
    char *all = arena_alloc(ui->now->arena, size), *end = all;
    for (int i = 0; i < count; i++)
        if (ui->queue[i].text) end = stpcpy(end, ui->queue[i].text);
    *end = 0;
    ui->act_event.text = all;
    return count;
}

static void take_act(Ui *ui) {
    ui->act_event = ui->queue[0].event;
    ui->act = &ui->act_event;
    int count = 1;
    if (ui->act->kind == EVENT_TEXT)
        count = join_texts(ui);
    else if (ui->act->text)
        ui->act_event.text = arena_string(ui->now->arena, ui->act->text);
    if (is_mouse(ui->act) || ui->act->kind == EVENT_KEY) ui->mods = ui->act->mods;
    count_gesture(ui, ui->act);
    drop_first(ui, count);
}

/* The text that a key types after something else has taken the key is nobody's. */
static bool swallowed(Ui *ui, const Event *event) {
    int32_t swallow = ui->swallow;
    if (event->kind != EVENT_TEXT) {
        if (event->kind == EVENT_KEY) ui->swallow = 0;
        return false;
    }
    ui->swallow = 0;
    const char *at = event->text ? event->text : "";
    int32_t first = text_next(&at);
    if (first >= 'A' && first <= 'Z') first += 'a' - 'A';
    return swallow && first == swallow;
}

void queue_take(Ui *ui) {
    ui->act = NULL;
    ui->act_taken = false;
    ui->dx = ui->dy = 0;
    bool may_act = ui->pass_number > 1 && !ui->acted_before;
    while (ui->queue_count) {
        const Event *event = &ui->queue[0].event;
        if (event->kind == EVENT_MOVE) {
            move_mouse(ui, event->x, event->y);
        } else if (event->kind == EVENT_LEAVE) {
            ui->mouse_inside = false;
        } else if (!may_act) {
            return;
        } else if (!swallowed(ui, event)) {
            if (is_mouse(event)) {
                move_mouse(ui, event->x, event->y);
                if (!mouse_is_known(ui)) return;
            }
            take_act(ui);
            return;
        }
        drop_first(ui, 1);
    }
}
