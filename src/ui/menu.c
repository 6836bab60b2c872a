#include "ui/menu.h"

#include "base/text.h"
#include "ui/paint.h"
#include "ui/scroll.h"

#include <math.h>
#include <string.h>

static const double TYPING_PAUSE = 0.8;

/* What an open menu is about; kept under its path. */
typedef struct Open {
    bool open, fresh;
    int chosen; /* line + 1, told in the next pass; 0: none */
    int lit;    /* under the keyboard; −1: none */
    float x, y; /* of the mouse when it last lit a line: resting, it lights none */
    char typed[64];
    double typed_at;
} Open;

/* A menu of this pass, to be drawn at its end. */
typedef struct Sheet {
    const char *folder, *name;
    DrawBox anchor;
    UiMenu menu;
    Open *open;
} Sheet;

static Open *open_of(Ui *ui, const char *name) {
    uint64_t id;
    path_of(ui, name, &id);
    return keep_get(ui, id, KEEP_MENU, sizeof(Open), NULL);
}

void ui_menu_open(Ui *ui, const char *name) {
    Open *open = open_of(ui, name);
    *open = (Open){.open = true, .fresh = true, .lit = -1};
    ui->again = true;
}

bool ui_menu_is_open(Ui *ui, const char *name) {
    return open_of(ui, name)->open;
}

static bool can_choose(const UiMenuLine *line) {
    return !line->heading && !line->disabled;
}

static float line_height(const Ui *ui, const UiMenuLine *line) {
    float height = line->heading ? ui->metrics.row - 2 : ui->metrics.row;
    return line->separated ? height + 9 : height;
}

static float line_width(Ui *ui, const UiMenuLine *line, bool marks) {
    const UiMetrics *m = &ui->metrics;
    float width =
        ceilf(text_width(ui_fonts(ui), FACE_WORDS_MEDIUM, m->text, line->label)) + 2 * m->pad;
    if (marks) width += m->icon + m->gap;
    if (line->note)
        width += ceilf(text_width(ui_fonts(ui), FACE_WORDS, m->small, line->note)) + m->pad;
    if (line->hint) width += ui_key_cap_width(ui, line->hint) + m->pad;
    return width;
}

static bool has_marks(const UiMenu *menu) {
    for (int i = 0; i < menu->count; i++)
        if (menu->lines[i].on || menu->lines[i].icon) return true;
    return false;
}

/* Below its anchor, or above where that has more room; never larger than the window. */
static DrawBox sheet_box(Ui *ui, const Sheet *sheet, float *content) {
    float width = fmaxf(sheet->menu.width, sheet->anchor.width), height = 0;
    bool marks = has_marks(&sheet->menu);
    for (int i = 0; i < sheet->menu.count; i++) {
        width = fmaxf(width, line_width(ui, &sheet->menu.lines[i], marks) + 10);
        height += line_height(ui, &sheet->menu.lines[i]);
    }
    *content = height;
    DrawBox window = box_inset(ui_window(ui), 4, 4), anchor = sheet->anchor;
    float below = window.y + window.height - anchor.y - anchor.height - 4;
    float above = anchor.y - window.y - 4;
    bool up = height + 10 > below && above > below;
    height = fminf(height + 10, fmaxf(up ? above : below, 40));
    DrawBox box = {anchor.x, up ? anchor.y - 4 - height : anchor.y + anchor.height + 4,
                   fminf(width, window.width), height};
    return box_within(box, window);
}

static void step_lit(const UiMenu *menu, Open *open, int from, int step) {
    for (int n = 0, i = from; n < menu->count; n++) {
        i = (i + step + menu->count) % menu->count;
        if (can_choose(&menu->lines[i])) {
            open->lit = i;
            return;
        }
    }
}

