/* curve.c -- what a session keeps of length curves beside its states: whose, and their numbers; and
 * the word `curve`. */
#include "session/parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *const curve_words[CURVE_MEASURES] = {"bleu", "exact"};

enum { CURVES_KEPT = 8 };

typedef struct KeptCurve {
    CurveAsk ask;
    LengthCurve curve;
} KeptCurve;

/* --- the word -------------------------------------------------------------------------------- */

static bool set_against(Session *session, State *state, const char *name, Error *error) {
    if (!strcmp(name, "none")) {
        state->look.curve_against = "";
        return true;
    }
    const Model *model = session_model(session, name, error);
    if (!model) return false;
    if (strcmp(model->task, state->ask.model->task) != 0)
        return error_words(error, "%s is a model of %s; the curve's first is one of %s", name,
                           model->task, state->ask.model->task);
    const char *no = curve_refuses(model);
    if (no) return error_words(error, "%s: %s", name, no);
    state->look.curve_against = session_text(session, name);
    return true;
}

bool curve_command(Session *session, State *state, const Words *words, Error *error) {
    const char *first = words->arguments[0];
    if (!strcmp(first, "against"))
        return words->count == 2 ? set_against(session, state, words->arguments[1], error)
                                 : error_words(error, "curve against takes a model, or none");
    if (words->count > 1) return error_words(error, "curve %s takes no more", first);
    if (isdigit((unsigned char)*first)) {
        long samples = 0;
        if (!words_whole(words, 0, CURVE_SAMPLES_LEAST, CURVE_SAMPLES_MOST, &samples, error))
            return false;
        state->look.curve_samples = (int)samples;
        return true;
    }
    static const char *const list[] = {"bleu", "exact", "against"};
    int i = words_one_of(words, 0, list, 3, error);
    if (i < 0) return error_prefix(error, "curve takes a number of samples too");
    state->look.curve = (CurveMeasure)i;
    return true;
}

/* --- whose ----------------------------------------------------------------------------------- */

/* The task's shipped file that stands beside the state's model when none is named: without
 * attention, or with it when the model has none. NULL: there is none. */
static const Model *usual_other(Session *session, const State *state) {
    const Model *model = state->ask.model;
    bool recurrent = model->kind == &model_seq2seq;
    Wish wish = {.score = "none", .scope = "global", .cell = "gru", .bidirectional = true};
    if (recurrent) {
        wish.cell = model->config.cell->word;
        wish.bidirectional = model->config.bidirectional;
        if (score_is_none(model->config.score)) wish.score = "additive";
    }
    Error none;
    const char *name = shipped_choose(session, model->task, &wish, ASKED_SCORE, &none);
    return name ? session_model(session, name, &none) : NULL;
}

bool session_curve_ask(Session *session, CurveAsk *ask, Error *error) {
    const State *state = session_state(session);
    const Model *model = state->ask.model, *other;
    const char *no = curve_refuses(model), *against = state->look.curve_against;
    if (no) return error_words(error, "%s: %s", model->name, no);
    other = *against ? session_model(session, against, error) : usual_other(session, state);
    if (*against && !other) return false;
    if (other && (strcmp(other->task, model->task) != 0 || curve_refuses(other)))
        return error_words(error, "%s is not a model of %s; curve against none takes the usual one",
                           against, model->task);
    *ask = (CurveAsk){.models = {model, other},
                      .count = other && other != model ? 2 : 1,
                      .samples = state->look.curve_samples,
                      .seed = state->ask.seed,
                      .against = against};
    return true;
}

bool curve_ask_equal(const CurveAsk *a, const CurveAsk *b) {
    return a->models[0] == b->models[0] && a->samples == b->samples && a->seed == b->seed &&
           !strcmp(a->against, b->against);
}

/* --- what is kept ---------------------------------------------------------------------------- */

static KeptCurve *find(const Session *session, const CurveAsk *ask) {
    for (int i = 0; i < session->curve_count; i++)
        if (curve_ask_equal(&session->curves[i].ask, ask)) return &session->curves[i];
    return NULL;
}

const LengthCurve *session_curve(const Session *session) {
    const State *state = session_state(session);
    CurveAsk ask = {.models = {state->ask.model},
                    .samples = state->look.curve_samples,
                    .seed = state->ask.seed,
                    .against = state->look.curve_against};
    const KeptCurve *kept = find(session, &ask);
    return kept ? &kept->curve : NULL;
}

void session_take_curve(Session *session, const CurveAsk *ask, const LengthCurve *curve) {
    KeptCurve *kept = find(session, ask);
    if (!session->curves) session->curves = calloc(CURVES_KEPT, sizeof *session->curves);
    CHECK(session->curves, "out of memory");
    if (!kept && session->curve_count < CURVES_KEPT)
        kept = &session->curves[session->curve_count++];
    if (!kept) { /* the oldest goes */
        kept = &session->curves[CURVES_KEPT - 1];
        memmove(session->curves, session->curves + 1, (CURVES_KEPT - 1) * sizeof *kept);
    }
    *kept = (KeptCurve){*ask, *curve};
}

void session_forget_curves(Session *session, const Model *model) {
    int count = 0;
    for (int i = 0; i < session->curve_count; i++) {
        const CurveAsk *ask = &session->curves[i].ask;
        bool goes = !model || ask->models[0] == model || ask->models[1] == model;
        if (!goes) session->curves[count++] = session->curves[i];
    }
    session->curve_count = count;
    if (count) return;
    free(session->curves);
    session->curves = NULL;
}

static bool measure_now(Session *session, Error *error) {
    CurveAsk ask;
    if (!session_curve_ask(session, &ask, error)) return false;
    LengthCurve curve = curve_of(ask.models, ask.count, ask.samples, ask.seed, NULL);
    session_take_curve(session, &ask, &curve);
    return true;
}

bool session_measure(Session *session, const char *what, Error *error) {
    if (strcmp(what, "start"))
        return error_words(error, "measure takes start, or stop in the window, not “%s”", what);
    if (session_state(session)->look.view != VIEW_GRADIENT) return measure_now(session, error);
    session_measure_gradients(session);
    return true;
}

bool session_complete(Session *session, Error *error) {
    const State *state = session_state(session);
    const LengthCurve *known = session_curve(session);
    if (state->look.view != VIEW_CURVE || (known && known->done >= 1)) return true;
    if (curve_refuses(state->ask.model)) return true; /* the view says so */
    return measure_now(session, error);
}
