/* curve.h -- quality against length: the figures of `heed eval`, by bins of the source's length.
 *
 * Fresh samples are drawn as `heed eval` draws them, from a seed, and each bin keeps the first
 * `wanted` of its lengths: as many long sentences as short ones, as far as CURVE_DRAWS a wanted
 * sample find them. Every model decodes the same samples, greedily and as it was trained. A bin of
 * fewer than CURVE_LEAST samples (or fewer than were wanted of so few) gives no point. Intervals
 * are of 95 %: Wilson's of a share for exact, the bootstrap's percentiles over the bin's samples
 * for BLEU. Same models, samples and seed, same numbers, however they were computed.
 *
 * A LengthCurve is a plain value without pointers. A Curver is a job that shows how far it has
 * come; it works on copies of the models.
 */
#ifndef HEED_TRAINING_CURVE_H
#define HEED_TRAINING_CURVE_H

#include "base/job.h"
#include "training/quality.h"

enum { CURVE_MODELS = 2, CURVE_BINS = 12, CURVE_LEAST = 20, CURVE_DRAWS = 600 };
/* Samples a bin: the fewest and most one can ask for, and the usual. */
enum { CURVE_SAMPLES_LEAST = 5, CURVE_SAMPLES_MOST = 2000, CURVE_SAMPLES = 100 };

typedef enum CurveMeasure { CURVE_BLEU, CURVE_EXACT, CURVE_MEASURES } CurveMeasure;

typedef struct CurveShare {
    double value, low, high; /* NaN: the task has no such measure */
} CurveShare;

typedef struct CurvePoint {
    int samples; /* decoded so far */
    CurveShare of[CURVE_MEASURES];
} CurvePoint;

typedef struct CurveLine {
    char name[128], about[128]; /* the file; “additive, global, query previous, GRU of 96” */
    char training[160];         /* “trained on 320,000 examples, batch 16, rate 0.004” */
    CurvePoint points[CURVE_BINS];
} CurveLine;

typedef struct LengthCurve {
    int lines, bins, width; /* bin b: lengths b·width + 1 … (b + 1)·width, in source tokens */
    int wanted, found[CURVE_BINS];
    long drawn;  /* fresh samples that were looked at */
    bool words;  /* lengths are words, and there is BLEU; else characters */
    double done; /* 1: all of it */
    CurveLine line[CURVE_MODELS];
} LengthCurve;

/* NULL, or the sentence why a model has no length curve. */
const char *curve_refuses(const Model *model);
/* Whether a bin's samples are enough for a point. */
bool curve_has_point(const LengthCurve *curve, int line, int bin);

/* Here and now: of one or two models of the same task. `job` (or NULL) is shown every round, and
 * may cancel: then `done` stays below 1. */
LengthCurve curve_of(const Model *const *models, int count, int samples, uint64_t seed, Job *job);

typedef struct Curver Curver;
/* Starts; `wake` (or NULL) is called from the worker whenever there is something to take. */
Curver *curver_start(const Model *const *models, int count, int samples, uint64_t seed,
                     void (*wake)(void *), void *with);
LengthCurve *curver_take(Curver *curver); /* the newest, now the caller's to free, or NULL */
double curver_progress(Curver *curver);   /* 0 … 1 */
bool curver_finished(Curver *curver);
void curver_free(Curver *curver); /* stops; NULL is allowed */

#endif
