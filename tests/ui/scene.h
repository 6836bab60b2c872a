/* scene.h -- a screen with every kind of widget on it, laid out as the program's own. */
#ifndef HEED_TESTS_UI_SCENE_H
#define HEED_TESTS_UI_SCENE_H

#include "driver.h"

#include <math.h>

typedef struct Scene {
    int score, scope, weigh, query, model, word, stage;
    double window, temperature;
    bool numbers, motion, dialog, palette, toast;
    int clicks; /* of any button */
    int acted;  /* anything that answered at all */
    const char *committed;
    char input[256];
    char ran[256];
    char error[256];
    int keys; /* that came through to the program */
} Scene;

static Scene scene;

static const char *const FORMULAS[] = {"fixed c",      "qᵀk",   "qᵀk / √d",
                                       "qᵀk / |q||k|", "qᵀW k", "vᵀtanh(W[q;k])"};
static const char *const SCORES[] = {"None", "Dot", "Scaled dot", "Cosine", "Bilinear", "Additive"};

static inline void scene_formula(Ui *ui, DrawBox box, Color ink, const void *with) {
    const UiMetrics *m = ui_metrics(ui);
    text_in_box(ui_list(ui), box, ALIGN_RIGHT, FACE_FORMULA, m->formula, ink, with);
}

static inline void scene_count(bool clicked) {
    scene.clicks += clicked;
    scene.acted += clicked;
}

static inline void scene_set(int *value, int answer) {
    scene.acted += answer != *value;
    *value = answer;
}

static inline void scene_top(Ui *ui, DrawBox bar) {
    const UiMetrics *m = ui_metrics(ui);
    static const UiMenuLine MODELS[] = {
        {.label = "Translate · English → French", .on = true},
        {.label = "Rewrite dates"},
        {.label = "Reverse"},
        {.label = "Files", .heading = true, .separated = true},
        {.label = "Open file…", .hint = "Ctrl+O", .icon = ICON_OPEN},
        {.label = "Record", .note = "needs a run", .disabled = "Run the model first."},
    };
    ui_panel(ui, bar, 0);
    ui_edge(ui, bar, 'b');
    DrawBox line = box_inset(bar, m->panel_pad, (m->bar - m->control) / 2);
    DrawBox name = box_cut_left(&line, roundf(60 * m->factor));
    float x = name.x +
              ui_text(ui, name, ALIGN_LEFT, FACE_WORDS_BOLD, m->large, ui_theme(ui)->ink, "Heed");
    draw_text(ui_list(ui), x, text_baseline(name.y, name.height, m->large), ALIGN_LEFT,
              FACE_WORDS_BOLD, m->large, ui_theme(ui)->accent, ".");
    UiButton compare = {.label = "Compare", .hint = "C"}, train = {.label = "Train", .hint = "T"},
             export = {.label = "Export figure", .primary = true},
             lessons = {.label = "Lessons", .hint = "L", .disabled = "No lessons are installed."};
    scene_count(ui_button(ui, "export", box_cut_right(&line, ui_button_width(ui, export)), export));
    box_cut_right(&line, m->gap);
    scene_count(
        ui_button(ui, "lessons", box_cut_right(&line, ui_button_width(ui, lessons)), lessons));
    box_cut_right(&line, m->gap);
    scene_count(ui_button(ui, "train", box_cut_right(&line, ui_button_width(ui, train)), train));
    box_cut_right(&line, m->gap);
    if (ui_button(ui, "compare", box_cut_right(&line, ui_button_width(ui, compare)), compare))
        scene.dialog = true;
    box_cut_right(&line, m->gap);
    UiDropdown models = {
        .label = MODELS[scene.model].label, .menu = {MODELS, 6, 0}, .chosen = scene.model};
    int model =
        ui_dropdown(ui, "model", box_cut_left(&line, ui_dropdown_width(ui, models)), models);
    if (model >= 0) scene_set(&scene.model, model);
    box_cut_left(&line, m->gap);
    UiFieldAnswer input = ui_field(ui, "input", line,
                                   (UiField){.text = scene.input,
                                             .placeholder = "Type a sentence",
                                             .label = "Input",
                                             .hint = "Enter",
                                             .menu = true});
    if (input.committed) snprintf(scene.input, sizeof scene.input, "%s", input.committed);
    scene.acted += input.entered || input.changed;
}

static inline DrawBox scene_line(DrawBox *rest, const UiMetrics *m, float height) {
    DrawBox line = box_cut_top(rest, height);
    box_cut_top(rest, m->gap);
    return line;
}

