#include "session/gradients.h"

#include "session/parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void gradients_free(Gradients *gradients) {
    if (!gradients) return;
    arena_free(gradients->arena);
    free(gradients);
}

int gradient_target(const Run *run, const Look *look) {
    Position p = look->position;
    if (look->target && look->target <= run->target.count) return look->target;
    bool is_out = run_shows(p, p.token, STAGE_OUTPUT, 0);
    if (is_out && p.token && p.token == run->target.count) return GRADIENT_ALL;
    return is_out || !p.token ? p.token : p.token - 1;
}

/* --- measuring ------------------------------------------------------------------------------- */

/* The L2 norm of `width` numbers of each row, from column `first` on. */
static const double *norms(Arena *arena, const Real *rows, int S, int cols, int first, int width) {
    double *out = ARENA_ARRAY(arena, double, S);
    for (int s = 0; s < S; s++) {
        const Real *row = rows + (size_t)s * (size_t)cols + first;
        double sum = 0;
        for (int i = 0; i < width; i++) sum += (double)row[i] * (double)row[i];
        out[s] = sqrt(sum);
    }
    return out;
}

static void take_norms(GradientCurve *curve, Arena *arena, const EncoderGradient *g) {
    int w = g->width;
    curve->S = g->S;
    curve->ways = g->ways;
    for (int way = 0; way < g->ways; way++) {
        curve->h[way] = norms(arena, g->h[way], g->S, w, 0, w);
        curve->own[way] = norms(arena, g->own, g->S, g->ways * w, way * w, w);
        if (g->c[way]) curve->c[way] = norms(arena, g->c[way], g->S, w, 0, w);
    }
}

static int at_most(int target, int steps) {
    if (target == GRADIENT_ALL) return target;
    return target >= 1 && target <= steps ? target : steps;
}

/* Another file's run reads the same words; which weights were forced means nothing to it. */
static Ask with_words_alone(const Ask *ask, Edits *room) {
    Ask other = *ask;
    if (!ask->edits || !ask->edits->replaced_count) {
        other.edits = NULL;
        return other;
    }
    *room = (Edits){.replaced = ask->edits->replaced,
                    .replaced_count = ask->edits->replaced_count,
                    .prefix = "",
                    .target = ""};
    other.edits = room;
    return other;
}

static void measure(GradientCurve *curve, Arena *arena, const Ask *asked, int target) {
    Error error = {0};
    Edits room;
    Ask ask = curve->is_own ? *asked : with_words_alone(asked, &room);
    Run *run = run_new(&ask, &error);
    if (!run) {
        curve->why = arena_string(arena, error.message);
        return;
    }
    curve->steps = run->target.count;
    curve->target = at_most(target, curve->steps);
    EncoderGradient g = seq2seq_gradient(run->tape, run->made, curve->target);
    take_norms(curve, arena, &g);
    curve->loss = (double)g.loss->value[0];
    if (curve->target != GRADIENT_ALL)
        curve->word = arena_string(arena, run->target.items[curve->target - 1]);
    curve->done = true;
    run_free(run);
}

/* The name of the file, there or not. */
static const char *file_of(Arena *arena, const GradientsAsk *ask, int i) {
    if (ask->asks[i].model) return arena_string(arena, ask->asks[i].model->name);
    const char *cell = ask->cells[i]->word;
    return arena_printf(arena, "seq2seq-%s-%s%s%s", ask->asks[ask->own].model->task,
                        i < GRADIENT_CELLS ? "additive" : "none", strcmp(cell, "gru") ? "-" : "",
                        strcmp(cell, "gru") ? cell : "");
}

static Gradients *gradients_new(const GradientsAsk *ask) {
    Gradients *out = calloc(1, sizeof *out);
    CHECK(out, "out of memory");
    out->arena = arena_new();
    out->ask = ask->state;
    out->target = ask->target;
    for (int i = 0; i < GRADIENT_CURVES; i++) {
        GradientCurve *curve = &out->curves[i];
        curve->file = file_of(out->arena, ask, i);
        curve->cell = ask->cells[i];
        curve->attention = i < GRADIENT_CELLS;
        curve->is_own = i == ask->own;
        if (!ask->asks[i].model) curve->why = "No shipped file has it; heed train makes one.";
    }
    return out;
}

