/* view.h -- what every view is given, and how it answers.
 *
 * A view draws from a const State and its Run into the pass of a Ui, and says what the user did as
 * lines of the command language; it writes nothing else. What is under the mouse is the one thing
 * views share that no State holds: the hovered cell, remembered from pass to pass, so that hovering
 * lights the same target and source everywhere. The same functions draw the window and a figure: a
 * figure's Ui has no events and no hover. Threads: the main thread's.
 */
#ifndef HEED_VIEWS_VIEW_H
#define HEED_VIEWS_VIEW_H

#include "attention/spread.h"
#include "session/gradients.h"
#include "ui/widgets.h"

enum { VIEW_LINES_MAX = 8 };

typedef struct ViewCell {
    int target, source; /* from 1; 0: none */
} ViewCell;

typedef struct BeamAt {
    int step;    /* from 1; 0: none */
    int place;   /* in the beam, from 0, */
    bool missed; /* or among what was not kept */
} BeamAt;

typedef struct ViewMemory { /* lasts between passes */
    ViewCell hover, hover_next;
    struct { /* where the mouse was when the run became another one */
        uint64_t run;
        float x, y;
        bool still; /* it has not moved since: what is pinned counts, not what came under it */
    } rest;
    float plane_range; /* of a lookup's plane, held while something on it is dragged; else 0 */
    Spread spread;     /* measured from `spread_seed`, once it is known */
    uint64_t spread_seed;
    bool spread_known;
    HeadAt head, head_next; /* hovered; layer 0: none */
    HeadAt cursor;          /* the grid of heads' own, for the arrows */
    bool replaces;          /* the field for another source word is asked for, */
    bool gives_target;      /* the dialog for all of the output */
    bool isolated;          /* a head was opened out of the grid: Esc leads back */
    bool ranks;             /* heads are being ranked just now */
    struct {                /* the largest change of weights, and between which two it is */
        uint64_t of, from;
        double most;
    } change;
    BeamAt beam, beam_next;     /* hovered */
    int beam_shown;             /* steps of the tree when it was last drawn */
    bool lit, lit_next;         /* some picture shows what is followed, or an operand of it */
    struct FollowKeep *follows; /* trace_card.h; NULL until a cell was followed */
    bool curve_runs;            /* a length curve is being measured just now, */
    double curve_done;          /* so far of 1, */
    double curve_left;          /* and for about so many seconds more; < 0: unknown */
    struct {
        bool runs, rests;  /* gradients are being measured just now; or were stopped, */
        double done, left; /* as of the curve */
    } gradients;
    struct {
        bool runs, rests;  /* heads of a long input are being measured just now; or were stopped, */
        double done, left; /* as of the curve */
    } heads;
    bool computing;               /* the window's badge says that a long run is being built */
    bool timed;                   /* times may be measured and shown: in a window that is no shot */
    struct DrawsKeep *draws;      /* draws.h; NULL until draws are shown */
    struct CostKeep *costs;       /* cost.h; NULL until a head's cost is shown */
    struct CompareKeep *compares; /* compare.h; NULL until two runs are compared */
    struct MatrixKeep *matrices;  /* matrix_keep.h; NULL until a matrix is drawn */
    struct WordsKeep *words;      /* wording.h; NULL until the words are listed */
} ViewMemory;
void view_memory_free(ViewMemory *memory); /* what it holds, not itself */

/* How a matrix of a comparison is drawn beside the others: rows and cells line up with theirs. */
typedef struct ViewBeside {
    const RunMatrix *difference; /* A − B, drawn instead of the run's own; NULL: the run's */
    double limit;                /* of the difference: what the ends of the colours are */
    ViewCell cell;               /* spoken of in all of them */
    int rows;                    /* of the longest: all have rows of one height */
    float side;                  /* room for the labels of rows, in all of them */
} ViewBeside;

typedef struct ViewPass {
    Ui *ui;
    const State *state;
    const Run *run;
    const Run *original; /* the same without any what-if; NULL while it is not there */
    Ablation ablation;   /* what its ablated heads changed, as far as it is there */
    const Gradients
        *gradients;   /* the newest that were measured, perhaps of another state; NULL: none */
    const Run *other; /* the second run of a comparison, or NULL; how it is looked at */
    const State *other_state;   /* as far as the first, its own head */
    const ViewBeside *beside;   /* set while a comparison's matrices are drawn */
    const HeadRanking *ranking; /* what the model's heads are worth, as far as is known; or NULL */
    const LengthCurve *curve;   /* the one the state asks for, as far as it was measured; or NULL */
    const char *curve_refusal;  /* or why there is none; NULL */
    ViewMemory *memory;
    const struct Followed
        *followed;      /* the cell that is followed in this run; or NULL (followed.h) */
    FollowIn in;        /* which run of a comparison this is the pass of, */
    const Run *runs[2]; /* of both */
    const State *states[2];
    bool
        repeats; /* of one of several heads side by side: what is of all of them stands elsewhere */
    bool figure; /* for a file: no hover, no controls */
    bool can_undo, can_redo;
    float corner;        /* what the window's chooser takes of the left of the first row; else 0 */
    const char *offer;   /* the line that follows the number spoken of; NULL: none is */
    const char *refusal; /* why something typed in the view is not taken; NULL: all was */
    const char *lines[VIEW_LINES_MAX]; /* what to apply after the pass; in the frame's arena */
    int gestures[VIEW_LINES_MAX];
    int line_count;
} ViewPass;

