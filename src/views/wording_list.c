/* wording_list.c -- all that a model reads, by part of speech. */
#include "views/wording.h"

#include "ui/layout.h"
#include "ui/menu.h"
#include "ui/scroll.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS_MOST = 24, FLOW_MOST = 240 };

/* The list of one model: what its task's dictionary says, and what stands in no dictionary. */
struct WordsKeep {
    const Model *model;
    const char *const *tokens; /* with the model, what it is of */
    Arena *arena;
    TaskWord *words;
    int count;
    int known;                 /* tokens of the vocabulary, special ones left out */
    const char *search, *part; /* "" all */
};

/* --- what is listed -------------------------------------------------------------------------- */

static const char *rest_name(const Model *model) {
    static const char *const names[] = {"character", "other", "symbol"};
    return names[model->tokens];
}

static bool in_dictionary(const TaskWord *words, int count, const char *token) {
    for (int i = 0; i < count; i++)
        if (task_word_is(&words[i], token)) return true;
    return false;
}

static void fill(struct WordsKeep *keep) {
    const Vocabulary *tokens = &keep->model->source;
    const Task *task = task_find(keep->model->task);
    int count = 0;
    const TaskWord *given = task && task->words ? task->words(keep->arena, &count) : NULL;
    keep->words = ARENA_ARRAY(keep->arena, TaskWord, count + tokens->count);
    for (int i = 0; i < count; i++) keep->words[keep->count++] = given[i];
    for (int id = 0; id < tokens->count; id++) {
        const char *token = tokens->tokens[id];
        if (token_is_special(token)) continue;
        keep->known++;
        if (!in_dictionary(given, count, token))
            keep->words[keep->count++] =
                (TaskWord){arena_string(keep->arena, token), "", "", rest_name(keep->model)};
    }
}

static struct WordsKeep *keep_of(ViewPass *view) {
    const Model *model = view->state->ask.model;
    struct WordsKeep *keep = view->memory->words;
    if (keep && keep->model == model && keep->tokens == model->source.tokens) return keep;
    wording_keep_free(keep);
    keep = calloc(1, sizeof *keep);
    CHECK(keep, "out of memory");
    *keep =
        (struct WordsKeep){.model = model, .tokens = model->source.tokens, .arena = arena_new()};
    keep->search = keep->part = "";
    fill(keep);
    view->memory->words = keep;
    return keep;
}

void wording_keep_free(struct WordsKeep *keep) {
    if (!keep) return;
    arena_free(keep->arena);
    free(keep);
}

bool wording_has_list(const ViewPass *view) {
    return view->state->ask.model->kind != &model_lookup;
}

static bool is_listed(const struct WordsKeep *keep, const TaskWord *word) {
    const char *text = keep->search;
    if (*keep->part && strcmp(keep->part, word->part) != 0) return false;
    return !*text || strcasestr(word->word, text) || strcasestr(word->forms, text) ||
           strcasestr(word->meaning, text);
}

/* --- drawing --------------------------------------------------------------------------------- */

typedef struct Sheet {
    ViewPass *view;
    const struct WordsKeep *keep;
    DrawBox rest, seen; /* of the content; what of it is in sight */
    const char *clicked;
} Sheet;

static float line_height(const ViewPass *view) {
    return roundf(25 * ui_metrics(view->ui)->factor);
}

/* Forms stand beside the word where all is short, else below. */
static int lines_of(const TaskWord *word) {
    enum { SHORT = 35, AROUND = 3 }; /* letters; the air around a button is some */
    size_t letters = strlen(word->word) + strlen(word->forms) + strlen(word->meaning) + 2 * AROUND;
    for (const char *at = word->forms; *at; at++) letters += *at == ' ' ? AROUND : 0;
    return *word->forms && letters > SHORT ? 2 : 1;
}

static bool is_in_sight(const Sheet *sheet, DrawBox box) {
    return box.y + box.height > sheet->seen.y && box.y < sheet->seen.y + sheet->seen.height;
}

