/* Radio rows, segmented controls, check boxes and switches. */
#include "ui/paint.h"

#include <math.h>
#include <string.h>

/* A disc with a ring, centred in the box. */
static void paint_disc(Ui *ui, DrawBox box, float size, Color ground, Color line, float width) {
    draw_rect(ui->frame.list, box_center(box, size, size), size / 2, ground,
              draw_stroke(line, width));
}

static void paint_circle(Ui *ui, DrawBox box, bool on, bool disabled, const Touched *touched) {
    const UiTheme *t = ui->frame.theme;
    float size = 2 * roundf(7 * ui->metrics.factor);
    if (on) {
        Color color =
            disabled ? t->disabled : color_mix(t->accent, t->accent_hover, touched->hover);
        paint_disc(ui, box, size, color, COLOR_NONE, 0);
        float dot = 2 * roundf(2.5f * ui->metrics.factor);
        paint_disc(ui, box, dot, t->accent_ink, COLOR_NONE, 0);
        return;
    }
    Color line = disabled ? t->border : color_mix(t->edge, t->accent, touched->hover);
    paint_disc(ui, box, size, disabled ? COLOR_NONE : t->panel, line, 1);
}

/* What stands at the right of a label, in what the label leaves. */
static void paint_note(Ui *ui, DrawBox box, UiDraw *draw, const void *with, const char *note,
                       Color ink) {
    if (draw)
        draw(ui, box, ink, with);
    else if (note)
        ui_text(ui, box, ALIGN_RIGHT, FACE_WORDS, ui->metrics.small, ink, note);
}

/* Up and Down go to the neighbour, which then says that it is chosen. */
static void step_radio(Ui *ui, const Event *key) {
    if (!key) return;
    if (key->key == KEY_UP || key->key == KEY_LEFT) ui->radio_step = -1;
    if (key->key == KEY_DOWN || key->key == KEY_RIGHT) ui->radio_step = 1;
}

bool ui_radio(Ui *ui, const char *name, DrawBox box, UiRadio radio) {
    const UiTheme *t = ui->frame.theme;
    const UiMetrics *m = &ui->metrics;
    Touch what = {.name = name,
                  .box = box,
                  .label = radio.label,
                  .disabled = radio.disabled,
                  .role = ROLE_RADIO,
                  .focusable = true,
                  .arrows = true,
                  .radius = m->radius,
                  .cursor = CURSOR_HAND};
    Touched touched = touch(ui, &what);
    step_radio(ui, touched.hit.key);
    bool disabled = radio.disabled != NULL;
    Color ground = radio.on && !disabled ? t->selected : paint_ground(ui, &touched, COLOR_NONE);
    draw_fill(ui->frame.list, box, m->radius, ground);
    DrawBox inside = box_inset(box, m->gap, 0);
    DrawBox circle = box_cut_left(&inside, roundf(14 * m->factor));
    box_cut_left(&inside, m->gap);
    paint_circle(ui, circle, radio.on, disabled, &touched);
    float width = ceilf(text_width(ui_fonts(ui), FACE_WORDS, m->text, radio.label));
    DrawBox label = box_cut_left(&inside, width + 1);
    ui_text(ui, label, ALIGN_LEFT, FACE_WORDS, m->text, disabled ? t->disabled : t->ink,
            radio.label);
    box_cut_left(&inside, m->gap);
    Color note = disabled ? t->disabled : radio.on ? t->selected_muted : t->muted;
    paint_note(ui, inside, radio.draw, radio.with, radio.note, note);
    return touched.hit.clicked || (ui->radio_chosen == touched.id && touched.live);
}

static const char *segment_disabled(const UiSegments *segments, int i) {
    if (segments->all_disabled) return segments->all_disabled;
    return segments->disabled ? segments->disabled[i] : NULL;
}

static float segment_text(Ui *ui, const UiSegments *segments, int i) {
    return ceilf(
        text_width(ui_fonts(ui), FACE_WORDS_SEMIBOLD, ui->metrics.text, segments->labels[i]));
}

float ui_segments_width(Ui *ui, UiSegments segments) {
    float width = 0;
    for (int i = 0; i < segments.count; i++)
        width += segment_text(ui, &segments, i) + 2 * ui->metrics.pad;
    return width;
}