/* A pass on the session's state; hovers of the last pass hold in this one, so far as what they are
 * of is still there. */
ViewPass view_begin(Ui *ui, const Session *session, ViewMemory *memory, bool figure);
/* The same pass as either run of a comparison has it; what is said in it is not yet said in this.
 */
ViewPass view_in(const ViewPass *view, FollowIn in);
/* What was said in a copy of the pass is said in it. */
void view_take_lines(ViewPass *to, const ViewPass *from);
/* Whether a number is followed: in this run, in the other, or in what they differ in. */
bool view_follows(const ViewPass *view);
/* Remembers what was hovered. True when it changed, so that another pass is due. */
bool view_end(ViewPass *view);
/* Adds a line to apply. Lines of one gesture are one undo. */
void view_say(ViewPass *view, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Says to the user, in one sentence, why something typed is not taken. */
void view_refuse(ViewPass *view, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Text as a quoted argument of a line: quotes, backslashes and ends of line in it are escaped. */
const char *view_quoted(const ViewPass *view, const char *text);
/* Marks a target and source (0: only the other) as hovered from the next pass on. */
void view_hover(ViewPass *view, int target, int source);
/* The same of a head. */
void view_hover_head(ViewPass *view, HeadAt head);

/* The matrix of the run, or of a transformer's chosen head; its rows and columns; their names: a
 * row's is NULL while its token has not been produced. */
RunMatrix view_matrix(const ViewPass *view, MatrixKind kind);
const char *view_row(const ViewPass *view, int row);
/* A column's: “·” while its token has not been produced. */
const char *view_column(const ViewPass *view, int column);
/* The name of a token of the run's source, target or what its decoder is fed, from 1; NULL while it
 * has not been produced. */
const char *view_name(const ViewPass *view, TextPieces tokens, int place);
/* Of such a token, the place of the target it is, or 0. */
int view_target_place(const ViewPass *view, TextPieces tokens, int place);
/* Its letter while it has none, in the views' markup: "y_{5}". */
const char *view_letter(const ViewPass *view, TextPieces tokens, int place);
/* Whether the rows are what a decoder reads that also writes: its own words, one place later. */
bool view_is_fed(const ViewPass *view, TextPieces tokens);
/* Whether a cell of it is shown at this step. */
bool view_shows(const ViewPass *view, MatrixKind kind, int row, int column);
/* How many of a row's cells are, counted from the first. */
int view_shown_in_row(const ViewPass *view, MatrixKind kind, int row);

/* The cell that formula and inspector speak of: hovered, else pinned, else the current token's
 * largest weight (score while no weight is shown), so far as it is shown; {0, 0} when nothing is.
 */
ViewCell view_cell(const ViewPass *view);
bool view_is_hovering(const ViewPass *view);
/* Whether a target or source is dimmed because another is hovered. */
float view_row_opacity(const ViewPass *view, int target);

/* The row of a view's own controls, beside the chooser of views; *box is what is left below, `gap`
 * (in a low window `low_gap`) logical pixels away. */
DrawBox view_strip(const ViewPass *view, DrawBox *box, float gap, float low_gap);

/* Why the run cannot be weighed so; NULL: it can. In the frame's arena. */
const char *view_weigh_refused(const ViewPass *view, const Weigh *weigh);

/* ", about 3 s left" of seconds; nothing where they are unknown, < 0. In the frame's arena. */
const char *view_time_left(const ViewPass *view, double seconds);

/* Of labels `step` apart that each need `room`: every how many of them there is room for, at most
 * `count`. */
int view_every(float step, float room, int count);

/* A token as a label: spaces as ␣, but in a lookup's names. In the frame's arena. */
const char *view_token(const ViewPass *view, const char *token);
/* Whether a target token is written at this step. A transformer's decoder reads all but the last in
 * each of its blocks, so they are written then, and the last at the end. */
bool view_is_written(const ViewPass *view, int target);
/* Whether its probability is computed at this step. */
bool view_is_judged(const ViewPass *view, int target);
/* The name of a target token, or NULL while it has not been produced. */
const char *view_target(const ViewPass *view, int target);
/* The map for cells so large (the lesser side, in logical pixels): outlines of small ones that are
 * not there yet would be a pattern of their own, and are left out. */
bool view_cells_are_small(float size);
const ColorMap *view_map(const ViewPass *view, const ColorMap *map, float size);
/* 1234567 as “1,234,567”. */
const char *view_grouped(Arena *arena, long n);
/* A number as text, in the frame's arena: `decimals` of them, “−” for minus, no “-0”. */
const char *view_number(const ViewPass *view, double x, int decimals);
/* In powers of ten: “8.95e−7”. */
const char *view_power(const ViewPass *view, double x, int decimals);
/* With as many decimals; one so small that few of its digits would be seen with as many digits
 * instead: “0.00234”, “8.95e−7”. */
const char *view_small(const ViewPass *view, double x, int decimals);
/* With as many decimals but where all of them would be 0: “0.034”, “8.95e−7”. */
const char *view_seen(const ViewPass *view, double x, int decimals);
/* “0.123 → 0.125”; small both, as view_small writes them; with more decimals where the two would
 * look the same and are not. */
const char *view_pair(const ViewPass *view, double before, double after, int decimals);
/* A number as a weight in a cell: “.89”, “1.0”. */
const char *view_weight(const ViewPass *view, double x);
/* The same for a difference of two: “+.38”, “−.05”, “.00”. */
const char *view_difference(const ViewPass *view, double x);

#endif
