/* frame_parts.h -- what the files of a frame share; for frame*.c only. */
#ifndef HEED_APP_FRAME_PARTS_H
#define HEED_APP_FRAME_PARTS_H

#include "app/curve_job.h"
#include "app/frame.h"
#include "app/gradient_job.h"
#include "app/heads_job.h"
#include "base/job.h"
#include "training/live.h"
#include "training/ranking.h"
#include "views/chrome.h"

enum { LOSSES_MOST = 400 };

/* A line whose run comes after the one that is computed. */
typedef struct WaitingLine {
    char *line;
    int gesture;
} WaitingLine;
enum { WAITING_MOST = 32 };

struct Frame {
    Session *session;
    Fonts *fonts;
    Ui *ui;
    Raster *raster;
    Arena *arena; /* of the pass */
    List *list;
    FrameHost host;
    ViewMemory memory;
    Chrome chrome;
    Live *live;
    int live_gesture;
    Ranker *ranker;
    const Model *ranked; /* whose heads it ranks */
    GradientJob gradients;
    HeadsJob heads;
    CurveJob curve;
    Job *job; /* builds a long run for the line below it */
    char *job_line;
    int job_gesture;
    double job_since;
    WaitingLine waiting[WAITING_MOST]; /* said meanwhile, in this order; their runs are next */
    int waiting_count;
    const char *const *queue; /* lines to be said before any other, one run after another */
    int queue_count, queued;
    Opening *opening;   /* a file of commands whose lines come before the queue's, or NULL; */
    char *opening_line; /* the line that opens it; NULL: it was named at the start */
    bool opening_restores, opening_of_palette;
    float losses[LOSSES_MOST];
    double now, next_step, wanted;
    bool quits;
};

/* Carries out an act, of a line that the session took: an ActHandler. */
bool frame_act(void *frame, const char *word, const char *argument, Error *error);
/* Opens the file of commands that a line opens, to its first line whose run takes long; false for
 * any other line, and a file that cannot be read. */
bool frame_start_opening(Frame *frame, const char *line, bool of_palette);
/* Starts a job for a line whose run takes long, or lets it wait for the one that is computed, in
 * whose place it is where it says all that the other one would; undo lets go of the last one. False
 * when the line can be applied at once. */
bool frame_start_run(Frame *frame, const char *line, int gesture);
/* Applies the line whose run is there by now, and the lines that wait until the next long one. */
void frame_take_runs(Frame *frame);
void frame_forget_runs(Frame *frame);
/* Where a sentence about a line belongs: in what the line came from. */
void frame_tell_of(Frame *frame, const char *line, bool of_palette, bool good,
                   const char *sentence);
/* A training, or a ranking of heads, ends. */
void frame_end_training(Frame *frame);
void frame_end_ranking(Frame *frame);
/* What the measuring of a length curve needs of the frame. */
CurveHost frame_curve_host(Frame *frame);

#endif