/* Letters go to the next line that begins with what has been typed. */
static void type_ahead(Ui *ui, const UiMenu *menu, Open *open, const char *text) {
    if (ui->frame.now - open->typed_at > TYPING_PAUSE) open->typed[0] = 0;
    open->typed_at = ui->frame.now;
    size_t have = strlen(open->typed), more = strlen(text);
    if (have + more >= sizeof open->typed) return;
    memcpy(open->typed + have, text, more + 1);
    int from = have ? open->lit - 1 : open->lit;
    for (int n = 0; n < menu->count; n++) {
        int i = ((from + 1 + n) % menu->count + menu->count) % menu->count;
        const UiMenuLine *line = &menu->lines[i];
        if (!can_choose(line) || strncasecmp(line->label, open->typed, have + more)) continue;
        open->lit = i;
        return;
    }
}

static void choose(Open *open, int line) {
    open->open = false;
    open->chosen = line + 1;
}

static void sheet_keys(Ui *ui, const UiMenu *menu, Open *open) {
    if (ui->act && ui->act->kind == EVENT_TEXT && touch_is_live(ui))
        type_ahead(ui, menu, open, ui->act->text);
    const Event *key = touch_is_live(ui) ? key_now(ui) : NULL;
    if (!key || !key_is_plain(key)) return;
    switch (key->key) {
    case KEY_UP: step_lit(menu, open, open->lit < 0 ? menu->count : open->lit, -1); break;
    case KEY_DOWN: step_lit(menu, open, open->lit, 1); break;
    case KEY_HOME: step_lit(menu, open, -1, 1); break;
    case KEY_END: step_lit(menu, open, menu->count, -1); break;
    case KEY_SPACE:
    case KEY_ENTER:
        if (open->lit >= 0) choose(open, open->lit);
        break;
    case KEY_TAB: open->open = false; break;
    default:
        /* A letter comes as text too; where no text is on its way, the key itself will do. */
        if (key->key > ' ' && key->key < KEY_FIRST_NAMED && !ui->queue_count) {
            char letter[5];
            text_encode(key->key, letter);
            type_ahead(ui, menu, open, letter);
            key_take(ui);
        }
        return;
    }
    key_take(ui);
    ui->swallow = 0;
}

static void paint_line(Ui *ui, DrawBox box, const UiMenuLine *line, bool lit, bool held,
                       bool marks) {
    const UiTheme *t = ui->frame.theme;
    const UiMetrics *m = &ui->metrics;
    if (lit) draw_fill(ui->frame.list, box, m->radius - 1, held ? t->press : t->selected);
    DrawBox inside = box_inset(box, m->pad - 2, 0);
    Color ink = line->disabled ? t->disabled : t->ink;
    if (marks) {
        Icon icon = line->on ? ICON_CHECK : line->icon;
        icon_draw(ui->frame.list, icon, box_cut_left(&inside, m->icon), m->icon,
                  line->on         ? t->accent
                  : line->disabled ? t->disabled
                                   : t->muted);
        box_cut_left(&inside, m->gap);
    }
    if (line->hint) {
        ui_key_cap(ui, inside, line->hint);
        box_cut_right(&inside, ui_key_cap_width(ui, line->hint) + m->pad);
    }
    Face face = line->on ? FACE_WORDS_MEDIUM : FACE_WORDS;
    float width = ceilf(text_width(ui_fonts(ui), face, m->text, line->label)) + 1;
    ui_text(ui, box_cut_left(&inside, width), ALIGN_LEFT, face, m->text, ink, line->label);
    box_cut_left(&inside, m->pad - 1);
    if (line->note)
        ui_text(ui, inside, ALIGN_RIGHT, FACE_WORDS, m->small,
                line->disabled ? t->disabled
                : lit          ? t->selected_muted
                               : t->muted,
                line->note);
}

