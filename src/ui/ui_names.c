/* Folders and paths, keys, and what tests ask. */
#include "ui/ui_parts.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

bool folder_fits(const Ui *ui, const char *name) {
    return ui->folder_length + (int)strlen(name) + 2 < PATH_LONGEST;
}

static void check_name(const Ui *ui, const char *name) {
    CHECK(*name && !strchr(name, '/'), "a widget named “%s”", name);
    CHECK(folder_fits(ui, name), "the path %s/%s is too long", ui->folder, name);
}

const char *path_of(Ui *ui, const char *name, uint64_t *id) {
    check_name(ui, name);
    const char *path = ui->folder_length ? arena_printf(ui->now->arena, "%s/%s", ui->folder, name)
                                         : arena_string(ui->now->arena, name);
    *id = path_id(path);
    return path;
}

void ui_push(Ui *ui, const char *folder) {
    check_name(ui, folder);
    CHECK(ui->folder_depth < FOLDERS_DEEPEST, "more than %d folders", FOLDERS_DEEPEST);
    ui->folder_ends[ui->folder_depth++] = ui->folder_length;
    char *end = ui->folder + ui->folder_length;
    ui->folder_length += snprintf(end, sizeof ui->folder - (size_t)ui->folder_length, "%s%s",
                                  ui->folder_length ? "/" : "", folder);
}

void ui_push_number(Ui *ui, const char *folder, int number) {
    char name[PATH_LONGEST];
    snprintf(name, sizeof name, "%s%d", folder, number);
    ui_push(ui, name);
}

void ui_pop(Ui *ui) {
    CHECK(ui->folder_depth > 0, "a folder popped that was not pushed");
    ui->folder_length = ui->folder_ends[--ui->folder_depth];
    ui->folder[ui->folder_length] = 0;
}

const char *ui_path(Ui *ui, const char *name) {
    check_name(ui, name);
    if (!ui->folder_length) return arena_string(ui->frame.arena, name);
    return arena_printf(ui->frame.arena, "%s/%s", ui->folder, name);
}

/* Widgets are those of the pass that is complete, and while drawing also those so far. */
static const Pass *complete(const Ui *ui) {
    return ui->in_pass ? ui->before : ui->now;
}

static const Widget *find(const Pass *pass, uint64_t id) {
    for (int i = 0; i < pass->count; i++)
        if (pass->widgets[i].id == id) return &pass->widgets[i];
    return NULL;
}

int ui_widget_count(const Ui *ui) {
    return complete(ui)->count;
}

UiWidget ui_widget(const Ui *ui, int i) {
    const Pass *pass = complete(ui);
    CHECK(i >= 0 && i < pass->count, "widget %d of %d", i, pass->count);
    UiWidget shown = pass->widgets[i].shown;
    shown.focus = ui->focus.id == pass->widgets[i].id;
    return shown;
}

bool ui_widget_box(const Ui *ui, const char *path, DrawBox *box) {
    const Widget *widget = find(ui->now, path_id(path));
    if (!widget && ui->in_pass) widget = find(ui->before, path_id(path));
    if (widget && box) *box = widget->shown.box;
    return widget != NULL;
}

const char *ui_focus(const Ui *ui, bool *ring) {
    if (ring) *ring = ui->focus.ring;
    return ui->focus.id ? ui->focus.path : "";
}

const char *ui_hover(const Ui *ui) {
    const Widget *widget = find(complete(ui), ui->hot);
    return widget ? widget->shown.path : "";
}

void focus_set(Ui *ui, const char *path, bool ring) {
    CHECK(strlen(path) < PATH_LONGEST, "the path %s is too long", path);
    char kept[PATH_LONGEST];
    snprintf(kept, sizeof kept, "%s", path); /* it may be the focus's own */
    memcpy(ui->focus.path, kept, sizeof kept);
    ui->focus.id = *kept ? path_id(kept) : 0;
    ui->focus.ring = ring && *kept;
}

void ui_set_focus(Ui *ui, const char *path, bool ring) {
    focus_set(ui, path, ring);
    ui->focus_asked = true;
    ui->focus_grace = 2;
    ui->scroll_to_focus = true;
    ui->again = true;
}

const Event *key_now(const Ui *ui) {
    return ui->act && ui->act->kind == EVENT_KEY && !ui->act_taken ? ui->act : NULL;
}

void key_take(Ui *ui) {
    ui->act_taken = true;
    Key key = ui->act->key;
    ui->swallow = key_is_plain(ui->act) && key < KEY_FIRST_NAMED ? key : 0;
}

bool key_is_plain(const Event *key) {
    return !(key->mods & (KEY_MOD_CTRL | KEY_MOD_ALT | KEY_MOD_SUPER));
}

const Event *ui_peek_key(Ui *ui) {
    const Event *key = key_now(ui);
    if (!key || !touch_is_live(ui) || ui->composing) return NULL;
    if (key->key == KEY_TAB && !(key->mods & (KEY_MOD_CTRL | KEY_MOD_ALT))) return NULL;
    if (key->key == KEY_ESCAPE && ui->focus.ring) return NULL;
    return key;
}

const Event *ui_take_key(Ui *ui) {
    const Event *key = ui_peek_key(ui);
    if (key) key_take(ui);
    return key;
}

const Event *ui_take_other(Ui *ui) {
    if (!ui->act || ui->act_taken) return NULL;
    EventKind kind = ui->act->kind;
    bool other = kind == EVENT_RESIZE || kind == EVENT_SCALE || kind == EVENT_FOCUS ||
                 kind == EVENT_BLUR || kind == EVENT_DROP || kind == EVENT_QUIT;
    if (!other) return NULL;
    ui->act_taken = true;
    return ui->act;
}
