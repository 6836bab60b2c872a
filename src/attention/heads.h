/* heads.h -- what one head does: the share of its weight on each known pattern, and a name only
 * with the share that justifies it.
 *
 * Row t (a query) has for each pattern its targets among the keys it may look at:
 *   previous s = t − 1 · next s = t + 1 · self s = t (positional heads: Voita et al. 2019; Clark et
 *   al. 2019) · first s = 1 (a sink: Xiao et al. 2023) · matching the partner given for t, a
 * bracket's other half · induction every s < t that follows an earlier symbol equal to t's (Olsson
 * et al. 2022, prefix matching) · local |s − t| ≤ 2, previous, self and next among them. A
 * pattern's share is the weight on its targets, in parts of the row's sum, averaged over the rows
 * that have a target and another key besides: where there was no choice, nothing is shown. Row 1 of
 * a causal head counts for no pattern, and a row without a partner not for matching.
 * uniform is measure_evenness, averaged over the rows with two keys or more.
 */
#ifndef HEED_ATTENTION_HEADS_H
#define HEED_ATTENTION_HEADS_H

#include "engine/real.h"

#include <stdbool.h>

typedef enum HeadPattern {
    PATTERN_PREVIOUS,
    PATTERN_NEXT,
    PATTERN_SELF,
    PATTERN_FIRST,
    PATTERN_MATCHING,
    PATTERN_INDUCTION,
    PATTERN_LOCAL,
    PATTERN_UNIFORM,
    PATTERN_MIXED /* none of these; how many there are */
} HeadPattern;

/* One head's matrix: rows are queries, columns keys. */
typedef struct HeadMatrix {
    int rows, cols;
    const Real *weights; /* rows × cols */
    const Real *scores;  /* the same, −inf where masked; NULL: nothing is */
    bool self; /* rows and columns are one sequence; else only first, matching and uniform exist */
    const int *tokens;   /* with `self`: the id of each, or NULL: no induction */
    const int *partners; /* of each row: a column from 1, or 0 for none; or NULL: no matching */
} HeadMatrix;

typedef struct PatternShare {
    double share; /* 0 where no row counts */
    double even;  /* what even weights would give on the same rows */
    int rows;     /* that count */
} PatternShare;

typedef struct HeadMeasures {
    PatternShare patterns[PATTERN_MIXED];
    int rows;                          /* with any weight; the means below are over them */
    double entropy, distance, maximum; /* nats; Σ α|s − t|; the largest weight */
} HeadMeasures;

HeadMeasures head_measure(const HeadMatrix *head);
/* The same by pieces, in order: `weights` and `scores` hold `count` rows from row `first` alone.
 * The measures begin as zeros, and are means after the end. */
void head_measure_rows(const HeadMatrix *head, int first, int count, HeadMeasures *measures);
void head_measure_end(HeadMeasures *measures);

/* The pattern that names the head. A name needs a share at least half of the way from `even` to 1,
 * on a quarter of the rows (matching: of any rows, since those to be matched are given) and two at
 * least; of those that have it the one furthest on the way wins, local only where no other has it;
 * then uniform from a share of 0.8; else mixed. */
HeadPattern head_pattern(const HeadMeasures *measures);
/* "previous" … "uniform", "mixed". */
const char *head_pattern_name(HeadPattern pattern);

#endif
