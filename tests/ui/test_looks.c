/* How widgets look: a sheet of each in its five looks, and whole screens, held against goldens. */
#include "scene.h"

typedef struct Sample {
    const char *name;
    float width, height;
    void (*draw)(Ui *ui, DrawBox box, const char *disabled);
} Sample;

static void secondary(Ui *ui, DrawBox box, const char *disabled) {
    ui_button(ui, "w", box, (UiButton){.label = "Compare", .hint = "C", .disabled = disabled});
}
static void primary(Ui *ui, DrawBox box, const char *disabled) {
    ui_button(ui, "w", box,
              (UiButton){.label = "Play",
                         .icon = ICON_PLAY,
                         .hint = "Space",
                         .primary = true,
                         .disabled = disabled});
}
static void quiet(Ui *ui, DrawBox box, const char *disabled) {
    ui_button(ui, "w", box,
              (UiButton){.label = "Undo", .icon = ICON_UNDO, .quiet = true, .disabled = disabled});
}
static void link_button(Ui *ui, DrawBox box, const char *disabled) {
    ui_button(ui, "w", box, (UiButton){.label = "Open →", .link = true, .disabled = disabled});
}
static void icon(Ui *ui, DrawBox box, const char *disabled) {
    ui_button(ui, "w", box, (UiButton){.icon = ICON_NEXT, .name = "Next", .disabled = disabled});
}
static void toggled(Ui *ui, DrawBox box, const char *disabled) {
    ui_button(ui, "w", box,
              (UiButton){.label = "Pinned", .icon = ICON_PIN, .on = true, .disabled = disabled});
}
static void dropdown(Ui *ui, DrawBox box, const char *disabled) {
    static const UiMenuLine LINES[] = {{.label = "Additive"}, {.label = "Dot"}};
    ui_dropdown(ui, "w", box, (UiDropdown){.menu = {LINES, 2, 0}, .disabled = disabled});
}
static void radio(Ui *ui, DrawBox box, const char *disabled) {
    ui_radio(ui, "w", box,
             (UiRadio){.label = "Dot", .draw = scene_formula, .with = "qᵀk", .disabled = disabled});
}
static void radio_on(Ui *ui, DrawBox box, const char *disabled) {
    ui_radio(ui, "w", box,
             (UiRadio){.label = "Additive",
                       .on = true,
                       .draw = scene_formula,
                       .with = "vᵀtanh(W[q;k])",
                       .disabled = disabled});
}
static void segments(Ui *ui, DrawBox box, const char *disabled) {
    static const char *const LABELS[] = {"Global", "Local-m", "Local-p"};
    ui_segments(ui, "w", box, (UiSegments){LABELS, 3, 0, false, NULL, disabled});
}
static void slider(Ui *ui, DrawBox box, const char *disabled) {
    ui_slider(ui, "w", box,
              (UiSlider){.label = "temp τ",
                         .value = 1,
                         .low = 0,
                         .high = 2,
                         .decimals = 2,
                         .disabled = disabled});
}
static void slider_stepped(Ui *ui, DrawBox box, const char *disabled) {
    ui_slider(
        ui, "w", box,
        (UiSlider){
            .label = "window D", .value = 3, .low = 1, .high = 9, .step = 1, .disabled = disabled});
}
static void check(Ui *ui, DrawBox box, const char *disabled) {
    ui_check(ui, "w", box, (UiCheck){.label = "Numbers", .disabled = disabled});
}
static void check_on(Ui *ui, DrawBox box, const char *disabled) {
    ui_check(ui, "w", box, (UiCheck){.label = "Numbers", .on = true, .disabled = disabled});
}
static void switch_off(Ui *ui, DrawBox box, const char *disabled) {
    ui_check(ui, "w", box, (UiCheck){.label = "Motion", .is_switch = true, .disabled = disabled});
}
static void switch_on(Ui *ui, DrawBox box, const char *disabled) {
    ui_check(ui, "w", box,
             (UiCheck){.label = "Motion", .is_switch = true, .on = true, .disabled = disabled});
}
static void field(Ui *ui, DrawBox box, const char *disabled) {
    ui_field(
        ui, "w", box,
        (UiField){.text = "the black cat", .hint = "Enter", .menu = true, .disabled = disabled});
}
static void field_empty(Ui *ui, DrawBox box, const char *disabled) {
    ui_field(ui, "w", box,
             (UiField){.placeholder = "Search", .icon = ICON_SEARCH, .disabled = disabled});
}
static void chip(Ui *ui, DrawBox box, const char *disabled) {
    ui_chip(ui, "w", box, (UiChip){.label = "chat", .disabled = disabled});
}
static void chip_current(Ui *ui, DrawBox box, const char *disabled) {
    ui_chip(ui, "w", box, (UiChip){.label = "voit", .current = true, .disabled = disabled});
}
static void chip_key(Ui *ui, DrawBox box, const char *disabled) {
    ui_chip(ui, "w", box,
            (UiChip){.label = "see", .tone = TONE_KEY, .closes = true, .disabled = disabled});
}
static void chip_dashed(Ui *ui, DrawBox box, const char *disabled) {
    ui_chip(ui, "w", box, (UiChip){.dashed = true, .disabled = disabled});
}
static void stage(Ui *ui, DrawBox box, const char *disabled) {
    ui_stage(ui, "w", box, "Score", STAGE_LOOK_DONE, disabled);
}
static void stage_now(Ui *ui, DrawBox box, const char *disabled) {
    ui_stage(ui, "w", box, "Softmax", STAGE_LOOK_NOW, disabled);
}
static void stage_later(Ui *ui, DrawBox box, const char *disabled) {
    ui_stage(ui, "w", box, "Context", STAGE_LOOK_LATER, disabled);
}
static void card(Ui *ui, DrawBox box, const char *disabled) {
    ui_card(ui, "w", box, (UiCard){.label = "card", .disabled = disabled});
}

