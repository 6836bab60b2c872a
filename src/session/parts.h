/* parts.h -- what the files of this room share, and no other room sees. */
#ifndef HEED_SESSION_PARTS_H
#define HEED_SESSION_PARTS_H

#include "session/gradients.h"

/* A ring large enough for anyone's day; memory is the system's zero pages until it is used. */
enum { UNDO_STATES = 1 << 17, ARGUMENTS_MAX = 6 };

/* What the heads of a model are worth. */
typedef struct RankedModel {
    const Model *model;
    HeadRanking *ranking;
} RankedModel;

struct Session {
    Arena *arena; /* texts of states */
    State states[UNDO_STATES];
    int current, newest, oldest; /* places in the ring are counted on, modulo UNDO_STATES */
    int gesture;                 /* of the newest entry */
    bool stepped;                /* the newest entry was made by `step` */
    Model **models;              /* all that were opened */
    int model_count, model_capacity;
    RunCache *runs;
    const Run *run, *other; /* the second, of compare; NULL: there is none */
    RankedModel *ranked;    /* the models whose heads were ranked */
    int ranked_count;
    struct FedWords *fed;     /* what both runs of an ablation are fed (ablation.c) */
    struct KeptCurve *curves; /* the length curves that were measured */
    int curve_count;
    Gradients *gradients; /* the newest that were measured, or NULL */
    const char *folder;   /* of the file of commands being read, with its slash; else NULL */
    int unrun;            /* the place of a state that was never run (session_open_on); or 0 */
    bool drafting;        /* the model is only a plan: words change what it will be */
    ActHandler *act;
    void *act_with;
    char message[256];
};

struct FedWords *fed_words_new(Arena *arena);
void session_forget_fed(Session *session);

/* How a kind of model is run and walked: run_seq2seq.c, run_transformer.c, run_lookup.c.
 */
struct RunKind {
    bool (*compute)(Run *run, Error *error); /* source, target, chosen, the tape */
    const char *(*refuses)(const Ask *ask);  /* NULL, or the sentence why it cannot be run so */
    void (*describe)(const Run *run, ArrayFile *file); /* its own words of a trace's meta */
    Position (*last)(const Run *run);
    Position (*next)(const Run *run, Position position, Reveal reveal);
    Position (*back)(const Run *run, Position position, Reveal reveal);
    Position (*clamp)(const Run *run, Position position);
};
extern const RunKind run_seq2seq, run_transformer, run_lookup;
/* The input as source tokens, with </s> if it `ends`; false and a sentence when it is empty or has
 * over `most` tokens. */
bool run_tokenise(Run *run, int most, bool ends, Error *error);
/* The words that the asked branch of the run's beam feeds back; NULL and a sentence where there is
 * none. */
const int *run_branch(Run *run, int *count, Error *error);
/* The beam of width 1 of a run whose words were chosen greedily, from the logits of each step. */
void run_beam_of(Run *run, const Real *const *logits, int steps);
/* The beam as arrays of the trace: numbers before it is made from the tape, words after. */
void run_beam_nodes(Run *run);
void run_add_beam(Run *run);
void run_describe_beam(const Run *run, ArrayFile *file);
/* The input with its replaced words, where any is; and what a prefix or a target gives the output.
 * False and a sentence: a word that is not there. Call after run_tokenise. */
bool run_edit(Run *run, Error *error);
/* The second half of it (written.c). */
bool run_read_written(Run *run, Error *error);
/* The words of a run that took `steps`: `chosen` are their ids. */
void run_take_words(Run *run, int *chosen, int steps, bool complete);
/* Whether what is forced and moved can be, now that the run is there: false and a sentence. */
bool run_edits_fit(const Run *run, Error *error);
/* What is changed of a recurrent model's attention. */
WhatIf run_what_if(const Run *run);
/* Nothing asked yet, in the run's arena. */
/* What was asked of a run's heads. */
struct RunHeads {
    const HeadSummary **summaries; /* numbered by transformer_head */
    double *differences;           /* of every layer of every group; NaN: not asked yet */
    const int *tokens;             /* of a decoder alone; see HeadMatrix */
    const int *partners;           /* of its rows, or of those across */
    int judged;                    /* across: target tokens that are the reference's */
    bool read;                     /* whether they were looked for */
};
RunHeads *run_heads_new(const Run *run);
void run_heads_read(const Run *run); /* fills in tokens and partners, once */
/* What training a model of this kind on its task usually asks. */
TrainingAsk training_ask_of(const Model *model);
/* The chosen heads as `head` takes them, in the arena. */
const char *look_heads(const Look *look, Arena *arena);
/* A chosen head that the state's model has; none where it has no heads. */
void state_first_head(State *state);
/* In the step view, where it is in another attention than the chosen head's: goes to that, whole.
 */
