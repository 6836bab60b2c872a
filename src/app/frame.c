#include "app/frame_parts.h"

#include "views/cost.h"
#include "views/figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PASSES_MOST = 64 };

/* --- life ------------------------------------------------------------------------------------ */

Frame *frame_new(Session *session, Fonts *fonts, FrameHost host) {
    Frame *f = calloc(1, sizeof *f);
    CHECK(f, "out of memory");
    f->session = session;
    f->fonts = fonts;
    f->host = host;
    f->ui = ui_new(host.clipboard);
    f->raster = raster_new(fonts);
    f->arena = arena_new();
    session_set_host(session, frame_act, f);
    return f;
}

void frame_free(Frame *f) {
    if (!f) return;
    session_set_host(f->session, NULL, NULL);
    live_free(f->live);
    ranker_free(f->ranker);
    job_free(f->gradients.job);
    heads_job_end(&f->heads);
    curve_job_end(&f->curve, &f->memory);
    frame_forget_runs(f);
    ui_free(f->ui);
    view_memory_free(&f->memory);
    raster_free(f->raster);
    arena_free(f->arena);
    free(f);
}

double frame_wants(const Frame *f) {
    return f->wanted;
}
bool frame_quits(const Frame *f) {
    return f->quits;
}
const Ui *frame_ui(const Frame *f) {
    return f->ui;
}
const List *frame_list(const Frame *f) {
    return f->list;
}

/* --- what goes on by itself ------------------------------------------------------------------ */

/* The whole curve in the room there is: every second point goes when it is full. */
static void keep_loss(Frame *f, float loss) {
    TrainingShow *show = &f->chrome.training;
    if (show->loss_count == LOSSES_MOST) {
        for (int i = 0; i < LOSSES_MOST / 2; i++) f->losses[i] = f->losses[2 * i];
        show->loss_count = LOSSES_MOST / 2;
    }
    f->losses[show->loss_count++] = loss;
}

static void take_training(Frame *f) {
    if (!f->live) return;
    bool over = live_finished(f->live);
    LiveSnapshot *now = live_take(f->live);
    if (now) {
        TrainingShow *show = &f->chrome.training;
        show->examples = now->examples;
        show->seconds = now->seconds;
        show->loss = now->loss;
        show->exact = now->exact;
        keep_loss(f, (float)now->loss);
        if (now->diverged)
            frame_tell(f, "the loss is no longer a number; a lower rate helps", true);
        session_use_model(f->session, now->model, f->live_gesture);
        now->model = NULL;
        live_snapshot_free(now);
    }
    if (over) frame_end_training(f);
}

/* What is known of the heads so far; another model ends it. */
static void take_ranking(Frame *f) {
    if (!f->ranker) return;
    bool over = ranker_finished(f->ranker),
         ours = session_state(f->session)->ask.model == f->ranked;
    HeadRanking *now = ours ? ranker_take(f->ranker) : NULL;
    if (now) session_take_ranking(f->session, f->ranked, now);
    if (over || !ours) frame_end_ranking(f);
}

/* In a shot, what is wanted is measured at once. */
static void measure(Frame *f, bool still) {
    if (still) {
        session_measure_gradients(f->session);
        heads_job_do(f->session);
        return;
    }
    CurveHost host = frame_curve_host(f);
    gradient_job_tend(&f->gradients, &host);
    heads_job_tend(&f->heads, &host);
}

static void take_measured(Frame *f) {
    CurveHost host = frame_curve_host(f);
    gradient_job_take(&f->gradients, &host);
    heads_job_take(&f->heads, &host);
}

static void take_curve(Frame *f) {
    CurveHost host = frame_curve_host(f);
    curve_job_tend(&f->curve, &host, f->live != NULL);
}

static void play_on(Frame *f) {
    if (!f->chrome.playing || f->now < f->next_step) return;
    const State *state = session_state(f->session);
    Position before = state->look.position;
    static const double seconds[REVEAL_COUNT] = {0.12, 0.5, 0.8, 1, 0.8, 1};
    f->next_step = f->now + seconds[state->look.reveal] / state->look.speed;
    session_apply(f->session, "step next", NULL);
    Position after = session_state(f->session)->look.position;
    if (!memcmp(&before, &after, sizeof before)) f->chrome.playing = false;
}

/* --- passes ---------------------------------------------------------------------------------- */

static bool is_dialogs(const char *line) {
    return !strncmp(line, "compare ", 8) || !strncmp(line, "export ", 7) ||
           !strncmp(line, "open ", 5) || !strncmp(line, "save ", 5) || !strncmp(line, "target ", 7);
}

void frame_tell_of(Frame *f, const char *line, bool of_palette, bool good, const char *sentence) {
    Chrome *chrome = &f->chrome;
    bool stale = chrome->toast_tone == TONE_ERROR && chrome->toast_since < f->now;
    if (good && stale) chrome->toast[0] = '\0'; /* what went wrong is over */
    if (chrome->dialog != DIALOG_NONE && is_dialogs(line)) {
        snprintf(chrome->dialog_error, sizeof chrome->dialog_error, "%s", good ? "" : sentence);
        if (good) chrome->dialog = DIALOG_NONE;
        if (good && !strncmp(line, "save ", 5)) frame_tell(f, "saved the state", false);
    } else if (of_palette) {
        snprintf(chrome->palette_error, sizeof chrome->palette_error, "%s", good ? "" : sentence);
        if (good) chrome->palette = false;
    } else if (!good)
        frame_tell(f, sentence, true);
    if (good && session_message(f->session)[0]) frame_tell(f, session_message(f->session), false);
}