static void sheet_line(Ui *ui, DrawBox box, const Sheet *sheet, int i, bool marks) {
    const UiMenuLine *line = &sheet->menu.lines[i];
    Open *open = sheet->open;
    if (line->separated) ui_separator(ui, box_inset(box_cut_top(&box, 9), 4, 0));
    if (line->heading) {
        ui_heading(ui, box_inset(box, ui->metrics.pad - 2, 0), line->label, NULL);
        return;
    }
    const char *name = arena_printf(ui->frame.arena, "line%d", i);
    Touch what = {.name = name,
                  .box = box,
                  .label = line->label,
                  .disabled = line->disabled,
                  .role = ROLE_MENU_LINE,
                  .cursor = CURSOR_HAND};
    Touched touched = touch(ui, &what);
    if (touched.hit.hover && (ui->mouse_x != open->x || ui->mouse_y != open->y)) {
        ui->again = ui->again || open->lit != i; /* lines above are painted already */
        open->lit = i;
        open->x = ui->mouse_x;
        open->y = ui->mouse_y;
    }
    paint_line(ui, box, line, open->lit == i, touched.hit.held, marks);
    if (touched.hit.clicked) choose(open, i);
}

static void sheet_lines(Ui *ui, DrawBox box, const Sheet *sheet, float content, int lit_before) {
    bool marks = has_marks(&sheet->menu);
    DrawBox inside = box_inset(box, 5, 5);
    DrawBox rest = ui_scroll_begin(ui, "lines", inside, (UiScroll){.height = content});
    for (int i = 0; i < sheet->menu.count; i++) {
        DrawBox line = box_cut_top(&rest, line_height(ui, &sheet->menu.lines[i]));
        if (sheet->open->lit == i && lit_before != i) ui_scroll_to(ui, line);
        sheet_line(ui, line, sheet, i, marks);
    }
    ui_scroll_end(ui);
}

static void draw_sheet(Ui *ui, void *with) {
    const Sheet *sheet = with;
    Open *open = sheet->open;
    float content;
    DrawBox box = sheet_box(ui, sheet, &content);
    int lit_before = open->lit;
    if (open->fresh) {
        open->fresh = false;
        open->x = ui->mouse_x;
        open->y = ui->mouse_y;
        for (int i = 0; i < sheet->menu.count; i++)
            if (sheet->menu.lines[i].on) open->lit = i;
        lit_before = -1;
    }
    memcpy(ui->folder, sheet->folder, strlen(sheet->folder) + 1);
    ui->folder_length = (int)strlen(sheet->folder);
    bool closed;
    ui_layer_begin(ui, sheet->name, box, (UiLayer){.light = true}, &closed);
    if (closed) open->open = false;
    sheet_keys(ui, &sheet->menu, open);
    layer_shadow(ui, box, ui->metrics.radius + 2);
    draw_rect(ui->frame.list, box, ui->metrics.radius + 2, ui->frame.theme->panel,
              draw_stroke(ui->frame.theme->border, 1));
    sheet_lines(ui, box, sheet, content, lit_before);
    ui_layer_end(ui);
    ui->folder_length = 0;
    ui->folder[0] = 0;
    if (!open->open) ui->again = true;
}

static void copy_lines(Ui *ui, UiMenu *menu) {
    UiMenuLine *lines = ARENA_ARRAY(ui->frame.arena, UiMenuLine, menu->count + 1);
    if (menu->count) memcpy(lines, menu->lines, (size_t)menu->count * sizeof *lines);
    menu->lines = lines;
}

int ui_menu(Ui *ui, const char *name, DrawBox anchor, UiMenu menu) {
    Open *open = open_of(ui, name);
    int chosen = open->chosen - 1;
    open->chosen = 0;
    if (open->open) {
        Sheet *sheet = ARENA_NEW(ui->frame.arena, Sheet);
        *sheet = (Sheet){arena_string(ui->frame.arena, ui->folder),
                         arena_string(ui->frame.arena, name), anchor, menu, open};
        copy_lines(ui, &sheet->menu);
        ui_later(ui, draw_sheet, sheet);
    }
    return chosen < menu.count ? chosen : -1;
}

