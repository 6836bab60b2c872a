/* How a text field looks: box, selection, text, composing, caret. */
#include "base/text.h"
#include "ui/field_parts.h"
#include "ui/paint.h"

#include <math.h>
#include <string.h>

static const double BLINK = 0.53;      /* seconds on, seconds off */
static const double BLINK_ENDS = 10.0; /* then the caret stays, and the program may sleep */

float field_em(const FieldNow *now) {
    const UiMetrics *m = &now->ui->metrics;
    if (now->field->small) return now->field->numbers ? m->tiny : m->small;
    return now->field->numbers ? m->text : m->body;
}

/* Where the line's left end is: numbers and right-to-left texts that fit stand at the right. */
float field_line_left(const FieldNow *now) {
    float spare = now->inside.width - now->line.width;
    bool right = now->field->numbers || now->line.rtl;
    if (right && spare > 0) return now->inside.x + spare;
    return now->inside.x - now->draft->scroll;
}

/* Neighbours on the screen share a pixel's edge, so that there are no seams between them. */
static void paint_span(const FieldNow *now, float from, float to, float y, float height,
                       Color color) {
    float scale = now->ui->frame.scale;
    float left = roundf(from * scale) / scale, right = roundf(to * scale) / scale;
    draw_fill(now->ui->frame.list, draw_box(left, y, right - left, height), 0, color);
}

static void paint_piece_selection(const FieldNow *now, const Piece *piece, float left, size_t from,
                                  size_t to, float y, float height, Color color) {
    int count;
    const Edge *edges = line_edges(&now->line, piece, &count);
    for (int i = 0; i < count; i++) {
        if (edges[i].byte < from || edges[i].byte >= to) continue;
        float l = edges[i].left, r = edges[i].right;
        for (; i + 1 < count && edges[i + 1].byte < to; i++) {
            const Edge *next = &edges[i + 1];
            bool beside = fabsf(next->left - r) < 0.01f || fabsf(next->right - l) < 0.01f;
            if (!beside) break;
            l = fminf(l, next->left);
            r = fmaxf(r, next->right);
        }
        paint_span(now, left + l, left + r, y, height, color);
    }
}

static void paint_selection(const FieldNow *now, float left, size_t from, size_t to, float y,
                            float height, Color color) {
    for (int i = 0; i < now->line.count; i++) {
        const Piece *piece = &now->line.pieces[i];
        float x = left + piece->x;
        if (piece->last <= from || piece->first >= to) continue;
        if (x > now->inside.x + now->inside.width || x + piece->width < now->inside.x) continue;
        paint_piece_selection(now, piece, left, from, to, y, height, color);
    }
}

/* What is composed: a thin line below it, a thick one below the part being converted. */
static void paint_composing(const FieldNow *now, float left, float baseline) {
    const Draft *draft = now->draft;
    if (!draft->compose) return;
    const UiTheme *t = now->ui->frame.theme;
    size_t from = draft->caret, to = from + strlen(draft->compose);
    paint_selection(now, left, from, to, baseline + 3, 1, t->ink);
    const char *end = now->line.text + now->caret;
    for (int i = 0; i < draft->compose_length && end < now->line.text + to; i++) text_next(&end);
    paint_selection(now, left, now->caret, (size_t)(end - now->line.text), baseline + 3, 2,
                    t->accent);
}

static void paint_text(const FieldNow *now, float left, float baseline, Color ink) {
    for (int i = 0; i < now->line.count; i++) {
        const Piece *piece = &now->line.pieces[i];
        float x = left + piece->x;
        if (x > now->inside.x + now->inside.width + 50 || x + piece->width < now->inside.x - 50)
            continue;
        char *text = arena_substring(now->ui->frame.arena, now->line.text + piece->first,
                                     piece->last - piece->first);
        draw_text(now->ui->frame.list, x, baseline, ALIGN_LEFT, now->line.face, now->line.em, ink,
                  text);
    }
}

