#include "ui/palette.h"

#include "base/text.h"
#include "ui/field.h"
#include "ui/paint.h"
#include "ui/scroll.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { QUERY_LONGEST = 48, TEXT_LONGEST = 160, LINES_SEEN = 9 };
enum { SCORE_LETTER = 1, SCORE_RUN = 5, SCORE_WORD = 6, SCORE_FIRST = 4, NO_MATCH = -100000 };

/* What lasts while the palette is open; kept under its path. */
typedef struct Kept {
    uint64_t pass;
    int lit;   /* among the matches, by the arrows; −1: none */
    int count; /* of matches in the last pass: how high the palette is */
} Kept;

typedef struct Match {
    int line, score;
} Match;

typedef struct Now {
    Ui *ui;
    const UiPalette *palette;
    Kept *kept;
    Match *matches;
    int count;
    const char *typed;
    int target; /* the match that Enter would run; −1: the typed line */
} Now;

static int lower(char c) {
    return c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : (unsigned char)c;
}

static int place_score(const char *text, int j) {
    if (j == 0) return SCORE_WORD + SCORE_FIRST;
    return strchr(" -_·(", text[j - 1]) ? SCORE_WORD : 0;
}

/* best[i][j]: the score of the query's letters 0 … i with letter i at place j; from[i][j]: where
 * letter i − 1 was. */
static int fill(const char *query, int queries, const char *text, int places,
                int best[QUERY_LONGEST][TEXT_LONGEST], int from[QUERY_LONGEST][TEXT_LONGEST]) {
    int end = -1, top = NO_MATCH;
    for (int i = 0; i < queries; i++) {
        int above = NO_MATCH, above_at = -1; /* the best of letter i − 1 before j */
        for (int j = 0; j < places; j++) {
            best[i][j] = NO_MATCH;
            from[i][j] = -1;
            if (lower(query[i]) == lower(text[j])) {
                int run = i && j && best[i - 1][j - 1] > NO_MATCH ? best[i - 1][j - 1] + SCORE_RUN
                                                                  : NO_MATCH;
                int before = i ? above : 0;
                if (run >= before && run > NO_MATCH) {
                    before = run;
                    from[i][j] = j - 1;
                } else {
                    from[i][j] = above_at;
                }
                if (before > NO_MATCH) best[i][j] = before + SCORE_LETTER + place_score(text, j);
            }
            if (i && best[i - 1][j] > above) {
                above = best[i - 1][j];
                above_at = j;
            }
            if (i == queries - 1 && best[i][j] > top) {
                top = best[i][j];
                end = j;
            }
        }
    }
    return end;
}

int palette_match(const char *query, const char *text, bool *marks) {
    static _Thread_local int best[QUERY_LONGEST][TEXT_LONGEST], from[QUERY_LONGEST][TEXT_LONGEST];
    char letters[QUERY_LONGEST];
    int queries = 0, places = (int)strnlen(text, TEXT_LONGEST);
    for (; *query; query++) {
        if (*query == ' ') continue;
        if (queries == QUERY_LONGEST) return -1;
        letters[queries++] = *query;
    }
    if (marks) memset(marks, 0, strlen(text));
    if (!queries) return 0;
    int end = fill(letters, queries, text, places, best, from);
    if (end < 0) return -1;
    int score = best[queries - 1][end] * 4 - places / 8; /* of equals the shorter one */
    for (int i = queries - 1, j = end; marks && i >= 0; j = from[i--][j]) marks[j] = true;
    return score > 0 ? score : 0;
}

static int by_score(const void *a, const void *b) {
    const Match *left = a, *right = b;
    if (left->score != right->score) return left->score < right->score ? 1 : -1;
    return left->line - right->line;
}

