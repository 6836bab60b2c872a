#include "ui/paint.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Between a value and its place on the track, 0 … 1. */
static double place_of(const UiSlider *s, double value) {
    if (!(s->high > s->low)) return 0;
    double at = s->logarithmic ? log(value / s->low) / log(s->high / s->low)
                               : (value - s->low) / (s->high - s->low);
    return at > 0 ? fmin(at, 1) : 0;
}

static double held(const UiSlider *s, double value) {
    double high = s->limit > 0 ? fmin(s->limit, s->high) : s->high;
    if (!(value >= s->low)) return s->low;
    return value > high ? high : value;
}

static double stepped(const UiSlider *s, double value) {
    if (s->step > 0) value = s->low + round((value - s->low) / s->step) * s->step;
    return held(s, value);
}

static double value_at(const UiSlider *s, double at) {
    at = at > 0 ? fmin(at, 1) : 0;
    double value =
        s->logarithmic ? s->low * pow(s->high / s->low, at) : s->low + at * (s->high - s->low);
    return stepped(s, value);
}

/* `count` steps up or down: steps of the value, or hundredths of the track. */
static double moved(const UiSlider *s, double count) {
    if (s->step > 0) return stepped(s, s->value + count * s->step);
    return value_at(s, place_of(s, s->value) + count / 100);
}

static double by_key(const UiSlider *s, const Event *key) {
    double count = key->mods & KEY_MOD_SHIFT ? 10 : 1;
    switch (key->key) {
    case KEY_LEFT:
    case KEY_DOWN: return moved(s, -count);
    case KEY_RIGHT:
    case KEY_UP: return moved(s, count);
    case KEY_PAGE_DOWN: return moved(s, -10);
    case KEY_PAGE_UP: return moved(s, 10);
    case KEY_HOME: return s->low;
    case KEY_END: return held(s, s->high);
    default: return s->value;
    }
}

static const char *shown_value(Ui *ui, const UiSlider *s, double value) {
    return arena_printf(ui->frame.arena, "%.*f", s->decimals, value);
}

static float number_width(Ui *ui, const char *text) {
    return ceilf(text_width(ui_fonts(ui), FACE_NUMBERS, ui->metrics.number, text));
}

/* The widest value decides, so that the track does not move while it is dragged. */
static float value_width(Ui *ui, const UiSlider *s) {
    if (s->value_width > 0) return s->value_width;
    float width = fmaxf(number_width(ui, shown_value(ui, s, s->low)),
                        number_width(ui, shown_value(ui, s, s->high)));
    if (s->shown) width = fmaxf(width, number_width(ui, s->shown));
    return width;
}

static float label_width(Ui *ui, const UiSlider *s) {
    if (!s->label) return 0;
    if (s->label_width > 0) return s->label_width;
    return ceilf(text_width(ui_fonts(ui), FACE_WORDS, ui->metrics.text, s->label)) + 1;
}

static void paint_ticks(Ui *ui, DrawBox track, const UiSlider *s) {
    double steps = s->step > 0 ? (s->high - s->low) / s->step : 0;
    if (steps < 2 || steps > 12 || s->logarithmic) return;
    for (int i = 0; i <= (int)(steps + 0.5); i++) {
        float x = track.x + track.width * (float)(i / steps);
        draw_fill(ui->frame.list, draw_box(roundf(x) - 0.5f, track.y + track.height / 2 + 4, 1, 3),
                  0, ui->frame.theme->faint);
    }
}

