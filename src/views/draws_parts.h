/* draws_parts.h -- what the files of this view share; for draws*.c only.
 *
 * draws.c lays out and reckons, draws_words.c shows the draws over the words, draws_mean.c the
 * distance of their mean, draws_ways.c the small charts.
 */
#ifndef HEED_VIEWS_DRAWS_PARTS_H
#define HEED_VIEWS_DRAWS_PARTS_H

#include "attention/sampling.h"
#include "views/view.h"

enum { DRAWS_LADDER = 6 };
extern const double draws_ladder[DRAWS_LADDER]; /* temperatures, falling */

/* Kept while the row and its run stay the same. */
typedef struct DrawsKeep {
    Arena *arena;
    uint64_t version; /* of the run's scores */
    int row, plane;
    const Sampling *sampling;
    const Real *ladder[DRAWS_LADDER]; /* soft's weights at its temperatures */
} DrawsKeep;

typedef struct Draws {
    ViewPass *view;
    const DrawsKeep *keep;
    const Sampling *p;
    RunMatrix of; /* its scores */
    int row;      /* from 1 */
    bool own;     /* the run is hard: these are its own draws */
    int shown;    /* draws that are made at this step */
    int source;   /* spoken of, from 1; 0: none */
} Draws;

void draws_over_words(const Draws *d, DrawBox box);
void draws_mean(const Draws *d, DrawBox box);
/* The row by every way to weigh it, and soft at falling temperatures. */
void draws_ways(const Draws *d, DrawBox box);
void draws_temperatures(const Draws *d, DrawBox box);

#endif
