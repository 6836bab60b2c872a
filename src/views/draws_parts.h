/* draws_parts.h -- what the files of this view share; for draws*.c only.
 *
 * draws.c lays out and reckons, draws_words.c shows the draws over the words, draws_mean.c the
 * distance of their mean, draws_ways.c the small charts, draws_followed.c follows their numbers.
 */
#ifndef HEED_VIEWS_DRAWS_PARTS_H
#define HEED_VIEWS_DRAWS_PARTS_H

#include "attention/sampling.h"
#include "views/followed.h"

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
    /* Of the row, what stands in the run; the rest is reckoned here. NULL: it has none. */
    const TraceArray *soft, *weights, *context;
    int plane;
} Draws;

/* Says which of the row's numbers stand in the run at this step. */
void draws_find_arrays(Draws *d);
/* Frames the bar of source s (from 1) where its number counts for the followed one. */
void draws_light(const Draws *d, const TraceArray *array, int s, DrawBox bar);
/* A number of source s as a link, underlined: a click follows it. */
void draws_link(const Draws *d, const TraceArray *array, int s, DrawBox box);
/* True where a click on bars follows the number of source s. */
bool draws_follow_click(const Draws *d, const TraceArray *array, int s, const UiHit *hit);
/* A strip of the row of vectors, each of its cells a click away. */
void draws_answer_vector(const Draws *d, const char *name, DrawBox box);

void draws_over_words(const Draws *d, DrawBox box);
void draws_mean(const Draws *d, DrawBox box);
/* What a way to weigh makes of the row, as far as it is drawn. */
const double *draws_by_way(const Draws *d, const Weigh *weigh);
/* The row by every way to weigh it, and soft at falling temperatures. */
void draws_ways(const Draws *d, DrawBox box);
void draws_temperatures(const Draws *d, DrawBox box);

#endif