static inline void scene_heading(Ui *ui, DrawBox *rest, const char *text, const char *tail) {
    const UiMetrics *m = ui_metrics(ui);
    ui_heading(ui, box_cut_top(rest, m->tiny + 2), text, tail);
    box_cut_top(rest, m->gap);
}

static inline void scene_scores(Ui *ui, DrawBox *rest) {
    const UiMetrics *m = ui_metrics(ui);
    scene_heading(ui, rest, "Score — match", "(q, k)");
    ui_push(ui, "score");
    for (int i = 0; i < 6; i++)
        if (ui_radio(ui, SCORES[i], box_cut_top(rest, m->row),
                     (UiRadio){.label = SCORES[i],
                               .on = scene.score == i,
                               .draw = scene_formula,
                               .with = FORMULAS[i],
                               .disabled = i == 4 ? "Bilinear needs a model with W." : NULL}))
            scene_set(&scene.score, i);
    ui_pop(ui);
    box_cut_top(rest, m->section - m->gap);
}

static inline void scene_left(Ui *ui, DrawBox panel) {
    static const char *const SCOPES[] = {"Global", "Local-m", "Local-p"};
    static const char *const WEIGHS[] = {"Soft", "Sparse", "Hard", "Max"};
    const UiMetrics *m = ui_metrics(ui);
    ui_panel(ui, panel, 0);
    ui_edge(ui, panel, 'r');
    DrawBox rest = ui_scroll_begin(ui, "left", panel, (UiScroll){.height = 560 * m->factor});
    rest = box_inset(rest, m->panel_pad, m->panel_pad);
    scene_scores(ui, &rest);
    scene_heading(ui, &rest, "Scope", NULL);
    scene_set(&scene.scope, ui_segments(ui, "scope", scene_line(&rest, m, m->segment),
                                        (UiSegments){SCOPES, 3, scene.scope, false, NULL, NULL}));
    double window = ui_slider(ui, "window", scene_line(&rest, m, m->row),
                              (UiSlider){.label = "window D",
                                         .value = scene.window,
                                         .low = 1,
                                         .high = 9,
                                         .step = 1,
                                         .disabled = scene.scope ? NULL : "Global has no window."});
    scene.acted += window != scene.window;
    scene.window = window;
    scene_heading(ui, &rest, "Weights", NULL);
    scene_set(&scene.weigh, ui_segments(ui, "weigh", scene_line(&rest, m, m->segment),
                                        (UiSegments){WEIGHS, 4, scene.weigh, true, NULL, NULL}));
    double temperature = ui_slider(ui, "temperature", scene_line(&rest, m, m->row),
                                   (UiSlider){.label = "temp τ",
                                              .value = scene.temperature,
                                              .low = 0.1,
                                              .high = 10,
                                              .logarithmic = true,
                                              .decimals = 2,
                                              .standard = 1,
                                              .has_standard = true});
    scene.acted += temperature != scene.temperature;
    scene.temperature = temperature;
    if (ui_check(ui, "numbers", scene_line(&rest, m, m->row),
                 (UiCheck){.label = "Numbers in cells", .on = scene.numbers, .note = "N"}))
        scene.numbers = !scene.numbers, scene.acted++;
    if (ui_check(ui, "motion", scene_line(&rest, m, m->row),
                 (UiCheck){.label = "Motion", .on = scene.motion, .is_switch = true}))
        scene.motion = !scene.motion, scene.acted++;
    ui_scroll_end(ui);
}

static inline void scene_foot(Ui *ui, DrawBox bar) {
    static const char *const WORDS[] = {"le", "chat", "noir", "ne", "voit", "", "", "", ""};
    const UiMetrics *m = ui_metrics(ui);
    ui_panel(ui, bar, 0);
    ui_edge(ui, bar, 't');
    DrawBox line = box_inset(bar, m->panel_pad, (m->foot - m->control) / 2);
    const UiButton buttons[] = {
        {.icon = ICON_FIRST, .name = "First"},
        {.icon = ICON_BACK, .name = "Back"},
        {.label = "Play", .icon = ICON_PLAY, .hint = "Space", .primary = true},
        {.icon = ICON_LAST, .name = "Next"}};
    const char *const names[] = {"first", "back", "play", "next"};
    for (int i = 0; i < 4; i++) {
        DrawBox box = box_cut_left(&line, ui_button_width(ui, buttons[i]) + (i == 2 ? 0 : 6));
        scene_count(ui_button(ui, names[i], box, buttons[i]));
        box_cut_left(&line, m->gap + 2);
    }
    box_cut_left(&line, m->gap);
    DrawBox step = box_cut_left(&line, roundf(80 * m->factor));
    ui_text(ui, step, ALIGN_LEFT, FACE_WORDS, m->text, ui_theme(ui)->muted, "step 5 of 11");
    for (int i = 0; i < 9; i++) {
        UiChip chip = {.label = WORDS[i], .current = i == scene.word, .dashed = !*WORDS[i]};
        DrawBox box = box_cut_left(&line, ui_chip_width(ui, chip));
        ui_push_number(ui, "word", i);
        if (ui_chip(ui, "chip", box_aligned(box, ALIGN_LEFT, box.width, roundf(28 * m->factor)),
                    chip))
            scene_set(&scene.word, i);
        ui_pop(ui);
        box_cut_left(&line, m->gap - 2);
    }
}

