/* training.c -- what the state says should be trained, and taking what comes of it. */
#include "session/parts.h"

#include <string.h>

/* What the state says of a recurrent model to train. */
static void plan_seq2seq(const State *state, Seq2SeqConfig *config) {
    const Seq2SeqConfig *now = &state->ask.model->config;
    config->cell = now->cell;
    config->bidirectional = now->bidirectional;
    config->query_current = now->query_current;
    config->score = state->ask.attention.score;
    config->scope = state->ask.attention.scope;
    config->window = config->scope->has_window ? state->ask.attention.window : 0;
    config->hidden = config->attention = config->readout = state->training.hidden;
    config->embedding = state->training.embedding;
}

static void plan_transformer(const State *state, TransformerConfig *config) {
    const TransformerConfig *now = &state->ask.model->transformer;
    config->sinusoidal = now->sinusoidal;
    config->d = state->training.hidden;
    config->feedforward = 4 * config->d;
    config->layers = state->training.layers;
    config->heads = state->training.heads;
}

TrainingPlan session_training_plan(const Session *session) {
    const State *state = session_state(session);
    const Model *model = state->ask.model;
    const Task *task = task_find(model->task);
    TrainingPlan plan = training_plan_of(task ? task : task_find("dates"), model->kind);
    const TrainingAsk *ask = &state->training;
    if (model->kind == &model_seq2seq)
        plan_seq2seq(state, &plan.config);
    else
        plan_transformer(state, &plan.transformer);
    plan.seed = state->ask.seed;
    plan.examples = ask->examples;
    plan.batch = ask->batch;
    plan.shards = ask->shards;
    plan.rate = ask->rate;
    return plan;
}

TrainingAsk training_ask_of(const Model *model) {
    const Task *task = task_find(model->task);
    TrainingPlan plan = training_plan_of(task ? task : task_find("dates"), model->kind);
    return (TrainingAsk){.examples = plan.examples,
                         .batch = plan.batch,
                         .shards = plan.shards,
                         .hidden = model->kind == &model_seq2seq ? plan.config.hidden
                                                                 : plan.transformer.d,
                         .embedding = plan.config.embedding ? plan.config.embedding : 32,
                         .layers = plan.transformer.layers ? plan.transformer.layers : 2,
                         .heads = plan.transformer.heads ? plan.transformer.heads : 4,
                         .rate = plan.rate};
}

/* Frees a model that no state holds any more, with its runs. */
static void forget_model(Session *session, const Model *model) {
    run_cache_forget(session->runs, model);
    session_forget_ranking(session, model);
    session_forget_fed(session);
    session_forget_curves(session, model);
    for (int i = 0; i < session->model_count; i++) {
        if (session->models[i] != model) continue;
        model_free(session->models[i]);
        session->models[i] = session->models[--session->model_count];
        return;
    }
}

static bool is_held(Session *session, const Model *model) {
    for (int place = session->oldest; place <= session->newest; place++)
        if (session_state_at(session, place)->ask.model == model ||
            session_state_at(session, place)->compare.ask.model == model)
            return true;
    return false;
}

void session_use_model(Session *session, Model *model, int gesture) {
    session_keep_model(session, model);
    State state = *session_state(session);
    const Model *last = state.ask.model;
    Attention attention = state.ask.attention;
    TrainingAsk training = state.training;
    state_use_model(&state, model, false);
    state.training = training;
    state.ask.attention.weigh = attention.weigh;
    state.ask.attention.temperature = attention.temperature;
    state.ask.attention.samples = attention.samples;
    state.ask.attention.renormalise = attention.renormalise;
    Error error;
    const Run *before = session->run, *run = run_cache_get(session->runs, &state.ask, &error);
    CHECK(run, "a model of this program's own does not run: %s", error.message);
    const Run *other;
    compare_follow(session, &state, false, &other, &error);
    session_refit(before, run, &state.look);
    follow_refit_other(run, session->other, other, &state);
    session->run = run;
    session->other = other;
    session_push(session, &state, gesture, false);
    if (!is_held(session, last)) forget_model(session, last);
}
