/* arcs_parts.h -- what the files of the arcs share; for arcs*.c only.
 *
 * arcs_layout.c places the words, arcs.c draws the curves and answers the mouse, arcs_words.c draws
 * words, names of the axes and legends, arcs_followed.c lights what made the followed number and
 * follows on, arcs_view.c is the view of its own.
 */
#ifndef HEED_VIEWS_ARCS_PARTS_H
#define HEED_VIEWS_ARCS_PARTS_H

#include "views/arcs.h"
#include "views/followed.h"

/* One curve. */
typedef struct Arc {
    int set, row, col; /* from 0 */
    float weight;
    Lit lit;
} Arc;

/* One line of words, of queries or of keys. */
typedef struct ArcsLine {
    TextPieces words;
    const float *at; /* the middle of each, along the line */
    float step;      /* the least from one to the next */
    float place;     /* across the line: where curves leave and arrive */
    bool turned;     /* words rise at 48°, where they do not fit side by side */
    bool *near;      /* looks at, or is looked at by, what is lit */
    Role *role;      /* whose vectors are among the operands: as what */
} ArcsLine;

typedef struct Arcs {
    ViewPass *view;
    const ArcsShow *show;
    DrawBox box;      /* of words and curves */
    bool across;      /* words side by side, keys below; else one below the other, keys right */
    ArcsLine line[2]; /* queries, keys */
    float label;      /* em of a word */
    float end;        /* where words and curves end below */
    ViewCell lit;     /* hovered, else pinned; {0, 0}: all alike */
    Arc *arcs;        /* that are drawn */
    int arc_count;
    bool traces; /* lit is what counts for the followed number, not what `lit` looks at */
} Arcs;

Arcs arcs_layout(ViewPass *view, DrawBox box, const ArcsShow *show);
/* The size at which nothing is squeezed. */
void arcs_natural_box(const ViewPass *view, const ArcsShow *show, float *width, float *height);
/* More curves than pixels: only those of one word are drawn. */
bool arcs_are_long(const ArcsShow *show);

/* Where the curves of word i (from 0) of a side end. */
void arcs_end_of(const Arcs *a, int side, int i, float *x, float *y);
/* Of a curve of a weight in a set. */
DrawStroke arcs_stroke(const Arcs *a, int set, float weight);
/* Of a set's hue in its legend. */
DrawStroke arcs_hue(const Arcs *a, int set, float width);

/* Says which curves and words count for the followed number; a curve of it is among them. */
void arcs_light(Arcs *a);

/* The row, from 1, whose curves alone are drawn of a long input; 0: none is spoken of. */
int arcs_spoken_row(const Arcs *a);
/* The pair whose curve is under a point; {0, 0}: none is. */
ViewCell arcs_under(const Arcs *a, float x, float y);
/* A click, or pointing, that means a number: true where it was taken. */
bool arcs_answer_number(const Arcs *a, const UiHit *hit, float x, float y);

void arcs_draw_words(const Arcs *a, int side);
void arcs_draw_axes(const Arcs *a, DrawBox box);
void arcs_draw_legend(const Arcs *a, DrawBox box);
void arcs_draw_hues(const Arcs *a, DrawBox box);

#endif