/* A word as a button; the space it took. */
static void word_button(Sheet *sheet, DrawBox *line, int number, int form, const char *text) {
    Ui *ui = sheet->view->ui;
    UiChip chip = {.label = text, .plain = true, .tone = form ? TONE_PLAIN : TONE_KEY};
    float width = fminf(ui_chip_width(ui, chip), line->width);
    if (width < 12) return;
    const char *name = arena_printf(ui_arena(ui), "%d.%d", number, form);
    if (ui_chip(ui, name, box_inset(box_cut_left(line, width), 0, 1), chip)) sheet->clicked = text;
}

static void draw_entry(Sheet *sheet, int number, DrawBox box) {
    const TaskWord *word = &sheet->keep->words[number];
    Ui *ui = sheet->view->ui;
    const UiMetrics *u = ui_metrics(ui);
    float height = line_height(sheet->view);
    DrawBox line = box_cut_top(&box, height);
    float meaning =
        fminf(text_width(ui_fonts(ui), FACE_WORDS, u->text, word->meaning) + 1, line.width * 0.55f);
    ui_text(ui, box_cut_right(&line, meaning), ALIGN_RIGHT, FACE_WORDS, u->text,
            ui_theme(ui)->muted, word->meaning);
    line.x -= u->gap + 2; /* letters below the heading's */
    line.width += u->gap + 2;
    word_button(sheet, &line, number, 0, word->word);
    if (lines_of(word) > 1) {
        line = box;
    }
    TextPieces forms = text_words(ui_arena(ui), word->forms);
    for (int i = 0; i < forms.count; i++) word_button(sheet, &line, number, i + 1, forms.items[i]);
}

static void draw_heading(Sheet *sheet, const char *part, int count) {
    DrawBox box = box_cut_top(&sheet->rest, ui_metrics(sheet->view->ui)->section + 6);
    if (!is_in_sight(sheet, box)) return;
    ui_heading(sheet->view->ui, box, part, arena_printf(ui_arena(sheet->view->ui), "  %d", count));
}

static int count_listed(const struct WordsKeep *keep, const char *part) {
    int count = 0;
    for (int i = 0; i < keep->count; i++)
        count += is_listed(keep, &keep->words[i]) && (!part || !strcmp(keep->words[i].part, part));
    return count;
}

/* Tokens without a dictionary, side by side. */
static bool flows(const struct WordsKeep *keep) {
    return keep->count <= FLOW_MOST && !*keep->words[0].meaning && !*keep->words[0].forms;
}

/* Returns the height; draws with `draw`. */
static float flow(Sheet *sheet, bool draw) {
    Ui *ui = sheet->view->ui;
    float height = line_height(sheet->view) + 2, taken = 0;
    DrawBox line = {0}, rest = sheet->rest;
    for (int i = 0; i < sheet->keep->count; i++) {
        const char *token = sheet->keep->words[i].word;
        if (!is_listed(sheet->keep, &sheet->keep->words[i])) continue;
        UiChip chip = {.label = view_token(sheet->view, token), .tone = TONE_KEY};
        float width = ui_chip_width(ui, chip);
        if (line.width < width) {
            line = (DrawBox){rest.x, rest.y + taken, rest.width, height};
            taken += height;
        }
        if (draw && ui_chip(ui, arena_printf(ui_arena(ui), "%d", i),
                            box_inset(draw_box(line.x, line.y, width, height), 0, 1), chip))
            sheet->clicked = token;
        box_cut_left(&line, width + 4);
    }
    return taken;
}

static void draw_entries(Sheet *sheet) {
    const struct WordsKeep *keep = sheet->keep;
    const char *part = "";
    for (int i = 0; i < keep->count; i++) {
        const TaskWord *word = &keep->words[i];
        if (!is_listed(keep, word)) continue;
        if (strcmp(part, word->part) != 0) {
            part = word->part;
            draw_heading(sheet, part, count_listed(keep, part));
        }
        float height = line_height(sheet->view) * (float)lines_of(word);
        DrawBox box = box_cut_top(&sheet->rest, height);
        if (is_in_sight(sheet, box)) draw_entry(sheet, i, box);
    }
}

