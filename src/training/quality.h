/* quality.h -- how good greedy outputs are, as counts that add up: exact answers, and BLEU-4
 * (Papineni et al. 2002), of a corpus, unsmoothed, without </s>, for tasks of words.
 */
#ifndef HEED_TRAINING_QUALITY_H
#define HEED_TRAINING_QUALITY_H

#include "training/model.h"

enum { BLEU_ORDER = 4, QUALITY_BATCH = 32 };

/* Counts of BLEU: matched and all n-grams of each order, and both lengths. */
typedef struct Bleu {
    long matched[BLEU_ORDER], all[BLEU_ORDER], output, reference;
} Bleu;

typedef struct Quality {
    int samples, exact;
    Bleu bleu; /* zeros where the task has no words */
} Quality;

void quality_add(Quality *sum, const Quality *more);
/* Share of samples whose output equals the reference, ended by </s>. */
double quality_exact(const Quality *quality);
double quality_bleu(const Quality *quality);

/* Of `count` samples (QUALITY_BATCH at most) decoded as one batch: one Quality each. The tape is
 * emptied. */
void quality_of(const Model *model, const Sample *samples, int count, Tape *tape, Quality *each);

#endif
