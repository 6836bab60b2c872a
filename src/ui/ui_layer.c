/* Layers: what lies on top answers, and what is below waits. */
#include "ui/ui_parts.h"

#include <stdio.h>
#include <string.h>

int layer_now(const Ui *ui) {
    return ui->layer_depth ? ui->layer_stack[ui->layer_depth - 1] : 0;
}

bool ui_layer_open(const Ui *ui) {
    return ui->top > 0;
}

void layers_begin(Ui *ui) {
    for (int i = 0; i < ui->layer_count; i++) ui->layers[i].drawn = false;
}

static int find_layer(const Ui *ui, uint64_t id) {
    for (int i = 0; i < ui->layer_count; i++)
        if (ui->layers[i].id == id) return i;
    return -1;
}

/* A layer that was not there before takes the keyboard from who has it, to give it back later. */
static int open_layer(Ui *ui, uint64_t id) {
    CHECK(ui->layer_count < LAYERS_MOST, "more than %d layers", LAYERS_MOST);
    Layer *layer = &ui->layers[ui->layer_count];
    *layer = (Layer){.id = id, .below = ui->focus};
    focus_set(ui, "", false);
    ui->again = true;
    return ui->layer_count++;
}

/* A soft shadow: outlines, each larger and all faint, so that no edge is seen. */
void layer_shadow(Ui *ui, DrawBox box, float radius) {
    for (int i = 10; i > 0; i--) {
        float grow = (float)i * 1.3f - 1;
        DrawBox around = box_inset(box, -grow, -grow);
        around.y += 2 + (float)i * 0.4f;
        draw_fill(ui->frame.list, around, radius + grow, ui->frame.theme->shadow);
    }
}

static bool asks_to_close(Ui *ui, DrawBox box, UiLayer layer) {
    if (layer_now(ui) != ui->top || !ui->act) return false;
    const Event *key = key_now(ui);
    if (key && key->key == KEY_ESCAPE) {
        key_take(ui);
        return true;
    }
    return layer.light && ui->act->kind == EVENT_PRESS && !box_has(box, ui->act->x, ui->act->y);
}

void ui_layer_begin(Ui *ui, const char *name, DrawBox box, UiLayer layer, bool *closed) {
    uint64_t id;
    path_of(ui, name, &id);
    int at = find_layer(ui, id);
    if (at < 0) at = open_layer(ui, id);
    CHECK(!ui->layers[at].drawn, "the layer “%s” twice in one pass", name);
    ui->layers[at].drawn = true;
    ui->layers[at].box = box;
    CHECK(ui->layer_depth < LAYERS_MOST, "layers nested too deeply");
    ui->layer_stack[ui->layer_depth++] = ++ui->now->layers;
    if (layer.shade) draw_fill(ui->frame.list, ui_window(ui), 0, ui->frame.theme->shade);
    bool close = asks_to_close(ui, box, layer);
    if (closed) *closed = close;
    ui_push(ui, name);
}

void ui_layer_end(Ui *ui) {
    CHECK(ui->layer_depth > 0, "a layer ended that was not begun");
    ui_pop(ui);
    ui->layer_depth--;
}

void layers_finish(Ui *ui) {
    for (int i = ui->layer_count - 1; i >= 0; i--) {
        if (ui->layers[i].drawn) continue;
        if (!ui->focus_asked) {
            Focus below = ui->layers[i].below;
            focus_set(ui, below.path, below.ring);
            ui->focus_grace = 2;
        }
        memmove(&ui->layers[i], &ui->layers[i + 1],
                (size_t)(ui->layer_count - i - 1) * sizeof *ui->layers);
        ui->layer_count--;
        ui->active = 0;
    }
    ui->focus_asked = false;
    ui->top = ui->now->layers;
}
