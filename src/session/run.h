/* run.h -- one run: the tape, the trace and the words of an Ask, kept and shared.
 *
 * Runs are immutable and reference-counted; a cache hands the same one out for the same Ask, so
 * that undo, “before”, and stepping are look-ups. A run of the same Ask has the same numbers.
 */
#ifndef HEED_SESSION_RUN_H
#define HEED_SESSION_RUN_H

#include "attention/heads.h"
#include "session/state.h"
#include "trace/trace.h"

typedef struct RunKind RunKind;
typedef struct RunHeads RunHeads;

typedef struct Run {
    int holds; /* besides the one who made it */
    const RunKind *kind;
    Ask ask;
    Arena *arena;
    Tape *tape;
    Trace *trace;
    TextPieces source, target; /* tokens, with the final </s> (target: unless the limit came first);
                                  decoder-only: both are what is read */
    TextPieces fed;            /* of a transformer, what its decoder reads: <s> and the words before
                                  the last; decoder-only: what is read */
    const char *read;          /* the text that is read: the input with its replaced words */
    int *prefix;               /* ids of the tokens that the what-if gives the output */
    int prefix_length;
    const char **typed; /* of a given output, the words read as <unk>, else NULL each; or NULL */
    bool *unknown;      /* which source tokens the vocabulary does not have */
    int *chosen;        /* the target's ids; decoder-only: NULL */
    const Seq2SeqRun *made; /* of a recurrent model, else NULL */
    bool complete;          /* </s> came before the limit */
    const char *output;     /* the target as text */
    const char *reference;  /* what is right, where the task can tell; else NULL */
    const GoldLinks *gold;  /* of the target tokens, where the output is right; else NULL;
                               decoder-only: of what is read */
    /* Of the reference's tokens, </s> left out, whatever the output is; NULL: none are known. */
    const GoldLinks *reference_gold;
    TextPieces reference_tokens;
    RunHeads *heads; /* what was asked of its heads; NULL: it has none */
    Beam *beam;      /* the search the words come from, width 1 too; NULL: no words are written */
} Run;

enum { INPUT_TOKENS_MAX = 1000 };

/* Builds the run of an Ask, without a cache. NULL and a sentence: empty input, too many tokens, or
 * an attention that the model has no parameters for. */
Run *run_new(const Ask *ask, Error *error);
/* The same, and NULL soon after `stops`, which is asked often and on this thread, has said so. */
Run *run_new_stopped_by(const Ask *ask, bool (*stops)(void *with), void *with, Error *error);
/* Frees it, or gives one hold back. Only the main thread holds runs and lets them go; whoever holds
 * one may have another thread read what is const in it, its model left out. */
void run_free(Run *run);
Run *run_hold(const Run *run);
/* Whether it would take over 30 ms or so: then it is a job's. run_new touches nothing but the Ask's
 * immutable values, so any thread may call it. */
bool run_is_long(const Ask *ask);
/* Whether it would take over 300 ms or so: then a window opens without it. */
bool run_outlasts_opening(const Ask *ask);

bool ask_equal(const Ask *a, const Ask *b);

/* What-ifs (edits.c). NULL is none, and no list is ever empty behind a pointer. */
bool edits_equal(const Edits *a, const Edits *b);
/* One by one, in the order in which they are said: of a row, all that is forced is one. */
typedef enum EditKind {
    EDIT_REPLACED,
    EDIT_PREFIX,
    EDIT_TARGET,
    EDIT_CENTER,
    EDIT_FORCED
} EditKind;
typedef struct Edit {
    EditKind kind;
    const ReplacedWord *replaced;
    const MovedCenter *center;
    const ForcedWeight *forced; /* `count` of one row */
    int count;
} Edit;
int edits_count(const Edits *edits);
Edit edits_item(const Edits *edits, int index);
/* The line that makes it again, and the one that takes it away. */
const char *edits_line(const Edits *edits, int index, Arena *arena);
const char *edits_undo_line(const Ask *ask, int index, Arena *arena);
/* What is forced of a cell (head: as its run has it), of a row at all; a moved centre; a replaced
 * word; or NULL. */