static void find_matches(Now *now) {
    const UiPalette *palette = now->palette;
    now->matches = ARENA_ARRAY(now->ui->frame.arena, Match, palette->count + 1);
    for (int i = 0; i < palette->count; i++) {
        int score = palette_match(now->typed, palette->lines[i].words, NULL);
        if (score < 0 && palette->lines[i].summary) {
            score = palette_match(now->typed, palette->lines[i].summary, NULL);
            if (score >= 0) score /= 8;
        }
        if (score >= 0) now->matches[now->count++] = (Match){i, score};
    }
    qsort(now->matches, (size_t)now->count, sizeof *now->matches, by_score);
}

/* The typed line is a command of its own: an action's words, and perhaps more. */
static bool stands_alone(const Now *now) {
    for (int i = 0; i < now->palette->count; i++) {
        const char *words = now->palette->lines[i].words;
        size_t size = strlen(words);
        if (strncmp(now->typed, words, size)) continue;
        if (now->typed[size] == ' ' || (!now->typed[size] && !now->palette->lines[i].takes_more))
            return true;
    }
    return false;
}

static void find_target(Now *now) {
    if (now->kept->lit >= now->count) now->kept->lit = now->count - 1;
    now->target = now->kept->lit;
    if (now->target >= 0 || !*now->typed) return;
    if (!stands_alone(now) && now->count) now->target = 0;
    for (int i = 0; i < now->count; i++)
        if (!strcmp(now->typed, now->palette->lines[now->matches[i].line].words)) now->target = i;
}

static void complete(Now *now) {
    if (now->target < 0) return;
    const char *words = now->palette->lines[now->matches[now->target].line].words;
    ui_field_write(now->ui, "line", arena_printf(now->ui->frame.arena, "%s ", words));
    ui_set_focus(now->ui, ui_path(now->ui, "line"), false);
    now->kept->lit = -1;
}

/* Before the field gets them: the arrows choose. */
static int take_step(Ui *ui) {
    const Event *key = touch_is_live(ui) ? key_now(ui) : NULL;
    if (!key || !key_is_plain(key)) return 0;
    int step = 0;
    switch (key->key) {
    case KEY_UP: step = -1; break;
    case KEY_DOWN: step = 1; break;
    case KEY_PAGE_UP: step = 1 - LINES_SEEN; break;
    case KEY_PAGE_DOWN: step = LINES_SEEN - 1; break;
    default: return 0;
    }
    key_take(ui);
    return step;
}

static bool take_tab(Ui *ui) {
    const Event *key = touch_is_live(ui) ? key_now(ui) : NULL;
    if (!key || key->key != KEY_TAB || key->mods) return false;
    key_take(ui);
    return true;
}

static void move_lit(Now *now, int step) {
    if (!step) return;
    int at = now->kept->lit < 0 && step > 0 && now->target == 0 && *now->typed ? 0 : now->kept->lit;
    at += step;
    now->kept->lit = at < -1 ? -1 : at >= now->count ? now->count - 1 : at;
    find_target(now);
}

/* The words with the letters that matched in the accent's colour. */
static void paint_words(Now *now, DrawBox box, const char *words) {
    Ui *ui = now->ui;
    const UiTheme *t = ui->frame.theme;
    float size = ui->metrics.text, x = box.x, baseline = text_baseline(box.y, box.height, size);
    bool *marks = ARENA_ARRAY(ui->frame.arena, bool, strlen(words) + 1);
    bool plain = palette_match(now->typed, words, marks) < 0;
    for (size_t at = 0, end; words[at]; at = end) {
        for (end = at; words[end] && (plain || marks[end] == marks[at]); end++) continue;
        char *part = arena_substring(ui->frame.arena, words + at, end - at);
        bool marked = !plain && marks[at];
        x += draw_text(ui->frame.list, x, baseline, ALIGN_LEFT,
                       marked ? FACE_WORDS_SEMIBOLD : FACE_WORDS_MEDIUM, size,
                       marked ? t->selected_ink : t->ink, part);
    }
}