static const double *copied(Arena *arena, const double *numbers, int count) {
    if (!numbers) return NULL;
    return memcpy(ARENA_ARRAY(arena, double, count), numbers, (size_t)count * sizeof *numbers);
}

static Gradients *gradients_copy(const Gradients *from, const GradientsAsk *ask) {
    Gradients *out = gradients_new(ask);
    for (int i = 0; i < GRADIENT_CURVES; i++) {
        GradientCurve *curve = &out->curves[i];
        const char *file = curve->file;
        *curve = from->curves[i];
        curve->file = file;
        if (curve->why) curve->why = arena_string(out->arena, curve->why);
        if (curve->word) curve->word = arena_string(out->arena, curve->word);
        for (int way = 0; way < ENCODER_WAYS; way++) {
            curve->h[way] = copied(out->arena, curve->h[way], curve->S);
            curve->c[way] = copied(out->arena, curve->c[way], curve->S);
            curve->own[way] = copied(out->arena, curve->own[way], curve->S);
        }
    }
    return out;
}

static void free_shown(void *gradients) {
    gradients_free(gradients);
}

/* The state's own first: it is what is looked at. */
Gradients *gradients_of(const GradientsAsk *ask, Job *job) {
    Gradients *out = gradients_new(ask);
    for (int k = 0; k < GRADIENT_CURVES; k++) {
        int i = (ask->own + k) % GRADIENT_CURVES;
        if (job && job_cancelled(job)) {
            gradients_free(out);
            return NULL;
        }
        if (out->curves[i].why) continue;
        measure(&out->curves[i], out->arena, &ask->asks[i], ask->target);
        if (!job) continue;
        job_progress(job, (double)(k + 1) / GRADIENT_CURVES);
        job_publish(job, gradients_copy(out, ask), free_shown);
    }
    return out;
}

/* --- the job --------------------------------------------------------------------------------- */

typedef struct JobAsk {
    GradientsAsk ask;
    Model *models[GRADIENT_CURVES];
} JobAsk;

static void work(Job *job, void *asked) {
    const JobAsk *ask = asked;
    gradients_free(gradients_of(&ask->ask, job));
}

static void free_asked(void *asked) {
    JobAsk *ask = asked;
    for (int i = 0; i < GRADIENT_CURVES; i++) model_free(ask->models[i]);
    free(ask);
}

Job *gradients_start(const GradientsAsk *ask, void (*wake)(void *), void *with) {
    JobAsk *copy = calloc(1, sizeof *copy);
    CHECK(copy, "out of memory");
    copy->ask = *ask;
    for (int i = 0; i < GRADIENT_CURVES; i++)
        if (ask->asks[i].model)
            copy->ask.asks[i].model = copy->models[i] = model_copy(ask->asks[i].model);
    return job_start_waking(work, copy, free_asked, wake, with);
}

/* --- the session's --------------------------------------------------------------------------- */

/* The state's ask through another file: its own score, and its scope where it lacks the asked. */
static Ask through(const Ask *ask, const Model *model) {
    Ask other = *ask;
    const Seq2SeqConfig *c = &model->config;
    other.model = model;
    other.ablated = "";
    other.branch = 1;
    other.attention.score = c->score;
    if (seq2seq_refuses(c, model->weights, &other.attention, c->query_current)) {
        other.attention.scope = c->scope;
        other.attention.window = c->window;
    }
    return other;
}

static bool is_listed(const char *const *names, int count, const char *name) {
    for (int i = 0; i < count; i++)
        if (!strcmp(names[i], name)) return true;
    return false;
}

