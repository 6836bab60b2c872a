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
    float losses[LOSSES_MOST];
    double now, next_step, wanted;
    bool quits;
};

/* Carries out an act, of a line that the session took: an ActHandler. */
bool frame_act(void *frame, const char *word, const char *argument, Error *error);
/* A training, or a ranking of heads, ends. */
void frame_end_training(Frame *frame);
void frame_end_ranking(Frame *frame);
/* What the measuring of a length curve needs of the frame. */
CurveHost frame_curve_host(Frame *frame);

#endif