static bool one_line(Now *now, DrawBox box, int i) {
    Ui *ui = now->ui;
    const UiTheme *t = ui->frame.theme;
    const UiMetrics *m = &ui->metrics;
    const UiPaletteLine *line = &now->palette->lines[now->matches[i].line];
    Touch what = {.name = arena_printf(ui->frame.arena, "line%d", now->matches[i].line),
                  .box = box,
                  .label = line->words,
                  .role = ROLE_MENU_LINE,
                  .cursor = CURSOR_HAND};
    Touched touched = touch(ui, &what);
    Color ground = i == now->target ? t->selected : paint_ground(ui, &touched, COLOR_NONE);
    draw_fill(ui->frame.list, box, m->radius, ground);
    DrawBox inside = box_inset(box, m->pad - 2, 0);
    if (line->hint) {
        ui_key_cap(ui, inside, line->hint);
        box_cut_right(&inside, ui_key_cap_width(ui, line->hint) + m->gap);
    }
    float width =
        ceilf(text_width(ui_fonts(ui), FACE_WORDS_SEMIBOLD, m->text, line->words)) + m->panel_pad;
    DrawBox words = box_cut_left(&inside, width);
    list_push_clip(ui->frame.list, words);
    paint_words(now, words, line->words);
    list_pop_clip(ui->frame.list);
    if (line->summary)
        ui_text(ui, inside, ALIGN_RIGHT, FACE_WORDS, m->small,
                i == now->target ? t->selected_muted : t->muted, line->summary);
    return touched.hit.clicked;
}

static int draw_lines(Now *now, DrawBox box, bool follow) {
    Ui *ui = now->ui;
    int clicked = -1;
    float height = ui->metrics.row;
    DrawBox rest =
        ui_scroll_begin(ui, "lines", box, (UiScroll){.height = height * (float)now->count});
    for (int i = 0; i < now->count; i++) {
        DrawBox line = box_cut_top(&rest, height);
        if (follow && i == now->target) ui_scroll_to(ui, line);
        if (one_line(now, line, i)) clicked = i;
    }
    ui_scroll_end(ui);
    return clicked;
}

static DrawBox palette_box(Ui *ui, float height) {
    const UiMetrics *m = &ui->metrics;
    float width = fminf(roundf(600 * m->factor), ui->frame.width - 24);
    float top = roundf(fmaxf(8, fminf(m->bar + m->panel_pad, ui->frame.height * 0.15f)));
    DrawBox box = box_center(ui_window(ui), width, height);
    box.y = top;
    box.height = fminf(height, ui->frame.height - top - 8);
    return box;
}

static float error_height(Ui *ui, const UiPalette *palette, float width) {
    if (!palette->error) return 0;
    int count;
    text_lines(ui_fonts(ui), ui->frame.arena, FACE_WORDS, ui->metrics.small, palette->error, width,
               &count);
    return roundf(ui->metrics.small * 1.4f) * (float)count + ui->metrics.gap;
}

static UiFieldAnswer draw_field(Now *now, DrawBox box) {
    Ui *ui = now->ui;
    UiField field = {.placeholder = now->palette->placeholder,
                     .label = "Command",
                     .icon = ICON_SEARCH,
                     .hint = "Enter",
                     .error = now->palette->error};
    return ui_field(ui, "line", box, field);
}

static const char *to_run(Now *now, int clicked) {
    int at = clicked >= 0 ? clicked : now->target;
    if (at < 0) return text_trim(now->ui->frame.arena, now->typed);
    const UiPaletteLine *line = &now->palette->lines[now->matches[at].line];
    if (!line->takes_more) return arena_string(now->ui->frame.arena, line->words);
    now->target = at;
    complete(now);
    return NULL;
}