static void paint_track(Ui *ui, DrawBox track, const UiSlider *s, const Touched *touched) {
    const UiTheme *t = ui->frame.theme;
    float at = track.x + track.width * (float)place_of(s, s->value);
    float middle = roundf(track.y + track.height / 2), thick = roundf(3 * ui->metrics.factor);
    Color fill = s->disabled ? t->disabled : t->accent;
    DrawBox whole = {track.x, middle - thick / 2, track.width, thick};
    paint_ticks(ui, track, s);
    DrawBox open = whole;
    if (s->limit > 0) open.width *= (float)place_of(s, s->limit);
    if (open.width < whole.width)
        draw_fill(ui->frame.list, whole, thick / 2, color_faded(t->border, 0.45f));
    draw_fill(ui->frame.list, open, thick / 2, t->border);
    whole.width = at - track.x;
    draw_fill(ui->frame.list, whole, thick / 2, fill);
    float radius = roundf(7 * ui->metrics.factor) + (touched->hit.held ? 1 : 0);
    Color knob =
        touched->hit.held ? t->accent_press : color_mix(t->accent, t->accent_hover, touched->hover);
    if (touched->hover > 0 && !s->disabled)
        draw_fill(ui->frame.list,
                  draw_box(at - radius - 4, middle - radius - 4, 2 * radius + 8, 2 * radius + 8),
                  radius + 4, color_faded(t->accent, 0.14f * touched->hover));
    draw_fill(ui->frame.list, draw_box(at - radius, middle - radius, 2 * radius, 2 * radius),
              radius, s->disabled ? t->disabled : knob);
}

static double by_mouse(Ui *ui, const UiSlider *s, const UiHit *hit, DrawBox box, DrawBox track) {
    if (hit->held && hit->button == MOUSE_LEFT) {
        if (hit->pressed && ui->press_clicks == 2 && s->has_standard) return held(s, s->standard);
        bool moves = hit->pressed || hit->dx != 0 || hit->dropped;
        bool second = ui->press_clicks == 2 && s->has_standard && !hit->dragged;
        if (moves && !second && track.width > 0)
            return value_at(s, (double)(hit->x + box.x - track.x) / (double)track.width);
    }
    double turn =
        (double)(fabsf(hit->wheel_y) > fabsf(hit->wheel_x) ? -hit->wheel_y : hit->wheel_x);
    return turn != 0 ? moved(s, turn) : s->value;
}

/* The wheel turns a number only where it has nothing to scroll, or when the number has been
 * clicked: who scrolls past does not change it. */
static bool takes_wheel(Ui *ui, const char *name) {
    for (int i = 0; i < ui->scroll_depth; i++)
        if (ui->scrolls[i].moves) {
            uint64_t id;
            path_of(ui, name, &id);
            return ui->focus.id == id;
        }
    return true;
}

double ui_slider(Ui *ui, const char *name, DrawBox box, UiSlider slider) {
    const UiTheme *t = ui->frame.theme;
    const UiMetrics *m = &ui->metrics;
    Touch what = {.name = name,
                  .box = box,
                  .label = slider.label,
                  .disabled = slider.disabled,
                  .role = ROLE_SLIDER,
                  .focusable = true,
                  .wheel = takes_wheel(ui, name),
                  .arrows = true,
                  .keeps_space = true,
                  .radius = m->radius,
                  .ring_x = 3,
                  .cursor = CURSOR_HAND};
    Touched touched = touch(ui, &what);
    DrawBox track = box;
    DrawBox label = box_cut_left(&track, label_width(ui, &slider));
    DrawBox value = box_cut_right(&track, value_width(ui, &slider));
    float knob = roundf(7 * m->factor);
    box_cut_left(&track, knob + (slider.label ? m->gap - 2 : 0));
    box_cut_right(&track, knob + m->gap);
    const char *shown = slider.shown ? slider.shown : shown_value(ui, &slider, slider.value);
    Color ink = slider.disabled ? t->disabled : t->muted;
    if (slider.label) ui_text(ui, label, ALIGN_LEFT, FACE_WORDS, m->text, ink, slider.label);
    paint_track(ui, track, &slider, &touched);
    ui_text(ui, value, ALIGN_RIGHT, FACE_NUMBERS, m->number, ink, shown);
    if (touched.hit.key) return by_key(&slider, touched.hit.key);
    return by_mouse(ui, &slider, &touched.hit, box, track);
}
