/* Acts: what lines ask for that is no change of state. */
#include "app/frame_parts.h"

#include "app/export.h"
#include "base/file.h"

#include <stdio.h>
#include <string.h>

void frame_tell(Frame *f, const char *sentence, bool is_error) {
    snprintf(f->chrome.toast, sizeof f->chrome.toast, "%s", sentence);
    f->chrome.toast_tone = is_error ? TONE_ERROR : TONE_PLAIN;
    f->chrome.toast_since = f->now;
    f->chrome.toast_until = f->now + (is_error ? 8 : 4);
}

static bool act_export(Frame *f, const char *path, Error *error) {
    ExportAsk ask = {.format = NULL};
    const LengthCurve *curve = session_curve(f->session);
    bool curved = session_state(f->session)->look.view == VIEW_CURVE;
    if (curved && (f->curve.curver || (curve && curve->done < 1)))
        return error_set(error, "the length curve is not measured to its end: wait, or measure "
                                "start");
    for (int i = 0; i < export_format_count; i++)
        if (!strcmp(export_formats[i], file_ending(path))) ask.format = export_formats[i];
    if (!ask.format)
        return error_words(error, "export writes .png, .svg, .pdf, .csv or .tex; “%s” ends in none",
                           path);
    if (!heads_job_is_done(f->session, error)) return false;
    Buffer bytes = {0};
    session_measure_gradients(f->session);
    bool good = export_figure(f->fonts, f->session, &ask, &bytes, error) &&
                file_save(path, bytes.data, bytes.size, error);
    buffer_free(&bytes);
    char said[600];
    snprintf(said, sizeof said, "saved %s", path);
    if (good) frame_tell(f, said, false);
    return good;
}

/* What the state asks to be trained; false and a sentence when it cannot be. */
static bool training_asked(Frame *f, TrainingPlan *plan, Error *error) {
    *plan = session_training_plan(f->session);
    const char *wrong = training_validate(plan), *task = session_state(f->session)->ask.model->task;
    if (wrong) return error_words(error, "%s", wrong);
    if (!task_find(task))
        return error_set(error, "this program has no examples of the task %s", task);
    return true;
}

static bool train_start(Frame *f, Error *error) {
    if (f->live) {
        live_pause(f->live, false);
        f->chrome.training.paused = false;
        return true;
    }
    TrainingPlan plan;
    if (!training_asked(f, &plan, error)) return false;
    static int gestures = 1 << 24;
    f->live_gesture = ++gestures;
    f->live = live_start(&plan, f->host.wake, f->host.with);
    f->chrome.training =
        (TrainingShow){.running = true, .of = plan.examples, .exact = -1, .losses = f->losses};
    return true;
}

void frame_end_training(Frame *f) {
    live_free(f->live);
    f->live = NULL;
    f->chrome.training.running = f->chrome.training.paused = false;
}

/* The model that a training would begin with: what it has learned is gone (undo brings it back). */
static bool train_reset(Frame *f, Error *error) {
    TrainingPlan plan;
    if (!training_asked(f, &plan, error)) return false;
    frame_end_training(f);
    Trainer *trainer = trainer_new(&plan);
    session_use_model(f->session, trainer_snapshot(trainer), 0);
    trainer_free(trainer);
    return true;
}

static bool act_train(Frame *f, const char *what, Error *error) {
    if (!strcmp(what, "start")) return train_start(f, error);
    if (!strcmp(what, "reset")) return train_reset(f, error);
    if (strcmp(what, "pause") && strcmp(what, "stop"))
        return error_words(error, "train takes start, pause, stop or reset, not “%s”", what);
    if (!f->live) return error_words(error, "nothing is being trained");
    if (!strcmp(what, "stop")) {
        frame_end_training(f);
        return true;
    }
    live_pause(f->live, true);
    f->chrome.training.paused = true;
    return true;
}

void frame_end_ranking(Frame *f) {
    ranker_free(f->ranker);
    f->ranker = NULL;
    f->memory.ranks = false;
}

static bool act_rank(Frame *f, const char *what, Error *error) {
    const Model *model = session_state(f->session)->ask.model;
    const char *no = ranking_refuses(model);
    bool start = !strcmp(what, "start");
    if (!start && strcmp(what, "stop"))
        return error_words(error, "rank takes start or stop, not “%s”", what);
    if (start && no) return error_words(error, "%s: %s", model->name, no);
    if (!start && !f->ranker) return error_words(error, "no heads are being ranked");
    frame_end_ranking(f);
    if (!start || session_is_ranked(f->session)) return true;
    f->ranked = model;
    f->ranker = ranker_start(model, RANKING_SAMPLES, 1, f->host.wake, f->host.with);
    f->memory.ranks = true;
    return true;
}

CurveHost frame_curve_host(Frame *f) {
    return (CurveHost){f->session, &f->memory, f->now, f->host.wake, f->host.with};
}

static bool act_measure(Frame *f, const char *what, Error *error) {
    CurveHost host = frame_curve_host(f);
    View view = session_state(f->session)->look.view;
    if (view == VIEW_GRADIENT) return gradient_job_act(&f->gradients, &host, what, error);
    if (view == VIEW_HEADS) return heads_job_act(&f->heads, &host, what, error);
    return curve_job_act(&f->curve, &host, what, error);
}

static bool act_copy(Frame *f, const char *what, Error *error) {
    if (*what && strcmp(what, "command"))
        return error_words(error, "copy takes nothing, or command, not “%s”", what);
    if (!f->host.clipboard.set) return error_set(error, "there is no clipboard here");
    session_measure_gradients(f->session);
    Buffer table = {0};
    if (*what) {
        session_write_render(f->session, &table);
        f->host.clipboard.set(f->host.clipboard.with, table.data);
        frame_tell(f, "copied the command line that draws this figure", false);
        buffer_free(&table);
        return true;
    }
    bool good = export_table(f->session, "tsv", &table, error);
    if (good) {
        f->host.clipboard.set(f->host.clipboard.with, table.data);
        frame_tell(f, "copied the matrix as a table", false);
    }
    buffer_free(&table);
    return good;
}

static bool act_play(Frame *f, bool play) {
    const Run *run = session_run(f->session);
    Position p = session_state(f->session)->look.position, last = run_last(run);
    f->chrome.playing = play;
    f->next_step = f->now;
    bool at_end = p.token == last.token && p.stage == last.stage && !p.cells;
    return play && at_end ? session_apply(f->session, "step first", NULL) : true;
}

bool frame_act(void *with, const char *word, const char *argument, Error *error) {
    Frame *f = with;
    if (!strcmp(word, "play") || !strcmp(word, "pause")) return act_play(f, !strcmp(word, "play"));
    if (!strcmp(word, "train")) return act_train(f, argument, error);
    if (!strcmp(word, "rank")) return act_rank(f, argument, error);
    if (!strcmp(word, "measure")) return act_measure(f, argument, error);
    if (!strcmp(word, "export")) return act_export(f, argument, error);
    if (!strcmp(word, "copy")) return act_copy(f, argument, error);
    if (!strcmp(word, "fullscreen")) {
        if (f->host.fullscreen) f->host.fullscreen(f->host.with, !strcmp(argument, "on"));
        return true;
    }
    f->quits = true; /* quit */
    return true;
}
