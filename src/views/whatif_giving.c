/* whatif_giving.c -- where all of the output is typed: a pair of sentences of one's own. */
#include "views/whatif.h"

#include "ui/field.h"
#include "views/wording.h"

#include <string.h>

enum { LABEL = 54, LINES = 44, UNKNOWN = 36 };

static const char explained[] =
    "The decoder is given these words one after the other, and then </s>, whatever is likely: "
    "its weights and probabilities are those of this pair.";

/* What stands in the field at first: what was given, else the words that are written so far. */
static const char *text_now(const ViewPass *view) {
    const Run *run = view->run;
    const Edits *edits = view->state->ask.edits;
    if (edits && *edits->target) return edits->target;
    int shown = 0;
    while (shown < run->target.count && view_is_written(view, shown + 1)) shown++;
    return tokens_join(ui_arena(view->ui), run->ask.model->tokens, run->target.items, shown);
}

/* Those of a draft that the model cannot write, in a sentence; "" where it can write all. */
static const char *unknown_in(const ViewPass *view, const char *draft) {
    enum { NAMED_MOST = 5 };
    Arena *arena = ui_arena(view->ui);
    const Model *model = view->state->ask.model;
    TextPieces tokens = tokens_split(arena, model->tokens, draft);
    const char *list = "";
    int count = 0;
    for (int i = 0; i < tokens.count && model->tokens != TOKENS_CHARACTERS; i++) {
        int id = vocabulary_id(&model->target, tokens.items[i]);
        if (!strcmp(model->target.tokens[id], tokens.items[i])) continue;
        if (count++ < NAMED_MOST)
            list = arena_printf(arena, "%s%s“%s”", list, *list ? ", " : "", tokens.items[i]);
    }
    if (!count) return "";
    if (count > NAMED_MOST) list = arena_printf(arena, "%s and %d more", list, count - NAMED_MOST);
    return arena_printf(arena, "Not among the words it writes, given as <unk>: %s", list);
}

float whatif_giving_height(const ViewPass *view) {
    const UiMetrics *u = ui_metrics(view->ui);
    return (LINES + 24 + 8 + UNKNOWN) * u->factor + 2 * u->control;
}

static void draw_read(const ViewPass *view, DrawBox line) {
    const UiMetrics *u = ui_metrics(view->ui);
    const UiTheme *theme = ui_theme(view->ui);
    text_in_box(ui_list(view->ui), box_cut_left(&line, LABEL * u->factor), ALIGN_LEFT, FACE_WORDS,
                u->text, theme->muted, "reads");
    ui_text(view->ui, line, ALIGN_LEFT, FACE_WORDS, u->text, theme->ink, view->run->read);
}

static UiFieldAnswer draw_field(ViewPass *view, DrawBox box, WhatifGiving what) {
    const UiMetrics *u = ui_metrics(view->ui);
    text_in_box(ui_list(view->ui), box_cut_left(&box, LABEL * u->factor), ALIGN_LEFT, FACE_WORDS,
                u->text, ui_theme(view->ui)->muted, "writes");
    UiField field = {.text = text_now(view),
                     .label = "all of the output",
                     .placeholder = "the words it is to write",
                     .error = *what.error ? what.error : NULL,
                     .limit = 20000};
    field.helper = wording_help_written;
    field.helper_with = view;
    if (what.is_new) ui_field_enter(view->ui, "target");
    return ui_field(view->ui, "target", box, field);
}

void whatif_giving_draw(ViewPass *view, DrawBox box, WhatifGiving what) {
    const UiMetrics *u = ui_metrics(view->ui);
    const UiTheme *theme = ui_theme(view->ui);
    text_paragraph(ui_list(view->ui), box_cut_top(&box, LINES * u->factor), ALIGN_LEFT, FACE_WORDS,
                   u->small, 1.35f, theme->muted, explained);
    draw_read(view, box_cut_top(&box, 24 * u->factor));
    box_cut_top(&box, 8 * u->factor);
    UiFieldAnswer answer = draw_field(view, box_cut_top(&box, u->control), what);
    DrawBox below = box_cut_top(&box, UNKNOWN * u->factor);
    box_cut_top(&below, 4 * u->factor);
    const char *said = *what.error ? what.error : unknown_in(view, answer.draft);
    text_paragraph(ui_list(view->ui), below, ALIGN_LEFT, FACE_WORDS, u->small, 1.35f,
                   *what.error ? theme->error : theme->warning, said);
    DrawBox row = box_cut_top(&box, u->control);
    UiButton go = {.label = "Write this", .primary = true, .hint = "Enter"};
    go.disabled = *answer.draft ? NULL : "Type the words first.";
    bool run = ui_button(view->ui, "go", box_cut_right(&row, ui_button_width(view->ui, go)), go);
    const Edits *edits = view->state->ask.edits;
    UiButton own = {.label = "Its own words"};
    if (edits && *edits->target &&
        ui_button(view->ui, "own", box_cut_left(&row, ui_button_width(view->ui, own)), own))
        view_say(view, "target none");
    if ((run || answer.entered) && *answer.draft)
        view_say(view, "target %s", view_quoted(view, answer.draft));
}
