/* What lasts between passes: an open hash table from (path, kind) to a struct of that kind. */
#include "ui/ui_parts.h"

#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEEP_SLOTS_AT_FIRST = 64, TWEEN_PASSES = 1000 };

typedef struct Tween {
    float value, target;
    double time;
    bool begun;
} Tween;

uint64_t path_id(const char *path) {
    uint64_t id = fnv1a(FNV_START, path, strlen(path));
    return id ? id : 1;
}

static int slot_of(const Keep *keeps, int slots, uint64_t id, KeepKind kind) {
    uint64_t hash = (id ^ ((uint64_t)kind + 1) * 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;
    int at = (int)(hash >> 33) & (slots - 1);
    while (keeps[at].id && !(keeps[at].id == id && keeps[at].kind == kind))
        at = (at + 1) & (slots - 1);
    return at;
}

static void let_go(Keep *keep) {
    if (keep->free_it) keep->free_it(keep->data);
    free(keep->data);
}

/* A tween nobody has asked for in a long while is forgotten. */
static bool is_stale(const Ui *ui, const Keep *keep) {
    return keep->kind == KEEP_TWEEN && keep->pass + TWEEN_PASSES < ui->pass_number;
}

static void grow(Ui *ui) {
    int slots = ui->keep_slots ? ui->keep_slots * 2 : KEEP_SLOTS_AT_FIRST;
    Keep *keeps = calloc((size_t)slots, sizeof *keeps);
    CHECK(keeps, "no memory for %d slots", slots);
    ui->keep_count = 0;
    for (int i = 0; i < ui->keep_slots; i++) {
        Keep *keep = &ui->keeps[i];
        if (!keep->id) continue;
        if (is_stale(ui, keep)) {
            let_go(keep);
            continue;
        }
        keeps[slot_of(keeps, slots, keep->id, keep->kind)] = *keep;
        ui->keep_count++;
    }
    free(ui->keeps);
    ui->keeps = keeps;
    ui->keep_slots = slots;
}

void *keep_find(Ui *ui, uint64_t id, KeepKind kind) {
    if (!ui->keep_slots) return NULL;
    Keep *keep = &ui->keeps[slot_of(ui->keeps, ui->keep_slots, id, kind)];
    return keep->id ? keep->data : NULL;
}

void *keep_get(Ui *ui, uint64_t id, KeepKind kind, size_t size, void (*free_it)(void *data)) {
    if (ui->keep_count * 2 >= ui->keep_slots) grow(ui);
    Keep *keep = &ui->keeps[slot_of(ui->keeps, ui->keep_slots, id, kind)];
    if (!keep->id) {
        *keep = (Keep){.id = id, .kind = kind, .free_it = free_it, .data = calloc(1, size)};
        CHECK(keep->data, "no memory for %zu bytes", size);
        ui->keep_count++;
    }
    keep->pass = ui->pass_number;
    return keep->data;
}

void keep_free_all(Ui *ui) {
    for (int i = 0; i < ui->keep_slots; i++)
        if (ui->keeps[i].id) let_go(&ui->keeps[i]);
    free(ui->keeps);
}

float keep_tween(Ui *ui, uint64_t id, float target, float seconds) {
    Tween *tween = keep_get(ui, id, KEEP_TWEEN, sizeof *tween, NULL);
    double now = ui->frame.now;
    if (!tween->begun || ui->frame.still || !(seconds > 0)) {
        *tween = (Tween){target, target, now, true};
        return target;
    }
    if (target != tween->target) tween->time = now; /* it begins now, however long all was still */
    tween->target = target;
    float step = (float)fmax(0, now - tween->time) / seconds;
    tween->time = now;
    if (fabsf(target - tween->value) <= step)
        tween->value = target;
    else
        tween->value += target > tween->value ? step : -step;
    if (tween->value != target) ui_wake(ui, 0);
    return tween->value;
}

float ui_tween(Ui *ui, const char *name, float target, float seconds) {
    uint64_t id;
    path_of(ui, name, &id);
    return keep_tween(ui, id ^ 0x7e, target, seconds);
}