/* As draw_entries cuts it. */
static float entries_height(const ViewPass *view, const struct WordsKeep *keep) {
    float height = 8;
    const char *part = "";
    for (int i = 0; i < keep->count; i++) {
        if (!is_listed(keep, &keep->words[i])) continue;
        if (strcmp(part, keep->words[i].part) != 0) height += ui_metrics(view->ui)->section + 6;
        part = keep->words[i].part;
        height += line_height(view) * (float)lines_of(&keep->words[i]);
    }
    return height;
}

/* --- the head -------------------------------------------------------------------------------- */

static void draw_title(ViewPass *view, DrawBox box, const struct WordsKeep *keep) {
    const UiMetrics *u = ui_metrics(view->ui);
    static const char *const what[] = {"Characters", "Words", "Symbols"};
    const char *title = arena_printf(ui_arena(view->ui), "%s it knows", what[keep->model->tokens]);
    box_cut_right(&box, u->control);
    box_cut_left(&box, ui_text(view->ui, box, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->heading,
                               ui_theme(view->ui)->ink, title) +
                           8);
    text_in_box(ui_list(view->ui), box, ALIGN_LEFT, FACE_NUMBERS, u->number,
                ui_theme(view->ui)->muted, arena_printf(ui_arena(view->ui), "%d", keep->known));
}

static void draw_search(ViewPass *view, DrawBox box, struct WordsKeep *keep) {
    UiField field = {.text = "",
                     .placeholder = "search",
                     .label = "search the words",
                     .icon = ICON_SEARCH,
                     .limit = 100};
    UiFieldAnswer answer = ui_field(view->ui, "search", box, field);
    keep->search = arena_string(ui_arena(view->ui), answer.draft);
}

static void draw_parts(ViewPass *view, DrawBox box, struct WordsKeep *keep) {
    UiMenuLine lines[PARTS_MOST + 1] = {{.label = "all parts of speech", .on = !*keep->part}};
    int count = 1, chosen = 0;
    for (int i = 0; i < keep->count && count <= PARTS_MOST; i++) {
        const char *part = keep->words[i].part;
        if (i && !strcmp(part, keep->words[i - 1].part)) continue;
        bool on = !strcmp(part, keep->part);
        if (on) chosen = count;
        lines[count++] = (UiMenuLine){.label = part, .on = on};
    }
    if (count < 3) return;
    UiDropdown dropdown = {.menu = {lines, count, 0}, .chosen = chosen};
    int now = ui_dropdown(view->ui, "part", box, dropdown);
    if (now >= 0) keep->part = now ? lines[now].label : "";
}

const char *wording_list(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    struct WordsKeep *keep = keep_of(view);
    draw_title(view, box_cut_top(&box, u->control), keep);
    box_cut_top(&box, 4);
    draw_search(view, box_cut_top(&box, u->control), keep);
    bool flowing = flows(keep);
    if (!flowing) {
        box_cut_top(&box, 6);
        draw_parts(view, box_cut_top(&box, u->control), keep);
    }
    box_cut_top(&box, 8);
    if (!count_listed(keep, NULL))
        text_paragraph(ui_list(view->ui), box, ALIGN_LEFT, FACE_WORDS, u->text, 1.4f,
                       ui_theme(view->ui)->muted, "It knows none that is spelt so.");
    Sheet sheet = {.view = view, .keep = keep, .rest = box, .seen = box};
    sheet.rest.width -= u->scrollbar;
    float height = flowing ? flow(&sheet, false) : entries_height(view, keep);
    DrawBox content =
        ui_scroll_begin(view->ui, "list", box, (UiScroll){.width = box.width, .height = height});
    sheet.rest = content;
    sheet.rest.width -= u->scrollbar;
    if (flowing)
        flow(&sheet, true);
    else
        draw_entries(&sheet);
    ui_scroll_end(view->ui);
    keep->search = ""; /* it was the frame's */
    return sheet.clicked;
}