/* Segments as wide as their text share what is left over, or lack, evenly. */
static DrawBox segment_box(Ui *ui, DrawBox box, const UiSegments *segments, int i) {
    if (!segments->fit) return box_column(box, i, segments->count, 0);
    float spare = (box.width - ui_segments_width(ui, *segments)) / (float)segments->count;
    float x = box.x, width = 0;
    for (int j = 0; j <= i; j++) {
        x += width;
        width = segment_text(ui, segments, j) + 2 * ui->metrics.pad + spare;
    }
    float left = roundf(x);
    return (DrawBox){left, box.y, roundf(x + width) - left, box.height};
}

static int next_enabled(const UiSegments *segments, int from, int step) {
    for (int i = from + step; i >= 0 && i < segments->count; i += step)
        if (!segment_disabled(segments, i)) return i;
    return from;
}

static int segments_by_key(const UiSegments *segments, const Event *key) {
    switch (key->key) {
    case KEY_LEFT:
    case KEY_UP: return next_enabled(segments, segments->chosen, -1);
    case KEY_RIGHT:
    case KEY_DOWN: return next_enabled(segments, segments->chosen, 1);
    case KEY_HOME: return next_enabled(segments, -1, 1);
    case KEY_END: return next_enabled(segments, segments->count, -1);
    default: return segments->chosen;
    }
}

static void paint_segment(Ui *ui, DrawBox box, DrawBox part, const UiSegments *segments, int i,
                          bool hover, const Touched *touched) {
    const UiTheme *t = ui->frame.theme;
    const UiMetrics *m = &ui->metrics;
    bool chosen = i == segments->chosen, disabled = segment_disabled(segments, i) != NULL;
    Color ground = hover ? touched->hit.held ? t->press : t->hover : COLOR_NONE;
    if (chosen && !segments->all_disabled) ground = t->selected;
    list_push_clip(ui->frame.list, part);
    draw_fill(ui->frame.list, box, m->radius, ground);
    list_pop_clip(ui->frame.list);
    Color ink = disabled ? t->disabled : chosen ? t->selected_ink : hover ? t->ink : t->muted;
    ui_text(ui, box_inset(part, fminf(4, part.width / 10), 0), ALIGN_CENTER,
            chosen ? FACE_WORDS_SEMIBOLD : FACE_WORDS, m->text, ink, segments->labels[i]);
    if (disabled && !segments->all_disabled) ui_tip(ui, part, segment_disabled(segments, i));
}

static void paint_dividers(Ui *ui, DrawBox box, const UiSegments *segments) {
    const UiTheme *t = ui->frame.theme;
    for (int i = 1; i < segments->count; i++) {
        float x = segment_box(ui, box, segments, i).x - 1;
        draw_fill(ui->frame.list, draw_box(x, box.y, 1, box.height), 0, t->border);
    }
    draw_frame(ui->frame.list, box, ui->metrics.radius, t->border, 1);
}

int ui_segments(Ui *ui, const char *name, DrawBox box, UiSegments segments) {
    const UiTheme *t = ui->frame.theme;
    bool any = segments.chosen >= 0 && segments.chosen < segments.count;
    Touch what = {.name = name,
                  .box = box,
                  .label = any ? segments.labels[segments.chosen] : "",
                  .disabled = segments.all_disabled,
                  .role = ROLE_SEGMENTS,
                  .focusable = true,
                  .arrows = true,
                  .keeps_space = true,
                  .radius = ui->metrics.radius,
                  .cursor = CURSOR_HAND};
    Touched touched = touch(ui, &what);
    int answer = segments.chosen;
    if (touched.hit.key) answer = segments_by_key(&segments, touched.hit.key);
    draw_fill(ui->frame.list, box, ui->metrics.radius,
              segments.all_disabled ? t->ground : t->panel);
    for (int i = 0; i < segments.count; i++) {
        DrawBox part = segment_box(ui, box, &segments, i);
        bool over = part.x <= box.x + touched.hit.x && box.x + touched.hit.x < part.x + part.width;
        bool enabled = !segment_disabled(&segments, i);
        paint_segment(ui, box, part, &segments, i, touched.hit.hover && over && enabled, &touched);
        if (touched.hit.clicked && over && enabled) answer = i;
    }
    paint_dividers(ui, box, &segments);
    return answer;
}