/* In the place of its cell, with or without attention, stands the state's own run. */
GradientsAsk session_gradients_ask(Session *session) {
    static const char *const words[GRADIENT_CELLS] = {"rnn", "lstm", "gru"};
    const State *state = session_state(session);
    const Ask *own = &state->ask;
    GradientsAsk out = {.state = *own, .target = gradient_target(session->run, &state->look)};
    bool attention = !score_is_none(own->attention.score);
    for (int i = 0; i < GRADIENT_CURVES; i++) {
        out.cells[i] = cell_find(words[i % GRADIENT_CELLS]);
        if (out.cells[i] == own->model->config.cell && attention == (i < GRADIENT_CELLS))
            out.own = i;
    }
    out.asks[out.own] = *own;
    Arena *scratch = arena_new();
    int count;
    const char **names = model_list(scratch, &count);
    for (int i = 0; i < GRADIENT_CURVES; i++) {
        const char *file = i == out.own ? "" : file_of(scratch, &out, i);
        Error none;
        const Model *model =
            is_listed(names, count, file) ? session_model(session, file, &none) : NULL;
        if (model) out.asks[i] = through(own, model);
    }
    arena_free(scratch);
    return out;
}

bool gradients_are_of(const Gradients *gradients, const Ask *ask, int target) {
    return gradients && gradients->target == target && ask_equal(&gradients->ask, ask);
}

const Gradients *session_gradients(const Session *session) {
    return session->gradients;
}

bool session_wants_gradients(const Session *session) {
    const State *state = session_state(session);
    int target = gradient_target(session->run, &state->look);
    return state->look.view == VIEW_GRADIENT && session->run->made && target &&
           !gradients_are_of(session->gradients, &state->ask, target);
}

void session_take_gradients(Session *session, Gradients *gradients) {
    gradients_free(session->gradients);
    session->gradients = gradients;
}

void session_measure_gradients(Session *session) {
    if (!session_wants_gradients(session)) return;
    GradientsAsk ask = session_gradients_ask(session);
    session_take_gradients(session, gradients_of(&ask, NULL));
}

/* --- as a file ------------------------------------------------------------------------------- */

static void add_rows(ArrayFile *file, const char *name, int rows, int cols, const Real *numbers) {
    long shape[2] = {rows, cols};
    size_t count = (size_t)rows * (size_t)cols;
    float *copy = ARENA_ARRAY(file->arena, float, count);
    for (size_t i = 0; i < count; i++) copy[i] = (float)numbers[i];
    arrays_add_numbers(file, name, 2, shape, copy);
}

/* [→ ; ←] of every word. */
static const Real *beside_each_other(Arena *arena, const EncoderGradient *g) {
    size_t w = (size_t)g->width, ways = (size_t)g->ways;
    Real *all = ARENA_ARRAY(arena, Real, (size_t)g->S * w * ways);
    for (size_t s = 0; s < (size_t)g->S; s++)
        for (size_t way = 0; way < ways; way++)
            memcpy(all + (s * ways + way) * w, g->h[way] + s * w, w * sizeof *all);
    return all;
}

void run_export_gradients(const Run *run, const Look *look, ArrayFile *file) {
    static const char *const names[ENCODER_WAYS][2] = {
        {"encoder.forward.h.gradient", "encoder.forward.c.gradient"},
        {"encoder.backward.h.gradient", "encoder.backward.c.gradient"}};
    if (!run->made) return;
    Error none;
    Run *own = run_new(&run->ask, &none);
    CHECK(own, "a run that was there does not run: %s", none.message);
    int target = gradient_target(run, look);
    target = target ? at_most(target, own->target.count) : GRADIENT_ALL;
    EncoderGradient g = seq2seq_gradient(own->tape, own->made, target);
    for (int way = 0; way < g.ways; way++) {
        add_rows(file, names[way][0], g.S, g.width, g.h[way]);
        if (g.c[way]) add_rows(file, names[way][1], g.S, g.width, g.c[way]);
    }
    add_rows(file, "encoder.h.gradient", g.S, g.ways * g.width, beside_each_other(file->arena, &g));
    if (target == GRADIENT_ALL)
        arrays_add_meta_text(file, "gradient", "all");
    else
        arrays_add_meta_json(file, "gradient", arena_printf(file->arena, "%d", target));
    run_free(own);
}