static const Sample SAMPLES[] = {
    {"button", 120, 32, secondary},
    {"primary", 128, 32, primary},
    {"quiet", 90, 32, quiet},
    {"link", 60, 22, link_button},
    {"icon", 38, 32, icon},
    {"toggled", 100, 32, toggled},
    {"dropdown", 140, 32, dropdown},
    {"radio", 200, 30, radio},
    {"radio, on", 200, 30, radio_on},
    {"segments", 200, 30, segments},
    {"slider", 200, 30, slider},
    {"slider, stepped", 200, 30, slider_stepped},
    {"check", 120, 30, check},
    {"check, on", 120, 30, check_on},
    {"switch", 120, 30, switch_off},
    {"switch, on", 120, 30, switch_on},
    {"field", 230, 32, field},
    {"field, empty", 200, 32, field_empty},
    {"word", 56, 28, chip},
    {"word, current", 56, 28, chip_current},
    {"word, key", 70, 28, chip_key},
    {"not yet", 26, 28, chip_dashed},
    {"stage, done", 120, 32, stage},
    {"stage, now", 120, 32, stage_now},
    {"stage, later", 120, 32, stage_later},
    {"card", 120, 40, card},
};
enum { SAMPLE_COUNT = sizeof SAMPLES / sizeof *SAMPLES, LOOKS = 5 };
static const char *const LOOK_NAMES[LOOKS] = {"rest", "hover", "focus", "pressed", "disabled"};

static const Sample *sample;
static int look;
static const float CELL_WIDTH = 256, CELL_HEIGHT = 60;

static void build_sample(Ui *ui) {
    const UiMetrics *m = ui_metrics(ui);
    DrawBox all = ui_window(ui);
    DrawBox label = box_cut_top(&all, 14);
    label.x += 12;
    ui_text(ui, label, ALIGN_LEFT, FACE_WORDS, 9, ui_theme(ui)->muted,
            arena_printf(ui_arena(ui), "%s · %s", sample->name, LOOK_NAMES[look]));
    float f = m->factor;
    DrawBox box = {12, all.y + 4, fminf(roundf(sample->width * f), all.width - 24),
                   roundf(sample->height * f)};
    sample->draw(ui, box, look == 4 ? "Not now." : NULL);
}