void state_show_block(const Session *session, State *state);

/* A line taken apart. */
typedef struct Words {
    const char *verb;
    const char *arguments[ARGUMENTS_MAX];
    int count;
    const char *rest; /* all after the verb, unquoted when it is one quoted text */
} Words;

typedef bool CommandApply(Session *session, State *state, const Words *words, Error *error);
typedef struct Command {
    CommandInfo info;
    int least, most;     /* arguments; −1 for most: one text, which may have spaces */
    CommandApply *apply; /* NULL: an act */
} Command;

/* Arguments: false (or −1) and a sentence when they are not what they must be. */
bool words_whole(const Words *words, int which, long low, long high, long *out, Error *error);
bool words_real(const Words *words, int which, double low, double high, double *out, Error *error);
int words_one_of(const Words *words, int which, const char *const *list, int count, Error *error);
bool words_on_off(const Words *words, bool *out, Error *error);

/* The words of commands_run.c. */
CommandApply model_command;
CommandApply input_command;
CommandApply example_command;
CommandApply seed_command;
CommandApply score_command;
CommandApply query_command;
CommandApply cell_command;
CommandApply encoder_command;
CommandApply positions_command;
CommandApply scope_command;
CommandApply renormalise_command;
CommandApply weigh_command;
CommandApply temperature_command;
CommandApply samples_command;
CommandApply open_command;

/* The words of beam.c. */
CommandApply beam_command;
CommandApply branch_command;

/* The word of curve.c. */
CommandApply curve_command;

/* The words of commands_look.c. */
CommandApply zoom_command;
CommandApply pan_command;
CommandApply stretch_command;
CommandApply pool_command;
CommandApply find_command;
CommandApply hide_command;
/* Whether the first n bytes are a group of heads: encoder, decoder, cross or, as the screen says,
 * across. */
bool heads_read_group(const char *text, size_t n, HeadsOf *of);
/* Reads "L.H" at *at and goes past it and a comma. */
bool heads_read_pair(const char **at, HeadAt *head);
CommandApply gates_command;
CommandApply unit_command;
CommandApply heights_command;
/* All of a matrix is seen. */
void look_whole(Look *look);

/* Edits that have room for `more` of each, while a command changes them; and the Edits they make,
 * NULL for none. */
typedef struct EditsDraft {
    ForcedWeight *forced;
    MovedCenter *centers;
    ReplacedWord *replaced;
    const char *prefix, *target;
    int forced_count, center_count, replaced_count;
} EditsDraft;
EditsDraft edits_draft(Session *session, const Edits *from, int more);
const Edits *edits_made(Session *session, const EditsDraft *draft);
int edits_by_number(const void *a, const void *b);

/* The words of commands_edit.c. */
CommandApply force_command;
CommandApply free_command;
CommandApply center_command;

/* The words of commands_words.c. */
CommandApply replace_command;
CommandApply prefix_command;
CommandApply target_command;
/* What a change means for the rest: edits of another input go, and those that the attention has no
 * use for; where other words are searched for, the best branch is followed again; of another task
 * the second model of its length curve is the usual one. */
void session_settle(Session *session, const Ask *before, State *state);

/* The word of follow.c. */
CommandApply follow_command;
/* Lets go of what another run does not have; and where the second of a comparison was `before`. */
void follow_refit(const Run *after, Look *look);
void follow_refit_other(const Run *run, const Run *before, const Run *after, State *state);
/* The first of a comparison is its second now. */
void follow_swap(Look *look);
/* Whether some of it is in the second run, or in what both differ in. */
bool follows_two(const Look *look);

/* The words of heads.c. */
CommandApply head_command;
CommandApply sort_command;
CommandApply ablate_command;
CommandApply restore_command;

