/* gradients.h -- how much each source word matters to the output, |∂L/∂h_s| along the
 * sentence: of the state's own run, and of the same sentence through the task's other shipped
 * cells, with and without attention.
 *
 * L = −log p of the word at `target` (of a run with fewer words: its last), or the sum over all
 * words (GRADIENT_ALL), its own emitted words as targets; norms are L2, both directions apart,
 * nothing clipped. Every run is built again on a tape of its own, so that runs that are shared stay
 * as they are. What the ask differs in from the state's is only the file and what goes with it (a
 * scope that a file has no parameters for gives way to the file's own).
 */
#ifndef HEED_SESSION_GRADIENTS_H
#define HEED_SESSION_GRADIENTS_H

#include "base/job.h"
#include "models/seq2seq_gradient.h"
#include "session/session.h"

enum { GRADIENT_CELLS = 3, GRADIENT_CURVES = 2 * GRADIENT_CELLS };

/* One file's. */
typedef struct GradientCurve {
    const char *file; /* its name */
    const RecurrentCell *cell;
    bool attention, is_own; /* the state's own run */
    bool done;              /* the numbers below are there */
    const char *why;        /* why there will be none: not shipped, or refused; else NULL */
    int S, ways;
    const double *h[ENCODER_WAYS];   /* |∂L/∂→h_s|, |∂L/∂←h_s| */
    const double *c[ENCODER_WAYS];   /* of an LSTM's memory; else NULL */
    const double *own[ENCODER_WAYS]; /* the part that came to h_s as key and value of its word */
    double loss;
    int target, steps; /* the word it is of, from 1, or GRADIENT_ALL; and how many there are */
    const char *word;  /* NULL: all */
} GradientCurve;

/* RNN, LSTM, GRU with attention, then without. */
typedef struct Gradients {
    Arena *arena;
    Ask ask;    /* of the state */
    int target; /* asked for */
    GradientCurve curves[GRADIENT_CURVES];
} Gradients;
void gradients_free(Gradients *gradients); /* NULL is allowed */

/* Which output word L is of: the pinned one; else GRADIENT_ALL where the whole output is produced,
 * and before, the last that is produced at this step; 0 where none is yet. */
int gradient_target(const Run *run, const Look *look);

/* What to measure; plain values and const models. */
typedef struct GradientsAsk {
    Ask state;                 /* the state's, which only says whose these are */
    Ask asks[GRADIENT_CURVES]; /* model NULL: no such file */
    const RecurrentCell *cells[GRADIENT_CURVES];
    int own, target;
} GradientsAsk;
/* That of the session's state, which has a recurrent model; opens the other files. */
GradientsAsk session_gradients_ask(Session *session);
/* Here and now; `job` (or NULL) is shown every curve, and may cancel: then NULL. */
Gradients *gradients_of(const GradientsAsk *ask, Job *job);
/* As a job, on copies of the models; its snapshots are Gradients. */
Job *gradients_start(const GradientsAsk *ask, void (*wake)(void *), void *with);

/* The newest that were measured, perhaps of an earlier state; NULL: none. */
const Gradients *session_gradients(const Session *session);
bool gradients_are_of(const Gradients *gradients, const Ask *ask, int target);
/* The view shows them, and they are not those of the state. */
bool session_wants_gradients(const Session *session);
void session_take_gradients(Session *session, Gradients *gradients); /* takes it */
void session_measure_gradients(Session *session);

/* Adds encoder.forward.h.gradient, encoder.backward.h.gradient (S × numbers of a direction; LSTM:
 * …c.gradient too) and encoder.h.gradient, both beside each other, to a run's file, of the word
 * gradient_target names (before the first: of all), which the meta calls `gradient` ("all": of
 * all). */
void run_export_gradients(const Run *run, const Look *look, ArrayFile *file);

#endif