/* Brings a sample into its look by what a person would do. */
static void show_look(float scale, float text_size) {
    driver_start(build_sample, roundf(CELL_WIDTH * (1 + (text_size - 1) * 0.9f)),
                 roundf(14 + (CELL_HEIGHT - 14) * text_size));
    driver.scale = scale;
    driver.text_size = text_size;
    driver_run(NULL, 0);
    DrawBox box = {0};
    if (!ui_widget_box(driver.ui, "w", &box)) return;
    float x = box.x + box.width * 0.35f, y = box.y + box.height / 2;
    if (look == 1 || look == 4) driver_event(event_move(x, y));
    if (look == 2) driver_key(KEY_TAB, 0);
    if (look == 3) driver_event(event_press(x, y, MOUSE_LEFT, 1));
}

static void draw_sheet(ColorTheme theme, float scale, float text_size, const char *name) {
    driver.theme = theme;
    Raster *raster = raster_new(driver.fonts);
    uint32_t *sheet = NULL;
    int width = 0, height = 0;
    for (int i = 0; i < SAMPLE_COUNT * LOOKS; i++) {
        sample = &SAMPLES[i / LOOKS];
        look = i % LOOKS;
        show_look(scale, text_size);
        Picture picture = driver_picture(raster);
        if (!sheet) {
            width = picture.width;
            height = picture.height;
            sheet = calloc((size_t)(width * LOOKS) * (size_t)(height * SAMPLE_COUNT), 4);
            assert_non_null(sheet);
        }
        for (int y = 0; y < height; y++)
            memcpy(sheet + (size_t)(i / LOOKS * height + y) * (size_t)(width * LOOKS) +
                       (size_t)(look * width),
                   picture.pixels + (size_t)y * (size_t)width, (size_t)width * 4);
    }
    raster_free(raster);
    assert_picture(sheet, width * LOOKS, height * SAMPLE_COUNT, name);
    free(sheet);
}

static void widgets_light(void **state) {
    (void)state;
    draw_sheet(COLOR_LIGHT, 1, 1, "widgets-light");
}
static void widgets_dark(void **state) {
    (void)state;
    draw_sheet(COLOR_DARK, 1, 1, "widgets-dark");
}
static void widgets_at_twice_the_pixels(void **state) {
    (void)state;
    draw_sheet(COLOR_LIGHT, 2, 1, "widgets-light-2x");
}
static void widgets_at_twice_the_text(void **state) {
    (void)state;
    draw_sheet(COLOR_LIGHT, 1, 2, "widgets-light-text200");
}

/* Fields while they are being edited, one below the other. */
typedef struct Editing {
    const char *text;
    Event events[4];
    int count;
} Editing;
static const Editing EDITS[] = {
    {"the black cat does not see", {{.kind = EVENT_KEY, .key = KEY_LEFT, .mods = 3}}, 1},
    {"مرحبا بالعالم", {{.kind = EVENT_KEY, .key = KEY_LEFT, .mods = 3}}, 1},
    {"abc שלום def", {{.kind = EVENT_KEY, .key = KEY_HOME, .mods = KEY_MOD_SHIFT}}, 1},
    {"a👨‍👩‍👧‍👦b🇫🇷c",
     {{.kind = EVENT_KEY, .key = KEY_LEFT}, {.kind = EVENT_KEY, .key = KEY_LEFT, .mods = 1}},
     2},
    {"これは", {{.kind = EVENT_COMPOSE, .text = "にほんご", .caret = 2, .length = 2}}, 1},
    {"a sentence that is much longer than the field it is typed into, to the end",
     {{.kind = EVENT_KEY, .key = KEY_LEFT}},
     1},
    {"typed", {{.kind = EVENT_TEXT, .text = " and not committed"}}, 1},
};
enum { EDIT_COUNT = sizeof EDITS / sizeof *EDITS };
static const Editing *editing;

