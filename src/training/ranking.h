/* ranking.h -- what each head is worth: the loss of the whole model on fresh samples, and again
 * with one head's answer set to 0, head by head (Michel, Levy, Neubig 2019: “Are sixteen heads
 * really better than one?”).
 *
 * Losses are nats a predicted token, teacher-forced, the model as it was trained (its own scope,
 * soft, τ 1), the same samples each time: same model, samples and seed, same numbers. A Ranker is a
 * job that shows a copy of the table after every head; it works on a copy of the model.
 */
#ifndef HEED_TRAINING_RANKING_H
#define HEED_TRAINING_RANKING_H

#include "base/job.h"
#include "training/model.h"

enum { RANKING_SAMPLES = 200 };

typedef struct HeadRanking {
    int samples;
    long tokens;     /* predicted in them */
    int heads;       /* of the model, numbered by transformer_head */
    int done;        /* of them, from the first on */
    double whole;    /* with every head */
    double *without; /* `heads` of them: without that one */
} HeadRanking;

/* NULL, or the sentence why there is nothing to rank: no heads, or no samples of its task that it
 * can read. */
const char *ranking_refuses(const Model *model);
/* Here and now; `job` (or NULL) hears of the progress, is shown every head, and may cancel: then
 * the ranking is not done to the end. */
HeadRanking *ranking_of(const Model *model, int samples, uint64_t seed, Job *job);
void ranking_free(HeadRanking *ranking); /* NULL is allowed */

typedef struct Ranker Ranker;
/* Starts; `wake` (or NULL) is called from the worker whenever there is something to take. */
Ranker *ranker_start(const Model *model, int samples, uint64_t seed, void (*wake)(void *),
                     void *with);
HeadRanking *ranker_take(Ranker *ranker); /* the newest, now the caller's, or NULL */
bool ranker_finished(Ranker *ranker);
void ranker_free(Ranker *ranker); /* stops; NULL is allowed */

#endif
