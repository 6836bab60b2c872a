/* write.c -- a state as the lines that make it again. */
#include "session/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void write_quoted(Buffer *out, const char *text) {
    buffer_text(out, "\"");
    while (*text) {
        size_t plain = strcspn(text, "\n\"\\");
        buffer_append(out, text, plain);
        text += plain;
        if (*text == '\n')
            buffer_text(out, "\\n");
        else if (*text) {
            buffer_text(out, "\\");
            buffer_append(out, text, 1);
        }
        text += *text != '\0';
    }
    buffer_text(out, "\"");
}

/* A line "WORD NUMBER", the number in its fewest digits. */
static void write_number(Buffer *out, const char *word, double number) {
    buffer_printf(out, "%s ", word);
    buffer_number(out, number);
    buffer_text(out, "\n");
}

/* After the input, which they are of. */
static void write_edits(const Edits *edits, Buffer *out) {
    Arena *scratch = arena_new();
    for (int i = 0; i < edits_count(edits); i++)
        buffer_printf(out, "%s\n", edits_line(edits, i, scratch));
    arena_free(scratch);
}

void state_write_ask(const Ask *ask, const char *model, Buffer *out) {
    const Attention *a = &ask->attention;
    buffer_text(out, ask->family ? "model " : "open ");
    write_quoted(out, model);
    buffer_text(out, "\n");
    if (!ask->family || ask->model->kind != &model_seq2seq)
        buffer_printf(out, "score %s\n", a->score->word);
    buffer_printf(out, "scope %s", a->scope->word);
    if (a->scope->has_window) buffer_printf(out, " %d", a->window);
    buffer_printf(out, "\nrenormalise %s\n", a->renormalise ? "on" : "off");
    if (*ask->ablated) buffer_printf(out, "ablate %s\n", ask->ablated);
    buffer_printf(out, "weigh %s\n", a->weigh->word);
    write_number(out, "temperature", a->temperature);
    buffer_printf(out, "samples %d\nseed %llu\ninput ", a->samples, (unsigned long long)ask->seed);
    write_quoted(out, ask->input);
    buffer_text(out, "\n");
    write_edits(ask->edits, out);
    if (ask->beam > 1) buffer_printf(out, "beam %d\nbranch %d\n", ask->beam, ask->branch);
}

static void write_training(const TrainingAsk *t, Buffer *out) {
    buffer_printf(out, "examples %ld\nbatch %d\n", t->examples, t->batch);
    write_number(out, "rate", t->rate);
    buffer_printf(out, "hidden %d\nembedding %d\nshards %d\nlayers %d\nheads %d\n", t->hidden,
                  t->embedding, t->shards, t->layers, t->heads);
}

static void write_position(const State *state, Buffer *out) {
    Position p = state->look.position;
    bool whole = p.token == 0 || (!state->look.head_count && p.stage == STAGE_OUTPUT && !p.cells);
    buffer_printf(out, "step %d", p.token);
    if (!whole) buffer_printf(out, " %d", p.stage + 1);
    if (!whole && p.cells) buffer_printf(out, " %d", p.cells);
    buffer_text(out, "\n");
}

/* What of a matrix is seen; the found place stands before pan, which it moves. */
static void write_seen(const Look *look, Buffer *out) {
    buffer_printf(out, "stretch %s\npool %s\nhide ", stretch_words[look->stretch],
                  pool_words[look->pool]);
    *look->hide ? write_quoted(out, look->hide) : buffer_text(out, "none");
    buffer_text(out, "\nfind ");
    *look->find ? write_quoted(out, look->find) : buffer_text(out, "none");
    if (*look->find && look->found) buffer_printf(out, " %d", look->found);
    buffer_text(out, "\n");
    write_number(out, "zoom", look->zoom);
    buffer_text(out, "pan ");
    buffer_number(out, look->pan_target);
    write_number(out, "", look->pan_source);
}

