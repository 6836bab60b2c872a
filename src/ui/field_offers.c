/* What a field's caller knows of its words: underlines, and a list of offers below the field. */
#include "ui/field_parts.h"
#include "ui/paint.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- asking and taking ----------------------------------------------------------------------- */

void field_ask(FieldNow *now) {
    const Draft *draft = now->draft;
    now->help = (UiFieldHelp){0};
    if (!now->field->helper || now->field->disabled || draft->compose) return;
    now->help = now->field->helper(now->field->helper_with, now->ui->frame.arena, draft->text,
                                   draft->offering ? draft->caret : SIZE_MAX);
}

static bool is_open(const FieldNow *now) {
    return now->draft->offering && now->help.offer_count && now->touched.hit.focus;
}

static void take(FieldNow *now, int offer) {
    now->draft->take = offer;
    now->ui->again = true;
}

bool field_offers_key(FieldNow *now, const Event *key) {
    Draft *draft = now->draft;
    int count = now->help.offer_count;
    if (!is_open(now) || !key_is_plain(key) || key->mods & KEY_MOD_SHIFT) return false;
    switch (key->key) {
    case KEY_DOWN: draft->offer = draft->offer % count + 1; return true;
    case KEY_UP: draft->offer = draft->offer ? draft->offer - 1 : count; return true;
    case KEY_TAB: take(now, draft->offer ? draft->offer : 1); return true;
    case KEY_ENTER:
        if (!draft->offer) return false;
        take(now, draft->offer);
        return true;
    case KEY_ESCAPE: draft->offering = false; return true;
    default: return false;
    }
}

/* At the end of the text a space follows, so that the next word can be typed. */
bool field_take_offer(FieldNow *now) {
    Draft *draft = now->draft;
    int take = draft->take - 1;
    draft->take = 0;
    if (take < 0) return false;
    field_ask(now);
    if (take >= now->help.offer_count || now->help.word.last > draft->size) return false;
    UiFieldSpan word = now->help.word;
    Arena *arena = now->ui->frame.arena;
    const char *text = now->help.offers[take].text;
    if (word.last == draft->size) text = arena_printf(arena, "%s ", text);
    draft_move(draft, word.first, false);
    draft_move(draft, word.last, true);
    draft_insert(draft, arena, text, EDIT_OTHER, now->ui->frame.now);
    draft->offering = false;
    draft->offer = 0;
    return true;
}

/* --- drawing --------------------------------------------------------------------------------- */

/* A wave of short strokes, in a colour that no letter has. */
static void paint_wave(const FieldNow *now, float from, float to, float y) {
    enum { STEP = 3 };
    DrawStroke stroke = draw_stroke(now->ui->frame.theme->warning, 1.2f);
    float up = 0;
    for (float x = from; x < to - 0.5f; x += STEP, up = 2 - up) {
        float end = fminf(x + STEP, to);
        draw_line(now->ui->frame.list, x, y + up, end, y + 2 - up, stroke);
    }
}

void field_paint_marks(const FieldNow *now, float left, float baseline) {
    float end = now->inside.x + now->inside.width;
    bool cut = !now->touched.hit.focus && now->line.width > now->inside.width + 1;
    if (cut) end -= field_em(now); /* “…” stands there */
    size_t first = line_offset(&now->line, now->inside.x - left),
           last = line_offset(&now->line, end - left);
    bool whole = now->line.rtl; /* its pieces run the other way */
    for (int i = 0; i < now->help.mark_count; i++) {
        UiFieldSpan mark = now->help.marks[i];
        if (mark.last > now->line.size) return;
        if (!whole && mark.last < first) continue;
        if (!whole && mark.first > last) return;
        float from = left + line_x(&now->line, mark.first),
              to = left + line_x(&now->line, mark.last);
        if (from > to) { /* read from right to left */
            float other = from;
            from = to;
            to = other;
        }
        if (from > end) continue;
        if (to < now->inside.x) continue;
        paint_wave(now, fmaxf(from, now->inside.x - 1), fminf(to, end), baseline + 3);
    }
}

/* The list as it is drawn at the end of the pass. */
typedef struct Sheet {
    const char *folder, *name;
    Draft *draft;
    UiFieldHelp help;
    DrawBox box;
} Sheet;

