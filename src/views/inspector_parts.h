/* inspector_parts.h -- what the files of the inspector share; for inspector*.c only. */
#ifndef HEED_VIEWS_INSPECTOR_PARTS_H
#define HEED_VIEWS_INSPECTOR_PARTS_H

#include "views/inspector.h"

typedef struct Inspector {
    ViewPass *view;
    DrawBox rest; /* what is left, from the top */
    ViewCell cell;
    float line;   /* height of a row of bars */
    float labels; /* room for the names of the bars that are drawn now */
    int bars;     /* drawn so far: their names */
} Inspector;

static inline const UiMetrics *inspector_metrics(const Inspector *i) {
    return ui_metrics(i->view->ui);
}

void inspector_heading(Inspector *i, const char *text, const char *tail);
/* The row's weights as bars, `room` of them at most. */
void inspector_weights(Inspector *i, int room);
/* What is likely to come there, and what came; its height but for the heading. */
void inspector_output(Inspector *i);
float inspector_output_height(const ViewPass *view);

#endif
