/* Buttons, and what is a button in all but looks: words, stages, cards. */
#include "ui/paint.h"

#include <math.h>
#include <string.h>

Color paint_ground(Ui *ui, const Touched *touched, Color rest) {
    const UiTheme *theme = ui->frame.theme;
    if (!touched->live) return rest;
    if (touched->hit.held && touched->hit.hover) return theme->press;
    Color hover = theme->hover;
    if (!rest.a) return color_faded(hover, touched->hover);
    return color_mix(rest, hover, touched->hover);
}

static Coat primary_coat(Ui *ui, const Touched *touched) {
    const UiTheme *t = ui->frame.theme;
    Color ground = color_mix(t->accent, t->accent_hover, touched->hover);
    if (touched->hit.held && touched->hit.hover) ground = t->accent_press;
    return (Coat){ground, COLOR_NONE, t->accent_ink, t->accent_line, t->accent_ink};
}

Coat paint_coat(Ui *ui, const Touched *touched, const UiButton *button) {
    const UiTheme *t = ui->frame.theme;
    bool bare = button->quiet || button->link;
    if (button->disabled)
        return (Coat){bare ? COLOR_NONE : color_mix(t->panel, t->ground, 0.7f),
                      bare ? COLOR_NONE : t->line, t->disabled, t->line, t->disabled};
    if (button->primary) return primary_coat(ui, touched);
    Coat coat = {paint_ground(ui, touched, bare ? COLOR_NONE : t->panel),
                 bare ? COLOR_NONE : t->border, t->ink, t->border, t->muted};
    if (button->link) {
        coat.ink = t->accent;
        coat.ground = COLOR_NONE;
    }
    if (button->on) {
        coat.ground = t->selected;
        coat.ink = t->selected_ink;
        coat.border = bare ? COLOR_NONE : color_mix(t->selected, t->accent, 0.35f);
    }
    return coat;
}

static float cap_size(const Ui *ui) {
    return ui->metrics.tiny - 1;
}

float ui_key_cap_width(Ui *ui, const char *keys) {
    float width = ceilf(text_width(ui_fonts(ui), FACE_NUMBERS, cap_size(ui), keys));
    return fmaxf(width + roundf(ui->metrics.tiny * 0.9f), ui->metrics.tiny + 6);
}

float paint_key_cap(Ui *ui, DrawBox box, const char *keys, Color line, Color ink) {
    float width = ui_key_cap_width(ui, keys), height = ui->metrics.tiny + 7;
    DrawBox cap = box_aligned(box, ALIGN_RIGHT, width, height);
    draw_frame(ui->frame.list, cap, roundf(4 * ui->metrics.factor), line, 1);
    draw_text(ui->frame.list, cap.x + width / 2, text_baseline(cap.y, height, cap_size(ui)),
              ALIGN_CENTER, FACE_NUMBERS, cap_size(ui), ink, keys);
    return width;
}

float ui_key_cap(Ui *ui, DrawBox box, const char *keys) {
    return paint_key_cap(ui, box, keys, ui->frame.theme->border, ui->frame.theme->muted);
}

static Face button_face(const UiButton *button) {
    return button->primary || button->on || button->link ? FACE_WORDS_SEMIBOLD : FACE_WORDS_MEDIUM;
}

float ui_button_width(Ui *ui, UiButton button) {
    const UiMetrics *m = &ui->metrics;
    float width = button.link ? 0 : 2 * m->pad;
    if (button.label)
        width += ceilf(text_width(ui_fonts(ui), button_face(&button), m->text, button.label));
    if (button.icon) width += m->icon + (button.label ? m->gap - 2 : 0);
    if (button.tail) width += m->icon + 2;
    if (button.hint) width += ui_key_cap_width(ui, button.hint) + m->gap + 2;
    return !button.label ? fmaxf(width, m->control) : width;
}

/* Label and icon in what the hint and the tail have left. */
static void paint_face(Ui *ui, DrawBox inside, const UiButton *button, Coat coat) {
    const UiMetrics *m = &ui->metrics;
    Face face = button_face(button);
    if (!button->label) {
        icon_draw(ui->frame.list, button->icon, inside, m->icon, coat.ink);
        return;
    }
    float text = text_width(ui_fonts(ui), face, m->text, button->label);
    float icon = button->icon ? m->icon + m->gap - 2 : 0;
    if (button->align != ALIGN_LEFT)
        inside = box_aligned(inside, button->align, fminf(ceilf(text + icon), inside.width),
                             inside.height);
    if (button->icon) {
        DrawBox place = box_cut_left(&inside, m->icon);
        icon_draw(ui->frame.list, button->icon, place, m->icon, coat.ink);
        box_cut_left(&inside, m->gap - 2);
    }
    ui_text(ui, inside, ALIGN_LEFT, face, m->text, coat.ink, button->label);
}

