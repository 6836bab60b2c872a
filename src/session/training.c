/* training.c -- what the state says should be trained, and taking what comes of it. */
#include "session/parts.h"

#include <string.h>

TrainingPlan session_training_plan(const Session *session) {
    const State *state = session_state(session);
    const Task *task = task_find(state->ask.model->task);
    TrainingPlan plan = training_plan(task ? task : task_find("dates"));
    const TrainingAsk *ask = &state->training;
    plan.config.cell = state->ask.model->config.cell;
    plan.config.bidirectional = state->ask.model->config.bidirectional;
    plan.config.query_current = state->ask.model->config.query_current;
    plan.config.score = state->ask.attention.score;
    plan.config.scope = state->ask.attention.scope;
    plan.config.window = state->ask.attention.scope->has_window ? state->ask.attention.window : 0;
    plan.config.hidden = plan.config.attention = plan.config.readout = ask->hidden;
    plan.config.embedding = ask->embedding;
    plan.seed = state->ask.seed;
    plan.examples = ask->examples;
    plan.batch = ask->batch;
    plan.shards = ask->shards;
    plan.rate = ask->rate;
    return plan;
}

/* Frees a model that no state holds any more, with its runs. */
static void forget_model(Session *session, const Model *model) {
    run_cache_forget(session->runs, model);
    for (int i = 0; i < session->model_count; i++) {
        if (session->models[i] != model) continue;
        model_free(session->models[i]);
        session->models[i] = session->models[--session->model_count];
        return;
    }
}

static bool is_held(Session *session, const Model *model) {
    for (int place = session->oldest; place <= session->newest; place++)
        if (session_state_at(session, place)->ask.model == model) return true;
    return false;
}

void session_use_model(Session *session, Model *model, int gesture) {
    session_keep_model(session, model);
    State state = *session_state(session);
    const Model *last = state.ask.model;
    Attention attention = state.ask.attention;
    state_use_model(&state, model, false);
    state.ask.attention.weigh = attention.weigh;
    state.ask.attention.temperature = attention.temperature;
    state.ask.attention.samples = attention.samples;
    state.ask.attention.renormalise = attention.renormalise;
    Error error;
    const Run *before = session->run, *run = run_cache_get(session->runs, &state.ask, &error);
    CHECK(run, "a model of this program's own does not run: %s", error.message);
    session_refit(before, run, &state.look);
    session->run = run;
    session_push(session, &state, gesture, false);
    if (!is_held(session, last)) forget_model(session, last);
}