static void build_editing(Ui *ui) {
    ui_field(ui, "w", box_inset(ui_window(ui), 12, 8),
             (UiField){.text = editing->text, .hint = "Enter", .menu = true});
}

static void fields_being_edited(void **state) {
    (void)state;
    driver.theme = COLOR_LIGHT;
    Raster *raster = raster_new(driver.fonts);
    enum { WIDTH = 360, HEIGHT = 48, SCALE = 2 };
    size_t size = WIDTH * SCALE * HEIGHT * SCALE;
    uint32_t *sheet = calloc(EDIT_COUNT, size * 4);
    assert_non_null(sheet);
    for (int i = 0; i < EDIT_COUNT; i++) {
        editing = &EDITS[i];
        driver_start(build_editing, WIDTH, HEIGHT);
        driver.scale = SCALE;
        driver_click("w", 1);
        driver_key(KEY_END, 0);
        driver_run(editing->events, editing->count);
        memcpy(sheet + (size_t)i * size, driver_picture(raster).pixels, size * 4);
    }
    raster_free(raster);
    assert_picture(sheet, WIDTH * SCALE, HEIGHT * SCALE * EDIT_COUNT, "fields-2x");
    free(sheet);
}

static void show_scene(ColorTheme theme, float text_size) {
    scene_reset();
    scene.toast = true;
    driver.theme = theme;
    driver_start(scene_build, 1280 * (text_size > 1 ? 1.5f : 1), 800);
    driver.text_size = text_size;
    driver_run(NULL, 0);
}

static void check_scene(const char *name) {
    Raster *raster = raster_new(driver.fonts);
    Picture picture = driver_picture(raster);
    assert_picture(picture.pixels, picture.width, picture.height, name);
    raster_free(raster);
}

static void screen_light(void **state) {
    (void)state;
    show_scene(COLOR_LIGHT, 1);
    check_scene("screen-light");
}
static void screen_dark(void **state) {
    (void)state;
    show_scene(COLOR_DARK, 1);
    check_scene("screen-dark");
}
static void screen_print(void **state) {
    (void)state;
    show_scene(COLOR_PRINT, 1);
    check_scene("screen-print");
}
static void screen_with_large_text(void **state) {
    (void)state;
    show_scene(COLOR_LIGHT, 1.6f);
    check_scene("screen-text160");
}
static void screen_with_an_open_menu(void **state) {
    (void)state;
    show_scene(COLOR_LIGHT, 1);
    driver_click("model", 1);
    driver_key(KEY_DOWN, 0);
    check_scene("screen-menu");
}
static void screen_with_the_palette(void **state) {
    (void)state;
    show_scene(COLOR_DARK, 1);
    scene.palette = true;
    driver_run(NULL, 0);
    driver_type("sco");
    check_scene("screen-palette");
}
static void screen_with_a_dialog(void **state) {
    (void)state;
    show_scene(COLOR_LIGHT, 1);
    scene.dialog = true;
    driver_run(NULL, 0);
    driver_key(KEY_TAB, 0);
    check_scene("screen-dialog");
}
static void screen_with_a_tip(void **state) {
    (void)state;
    show_scene(COLOR_LIGHT, 1);
    DrawBox box = driver_box("lessons");
    driver_event(event_move(box.x + 20, box.y + 10));
    driver.now += 1;
    driver_run(NULL, 0);
    check_scene("screen-tip");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widgets_light),
        cmocka_unit_test(widgets_dark),
        cmocka_unit_test(widgets_at_twice_the_pixels),
        cmocka_unit_test(widgets_at_twice_the_text),
        cmocka_unit_test(fields_being_edited),
        cmocka_unit_test(screen_light),
        cmocka_unit_test(screen_dark),
        cmocka_unit_test(screen_print),
        cmocka_unit_test(screen_with_large_text),
        cmocka_unit_test(screen_with_an_open_menu),
        cmocka_unit_test(screen_with_the_palette),
        cmocka_unit_test(screen_with_a_dialog),
        cmocka_unit_test(screen_with_a_tip),
    };
    return cmocka_run_group_tests(tests, driver_open, driver_close);
}
