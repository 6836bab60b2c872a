/* curve_parts.h -- what the files of the curve's view share. Of views/curve*.c alone. */
#ifndef HEED_VIEWS_CURVE_PARTS_H
#define HEED_VIEWS_CURVE_PARTS_H

#include "views/curve.h"

/* What is plotted: the state's measure, where the curve's task has it. */
CurveMeasure curve_measure(const ViewPass *view);
/* A model's name without what all of the task's have: “additive”, “none-lstm”. */
const char *curve_name(const ViewPass *view, int line);
/* Its colour, and its mark in the middle of a place. */
Color curve_color(const ViewPass *view, int line);
void curve_mark(const ViewPass *view, float x, float y, int line, bool lit);
/* The axes with all that has been measured; answers the mouse. */
void curve_plot(ViewPass *view, DrawBox box);

#endif
