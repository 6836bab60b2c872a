/* ablation.c -- what ablated heads are judged beside: the run without any what-if, and both runs
 * again while they are fed the same words, so that their losses and pictures are of the same rows.
 */
#include "session/parts.h"

#include <math.h>
#include <string.h>

Ask session_original_ask(const Session *session) {
    Ask ask = session_state(session)->ask;
    ask.ablated = "";
    ask.edits = NULL;
    return ask;
}

const Run *session_original(const Session *session) {
    const Ask *now = &session_state(session)->ask;
    if (!*now->ablated && !now->edits) return session->run;
    Ask ask = session_original_ask(session);
    Error none;
    bool there = run_cache_has(session->runs, &ask) || !run_is_long(&ask);
    return there ? run_cache_get(session->runs, &ask, &none) : NULL;
}

/* --- the words both are fed ------------------------------------------------------------------ */

/* What was made for an Ask: texts and edits that runs of the cache point to. */
struct FedWords {
    Ask of;
    AblationOn on;
    Ask before, after;
    bool refused; /* one of them cannot be: the words are too many for the model */
};

static const Edits *fed(Arena *arena, const Edits *base, const char *words, bool whole) {
    Edits *edits = ARENA_NEW(arena, Edits);
    if (base) *edits = *base;
    edits->target = whole ? words : "";
    edits->prefix = whole ? "" : words;
    return edits;
}

/* A target that is given, else the reference, else what the model writes with all its heads. */
static const char *words_of(const Ask *ask, const Run *original, AblationOn *on) {
    if (ask->edits && *ask->edits->target) {
        *on = ABLATION_TARGET;
        return ask->edits->target;
    }
    *on = original->reference ? ABLATION_REFERENCE : ABLATION_OUTPUT;
    const char *words = original->reference ? original->reference : original->output;
    return *words ? words : "</s>";
}

static struct FedWords *fed_words(const Session *session, const Run *original) {
    struct FedWords *kept = session->fed;
    const Ask *ask = &session_state(session)->ask;
    if (kept->of.model && ask_equal(&kept->of, ask)) return kept;
    kept->of = *ask;
    kept->refused = false;
    const char *words = arena_string(session->arena, words_of(ask, original, &kept->on));
    bool whole = kept->on != ABLATION_OUTPUT || original->complete;
    kept->after = kept->before = *ask;
    kept->after.beam = kept->before.beam = kept->after.branch = kept->before.branch = 1;
    kept->after.edits = fed(session->arena, ask->edits, words, whole);
    kept->before.edits = fed(session->arena, NULL, words, whole);
    kept->before.ablated = "";
    return kept;
}

struct FedWords *fed_words_new(Arena *arena) {
    return ARENA_NEW(arena, struct FedWords);
}

void session_forget_fed(Session *session) {
    *session->fed = (struct FedWords){0};
}

/* --- both ------------------------------------------------------------------------------------ */

static bool same_words(const Run *a, const Run *b) {
    size_t count = (size_t)a->target.count;
    return a->target.count == b->target.count && a->complete == b->complete &&
           !memcmp(a->chosen, b->chosen, count * sizeof *a->chosen);
}

/* The run that is fed so; `own` where it wrote these very words by itself. */
static const Run *fed_run(const Session *session, const Ask *ask, const Run *own) {
    struct FedWords *words = session->fed;
    Error none;
    bool waits = !run_cache_has(session->runs, ask) && run_is_long(ask);
    if (waits || words->refused) return NULL;
    const Run *run = run_cache_get(session->runs, ask, &none);
    words->refused = !run;
    return run && same_words(run, own) ? own : run;
}

Ablation session_ablation(const Session *session) {
    const Run *run = session->run, *original = NULL;
    if (run_has_heads(run) && *run->ask.ablated) original = session_original(session);
    if (!original) return (Ablation){0};
    if (!run->chosen) return (Ablation){original, run, ABLATION_READ};
    const struct FedWords *words = fed_words(session, original);
    Ablation out = {fed_run(session, &words->before, original),
                    fed_run(session, &words->after, run), words->on};
    return out.before && out.after ? out : (Ablation){0};
}

/* --- the loss -------------------------------------------------------------------------------- */

/* ln p of number `id` of a row of logits: finite, however small p is. */
static double log_softmax(const TraceArray *logits, int row, int id) {
    double most = (double)-INFINITY, sum = 0;
    for (int i = 0; i < logits->cols; i++)
        most = fmax(most, (double)trace_number(logits, 0, row, i));
    for (int i = 0; i < logits->cols; i++)
        sum += exp((double)trace_number(logits, 0, row, i) - most);
    return (double)trace_number(logits, 0, row, id) - most - log(sum);
}

double run_loss(const Run *run) {
    if (run->chosen) return -run_log_probability(run) / run->target.count;
    const TraceArray *logits = trace_find(run->trace, "output.logits");
    double nats = 0;
    if (!logits || run->source.count < 2) return (double)NAN;
    for (int t = 1; t < run->source.count; t++) {
        int id = vocabulary_id(&run->ask.model->source, run->source.items[t]);
        if (id < 0 || id >= logits->cols) return (double)NAN;
        nats -= log_softmax(logits, t - 1, id);
    }
    return nats / (run->source.count - 1);
}