static void paint_caret(const FieldNow *now, float left, float y, float height) {
    Ui *ui = now->ui;
    float x = roundf(left + line_x(&now->line, now->caret));
    x = fmaxf(now->inside.x, fminf(x, now->inside.x + now->inside.width - 1));
    ui->text_input = true;
    ui->composing = now->draft->compose != NULL;
    ui->caret = (DrawBox){x, y, 1, height};
    double since = ui->frame.now - now->draft->caret_since;
    bool steady = ui->frame.still || since > BLINK_ENDS || since < 0;
    if (!steady) ui_wake(ui, BLINK - fmod(since, BLINK));
    if (steady || fmod(since, 2 * BLINK) < BLINK)
        draw_fill(ui->frame.list, draw_box(x, y, 1.5f, height), 0, ui->frame.theme->ink);
}

/* The draft from its beginning, as far as a text that is cut can show: so many pieces have more
 * graphemes than any text that is shown whole. */
static const char *cut_text(const FieldNow *now) {
    enum { ENOUGH = TEXT_MAX_GRAPHEMES / PIECE_SHORT + 1 };
    const Draft *draft = now->draft;
    size_t end = now->line.count > ENOUGH ? now->line.pieces[ENOUGH - 1].last : draft->size;
    return end < draft->size ? arena_substring(now->ui->frame.arena, draft->text, end)
                             : draft->text;
}

/* What stands for a text that has no room. */
static void paint_cut(const FieldNow *now, Color ink) {
    const char *rounded = draft_is_dirty(now->draft) ? NULL : now->field->rounded;
    text_in_box(now->ui->frame.list, now->inside,
                now->line.rtl || rounded ? ALIGN_RIGHT : ALIGN_LEFT, now->line.face, field_em(now),
                ink, rounded ? rounded : cut_text(now));
}

void field_paint_line(FieldNow *now) {
    Ui *ui = now->ui;
    const UiTheme *t = ui->frame.theme;
    float em = field_em(now), baseline = text_baseline(now->box.y, now->box.height, em);
    float y = roundf(baseline - em * 1.02f), height = roundf(em * 1.36f);
    DrawBox clip = {now->inside.x - 1, now->box.y + 1, now->inside.width + 2, now->box.height - 2};
    list_push_clip(ui->frame.list, clip);
    float left = field_line_left(now);
    size_t from, to;
    draft_selection(now->draft, &from, &to);
    if (now->touched.hit.focus && from < to && !now->draft->compose)
        paint_selection(now, left, from, to, y, height, t->selection);
    if (!now->line.size && now->field->placeholder)
        text_in_box(ui->frame.list, now->inside, ALIGN_LEFT, FACE_WORDS, em,
                    now->field->disabled ? t->disabled : t->muted, now->field->placeholder);
    Color ink = now->field->disabled ? t->disabled : t->ink;
    bool cut = !now->touched.hit.focus && now->line.width > now->inside.width + 1;
    if (cut)
        paint_cut(now, ink);
    else
        paint_text(now, left, baseline, ink);
    paint_composing(now, left, baseline);
    field_paint_marks(now, left, baseline);
    if (now->touched.hit.focus) paint_caret(now, left, y, height);
    list_pop_clip(ui->frame.list);
    bool known = cut && now->field->text && !strcmp(now->draft->text, now->field->text);
    if (cut) ui_tip_of(ui, now->inside, now->draft->text, known ? now->field->extent : NULL);
}

void field_paint_box(const FieldNow *now) {
    const UiTheme *t = now->ui->frame.theme;
    Color ground = now->field->disabled ? t->hover : t->well;
    Color line = now->field->disabled ? t->line : color_mix(t->border, t->edge, now->touched.hover);
    if (now->field->error) line = t->error;
    bool focus = now->touched.hit.focus;
    if (focus && !now->field->error) line = t->focus;
    draw_rect(now->ui->frame.list, now->box, now->ui->metrics.radius, focus ? t->panel : ground,
              draw_stroke(line, focus ? 2 : 1));
}
