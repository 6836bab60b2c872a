/* state.h -- what the program is showing, as one plain struct, sorted by question.
 *
 * Ask decides the run: two equal Asks give the same numbers. Look decides the figure drawn from the
 * run. A State is both; undo is a ring of States. Texts and models in it are handles to immutable
 * values that live as long as the session, so a State is copied and compared as it is.
 */
#ifndef HEED_SESSION_STATE_H
#define HEED_SESSION_STATE_H

#include "attention/attend.h"
#include "training/curve.h"

/* The stages of one token, in the order of the screen; Encode stands before the first token. */
typedef enum Stage {
    STAGE_ENCODE,
    STAGE_QUERY,
    STAGE_SCORE,
    STAGE_WEIGHTS,
    STAGE_CONTEXT,
    STAGE_OUTPUT,
    STAGE_COUNT
} Stage;

/* A head is a whole stage of self-attention, a layer all of its stages. */
typedef enum Reveal {
    REVEAL_CELL,
    REVEAL_ROW,
    REVEAL_TOKEN,
    REVEAL_ALL,
    REVEAL_HEAD,
    REVEAL_LAYER,
    REVEAL_COUNT
} Reveal;
typedef enum Theme { THEME_LIGHT, THEME_DARK, THEME_PRINT, THEME_COUNT } Theme;
typedef enum View {
    VIEW_STEP,
    VIEW_SCORES,
    VIEW_WEIGHTS,
    VIEW_INSPECTOR,
    VIEW_HEADS,
    VIEW_ARCS,
    VIEW_LOOKUP,
    VIEW_SPREAD,
    VIEW_BEAM,
    VIEW_GATES,
    VIEW_GRADIENT,
    VIEW_DRAWS,
    VIEW_CURVE,
    VIEW_COUNT
} View;
/* The order of a grid of heads; by pattern: as the patterns are listed, the surest first. */
typedef enum HeadSort { SORT_LAYER, SORT_PATTERN, SORT_ENTROPY, SORT_LOSS, SORT_COUNT } HeadSort;
extern const char *const reveal_words[REVEAL_COUNT];
extern const char *const theme_words[THEME_COUNT];
extern const char *const view_words[VIEW_COUNT];
extern const char *const sort_words[SORT_COUNT];

/* Whose gates are shown. */
typedef enum GatesOf { GATES_FORWARD, GATES_BACKWARD, GATES_DECODER, GATES_COUNT } GatesOf;
extern const char *const gates_words[GATES_COUNT];

/* The axes of gradients: one for all, by the logarithm or even; or each plot's own, even. */
typedef enum Heights { HEIGHTS_LOG, HEIGHTS_LINEAR, HEIGHTS_OWN, HEIGHTS_COUNT } Heights;
extern const char *const heights_words[HEIGHTS_COUNT];

/* How the numbers of a matrix become colours: evenly, by their logarithm, or every row by its own
 * largest; and what stands for cells that share a pixel. */
typedef enum Stretch { STRETCH_LINEAR, STRETCH_LOG, STRETCH_ROW, STRETCH_COUNT } Stretch;
typedef enum Pool { POOL_MAX, POOL_MEAN, POOL_COUNT } Pool;
extern const char *const stretch_words[STRETCH_COUNT];
extern const char *const pool_words[POOL_COUNT];
extern const char *const curve_words[CURVE_MEASURES]; /* bleu, exact */

/* How far the run is shown: all before `token`, and of it all before `stage` and `cells` cells of
 * that. In a transformer `token` is a block, a layer's attention or feed-forward, and `stage` one
 * of run_transformer.c's, which `cells` counts row by row. */
typedef struct Position {
    int token; /* 0: only the encoder, or the embedding; else from 1 */
    int stage; /* the stage being shown, done but for its cells; a Stage in a recurrent model */
    int cells; /* of its row, done; 0: all */
} Position;

/* A head of a transformer. */
typedef struct HeadAt {
    HeadsOf of;
    int layer, head; /* from 1 */
} HeadAt;
enum { HEADS_KEPT_MAX = 16 };
extern const char *const heads_words[HEADS_OF_COUNT]; /* encoder, decoder, cross */