/* One after the other, so that the way back is the same. */
static void write_followed(const Look *look, Buffer *out) {
    for (int i = 0; i < look->followed_count; i++) {
        const CellName *at = &look->followed[i];
        buffer_printf(out, "follow %s%s", at->in == FOLLOW_B ? "b " : "", at->name);
        if (at->plane) buffer_printf(out, " %d", at->plane);
        if (at->row) buffer_printf(out, " %d", at->row);
        buffer_printf(out, " %d\n", at->col);
    }
}

static void write_curve(const Look *look, Buffer *out) {
    buffer_printf(out, "curve %s\ncurve %d\ncurve against ", curve_words[look->curve],
                  look->curve_samples);
    write_quoted(out, *look->curve_against ? look->curve_against : "none");
    buffer_text(out, "\n");
}

static void write_heads(const Look *look, Buffer *out) {
    if (!look->head_count) return;
    Arena *scratch = arena_new();
    buffer_printf(out, "head %s\n", look_heads(look, scratch));
    arena_free(scratch);
}

static void write_select(const Look *look, Buffer *out) {
    if (look->target)
        buffer_printf(out, "select %d %d\n", look->target, look->source);
    else
        buffer_text(out, "select none\n");
}

/* What is followed may move the step, which moves the head, which leaves the step of its own block
 * as it is; and both may let the pinned cell go. */
static void write_place(const State *state, Buffer *out) {
    write_position(state, out);
    write_heads(&state->look, out);
    write_select(&state->look, out);
}

void state_write_followed_in_two(const State *state, Buffer *out) {
    if (!follows_two(&state->look)) return;
    write_followed(&state->look, out);
    write_place(state, out);
}

void state_write_look(const State *state, Buffer *out) {
    const Look *look = &state->look;
    buffer_printf(out, "view %s\n", view_words[look->view]);
    buffer_text(out, "follow none\n");
    if (!follows_two(look)) write_followed(look, out);
    write_place(state, out);
    if (state->ask.model->kind == &model_lookup)
        buffer_printf(out, "axes %d %d\n", look->axes[0], look->axes[1]);
    if (state->ask.model->kind == &model_seq2seq) {
        buffer_printf(out, "heights %s\n", heights_words[look->heights]);
        buffer_printf(out, "gates %s\nunit ", gates_words[look->gates]);
        look->unit ? buffer_printf(out, "%d\n", look->unit) : buffer_text(out, "none\n");
    }
    buffer_printf(out, "sort %s\n", sort_words[look->sort]);
    write_number(out, "cut", look->cut);
    buffer_printf(out, "gold %s\n", look->gold ? "on" : "off");
    write_curve(look, out);
    buffer_printf(out, "reveal %s\n", reveal_words[look->reveal]);
    write_seen(look, out);
    buffer_printf(out, "motion %s\n", look->motion ? "on" : "off");
    buffer_printf(out, "theme %s\ntext-size %d\n", theme_words[look->theme], look->text_size);
    write_number(out, "speed", look->speed);
}

/* After view, which ends a comparison. */
static void write_compare(const Compare *compare, Buffer *out) {
    buffer_printf(out, "difference %s\ncompare ", compare->difference ? "on" : "off");
    *compare->words ? write_quoted(out, compare->words) : buffer_text(out, "off");
    buffer_text(out, "\n");
}

void state_write(const State *state, const char *model, Buffer *out) {
    state_write_ask(&state->ask, model ? model : state->ask.model->name, out);
    write_training(&state->training, out);
    state_write_look(state, out);
    write_compare(&state->compare, out);
    state_write_followed_in_two(state, out);
}

/* What each head is worth is a result: it is measured again, as the picture shows it. */
void session_write_lines(const Session *session, const char *model, Buffer *out) {
    buffer_text(out, "# Heed: a state as commands; open it with heed FILE\n");
    state_write(session_state(session), model, out);
    if (session_ranking(session)) buffer_text(out, "rank start\n");
}

void session_write_state(const Session *session, Buffer *out) {
    session_write_lines(session, NULL, out);
}