/* A line whose run takes long is taken at once: the palette it came from has nothing more to say.
 */
static bool apply_lines(Frame *f, const ViewPass *view) {
    bool any = false;
    for (int i = 0; i < view->line_count; i++) {
        Error error = {0};
        const char *line = view->lines[i], *said = f->chrome.palette_line;
        bool of_palette = f->chrome.palette && said && !strcmp(line, said);
        if (frame_start_opening(f, line, of_palette)) {
            any = true;
            continue;
        }
        if (frame_start_run(f, line, view->gestures[i])) {
            if (of_palette) f->chrome.palette = false;
            any |= of_palette;
            continue;
        }
        bool good = session_apply_gesture(f->session, line, view->gestures[i], &error);
        frame_tell_of(f, line, of_palette, good, error.message);
        any = true;
    }
    return any;
}

/* Also while a dialog or the palette has all other keys. */
static bool asks_to_quit(const FrameInput *input) {
    for (int i = 0; i < input->event_count; i++) {
        const Event *event = &input->events[i];
        if (event->kind == EVENT_KEY && event->key == 'q' && (event->mods & KEY_MOD_CTRL))
            return true;
    }
    return false;
}

static void take_drops(Frame *f, ViewPass *view) {
    const Event *event = ui_take_other(f->ui);
    if (!event) return;
    if (event->kind == EVENT_QUIT) f->quits = true;
    if (event->kind == EVENT_DROP) view_say(view, "open %s", event->text);
}

/* Text as large as asked, but never so large that the window holds less than the smallest one does.
 */
static float text_size_of(const Look *look, const FrameInput *input) {
    enum { LEAST_WIDTH = 480, LEAST_HEIGHT = 300 };
    float room = fminf(input->width / LEAST_WIDTH, input->height / LEAST_HEIGHT);
    return fminf((float)look->text_size / 100, fmaxf(1, room));
}

/* One pass; true when another is due. */
static bool pass(Frame *f, const FrameInput *input, bool first) {
    const Look *look = &session_state(f->session)->look;
    arena_reset(f->arena);
    f->list = list_new(f->arena, f->fonts);
    ui_begin(f->ui, &(UiFrame){.arena = f->arena,
                               .list = f->list,
                               .theme = view_theme(look->theme),
                               .width = input->width,
                               .height = input->height,
                               .scale = input->scale,
                               .text_size = text_size_of(look, input),
                               .now = input->now,
                               .still = input->still || !look->motion,
                               .events = first ? input->events : NULL,
                               .event_count = first ? input->event_count : 0});
    f->memory.timed = !input->still;
    measure(f, input->still);
    ViewPass view = view_begin(f->ui, f->session, &f->memory, false);
    take_drops(f, &view);
    chrome_draw(&view, &f->chrome);
    bool hovered = view_end(&view);
    if (view.refusal) frame_tell(f, view.refusal, true);
    ui_end(f->ui);
    bool changed = apply_lines(f, &view);
    return hovered || changed || view.refusal || ui_pending(f->ui);
}

static double sooner(double a, double b) {
    return a < 0 ? b : b < 0 || a < b ? a : b;
}

Picture frame_draw(Frame *f, const FrameInput *input) {
    f->now = input->now;
    session_trim_runs(f->session, session_runs_most(), f->heads.goal.run);
    frame_take_runs(f);
    take_training(f);
    take_ranking(f);
    take_measured(f);
    take_curve(f);
    play_on(f);
    f->quits = f->quits || asks_to_quit(input);
    f->chrome.computing = f->job && f->now - f->job_since > 0.1;
    f->memory.computing = f->chrome.computing;
    int most = PASSES_MOST + 2 * input->event_count;
    for (int i = 0; i < most && pass(f, input, i == 0); i++) {
    }
    f->wanted = ui_wants_frame(f->ui);
    if (cost_is_pending(&f->memory)) f->wanted = sooner(f->wanted, 0.05);
    if (f->chrome.playing)
        f->wanted = sooner(f->wanted, f->next_step > f->now ? f->next_step - f->now : 0);
    if (frame_computes(f) || f->ranker || f->gradients.job || f->heads.job || f->curve.curver)
        f->wanted = sooner(f->wanted, 0.03);
    if (f->chrome.toast[0]) f->wanted = sooner(f->wanted, f->chrome.toast_until - f->now + 0.01);
    const UiTheme *theme = view_theme(session_state(f->session)->look.theme);
    int width = (int)(input->width * input->scale + 0.5f),
        height = (int)(input->height * input->scale + 0.5f);
    raster_draw_on(f->raster, input->pixels, input->stride);
    if (input->anew) raster_forget(f->raster);
    return raster_draw(f->raster, f->list, width, height, input->scale, theme->ground);
}