static inline void scene_stages(Ui *ui, DrawBox strip) {
    static const char *const STAGES[] = {"Encode",  "Query",   "Score",
                                         "Softmax", "Context", "Output"};
    const UiTheme *t = ui_theme(ui);
    DrawBox line = box_inset(strip, 20, 0);
    line.y = strip.y + strip.height / 2 - 0.5f;
    line.height = 1;
    draw_fill(ui_list(ui), line, 0, t->faint);
    ui_push(ui, "stage");
    for (int i = 0; i < 6; i++) {
        UiStageLook look = i < scene.stage    ? STAGE_LOOK_DONE
                           : i == scene.stage ? STAGE_LOOK_NOW
                                              : STAGE_LOOK_LATER;
        if (ui_stage(ui, STAGES[i], box_column(strip, i, 6, 14), STAGES[i], look,
                     i == 5 ? "Not computed yet." : NULL))
            scene_set(&scene.stage, i);
    }
    ui_pop(ui);
}

static inline void scene_badges(Ui *ui, DrawBox line) {
    const UiMetrics *m = ui_metrics(ui);
    static const char *const TEXTS[] = {"plain", "accent",  "query", "key",
                                        "value", "reduced", "error", "saved"};
    float side = roundf(28 * m->factor);
    box_cut_left(&line, ui_badge(ui, box_cut_left(&line, side), TONE_QUERY, "A", true) * 0 + 8);
    box_cut_left(&line, ui_badge(ui, box_cut_left(&line, side), TONE_KEY, "B", true) * 0 + 8);
    box_cut_left(&line, ui_badge(ui, box_cut_left(&line, side), TONE_PLAIN, "−", true) * 0 + 12);
    for (int i = 0; i < 8; i++)
        box_cut_left(&line, ui_badge(ui, line, (UiTone)i, TEXTS[i], false) + 6);
    scene_count(ui_badge_cancel(ui, "cancel", line, TONE_ACCENT, "computing", 0.4, "Cancel"));
}

static inline void scene_cards(Ui *ui, DrawBox rest) {
    const UiMetrics *m = ui_metrics(ui);
    const UiTheme *t = ui_theme(ui);
    static const char *const TITLES[] = {"Memory you can ask", "The bottleneck", "Translating"};
    static const char *const LINES[] = {"similarity picks, values answer",
                                        "one vector for a whole sentence",
                                        "words cross: black cat → chat noir, and back again"};
    for (int i = 0; i < 3; i++) {
        DrawBox box = box_column(rest, i, 3, 16);
        ui_push_number(ui, "card", i);
        scene_count(ui_card(ui, "card", box, (UiCard){.label = TITLES[i], .on = i == 2}));
        DrawBox inside = box_inset(box, 18, 16);
        ui_text(ui, box_cut_top(&inside, m->heading + 8), ALIGN_LEFT, FACE_WORDS_SEMIBOLD,
                m->heading, t->ink, TITLES[i]);
        ui_text(ui, box_cut_top(&inside, m->text + 8), ALIGN_LEFT, FACE_WORDS, m->text, t->muted,
                LINES[i]);
        UiButton open = {.label = "Open →", .link = true};
        DrawBox foot = box_cut_bottom(&inside, m->text + 6);
        scene_count(ui_button(ui, "open", box_cut_left(&foot, ui_button_width(ui, open)), open));
        ui_pop(ui);
    }
}