static void paint_button(Ui *ui, DrawBox box, const UiButton *button, Coat coat) {
    const UiMetrics *m = &ui->metrics;
    draw_rect(ui->frame.list, box, m->radius, coat.ground, draw_stroke(coat.border, 1));
    DrawBox inside = button->label && !button->link ? box_inset(box, m->pad, 0) : box;
    if (button->tail) {
        icon_draw(ui->frame.list, button->tail, box_cut_right(&inside, m->icon), m->icon - 2,
                  coat.ink);
        box_cut_right(&inside, 2);
    }
    bool hint = button->hint && ui_button_width(ui, *button) <= box.width + 0.5f;
    if (hint) {
        paint_key_cap(ui, inside, button->hint, coat.cap_line, coat.cap_ink);
        box_cut_right(&inside, ui_key_cap_width(ui, button->hint) + m->gap + 2);
    }
    paint_face(ui, inside, button, coat);
}

bool ui_button(Ui *ui, const char *name, DrawBox box, UiButton button) {
    Touch what = {.name = name,
                  .box = box,
                  .label = button.name ? button.name : button.label,
                  .disabled = button.disabled,
                  .role = ROLE_BUTTON,
                  .focusable = true,
                  .radius = button.link ? 3 : ui->metrics.radius,
                  .ring_x = button.link ? 2 : 0,
                  .cursor = CURSOR_HAND};
    Touched touched = touch(ui, &what);
    if (!button.label && button.name && !button.disabled) {
        ui_tip(ui, box, button.name);
        if (touched.hit.ring)
            touch_tip(ui, touched.id, box, arena_string(ui->now->arena, button.name));
    }
    Coat coat = paint_coat(ui, &touched, &button);
    paint_button(ui, box, &button, coat);
    if (button.link && touched.hit.hover) {
        float y = text_baseline(box.y, box.height, ui->metrics.text) + 2;
        float width = fminf(ui_button_width(ui, button), box.width);
        draw_line(ui->frame.list, box.x, y + 0.5f, box.x + width, y + 0.5f,
                  draw_stroke(coat.ink, 1));
    }
    return touched.hit.clicked;
}

Color ui_tone_ink(const Ui *ui, UiTone tone) {
    const UiTheme *t = ui->frame.theme;
    switch (tone) {
    case TONE_PLAIN: return t->muted;
    case TONE_ACCENT: return t->selected_ink;
    case TONE_QUERY: return t->query;
    case TONE_KEY: return t->key;
    case TONE_VALUE: return t->value_ink;
    case TONE_WARNING: return t->warning;
    case TONE_ERROR: return t->error;
    case TONE_SUCCESS: return t->success;
    }
    return t->ink;
}

Color ui_tone_tint(const Ui *ui, UiTone tone) {
    const UiTheme *t = ui->frame.theme;
    switch (tone) {
    case TONE_PLAIN: return t->hover;
    case TONE_ACCENT: return t->selected;
    case TONE_QUERY: return t->query_tint;
    case TONE_KEY: return t->key_tint;
    case TONE_VALUE: return t->value_tint;
    case TONE_WARNING: return t->warning_tint;
    case TONE_ERROR: return t->error_tint;
    case TONE_SUCCESS: return t->success_tint;
    }
    return t->hover;
}

static Face chip_face(const UiChip *chip) {
    return chip->current ? FACE_WORDS_SEMIBOLD : FACE_WORDS;
}

static float chip_pad(const Ui *ui) {
    return ui->metrics.pad - 2;
}

float ui_chip_width(Ui *ui, UiChip chip) {
    const UiMetrics *m = &ui->metrics;
    if (chip.dashed) return roundf(26 * m->factor);
    float text = ceilf(text_width(ui_fonts(ui), chip_face(&chip), m->text, chip.label));
    return fmaxf(text + 2 * chip_pad(ui) + (chip.closes ? m->icon : 0), roundf(26 * m->factor));
}

static void paint_dashed(Ui *ui, DrawBox box) {
    const UiTheme *t = ui->frame.theme;
    DrawStroke stroke = {t->dashed, 1, 3, 2.5f, 0};
    draw_rect(ui->frame.list, box, ui->metrics.radius - 1, COLOR_NONE, stroke);
    DrawBox dot = box_center(box, 3, 3);
    draw_fill(ui->frame.list, dot, 1.5f, t->dashed);
}