static const char *dropdown_label(const UiDropdown *dropdown) {
    if (dropdown->label) return dropdown->label;
    bool any = dropdown->chosen >= 0 && dropdown->chosen < dropdown->menu.count;
    return any ? dropdown->menu.lines[dropdown->chosen].label : "";
}

float ui_dropdown_width(Ui *ui, UiDropdown dropdown) {
    UiButton button = {
        .label = dropdown_label(&dropdown), .icon = dropdown.icon, .tail = ICON_DOWN};
    float width = ui_button_width(ui, button);
    for (int i = 0; !dropdown.label && i < dropdown.menu.count; i++) {
        button.label = dropdown.menu.lines[i].label;
        width = fmaxf(width, ui_button_width(ui, button));
    }
    return width;
}

static const char *menu_name(Ui *ui, const char *name) {
    return arena_printf(ui->frame.arena, "%s-menu", name);
}

/* A button with a menu below it, opened by a click or by Down. */
static int button_with_menu(Ui *ui, const char *name, DrawBox box, UiButton button, UiMenu lines) {
    const char *menu = menu_name(ui, name);
    bool open = ui_menu_is_open(ui, menu);
    button.on = open && button.quiet;
    bool clicked = ui_button(ui, name, box, button);
    const Event *key = key_now(ui);
    bool ring, down = key && key->key == KEY_DOWN && !button.disabled && touch_is_live(ui) &&
                      !strcmp(ui_focus(ui, &ring), ui_path(ui, name)) && ring;
    if (down) key_take(ui);
    if ((clicked || down) && !open) {
        ui_menu_open(ui, menu);
        return -1; /* its lines are read from the next pass on */
    }
    return ui_menu(ui, menu, box, lines);
}

int ui_dropdown(Ui *ui, const char *name, DrawBox box, UiDropdown dropdown) {
    UiButton button = {.label = dropdown_label(&dropdown),
                       .icon = dropdown.icon,
                       .tail = ICON_DOWN,
                       .quiet = dropdown.quiet,
                       .disabled = dropdown.disabled};
    return button_with_menu(ui, name, box, button, dropdown.menu);
}

static UiButton more_button(const UiMore *more) {
    return (UiButton){.label = more->label,
                      .icon = more->label ? ICON_NONE : ICON_MORE,
                      .name = more->name,
                      .quiet = more->quiet};
}

float ui_more_width(Ui *ui, UiMore more) {
    return ui_button_width(ui, more_button(&more));
}

bool ui_more_is_open(Ui *ui, const char *name) {
    return ui_menu_is_open(ui, menu_name(ui, name));
}

int ui_more(Ui *ui, const char *name, DrawBox box, UiMore more) {
    return button_with_menu(ui, name, box, more_button(&more), more.menu);
}

DrawBox ui_dialog_begin(Ui *ui, const char *name, float width, float height, const char *title,
                        bool *closed) {
    const UiMetrics *m = &ui->metrics;
    DrawBox window = box_inset(ui_window(ui), 8, 8);
    DrawBox box = box_center(window, fminf(width, window.width), fminf(height, window.height));
    bool escaped;
    ui_layer_begin(ui, name, box, (UiLayer){.shade = true}, &escaped);
    layer_shadow(ui, box, m->card_radius);
    ui_panel(ui, box, m->card_radius);
    DrawBox inside = box_inset(box, m->panel_pad, m->panel_pad);
    DrawBox head = box_cut_top(&inside, m->control);
    DrawBox cross = box_cut_right(&head, m->control);
    ui_text(ui, head, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, m->heading, ui->frame.theme->ink, title);
    bool crossed = ui_button(ui, "close", cross,
                             (UiButton){.icon = ICON_CLOSE, .quiet = true, .name = "Close"});
    if (closed) *closed = escaped || crossed;
    box_cut_top(&inside, m->gap);
    return inside;
}

void ui_dialog_end(Ui *ui) {
    ui_layer_end(ui);
}