static inline void scene_middle(Ui *ui, DrawBox rest) {
    const UiMetrics *m = ui_metrics(ui);
    rest = box_inset(rest, 24, m->panel_pad);
    scene_stages(ui, scene_line(&rest, m, m->control));
    box_cut_top(&rest, m->gap);
    scene_badges(ui, scene_line(&rest, m, m->control));
    DrawBox bars = scene_line(&rest, m, 16);
    ui_progress(ui, box_column(bars, 0, 2, 16), 0.62);
    ui_progress(ui, box_column(bars, 1, 2, 16), -1);
    scene_cards(ui, scene_line(&rest, m, roundf(130 * m->factor)));
    DrawBox fields = scene_line(&rest, m, m->control);
    ui_field(ui, "search", box_column(fields, 0, 3, 12),
             (UiField){.placeholder = "Search for a token", .icon = ICON_SEARCH});
    ui_field(ui, "wrong", box_column(fields, 1, 3, 12),
             (UiField){.text = "-3", .numbers = true, .error = "Must be positive."});
    ui_field(ui, "closed", box_column(fields, 2, 3, 12),
             (UiField){.text = "מה נשמע, עולם", .disabled = "Not now."});
    DrawBox icons = scene_line(&rest, m, m->control);
    for (int i = 1; i < ICON_COUNT; i++)
        icon_draw(ui_list(ui), (Icon)i, box_column(icons, i - 1, ICON_COUNT - 1, 0), m->icon,
                  ui_theme(ui)->ink);
    ui_separator(ui, scene_line(&rest, m, 9));
    DrawBox quiet = scene_line(&rest, m, m->control);
    scene_count(ui_button(ui, "quiet", box_cut_left(&quiet, roundf(110 * m->factor)),
                          (UiButton){.label = "Quiet", .icon = ICON_UNDO, .quiet = true}));
    scene_count(ui_button(ui, "toggled", box_cut_left(&quiet, roundf(110 * m->factor)),
                          (UiButton){.label = "Pinned", .icon = ICON_PIN, .on = true}));
    box_cut_left(&quiet, m->gap);
    scene_count(ui_button(ui, "narrow", box_cut_left(&quiet, roundf(90 * m->factor)),
                          (UiButton){.label = "A label too long", .hint = "X"}));
    if (scene.toast)
        ui_toast(ui, "toast", rest,
                 (UiToast){"Saved figure.svg in Pictures.", TONE_SUCCESS, "Show"});
}

static inline void scene_layers(Ui *ui) {
    static const UiPaletteLine LINES[] = {
        {"score additive", "vᵀtanh(W[q;k]), Bahdanau 2014", "5", false},
        {"score dot", "qᵀk, Luong 2015", "1", false},
        {"score scaled-dot", "qᵀk / √d, Vaswani 2017", "2", false},
        {"scope local-p", "a window that moves", "P", false},
        {"window", "its half width D", NULL, true},
        {"theme dark", "dark colours", NULL, false},
        {"export figure", "as SVG, PDF or PNG", "E", false},
    };
    const UiMetrics *m = ui_metrics(ui);
    if (scene.dialog) {
        bool closed;
        DrawBox inside = ui_dialog_begin(ui, "dialog", 420 * m->factor, 210 * m->factor,
                                         "Leave the run?", &closed);
        text_paragraph(ui_list(ui), box_cut_top(&inside, 60), ALIGN_LEFT, FACE_WORDS, m->text, 1.5f,
                       ui_theme(ui)->muted,
                       "The model is being trained. What it has learnt so far stays; training "
                       "can go on from there.");
        DrawBox foot = box_cut_bottom(&inside, m->control);
        UiButton leave = {.label = "Leave", .primary = true}, stay = {.label = "Stay"};
        if (ui_button(ui, "leave", box_cut_right(&foot, ui_button_width(ui, leave)), leave))
            closed = true;
        box_cut_right(&foot, m->gap);
        scene_count(ui_button(ui, "stay", box_cut_right(&foot, ui_button_width(ui, stay)), stay));
        ui_dialog_end(ui);
        if (closed) scene.dialog = false, scene.acted++;
    }
    if (!scene.palette) return;
    UiPaletteAnswer answer =
        ui_palette(ui, "palette",
                   (UiPalette){LINES, 7, "What is to be done?", *scene.error ? scene.error : NULL});
    if (answer.run) snprintf(scene.ran, sizeof scene.ran, "%s", answer.run);
    if (answer.run && !strncmp(answer.run, "bad", 3))
        snprintf(scene.error, sizeof scene.error, "There is no action “bad”.");
    else if (answer.run || answer.closed)
        scene.palette = false;
    if (answer.changed) scene.error[0] = 0;
}

static inline void scene_build(Ui *ui) {
    const UiMetrics *m = ui_metrics(ui);
    DrawBox rest = ui_window(ui);
    scene_top(ui, box_cut_top(&rest, m->bar));
    scene_foot(ui, box_cut_bottom(&rest, m->foot));
    scene_left(ui, box_cut_left(&rest, m->left));
    scene_middle(ui, rest);
    scene_layers(ui);
    if (ui_take_key(ui)) scene.keys++;
}

static inline void scene_reset(void) {
    scene =
        (Scene){.score = 5, .word = 4, .stage = 3, .window = 2, .temperature = 1, .motion = true};
    snprintf(scene.input, sizeof scene.input, "the black cat does not see the small bird .");
}

#endif