static void paint_chip(Ui *ui, DrawBox box, const UiChip *chip, const Touched *touched) {
    const UiTheme *t = ui->frame.theme;
    bool toned = chip->tone != TONE_PLAIN;
    Color ground = toned ? ui_tone_tint(ui, chip->tone) : t->selected;
    Color ink = toned ? ui_tone_ink(ui, chip->tone) : t->ink;
    if (chip->plain) ground = COLOR_NONE;
    if (chip->current) {
        ground = toned ? ink : t->accent;
        ink = toned ? color_text_on(ground) : t->accent_ink;
    }
    if (chip->disabled) {
        ink = t->disabled;
        ground = chip->plain ? COLOR_NONE : t->hover;
    } else if (chip->plain && !chip->current) {
        ground = paint_ground(ui, touched, ground);
    } else {
        bool held = touched->hit.held && touched->hit.hover;
        Color towards = chip->current ? t->ink : toned ? ink : t->accent;
        ground = color_mix(ground, towards, held ? 0.18f : touched->hover * 0.09f);
    }
    draw_fill(ui->frame.list, box, ui->metrics.radius - 1, ground);
    DrawBox inside = box_inset(box, fminf(chip_pad(ui), box.width / 5), 0);
    if (chip->closes) box_cut_right(&inside, ui->metrics.icon);
    ui_text(ui, inside, ALIGN_CENTER, chip_face(chip), ui->metrics.text, ink, chip->label);
    if (chip->closes) {
        DrawBox cross = {box.x + box.width - ui->metrics.icon - 4, box.y, ui->metrics.icon,
                         box.height};
        icon_draw(ui->frame.list, ICON_CLOSE, cross, ui->metrics.icon - 4, ink);
    }
}

/* By a click on the cross, or by Delete where the ring is. */
static bool chip_closed(Ui *ui, DrawBox box, const UiHit *hit) {
    const Event *key = hit->ring ? key_now(ui) : NULL;
    if (key && key_is_plain(key) && (key->key == KEY_DELETE || key->key == KEY_BACKSPACE)) {
        key_take(ui);
        return true;
    }
    return hit->clicked && ui->act->kind == EVENT_RELEASE &&
           hit->x > box.width - ui->metrics.icon - 6;
}

bool ui_chip(Ui *ui, const char *name, DrawBox box, UiChip chip) {
    if (chip.dashed) {
        paint_dashed(ui, box);
        return false;
    }
    Touch what = {.name = name,
                  .box = box,
                  .label = chip.label,
                  .disabled = chip.disabled,
                  .role = ROLE_CHIP,
                  .focusable = true,
                  .radius = ui->metrics.radius - 1,
                  .cursor = CURSOR_HAND};
    Touched touched = touch(ui, &what);
    paint_chip(ui, box, &chip, &touched);
    bool cross = chip.closes && chip_closed(ui, box, &touched.hit);
    if (chip.closed) *chip.closed = cross;
    return touched.hit.clicked && !cross;
}

bool ui_stage(Ui *ui, const char *name, DrawBox box, const char *label, UiStageLook look,
              const char *disabled) {
    const UiTheme *t = ui->frame.theme;
    Touch what = {.name = name,
                  .box = box,
                  .label = label,
                  .disabled = disabled,
                  .role = ROLE_BUTTON,
                  .focusable = true,
                  .radius = box.height / 2,
                  .cursor = CURSOR_HAND};
    Touched touched = touch(ui, &what);
    Color ink = look == STAGE_LOOK_LATER ? t->muted : t->ink;
    if (disabled) ink = t->disabled;
    Color rest = look == STAGE_LOOK_LATER ? t->ground : t->panel;
    bool now = look == STAGE_LOOK_NOW && !disabled;
    UiButton button = {.primary = now};
    Coat coat = paint_coat(ui, &touched, &button);
    if (!now)
        coat = (Coat){.ground = paint_ground(ui, &touched, rest), .border = t->border, .ink = ink};
    draw_rect(ui->frame.list, box, box.height / 2, coat.ground, draw_stroke(coat.border, 1));
    ui_text(ui, box_inset(box, fminf(10, box.width / 20), 0), ALIGN_CENTER,
            now ? FACE_WORDS_SEMIBOLD : FACE_WORDS_MEDIUM, ui->metrics.text, coat.ink, label);
    return touched.hit.clicked;
}

bool ui_card(Ui *ui, const char *name, DrawBox box, UiCard card) {
    const UiTheme *t = ui->frame.theme;
    float radius = ui->metrics.card_radius;
    Touch what = {.name = name,
                  .box = box,
                  .label = card.label,
                  .disabled = card.disabled,
                  .role = ROLE_BUTTON,
                  .focusable = true,
                  .radius = radius,
                  .cursor = CURSOR_HAND};
    Touched touched = touch(ui, &what);
    bool held = touched.hit.held && touched.hit.hover;
    Color ground = card.disabled ? t->ground : held ? t->hover : t->panel;
    Color line = color_mix(t->border, t->edge, touched.hover);
    if (card.on) line = t->accent;
    draw_rect(ui->frame.list, box, radius, ground, draw_stroke(line, card.on ? 2 : 1));
    return touched.hit.clicked;
}
