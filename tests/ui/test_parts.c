/* How the parts of larger widgets look: lines of menus and of the palette, crosses, caps, scroll
 * bars, areas; each at rest, hovered, focused, pressed and, where that can be, disabled. */
#include "driver.h"

typedef struct Part {
    const char *name;
    void (*draw)(Ui *ui, DrawBox box, const char *disabled);
    const char *path;      /* of what is looked at */
    void (*prepare)(void); /* before the look; NULL: nothing */
    Key focus;             /* the key that brings the ring or light to it */
    bool never_disabled;
} Part;

static bool called; /* the menu has been opened */

static void menu_line(Ui *ui, DrawBox box, const char *disabled) {
    const UiMenuLine lines[] = {
        {.label = "Scores", .on = true},
        {.label = "Weights", .note = "how much", .hint = "W", .disabled = disabled}};
    if (!called) ui_menu_open(ui, "w");
    called = true;
    box.height = 0;
    ui_menu(ui, "w", box, (UiMenu){lines, 2, 0});
}
static void palette_line(Ui *ui, DrawBox box, const char *disabled) {
    (void)box;
    (void)disabled;
    static const UiPaletteLine LINES[] = {{"score dot", "qᵀk", "1", false},
                                          {"theme dark", "dark colours", NULL, false}};
    ui_palette(ui, "w", (UiPalette){LINES, 2, "a command", NULL});
}
static void badge(Ui *ui, DrawBox box, const char *disabled) {
    (void)disabled;
    ui_badge_cancel(ui, "w", box, TONE_ACCENT, "computing", 0.4, "Cancel");
}
static void toast(Ui *ui, DrawBox box, const char *disabled) {
    (void)disabled;
    ui_toast(ui, "w", box, (UiToast){"Saved figure.svg.", TONE_SUCCESS, "Show"});
}
static void dialog(Ui *ui, DrawBox box, const char *disabled) {
    (void)box;
    (void)disabled;
    ui_dialog_begin(ui, "w", 220, 90, "Keys", NULL);
    ui_dialog_end(ui);
}
static void scrolled(Ui *ui, DrawBox box, const char *disabled) {
    (void)disabled;
    DrawBox rest = ui_scroll_begin(ui, "w", box, (UiScroll){.height = 200, .focusable = true});
    for (int i = 0; i < 8; i++)
        ui_text(ui, box_cut_top(&rest, 25), ALIGN_LEFT, FACE_WORDS, 13, ui_theme(ui)->ink,
                "a line of a text");
    ui_scroll_end(ui);
}
static void field(Ui *ui, DrawBox box, const char *disabled) {
    box.height = 32;
    ui_field(ui, "w", box,
             (UiField){.text = "a date", .hint = "Enter", .menu = true, .disabled = disabled});
}
static void area(Ui *ui, DrawBox box, const char *disabled) {
    (void)disabled;
    draw_fill(ui_list(ui), box, 0, ui_theme(ui)->empty);
    ui_area(ui, "w", box, (UiArea){.label = "cells", .focusable = true, .ring_radius = 4});
}
static void quiet_icon(Ui *ui, DrawBox box, const char *disabled) {
    ui_button(ui, "w", draw_box(box.x, box.y, 32, 32),
              (UiButton){.icon = ICON_CLOSE, .quiet = true, .name = "Close", .disabled = disabled});
}

static void type_in_field(void) {
    driver_click("w", 1);
    driver_type("x");
}

static const Part PARTS[] = {
    {"menu line", menu_line, "w/lines/line1", NULL, KEY_DOWN, false},
    {"palette line", palette_line, "w/lines/line0", NULL, KEY_DOWN, true},
    {"computing", badge, "w", NULL, KEY_TAB, true},
    {"toast, its cross", toast, "w/close", NULL, KEY_TAB, true},
    {"toast, its action", toast, "w/action", NULL, KEY_TAB, true},
    {"dialog, its cross", dialog, "w/close", NULL, KEY_TAB, true},
    {"scroll bar", scrolled, "w/bar-down", NULL, KEY_TAB, true},
    {"field, its chevron", field, "w/menu", NULL, KEY_TAB, false},
    {"field, its cap", field, "w/enter", type_in_field, KEY_TAB, true},
    {"area", area, "w", NULL, KEY_TAB, true},
    {"quiet icon", quiet_icon, "w", NULL, KEY_TAB, false},
};
enum { PART_COUNT = sizeof PARTS / sizeof *PARTS, LOOKS = 5, WIDTH = 250, HEIGHT = 130 };
static const char *const LOOK_NAMES[LOOKS] = {"rest", "hover", "focus", "pressed", "disabled"};

static const Part *part;
static int look;

static void build_part(Ui *ui) {
    DrawBox all = ui_window(ui);
    ui_text(ui, box_cut_top(&all, 14), ALIGN_LEFT, FACE_WORDS, 9, ui_theme(ui)->muted,
            arena_printf(ui_arena(ui), "%s · %s", part->name, LOOK_NAMES[look]));
    part->draw(ui, box_inset(all, 12, 8), look == 4 ? "Not now." : NULL);
}

/* What a person does to see it so. A Tab comes to the part itself, past its neighbours. */
static void show_part(void) {
    called = false;
    driver_start(build_part, WIDTH, HEIGHT);
    if (part->prepare) part->prepare();
    DrawBox box = driver_box(part->path);
    float x = box.x + box.width / 2, y = box.y + box.height / 2;
    if (look == 1 || look == 4) driver_event(event_move(x, y));
    for (int i = 0; look == 2 && i < 4; i++) {
        driver_key(part->focus, 0);
        if (part->focus != KEY_TAB || !strcmp(ui_focus(driver.ui, NULL), part->path)) break;
    }
    if (look == 3) driver_event(event_press(x, y, MOUSE_LEFT, 1));
}

static void parts_in_their_looks(void **state) {
    (void)state;
    driver.theme = COLOR_LIGHT;
    Raster *raster = raster_new(driver.fonts);
    uint32_t *sheet = calloc((size_t)(WIDTH * LOOKS) * (HEIGHT * PART_COUNT), 4);
    assert_non_null(sheet);
    memset(sheet, 0xff, (size_t)(WIDTH * LOOKS) * (HEIGHT * PART_COUNT) * 4);
    for (int i = 0; i < PART_COUNT * LOOKS; i++) {
        part = &PARTS[i / LOOKS];
        look = i % LOOKS;
        if (look == 4 && part->never_disabled) continue;
        show_part();
        Picture picture = driver_picture(raster);
        uint32_t *corner = sheet + (size_t)(i / LOOKS) * HEIGHT * WIDTH * LOOKS + look * WIDTH;
        for (int y = 0; y < HEIGHT; y++)
            memcpy(corner + (size_t)y * WIDTH * LOOKS, picture.pixels + (size_t)y * WIDTH,
                   WIDTH * 4);
    }
    raster_free(raster);
    assert_picture(sheet, WIDTH * LOOKS, HEIGHT * PART_COUNT, "parts-light");
    free(sheet);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_in_their_looks),
    };
    return cmocka_run_group_tests(tests, driver_open, driver_close);
}