const ForcedCell *edits_forced(const Edits *edits, HeadAt head, int target, int source);
const ForcedCell *edits_forced_row(const Edits *edits, HeadAt head, int target);
const MovedCenter *edits_center(const Edits *edits, int target);
const char *edits_replaced(const Edits *edits, int source);
/* How many tokens the output can have for a source of so many; 0: the model writes none. */
int run_target_limit(const Ask *ask, int source_length);
/* The word that a what-if gave the output at a place (from 1) and that is fed back as <unk>, as it
 * was typed; NULL: the word there is the model's. */
const char *run_typed(const Run *run, int target);

typedef struct RunCache RunCache;
RunCache *run_cache_new(void);
void run_cache_free(RunCache *cache);
/* The run of this Ask, built if it is not there. Belongs to the cache; good until the next call but
 * one. */
const Run *run_cache_get(RunCache *cache, const Ask *ask, Error *error);

bool run_cache_has(const RunCache *cache, const Ask *ask);
const Run *run_cache_find(const RunCache *cache, const Ask *ask); /* NULL: it is not there */
/* Bytes of memory that a run holds, and all runs of the cache. */
size_t run_bytes(const Run *run);
size_t run_cache_bytes(const RunCache *cache);
/* Lets go of those not asked for longest, but for the given ones, until the others hold no more
 * than `most` bytes. */
void run_cache_trim(RunCache *cache, size_t most, const Run *const *keep, int keep_count);
/* Takes a run that was built elsewhere. */
void run_cache_add(RunCache *cache, Run *run);
/* Frees the runs of a model that is about to go. */
void run_cache_forget(RunCache *cache, const Model *model);

/* Whether the run has attention at all, whether in many heads, and its stages at token t: the last
 * of them is STAGE_OUTPUT. */
bool run_has_attention(const Run *run);
bool run_has_heads(const Run *run);
bool run_has_stage(const Run *run, Stage stage);

/* One matrix of the run, of a transformer's chosen head: rows are queries, columns keys. Scores are
 * what stands in their place at the look's position (run_score_stage); of the mask, those that the
 * weights are made of, −∞ where masked, whatever the position. */
typedef enum MatrixKind { MATRIX_SCORES, MATRIX_WEIGHTS, MATRIX_MASK } MatrixKind;
typedef struct RunMatrix {
    const TraceArray *array; /* NULL: there is none */
    int plane;
    TextPieces rows, cols;
} RunMatrix;
RunMatrix run_matrix(const Run *run, const Look *look, MatrixKind kind);
/* While the mask is walked: what the scores still are where it has not come; else without an array.
 */
RunMatrix run_matrix_before(const Run *run, const Look *look);
/* Which columns its rows surely come from, where the task knows that of this input and, where one
 * is written, this output. All links of our tasks are sure, none only possible. */
typedef struct RunGold {
    const GoldLinks *links; /* of the first `count` rows; NULL: not known */
    int count;
    bool aligns;     /* rows are target tokens: an alignment error rate says something */
    const char *why; /* not known: a clause that says why */
} RunGold;
RunGold run_gold(const Run *run, const Look *look);
bool run_has_gold(const Run *run);                 /* its task knows links of some inputs */
bool gold_has(const GoldLinks *links, int source); /* source from 0 */
/* Of how many of the first `rows` rows with gold links (*linked) the largest weight is on one: what
 * is told of characters, whose gold is a whole field. Only where the gold aligns. */
int run_rows_on_gold(const Run *run, const Look *look, int rows, int *linked);
/* AER of the first `rows` rows, A being each row's largest weight; NaN where there is none. */
double run_aer(const Run *run, const Look *look, int rows);
/* The source that a word of the output looked at the most and its weight: of a transformer by the
 * mean of the last layer's heads across. False: nothing is written, or without attention. */
bool run_looked_at(const Run *run, int target, int *source, double *weight);
/* Whether a cell of it (from 1) is shown at the look's position. */
bool run_matrix_shows(const Run *run, const Look *look, MatrixKind kind, int row, int col);

/* Any number of the run. */
typedef struct RunCell {
    const TraceArray *array; /* NULL: a weight, or a node that the trace does not name */
    int plane, row, col;     /* in the array, else in the node; from 0 */
    const Node *node; /* that made it, and where it stands there: of an array that is made, in the
                         lines of its row, until another row of it is asked for */
    Cell cell;
} RunCell;
bool run_cell_find(const Run *run, const CellName *name, RunCell *cell);
RunCell run_cell_of(const Run *run, const Node *node, Cell cell);
RunCell run_cell_at(const TraceArray *array, int plane, int row, int col);
Real run_cell_number(const RunCell *cell);
bool run_cell_same(const RunCell *a, const RunCell *b);
/* What `follow` takes: "encoder.h 6 12". In the arena. */
const char *run_cell_words(Arena *arena, const RunCell *cell);
/* The cell that is followed, where it is the run's own, and where it is one of the second run of a
 * comparison; false: none. */