/* The words of compare.c. */
CommandApply compare_command;
CommandApply difference_command;
/* Makes the state's second Ask again of its first; false and a sentence when that cannot be. */
bool compare_derive(Session *session, State *state, Error *error);
/* The same and its run, into `other`. Where it cannot be had, a comparison that was just asked for
 * is refused; else it ends, which the session's message says. */
bool compare_follow(Session *session, State *state, bool asked, const Run **other, Error *error);

extern const Command command_table[];
extern const int command_count;

/* The state's Ask without what-ifs. */
Ask session_original_ask(const Session *session);
/* rank start where nobody waits for a picture: measures at once. */
bool session_rank(Session *session, const char *what, Error *error);
/* The run of a file just opened. An input that is too long for it, or has what it does not know,
 * gives way to one it can read. */
const Run *session_run_opened(Session *session, State *state, Error *error);
/* Forgets the ranking of a model that goes; of all with NULL. */
void session_forget_ranking(Session *session, const Model *model);

/* A line held against the table: see session.c. NULL and a sentence when it does not fit; a line of
 * only white space or a comment gives NULL without one. */
const Command *session_parse(Arena *arena, const char *line, Words *words, Error *error);
/* The state every session starts with. */
bool session_first_state(Session *session, State *state, Error *error);

State *session_state_at(Session *session, int place);
/* Makes `state` the current one: over the newest entry if it is the same gesture, else as a new
 * one. */
void session_push(Session *session, const State *state, int gesture, bool stepped);
/* Opens all of a file of commands (opening.c). */
bool session_open_lines(Session *session, const char *path, Error *error);
/* Fits the look to a run that may have other lengths: at the end it stays at the end. */
void session_refit(const Run *before, const Run *after, Look *look);
/* measure start where nobody waits for a picture: measures at once. */
bool session_measure(Session *session, const char *what, Error *error);
/* Forgets the curves of a model that goes; of all with NULL. */
void session_forget_curves(Session *session, const Model *model);
/* Takes a model. */
void session_keep_model(Session *session, Model *model);
/* Where a file of commands means when it names a file: beside itself if it is there. */
const char *session_path(Session *session, Arena *arena, const char *name);

/* While drafting: the model becomes an untrained one of this plan. */
bool session_draft(Session *session, State *state, const TrainingPlan *plan, Error *error);
/* The shipped or given model by name, opened once. */
const Model *session_model(Session *session, const char *name, Error *error);
/* A copy of the text that lives as long as the session. */
const char *session_text(Session *session, const char *text);

/* What a choice among a task's shipped files wants, the asked-for word first. */
typedef struct Wish {
    const char *score, *scope, *cell;
    bool query_current, bidirectional;
} Wish;
typedef enum Asked { ASKED_SCORE, ASKED_QUERY, ASKED_CELL, ASKED_ENCODER, ASKED_SCOPE } Asked;
Wish wish_of(const State *state);
/* The name of the task's shipped file that has what was asked for and agrees best in the rest:
 * score, then query, cell, encoder, scope. NULL and a sentence when none has it. */
const char *shipped_choose(Session *session, const char *task, const Wish *wish, Asked asked,
                           Error *error);
/* The task's default file: additive, query previous, global, GRU, two directions; of a task of next
 * symbols the transformer. */
const char *shipped_default(Session *session, const char *task, Error *error);

/* A text in double quotes, as lines have it. */
void write_quoted(Buffer *out, const char *text);
/* The state's lines; `model` (NULL: its own name) is what they call the model. */
void state_write(const State *state, const char *model, Buffer *out);
/* The same with what a session knows beside its state: a file of commands. */
void session_write_lines(const Session *session, const char *model, Buffer *out);
void state_write_ask(const Ask *ask, const char *model, Buffer *out);
void state_write_look(const State *state, Buffer *out);
/* What is followed in two runs: lines after those of the comparison. */
void state_write_followed_in_two(const State *state, Buffer *out);
/* The text in double quotes, as a line of commands has it. */
void write_quoted(Buffer *out, const char *text);
/* A state on `model`: its own score, scope, window; soft weights, τ 1; the input stays if the task
 * does. */
void state_use_model(State *state, const Model *model, bool family);

#endif