/* What-ifs: what of a run is said instead of computed. Immutable, and every list in its one order,
 * so that equal edits are equal lists. T and S from 1. */
typedef struct ForcedWeight {
    HeadAt head; /* of a transformer; all 0 in a recurrent model */
    ForcedCell cell;
} ForcedWeight;
typedef struct ReplacedWord {
    int source;
    const char *word;
} ReplacedWord;
typedef struct Edits {
    const ForcedWeight *forced; /* by head, then row, then column */
    const MovedCenter *centers; /* by row */
    const ReplacedWord *replaced;
    const char *prefix; /* how the output begins, as text; "" none */
    const char *target; /* all of it but </s>; "" none; where there is one, there is no prefix */
    int forced_count, center_count, replaced_count;
} Edits;

/* Where a cell is followed: in the run, in the second of a comparison, or in the difference of both
 * runs' weights. */
typedef enum FollowIn { FOLLOW_A, FOLLOW_B, FOLLOW_DIFFERENCE } FollowIn;

/* A cell of the run, named as run_cell_find reads it: an array of the trace, a weight, or a node
 * without a name as node.ID; numbers from 1, 0 for a plane or row that the array has not. Of the
 * difference the name is “difference”. */
typedef struct CellName {
    const char *name;
    int plane, row, col;
    FollowIn in;
} CellName;
enum { FOLLOWED_MOST = 12 };

typedef struct Ask {
    const Model *model;
    bool family; /* a shipped model of a task: score, query, cell, encoder choose among its files */
    const char *input;
    Attention attention;
    uint64_t seed;
    const char *ablated; /* heads whose A·V is 0, "" or as `ablate` names them: "cross 1.2,1.4" */
    const Edits *edits;  /* NULL: none */
    int beam, branch;    /* width of the beam, 1: greedy; which of its hypotheses is run, 1: best */
} Ask;

typedef struct Look {
    View view;
    Position position;
    Reveal reveal;
    int target, source; /* the pinned cell, from 1; 0: none */
    /* The cells that were followed, one after the other; the last is the one there is. */
    CellName followed[FOLLOWED_MOST];
    int followed_count;
    HeadAt heads[HEADS_KEPT_MAX]; /* chosen; views of one head show the first */
    int head_count;               /* 1 at least where there are heads */
    HeadSort sort;
    bool gold;  /* the task's links are drawn over weights */
    double cut; /* arcs: of each row the largest weights, until so much of it is drawn */
    /* What of a matrix is seen: `zoom` times as large as when all fits, from row and column pan_…,
     * counted from 1 and not always whole; a view holds them to what it has room for. */
    double zoom, pan_target, pan_source;
    Stretch stretch;
    Pool pool;
    const char *find; /* text that labels are searched for, "" none; the found'th match, from 1 */
    int found;
    const char *hide; /* token whose rows and columns are left out, "" none */
    Heights heights;
    GatesOf gates;
    int unit;                  /* of a cell's gates, pinned, from 1; 0: none */
    CurveMeasure curve;        /* what a length curve shows, */
    int curve_samples;         /* of how many samples a bin, */
    const char *curve_against; /* and beside which model's; "" the task's without attention */
    int axes[2];               /* which numbers of a lookup's keys are across and up, from 1 */
    Theme theme;
    int text_size; /* percent, 100 … 300 */
    double speed;  /* of playing, steps a second × */
    bool motion;
} Look;

/* What `train start` would train; the numbers of the training panel. */
typedef struct TrainingAsk {
    long examples;
    int batch, shards, hidden, embedding, layers, heads; /* hidden: d of a transformer */
    double rate;
} TrainingAsk;

/* A second run beside the first: what `compare` says, and what it comes to. */
typedef struct Compare {
    const char *words; /* the commands that make the second of the first, "; " between; "" none */
    Ask ask;           /* of the second run */
    HeadAt head;       /* its chosen head, where it has heads */
    bool difference;   /* A − B is drawn */
} Compare;

typedef struct State {
    Ask ask;
    Look look;
    TrainingAsk training;
    Compare compare;
} State;

#endif