bool run_followed(const Run *run, const Look *look, RunCell *cell);
bool run_followed_in(const Run *run, FollowIn in, const Look *look, RunCell *cell);

/* What `find` finds: tokens equal to the text where there are any, else those that contain it. Of
 * self-attention a place is a row and its column; else columns come first, then rows. */
typedef struct Finding {
    const char *text;
    bool whole;
} Finding;
Finding finding_of(RunMatrix matrix, const char *text);
bool finding_is(Finding finding, const char *token);
int finding_count(RunMatrix matrix, Finding finding);
/* The place of the nth, from 1; 0 where it is only a row or a column. False: there is none. */
bool finding_at(RunMatrix matrix, Finding finding, int n, int *row, int *col);

/* The heads there are: of each group, layers × heads. */
typedef struct HeadCounts {
    int layers[HEADS_OF_COUNT], heads; /* 0 layers: the model has no such group */
} HeadCounts;
HeadCounts run_head_counts(const Model *model);
bool heads_has(const HeadCounts *counts, HeadAt head);
/* "encoder.layers.0.attention" and the like; decoder-only "layers.0.attention". In the arena. */
const char *run_head_scope(const Run *run, Arena *arena, HeadAt head);
/* An array of the head's block, as "query", "scores" or "context"; its plane is head − 1. */
const TraceArray *run_head_array(const Run *run, HeadAt head, const char *name);
/* Who asks and who is looked at: the tokens of the group's rows and columns. Within the decoder
 * both are what it reads, across the rows are the words it writes. */
TextPieces run_head_rows(const Run *run, HeadsOf of);
TextPieces run_head_cols(const Run *run, HeadsOf of);
/* The mask of a group's scores, as a rule: "|s − t| ≤ 8". In the arena. */
const char *run_head_mask(const Run *run, HeadsOf of, Arena *arena);
/* Whether it is so long that weights are made piece by piece: soft ones alone can be, and none of
 * them can be forced. */
bool run_is_compact(const Run *run);
/* What one head does on this run. Measured when it is first asked for and then kept with the run:
 * unlike a run itself, only for the main thread. */
enum { HEAD_OVERVIEW = 128 };
typedef struct HeadOverview {
    int rows, cols;
    Real *most; /* the weights, each the largest of its block; −1 where all are masked */
} HeadOverview;
enum { HEAD_OVERVIEWS = 4 };
typedef struct HeadSummary {
    HeadMeasures measures;
    HeadPattern pattern;
    /* The first as large as the matrix, but HEAD_OVERVIEW at most; each next of half the rows and
     * columns. */
    HeadOverview overviews[HEAD_OVERVIEWS];
} HeadSummary;
const HeadSummary *run_head_summary(const Run *run, HeadAt head);
bool run_has_summary(const Run *run, HeadAt head); /* it was measured */
/* Across, how many words of the output the pattern `matching` is measured on: those that are still
 * the reference's; −1: the task knows no reference of this input. */
int run_words_judged(const Run *run);
/* The largest |difference|, over all heads of the head's layer, between Q, K and V as columns of
 * one product for all heads and as a product x W_h + b_h for each head on its own; infinite where
 * they are not numbers. Kept alike. */
double run_heads_difference(const Run *run, HeadAt head);
/* Ablated heads: membership in such a text, the text with one more or one less (canonical order, in
 * the arena). */
bool heads_listed(const char *list, HeadAt head);
/* Whether the chosen heads are several and all those of one layer, each of them once. */
bool look_has_layer(const Look *look, const Model *model);
const HeadAt *heads_of_list(Arena *arena, const char *list, int *count);
const char *heads_with(Arena *arena, const char *list, HeadAt head, bool in);

/* Stages in the order this run goes through them (query current: Query, Score … all after the
 * state). */