/* True in the first pass after it was not there. */
static bool kept_is_fresh(const Ui *ui, Kept *kept, int count) {
    bool fresh = kept->pass + 1 < ui->pass_number || !kept->pass;
    if (fresh) *kept = (Kept){.lit = -1, .count = count};
    kept->pass = ui->pass_number;
    return fresh;
}

static float field_height(const Ui *ui) {
    return ui->metrics.control + 6;
}

/* A click beside the lines leaves the keyboard with the field. */
static void keep_focus(Ui *ui) {
    if (!ui->focus.id && !ui->active && touch_is_live(ui))
        ui_set_focus(ui, ui_path(ui, "line"), false);
}

/* The box of the palette: as high as the field, the error and the lines of the last pass need. */
static DrawBox whole_box(Now *now, float *error) {
    Ui *ui = now->ui;
    float pad = ui->metrics.gap;
    *error = error_height(ui, now->palette, palette_box(ui, 0).width - 4 * pad);
    int seen = now->kept->count < LINES_SEEN ? now->kept->count : LINES_SEEN;
    return palette_box(ui, field_height(ui) + *error + 3 * pad +
                               ui->metrics.row * (float)(seen ? seen : 1));
}

static void paint_error(Now *now, DrawBox box) {
    if (!now->palette->error) return;
    const UiMetrics *m = &now->ui->metrics;
    text_paragraph(now->ui->frame.list, box_inset(box, m->gap, m->gap / 2), ALIGN_LEFT, FACE_WORDS,
                   m->small, 1.4f, now->ui->frame.theme->error, now->palette->error);
}

static void paint_none(Now *now, DrawBox box) {
    const UiMetrics *m = &now->ui->metrics;
    ui_text(now->ui, box_inset(box_cut_top(&box, m->row), m->gap, 0), ALIGN_LEFT, FACE_WORDS,
            m->text, now->ui->frame.theme->muted, "No such action; Enter runs the line as typed.");
}

/* Field and lines; the keys that choose are taken before the field would get them. */
static void draw_inside(Now *now, DrawBox inside, float error, UiPaletteAnswer *answer) {
    Ui *ui = now->ui;
    int step = take_step(ui);
    bool tab = take_tab(ui);
    UiFieldAnswer field = draw_field(now, box_cut_top(&inside, field_height(ui)));
    now->typed = field.draft;
    answer->changed = field.changed;
    if (field.changed) now->kept->lit = -1;
    find_matches(now);
    find_target(now);
    move_lit(now, step);
    if (now->count != now->kept->count) ui->again = true;
    now->kept->count = now->count;
    if (tab) complete(now);
    paint_error(now, box_cut_top(&inside, error));
    box_cut_top(&inside, ui->metrics.gap);
    if (!now->count) paint_none(now, inside);
    int clicked = draw_lines(now, inside, step != 0 || field.changed);
    bool enter = field.entered && (*now->typed || now->target >= 0);
    if (enter || clicked >= 0) answer->run = to_run(now, clicked);
}

UiPaletteAnswer ui_palette(Ui *ui, const char *name, UiPalette palette) {
    const UiMetrics *m = &ui->metrics;
    uint64_t id;
    path_of(ui, name, &id);
    Now now = {.ui = ui, .palette = &palette, .target = -1};
    now.kept = keep_get(ui, id, KEEP_PALETTE, sizeof *now.kept, NULL);
    bool fresh = kept_is_fresh(ui, now.kept, palette.count);
    float error;
    DrawBox box = whole_box(&now, &error);
    UiPaletteAnswer answer = {0};
    ui_layer_begin(ui, name, box, (UiLayer){.light = true}, &answer.closed);
    if (fresh) {
        ui_field_write(ui, "line", "");
        ui_field_enter(ui, "line");
    }
    keep_focus(ui);
    layer_shadow(ui, box, m->card_radius);
    ui_panel(ui, box, m->card_radius);
    draw_inside(&now, box_inset(box, m->gap, m->gap), error, &answer);
    ui_layer_end(ui);
    return answer;
}
