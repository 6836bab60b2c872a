/* Things that only show: panels, headings, badges, progress, toasts. */
#include "ui/paint.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

void ui_panel(Ui *ui, DrawBox box, float radius) {
    const UiTheme *t = ui->frame.theme;
    if (radius > 0)
        draw_rect(ui->frame.list, box, radius, t->panel, draw_stroke(t->line, 1));
    else
        draw_fill(ui->frame.list, box, 0, t->panel);
}

void ui_edge(Ui *ui, DrawBox box, char side) {
    DrawBox rest = box, line = box;
    switch (side) {
    case 'l': line = box_cut_left(&rest, 1); break;
    case 'r': line = box_cut_right(&rest, 1); break;
    case 't': line = box_cut_top(&rest, 1); break;
    case 'b': line = box_cut_bottom(&rest, 1); break;
    default: CHECK(false, "an edge at “%c”", side);
    }
    draw_fill(ui->frame.list, line, 0, ui->frame.theme->line);
}

void ui_separator(Ui *ui, DrawBox box) {
    DrawBox line = {box.x, roundf(box.y + box.height / 2 - 0.5f), box.width, 1};
    draw_fill(ui->frame.list, line, 0, ui->frame.theme->line);
}

/* Capitals of Latin, Greek and Cyrillic letters; others are left as they are. */
static int32_t raised(int32_t c) {
    if ((c >= 'a' && c <= 'z') || (c >= 0xe0 && c <= 0xfe && c != 0xf7)) return c - 32;
    if ((c >= 0x3b1 && c <= 0x3c9 && c != 0x3c2) || (c >= 0x430 && c <= 0x44f)) return c - 32;
    if (c >= 0x450 && c <= 0x45f) return c - 80;
    if (c >= 0x100 && c <= 0x137 && (c & 1)) return c - 1;
    return c;
}

static const char *capitals(Ui *ui, const char *text) {
    char *out = arena_alloc(ui->frame.arena, strlen(text) * 4 + 1), *end = out;
    for (int32_t c; (c = text_next(&text)) >= 0;) {
        char bytes[5];
        text_encode(raised(c), bytes);
        end = stpcpy(end, bytes);
    }
    *end = 0;
    return out;
}

void ui_heading(Ui *ui, DrawBox box, const char *text, const char *tail) {
    const UiTheme *t = ui->frame.theme;
    float size = ui->metrics.tiny;
    const char *shown =
        tail ? arena_printf(ui->frame.arena, "%s%s", capitals(ui, text), tail) : capitals(ui, text);
    ui_text(ui, box, ALIGN_LEFT, FACE_HEADING, size, t->muted, shown);
}

void ui_progress(Ui *ui, DrawBox box, double done) {
    const UiTheme *t = ui->frame.theme;
    DrawBox track = box_center(box, box.width, fminf(6, box.height));
    float radius = track.height / 2;
    draw_fill(ui->frame.list, track, radius, t->line);
    if (done >= 0) {
        DrawBox part = track;
        part.width *= (float)fmin(done, 1);
        if (part.width > 0) part.width = fmaxf(part.width, track.height);
        draw_fill(ui->frame.list, part, radius, t->accent);
        return;
    }
    float phase = ui->frame.still ? 0.35f : (float)fmod(ui->frame.now, 1.6) / 1.6f;
    DrawBox part = {track.x + (phase * 1.3f - 0.3f) * track.width, track.y, track.width * 0.3f,
                    track.height};
    list_push_clip(ui->frame.list, track);
    draw_fill(ui->frame.list, part, radius, t->accent);
    list_pop_clip(ui->frame.list);
    if (!ui->frame.still) ui_wake(ui, 1.0 / 30);
}

static float badge_square(Ui *ui, DrawBox box, UiTone tone, const char *text) {
    float side = fminf(box.height, roundf(28 * ui->metrics.factor));
    DrawBox square = box_aligned(box, ALIGN_LEFT, side, side);
    Color ground = ui_tone_ink(ui, tone);
    draw_fill(ui->frame.list, square, ui->metrics.radius, ground);
    text_in_box(ui->frame.list, square, ALIGN_CENTER, FACE_WORDS_BOLD, roundf(side * 0.5f),
                color_text_on(ground), text);
    return side;
}