static void draw_offer(Ui *ui, const Sheet *sheet, int i, DrawBox box) {
    const UiTheme *t = ui->frame.theme;
    const UiMetrics *m = &ui->metrics;
    const UiFieldOffer *offer = &sheet->help.offers[i];
    char name[16];
    snprintf(name, sizeof name, "%d", i + 1);
    Touch what = {.name = name,
                  .box = box,
                  .label = offer->text,
                  .role = ROLE_MENU_LINE,
                  .cursor = CURSOR_HAND};
    Touched touched = touch(ui, &what);
    if (touched.hit.pressed) ui->press_focused = true; /* the field keeps the keyboard */
    if (touched.hit.clicked) {
        sheet->draft->take = i + 1;
        ui->again = true;
    }
    bool lit = sheet->draft->offer == i + 1;
    Color ground = lit ? t->selected : paint_ground(ui, &touched, COLOR_NONE);
    draw_fill(ui->frame.list, box, m->radius, ground);
    DrawBox inside = box_inset(box, m->gap, 0);
    if (offer->note) {
        float most = fminf(text_width(ui_fonts(ui), FACE_WORDS, m->small, offer->note) + 1,
                           inside.width / 2);
        ui_text(ui, box_cut_right(&inside, most), ALIGN_RIGHT, FACE_WORDS, m->small,
                lit ? t->selected_muted : t->muted, offer->note);
        box_cut_right(&inside, m->pad);
    }
    ui_text(ui, inside, ALIGN_LEFT, lit ? FACE_WORDS_MEDIUM : FACE_WORDS, m->text,
            lit ? t->selected_ink : t->ink, offer->text);
}

static void draw_sheet(Ui *ui, void *with) {
    const Sheet *sheet = with;
    const UiTheme *t = ui->frame.theme;
    const UiMetrics *m = &ui->metrics;
    DrawBox rest = sheet->box;
    layer_shadow(ui, sheet->box, m->radius);
    draw_rect(ui->frame.list, sheet->box, m->radius, t->panel, draw_stroke(t->border, 1));
    memcpy(ui->folder, sheet->folder, strlen(sheet->folder) + 1);
    ui->folder_length = (int)strlen(sheet->folder);
    ui_push(ui, sheet->name);
    UiHit hit = ui_area(ui, "around", sheet->box, (UiArea){.label = "offers"});
    if (hit.pressed) ui->press_focused = true;
    rest = box_inset(rest, 4, 4);
    if (sheet->help.title)
        ui_text(ui, box_inset(box_cut_top(&rest, m->section), m->gap, 0), ALIGN_LEFT, FACE_WORDS,
                m->small, t->muted, sheet->help.title);
    for (int i = 0; i < sheet->help.offer_count; i++)
        draw_offer(ui, sheet, i, box_cut_top(&rest, m->row));
    ui_pop(ui);
    ui->folder_length = 0;
    ui->folder[0] = 0;
}

/* As wide as its widest line, below the word, inside the window. */
static DrawBox sheet_box(const FieldNow *now) {
    Ui *ui = now->ui;
    const UiMetrics *m = &ui->metrics;
    float width = 120 * m->factor, height = 8;
    for (int i = 0; i < now->help.offer_count; i++) {
        const UiFieldOffer *offer = &now->help.offers[i];
        float words = text_width(ui_fonts(ui), FACE_WORDS_MEDIUM, m->text, offer->text);
        if (offer->note)
            words += m->pad + text_width(ui_fonts(ui), FACE_WORDS, m->small, offer->note);
        width = fmaxf(width, words + 2 * m->gap + 12);
        height += m->row;
    }
    if (now->help.title) {
        width = fmaxf(width, text_width(ui_fonts(ui), FACE_WORDS, m->small, now->help.title) +
                                 2 * m->gap + 12);
        height += m->section;
    }
    float x = field_line_left(now) + line_x(&now->line, now->help.word.first) - m->gap - 4;
    DrawBox window = box_inset(ui_window(ui), 4, 4);
    return box_within(draw_box(roundf(x), now->box.y + now->box.height + 4,
                               fminf(ceilf(width), window.width), height),
                      window);
}

void field_draw_offers(FieldNow *now, const char *name) {
    if (!is_open(now)) {
        now->draft->offer = 0;
        return;
    }
    Ui *ui = now->ui;
    if (now->draft->offer > now->help.offer_count) now->draft->offer = 0;
    Sheet *sheet = ARENA_NEW(ui->frame.arena, Sheet);
    *sheet = (Sheet){.folder = arena_string(ui->frame.arena, ui->folder),
                     .name = arena_printf(ui->frame.arena, "%s-offers", name),
                     .draft = now->draft,
                     .help = now->help,
                     .box = sheet_box(now)};
    ui_later(ui, draw_sheet, sheet);
}