static void paint_check_box(Ui *ui, DrawBox box, const UiCheck *check, const Touched *touched) {
    const UiTheme *t = ui->frame.theme;
    float size = ui->metrics.icon;
    DrawBox square = box_center(box, size, size);
    bool disabled = check->disabled != NULL;
    Color line = disabled ? t->border : color_mix(t->edge, t->accent, touched->hover);
    if (!check->on) {
        Color ground = touched->hit.held ? t->press : t->panel;
        draw_rect(ui->frame.list, square, 4, disabled ? COLOR_NONE : ground, draw_stroke(line, 1));
        return;
    }
    Color ground = color_mix(t->accent, t->accent_hover, touched->hover);
    if (touched->hit.held) ground = t->accent_press;
    draw_fill(ui->frame.list, square, 4, disabled ? t->disabled : ground);
    icon_draw(ui->frame.list, ICON_CHECK, square, size - 2, disabled ? t->panel : t->accent_ink);
}

static void paint_switch(Ui *ui, DrawBox box, const UiCheck *check, float at,
                         const Touched *touched) {
    const UiTheme *t = ui->frame.theme;
    float height = box.height, knob = height - 4;
    Color ground = color_mix(touched->hit.held ? t->neutral : t->edge,
                             touched->hit.held ? t->accent_press : t->accent, at);
    if (check->disabled) ground = t->border;
    draw_fill(ui->frame.list, box, height / 2, ground);
    float x = box.x + 2 + at * (box.width - knob - 4);
    draw_fill(ui->frame.list, draw_box(x, box.y + 2, knob, knob), knob / 2,
              check->on && !check->disabled ? t->accent_ink : t->panel);
}

float ui_check_width(Ui *ui, UiCheck check) {
    const UiMetrics *m = &ui->metrics;
    if (check.bare) return m->icon + 2 * m->gap;
    float label = ceilf(text_width(ui_fonts(ui), FACE_WORDS, m->text, check.label));
    return label + m->icon + 3 * m->gap + 2;
}

bool ui_check(Ui *ui, const char *name, DrawBox box, UiCheck check) {
    const UiTheme *t = ui->frame.theme;
    const UiMetrics *m = &ui->metrics;
    Touch what = {.name = name,
                  .box = box,
                  .label = check.label,
                  .disabled = check.disabled,
                  .role = ROLE_CHECK,
                  .focusable = true,
                  .radius = m->radius,
                  .cursor = CURSOR_HAND};
    Touched touched = touch(ui, &what);
    draw_fill(ui->frame.list, box, m->radius, paint_ground(ui, &touched, COLOR_NONE));
    DrawBox inside = box_inset(box, m->gap, 0);
    if (check.is_switch) {
        DrawBox place = box_cut_right(&inside, roundf(30 * m->factor));
        place = box_center(place, place.width, roundf(18 * m->factor));
        float at = keep_tween(ui, touched.id ^ 0x51, check.on ? 1 : 0, 0.12f);
        paint_switch(ui, place, &check, at, &touched);
        box_cut_right(&inside, m->gap);
    } else {
        paint_check_box(ui, box_cut_left(&inside, m->icon), &check, &touched);
        box_cut_left(&inside, m->gap);
    }
    if (check.bare) {
        if (!check.disabled) ui_tip(ui, box, check.label);
        return touched.hit.clicked;
    }
    Color ink = check.disabled ? t->disabled : t->ink;
    float width = ceilf(text_width(ui_fonts(ui), FACE_WORDS, m->text, check.label)) + 1;
    DrawBox label = box_cut_left(&inside, width);
    ui_text(ui, label, ALIGN_LEFT, FACE_WORDS, m->text, ink, check.label);
    box_cut_left(&inside, m->gap);
    paint_note(ui, inside, NULL, NULL, check.note, check.disabled ? t->disabled : t->muted);
    return touched.hit.clicked;
}