float ui_badge(Ui *ui, DrawBox box, UiTone tone, const char *text, bool square) {
    if (square) return badge_square(ui, box, tone, text);
    const UiMetrics *m = &ui->metrics;
    float width = ceilf(text_width(ui_fonts(ui), FACE_WORDS_MEDIUM, m->tiny, text)) + 2 * m->gap;
    DrawBox pill =
        box_aligned(box, ALIGN_LEFT, fminf(width, box.width), fminf(m->tiny + 9, box.height));
    draw_fill(ui->frame.list, pill, pill.height / 2, ui_tone_tint(ui, tone));
    ui_text(ui, box_inset(pill, m->gap, 0), ALIGN_CENTER, FACE_WORDS_MEDIUM, m->tiny,
            ui_tone_ink(ui, tone), text);
    return pill.width;
}

static float cancel_bar(const UiMetrics *m) {
    return roundf(60 * m->factor);
}

static float cancel_side(const UiMetrics *m) {
    return roundf(22 * m->factor);
}

float ui_badge_cancel_width(Ui *ui, const char *text) {
    const UiMetrics *m = &ui->metrics;
    float words = ceilf(text_width(ui_fonts(ui), FACE_WORDS_MEDIUM, m->small, text));
    return words + cancel_bar(m) + cancel_side(m) + 3 * m->gap + 4;
}

bool ui_badge_cancel(Ui *ui, const char *name, DrawBox box, UiTone tone, const char *text,
                     double done, const char *action) {
    const UiMetrics *m = &ui->metrics;
    float bar = cancel_bar(m), side = cancel_side(m);
    float width = fminf(ui_badge_cancel_width(ui, text), box.width);
    DrawBox pill = box_aligned(box, ALIGN_LEFT, width, roundf(28 * m->factor));
    draw_rect(ui->frame.list, pill, pill.height / 2, ui_tone_tint(ui, tone),
              draw_stroke(ui->frame.theme->line, 1));
    DrawBox cross = box_cut_right(&pill, side + 3);
    cross = box_aligned(cross, ALIGN_LEFT, side, side);
    box_cut_left(&pill, m->gap + 2);
    box_cut_right(&pill, m->gap / 2);
    ui_progress(ui, box_cut_right(&pill, bar), done);
    box_cut_right(&pill, m->gap);
    ui_text(ui, pill, ALIGN_LEFT, FACE_WORDS_MEDIUM, m->small, ui_tone_ink(ui, tone), text);
    return ui_button(ui, name, cross,
                     (UiButton){.icon = ICON_CLOSE, .quiet = true, .name = action});
}

static Icon toast_icon(UiTone tone) {
    if (tone == TONE_WARNING || tone == TONE_ERROR) return ICON_WARNING;
    return tone == TONE_SUCCESS ? ICON_CHECK : ICON_INFO;
}

float ui_toast_width(Ui *ui, UiToast toast) {
    const UiMetrics *m = &ui->metrics;
    UiButton action = {.label = toast.action, .link = true};
    float text = ceilf(text_width(ui_fonts(ui), FACE_WORDS, m->text, toast.text)) + 1;
    float act = toast.action ? ui_button_width(ui, action) + m->pad : 0;
    return text + act + m->icon + m->gap + m->control + 2 * m->pad;
}

UiToastAnswer ui_toast(Ui *ui, const char *name, DrawBox box, UiToast toast) {
    const UiTheme *t = ui->frame.theme;
    const UiMetrics *m = &ui->metrics;
    UiButton action = {.label = toast.action, .link = true};
    float act = toast.action ? ui_button_width(ui, action) + m->pad : 0;
    float width = ui_toast_width(ui, toast);
    DrawBox line = box_center(box, fminf(width, box.width), roundf(40 * m->factor));
    line.y = box.y + box.height - line.height;
    layer_shadow(ui, line, m->radius + 2);
    draw_rect(ui->frame.list, line, m->radius + 2, t->panel, draw_stroke(t->border, 1));
    DrawBox inside = line;
    ui_push(ui, name);
    DrawBox cross = box_cut_right(&inside, m->control + 4);
    bool close = ui_button(ui, "close", box_center(cross, m->control - 4, m->control - 4),
                           (UiButton){.icon = ICON_CLOSE, .quiet = true, .name = "Close"});
    box_cut_left(&inside, m->pad);
    Color ink = ui_tone_ink(ui, toast.tone);
    icon_draw(ui->frame.list, toast_icon(toast.tone), box_cut_left(&inside, m->icon), m->icon, ink);
    box_cut_left(&inside, m->gap);
    bool acted =
        toast.action &&
        ui_button(ui, "action", box_inset(box_cut_right(&inside, act), m->pad / 2, 9), action);
    ui_text(ui, inside, ALIGN_LEFT, FACE_WORDS, m->text, t->ink, toast.text);
    ui_pop(ui);
    return acted ? TOAST_ACTION : close ? TOAST_CLOSE : TOAST_NOTHING;
}
