/* evaluation.h -- how good a model is on fresh samples: the figures of `heed eval`.
 *
 * exact: share of samples whose greedy output equals the reference; of a task of next symbols,
 * share of the determined places whose likeliest symbol is right. loss: nats per target token with
 * </s>, teacher-forced. bleu: corpus BLEU-4 (Papineni et al. 2002), unsmoothed, without </s>, for
 * tasks of words. aer: 1 − (|A∩S| + |A∩P|)/(|A| + |S|) with A the largest weight of each reference
 * token but
 * </s> (Och & Ney 2003; all gold links here are sure). gold_share: mean weight on the gold links of
 * the tokens that have some; gold_argmax: how often the largest weight is one. What a task or model
 * lacks is NaN. Lengths are source tokens without </s>.
 */
#ifndef HEED_TRAINING_EVALUATION_H
#define HEED_TRAINING_EVALUATION_H

#include "base/job.h"
#include "training/model.h"

typedef struct LengthRow {
    int length, samples;
    double exact, bleu;
} LengthRow;

typedef struct Evaluation {
    int samples;
    double exact, loss, bleu, aer, gold_share, gold_argmax;
    LengthRow *by_length; /* by rising length, in the arena */
    int lengths;
} Evaluation;

/* The model can read the task's samples (`unfit` says where one cannot). */
/* `n` fresh samples drawn from `seed`. `job` (or NULL) hears of the progress and may cancel; false
 * then. */
bool evaluate(const Model *model, const Task *task, int n, uint64_t seed, Arena *arena, Job *job,
              Evaluation *out);

#endif
