/* gradient_parts.h -- what the files of the view of gradients share; for gradient*.c only. */
#ifndef HEED_VIEWS_GRADIENT_PARTS_H
#define HEED_VIEWS_GRADIENT_PARTS_H

#include "views/gradient.h"
#include "views/under.h"

/* The heights of a plot: from low to high, evenly or by the logarithm. */
typedef struct Axis {
    bool log;
    double low, high;
    bool below; /* some numbers are lower yet, or 0: they stand on the floor */
} Axis;

/* The whole, while it is drawn. */
typedef struct Drawing {
    ViewPass *view;
    const Gradients *gradients;
    int columns;
    Axis axis; /* one for all, unless each has its own */
    Under under;
    int source; /* spoken of, from 1; 0: none */
} Drawing;

/* One of the plots. */
typedef struct Plot {
    const Drawing *all;
    const GradientCurve *curve;
    Axis axis;
    DrawBox box; /* of the axes */
} Plot;

/* What attention alone brings to a word, from 0, both directions together. */
double gradient_own(const GradientCurve *curve, int s);
/* From the numbers of one curve, or of all (NULL). */
Axis gradient_axis(const Drawing *d, const GradientCurve *only);
/* "2.9·10^{−4}", or plainly where that is short; in the frame's arena. */
const char *gradient_number(const ViewPass *view, double x);
/* Where a height and a word, from 0, stand in a plot. */
float plot_y(const Plot *p, double x);
float plot_x(const Plot *p, int s);
void plot_draw_ticks(const Plot *p);
void plot_draw_words(const Plot *p, DrawBox box);

/* The word of the largest −log p. */
int gradient_least_sure(const Run *run);
/* What the plots show and how; in the frame's arena. */
const char *gradient_note(const Drawing *d);
/* Which word L is of and how to have another; while it is measured, how far that has come. */
void gradient_draw_pinned(ViewPass *view, DrawBox box);

#endif
