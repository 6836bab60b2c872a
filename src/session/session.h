/* session.h -- the one place where state changes: a line of words.md's language goes in, a new
 * State and its run come out.
 *
 * Every command is a line of text; buttons, keys, files and tests say the same ones. A line that is
 * wrong changes nothing and leaves one sentence. Commands are *state* (undoable) or *act* (export,
 * save, quit …: never undone, carried out by the host). A gesture is one entry of undo: commands
 * applied with the same non-zero gesture, or `step` after `step`. Threads: the main thread's. Owns:
 * states, models, runs.
 */
#ifndef HEED_SESSION_SESSION_H
#define HEED_SESSION_SESSION_H

#include "session/run.h"
#include "training/ranking.h"
#include "training/trainer.h"

typedef struct Session Session;

/* Who carries out acts: `word` and the rest of the line (unquoted). NULL: acts are refused. */
typedef bool ActHandler(void *with, const char *word, const char *argument, Error *error);

/* Opens the task `dates` on its first example, everything revealed. NULL and a sentence if its
 * model cannot be opened. */
Session *session_new(Error *error);
/* The session that session_new and opening a checkpoint make, where undo ends, so that the first
 * example is never run: at once with an `input` line where session_open_on takes that, and then
 * `said`. NULL and a sentence if it cannot be opened; `line` may be NULL. */
Session *session_new_of(const char *path, const char *line, bool *said, Error *error);
/* A session whose model is only a plan of what to train: score, query, cell, encoder and scope
 * change the plan. Needs no shipped file. */
Session *session_new_draft(const TrainingPlan *plan);
void session_free(Session *session); /* NULL is allowed */
void session_set_host(Session *session, ActHandler *act, void *with);

/* Applies one line. The Error says what is wrong and the nearest right word. */
bool session_apply(Session *session, const char *line, Error *error);
bool session_apply_gesture(Session *session, const char *line, int gesture, Error *error);
/* Applies a file's lines; an error begins with FILE:LINE and the lines before it stay applied, as
 * one entry of undo. A checkpoint (.safetensors) becomes the model, as it is. */
bool session_open(Session *session, const char *path, Error *error);
/* Opens a checkpoint and applies an `input` line, two entries of undo, so that nothing else is read
 * by it first: the first is run when undo comes to it. False, and nothing has changed, for any
 * other line or file, what cannot be opened or read, and a run that outlasts opening: whoever says
 * one after the other learns why. */
bool session_open_on(Session *session, const char *path, const char *line);

/* What the line would ask of a run, without applying it; false when it is wrong or an act (but
 * undo and redo, whose run may have gone), or when
 * the run is there already. For those who compute long runs in a job: the run they give back is
 * then found at once. */
bool session_foresee(Session *session, const char *line, Ask *ask);
void session_adopt(Session *session, Run *run); /* takes it */
/* The state that lines leave one after another, but for all that their runs change in it: what a
 * line means that is said while another one's run is computed. False when one of them is wrong, or
 * an act. */
bool session_foresee_state(Session *session, const char *const *lines, int count, State *out);

/* Bytes that all kept runs hold; and lets go of those not asked for longest until they hold no more
 * than `most`, but for the state's run, the second of its comparison, the one without what-ifs and
 * `also` (or NULL: one that a job looks at). A host does it; without one every line ends so. */
size_t session_runs_bytes(const Session *session);
void session_trim_runs(Session *session, size_t most, const Run *also);
/* What they may hold: an eighth of the memory there is. */
size_t session_runs_most(void);

const State *session_state(const Session *session);
const Run *session_run(const Session *session);
/* The run of the same Ask without any what-if: the same run when there is none. NULL while it is
 * not there and would take long. */
const Run *session_original(const Session *session);
/* What ablated heads changed: two runs that are fed the same words, so that their rows, losses and
 * pictures are of the same tokens. `after` is the run itself where it wrote these words. */
typedef enum AblationOn {
    ABLATION_READ,      /* the model only reads */
    ABLATION_TARGET,    /* the output that a what-if gives */
    ABLATION_REFERENCE, /* what is right, where the task can tell */
    ABLATION_OUTPUT     /* else what the model writes with all heads */
} AblationOn;
typedef struct Ablation {
    const Run *before,
        *after; /* NULL: nothing is ablated, or one is not there and would take long */
    AblationOn on;
} Ablation;
Ablation session_ablation(const Session *session);
/* The run that `compare` asks for beside it, or NULL. */
const Run *session_other(const Session *session);
/* What the heads of the state's model are worth, as far as it was measured; else NULL. */
const HeadRanking *session_ranking(const Session *session);
bool session_is_ranked(const Session *session); /* all of them */
/* Takes such a table of the model, for a newer one of the same. */
void session_take_ranking(Session *session, const Model *model, HeadRanking *ranking);
/* What a length curve is measured of: the state's model and, where there is one, the second. */
typedef struct CurveAsk {
    const Model *models[CURVE_MODELS];
    int count, samples;
    uint64_t seed;
    const char *against;
} CurveAsk;
bool curve_ask_equal(const CurveAsk *a, const CurveAsk *b);
/* What the state asks; opens the second. False and a sentence when there is no curve of the model.
 */
bool session_curve_ask(Session *session, CurveAsk *ask, Error *error);
/* The curve the state asks for, as far as it was measured; else NULL. */
const LengthCurve *session_curve(const Session *session);
/* Takes a curve that was asked so, for an older one. */
void session_take_curve(Session *session, const CurveAsk *ask, const LengthCurve *curve);
/* Measures what the view shows and was not measured to its end, here and now: for pictures that
 * nobody waits for. */
bool session_complete(Session *session, Error *error);
/* What the last command has to say besides the picture (which file was chosen), or "". */
const char *session_message(const Session *session);
/* Undo ends at the state so many entries back: nobody chose those before. */
void session_begin(Session *session, int back);
bool session_can_undo(const Session *session);
bool session_can_redo(const Session *session);

/* Saves the state as a file of commands, so that opening it gives the same picture: a model that is
 * in no file (trained in the window) is written beside it, as FILE without .heed + .safetensors.
 * With the ending .safetensors: the model alone, as a checkpoint. */
bool session_save(const Session *session, const char *path, Error *error);
/* The state as lines that make it again, `rank start` among them where its model's heads were
 * ranked. The same state gives the same bytes. */
void session_write_state(const Session *session, Buffer *out);

/* The shortest lines that make this figure again from what headless verbs start with, as a command
 * line of `heed render`. */
void session_write_render(Session *session, Buffer *out);

/* For those who train: the plan of the state's model and numbers; uses `model` from now on, as it
 * is. */
TrainingPlan session_training_plan(const Session *session);
/* Takes it. Models used one after the other under one gesture are one undo, and only the last is
 * kept. */
void session_use_model(Session *session, Model *model, int gesture);

/* What the task's shipped recurrent files were trained with, for those who show what can be chosen;
 * in the arena. */
typedef struct Shipped {
    const char *score, *scope, *cell;
    bool query_current, bidirectional;
} Shipped;
const Shipped *shipped_files(Arena *arena, const char *task, int *count);

/* A command word with its arguments and summary, for `heed list commands` and the palette. */
typedef struct CommandInfo {
    const char *word, *arguments, *summary, *group;
    bool is_act;
} CommandInfo;
const CommandInfo *command_info(int index); /* NULL past the last */

#endif