Position run_first(const Run *run);
Position run_last(const Run *run);
/* The position after or before, by reveal; the same at the ends. */
Position run_next(const Run *run, Position position, Reveal reveal);
Position run_back(const Run *run, Position position, Reveal reveal);
/* The same position where the run has it, else the nearest it has. */
Position run_clamp(const Run *run, Position position);
/* A transformer's blocks in order: what block `token` (from 1) is. */
typedef enum BlockKind { BLOCK_ATTENTION, BLOCK_FEEDFORWARD, BLOCK_OUTPUT } BlockKind;
typedef struct Block {
    BlockKind kind;
    HeadsOf of; /* feed-forward: of the encoder or decoder layer it stands in */
    int layer;  /* from 1 */
} Block;
int run_block_count(const Run *run);
Block run_block(const Run *run, int token);
/* The block in which a head's attention stands. */
int run_block_of(const Run *run, HeadAt head);
/* The stages of a block, in order. */
typedef struct BlockStage {
    const char *title, *formula; /* in the views' markup */
    const char *array;           /* what it makes, in the block's trace; of one head if `of_head` */
    bool of_head, is_matrix;     /* N × S cells, a query's row each */
    const char *name;            /* of the matrix of scores that are not yet done; else NULL */
    const char *other; /* the formula across, or of an output tied to the embedding; NULL: it is the
                          same */
} BlockStage;
const BlockStage *run_block_stages(const Block *block, int *count);
/* The formula of a stage as it is in this block of this run. */
const char *run_stage_formula(const Run *run, const Block *block, const BlockStage *stage);
/* Whether the block goes through a stage of the list: nothing is divided with `dot`, and masked
 * only where something is; of a long input products are not kept, and scores are one stage. */
bool run_has_block_stage(const Run *run, const Block *block, int stage);
/* While the block of the chosen head makes its scores: the stage whose numbers stand in their
 * place, q · k or q · k / √d. NULL: the scores themselves. */
const BlockStage *run_score_stage(const Run *run, const Look *look);
/* How many cells a row has of what the stage at a position makes, which `cells` counts: of one head
 * where it is a head's. 0: it is made at once. */
int run_walk_row(const Run *run, Position position);
/* The array of that name that a block makes, or NULL: with `dot`, nothing is scaled. */
const TraceArray *run_block_array(const Run *run, const Block *block, const char *name);

/* A lookup's stages, in order; Position.stage is one of them and `cells` counts keys. A score that
 * does not scale and weights that are no exponentials leave a stage out. */
typedef enum LookupStage {
    LOOKUP_SIMILARITY,
    LOOKUP_SCALE,
    LOOKUP_EXP,
    LOOKUP_NORMALISE,
    LOOKUP_BLEND,
    LOOKUP_STAGES
} LookupStage;
bool run_is_lookup(const Run *run);
bool lookup_has_stage(const Run *run, LookupStage stage);
/* Whether a stage's number of a key is shown at a position; with the key one past the last: all of
 * the stage. */
bool lookup_shows(Position position, LookupStage stage, int key);

/* Whether what comes out of it is not a number at some token: it overflowed on the way there. */
bool run_overflows(const Run *run);
/* Whether the model writes words one after the other, so that there is a beam. */
bool model_decodes(const Model *model);
/* ln p of all the words the run writes, as far as it wrote; NaN: it writes none. */
double run_log_probability(const Run *run);
/* Nats a token of what the run writes, with its </s>; of a model that only reads, of what it reads
 * after the first token. NaN: there is none. */
double run_loss(const Run *run);
/* The last word of a hypothesis of the run's beam; "" when it has none there. */
const char *run_beam_word(const Run *run, const BeamPlace *place);
/* How many units the gates of one side have. */
int gates_units(const Seq2SeqConfig *config, GatesOf of);

/* Whether a stage of a token (and of its row, cell s from 1; 0: any) is shown at a position. */
bool run_shows(Position position, int token, int stage, int cell);
/* The same of a weight of a recurrent model: where weights are drawn, `cells` counts draws, and a
 * row has its weights when all are made. */
bool run_shows_weight(const Run *run, Position position, int token, int cell);
/* Of draws: how many of a row are made at a position. */
int run_shows_draws(const Run *run, Position position, int token);

/* The trace and the caption's words as a file: arrays, and meta as words.md names it. */
void run_export(const Run *run, ArrayFile *file);

#endif
