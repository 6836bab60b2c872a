/* Ranking heads: the loss without each, on a model whose heads have known effects. */
#include "testing.h"

#include "training/evaluation.h"
#include "training/ranking.h"
#include "training/trainer.h"

#include <math.h>
#include <string.h>
#include <time.h>

enum { SAMPLES = 12, LAYERS = 2, HEADS = 2, D = 8, D_HEAD = D / HEADS };

static Model *small_model(void) {
    TrainingPlan plan = training_plan_of(&task_dates, &model_transformer);
    plan.transformer.layers = LAYERS;
    plan.transformer.heads = HEADS;
    plan.transformer.d = D;
    plan.transformer.feedforward = 12;
    return training_model(&plan);
}

static Real *values_of(Model *model, const char *name) {
    const Weight *found = weights_find(model->weights, name);
    assert_non_null(found);
    return weights_values(model->weights, found);
}

/* W_O does not read the head: its columns are 0, so nothing it says is heard. */
static void deafen(Model *model, const char *out_proj, int head) {
    Real *W = values_of(model, out_proj);
    for (int row = 0; row < D; row++)
        memset(W + row * D + head * D_HEAD, 0, D_HEAD * sizeof *W);
}

static double cost(const HeadRanking *ranking, const Model *model, HeadsOf of, int layer, int head) {
    return ranking->without[transformer_head(&model->transformer, of, layer, head)] - ranking->whole;
}

static void a_head_nobody_hears_costs_nothing(void **state) {
    (void)state;
    Model *model = small_model();
    deafen(model, "decoder.layers.1.multihead_attn.out_proj.weight", 1);
    deafen(model, "encoder.layers.0.self_attn.out_proj.weight", 0);
    HeadRanking *ranking = ranking_of(model, SAMPLES, 1, NULL);
    assert_int_equal(ranking->heads, 3 * LAYERS * HEADS);
    assert_int_equal(ranking->done, ranking->heads);
    assert_near(cost(ranking, model, HEADS_CROSS, 1, 1), 0, 1e-9);
    assert_near(cost(ranking, model, HEADS_ENCODER, 0, 0), 0, 1e-9);
    int felt = 0;
    for (int i = 0; i < ranking->heads; i++) felt += fabs(ranking->without[i] - ranking->whole) > 1e-7;
    assert_int_equal(felt, ranking->heads - 2);
    ranking_free(ranking);
    model_free(model);
}

/* Without a head is the same as with the columns of W_O that read it at 0. */
static void ablation_is_what_deafening_does(void **state) {
    (void)state;
    Model *model = small_model(), *deaf = model_copy(model);
    deafen(deaf, "decoder.layers.0.self_attn.out_proj.weight", 1);
    HeadRanking *ranking = ranking_of(model, SAMPLES, 1, NULL), *other = ranking_of(deaf, SAMPLES, 1, NULL);
    int head = transformer_head(&model->transformer, HEADS_DECODER, 0, 1);
    assert_near(ranking->without[head], other->whole, 1e-6);
    assert_true(fabs(ranking->whole - other->whole) > 1e-6);
    ranking_free(ranking);
    ranking_free(other);
    model_free(model);
    model_free(deaf);
}

/* The samples and the loss are those of `heed eval`. */
static void the_whole_is_the_evaluations_loss(void **state) {
    (void)state;
    Model *model = small_model();
    HeadRanking *ranking = ranking_of(model, SAMPLES, 7, NULL);
    Arena *arena = arena_new();
    Evaluation evaluation;
    assert_true(evaluate(model, &task_dates, SAMPLES, 7, arena, NULL, &evaluation));
    assert_near(ranking->whole, evaluation.loss, 1e-6);
    arena_free(arena);
    ranking_free(ranking);
    model_free(model);
}

static void a_job_shows_the_same_table(void **state) {
    (void)state;
    Model *model = small_model();
    HeadRanking *ranking = ranking_of(model, SAMPLES, 1, NULL), *shown = NULL;
    Ranker *ranker = ranker_start(model, SAMPLES, 1, NULL, NULL);
    while (!shown || shown->done < shown->heads) {
        bool over = ranker_finished(ranker);
        HeadRanking *now = ranker_take(ranker);
        if (!now) {
            assert_false(over);
            nanosleep(&(struct timespec){0, 1000000}, NULL);
            continue;
        }
        assert_true(now->done > (shown ? shown->done : 0));
        ranking_free(shown);
        shown = now;
    }
    assert_near(shown->whole, ranking->whole, 0);
    assert_memory_equal(shown->without, ranking->without, (size_t)ranking->heads * sizeof(double));
    ranking_free(shown);
    ranker_free(ranker);
    ranker = ranker_start(model, 100 * SAMPLES, 1, NULL, NULL);
    ranker_free(ranker); /* stops at the next head */
    ranking_free(ranking);
    model_free(model);
}

static void what_cannot_be_ranked_says_why(void **state) {
    (void)state;
    Model *model = small_model();
    assert_null(ranking_refuses(model));
    model->task = "a task of others";
    assert_contains(ranking_refuses(model), "samples");
    model_free(model);
    TrainingPlan plan = training_plan(&task_dates);
    Model *recurrent = training_model(&plan);
    assert_contains(ranking_refuses(recurrent), "transformer");
    model_free(recurrent);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_head_nobody_hears_costs_nothing),
        cmocka_unit_test(ablation_is_what_deafening_does),
        cmocka_unit_test(the_whole_is_the_evaluations_loss),
        cmocka_unit_test(a_job_shows_the_same_table),
        cmocka_unit_test(what_cannot_be_ranked_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
