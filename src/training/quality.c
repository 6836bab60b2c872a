#include "training/quality.h"

#include <math.h>
#include <string.h>

static bool same_gram(const char *const *a, const char *const *b, int n) {
    for (int i = 0; i < n; i++)
        if (strcmp(a[i], b[i])) return false;
    return true;
}

static int gram_count(TextPieces text, const char *const *gram, int n) {
    int count = 0;
    for (int i = 0; i + n <= text.count; i++) count += same_gram(text.items + i, gram, n);
    return count;
}

/* One sentence's clipped n-gram matches: each distinct n-gram of the output counts at most as often
 * as the reference has it. */
static Bleu bleu_counts(TextPieces output, TextPieces reference) {
    Bleu bleu = {.output = output.count, .reference = reference.count};
    for (int n = 1; n <= BLEU_ORDER; n++)
        for (int i = 0; i + n <= output.count; i++) {
            bleu.all[n - 1]++;
            TextPieces before = {output.items, i + n - 1}; /* the n-grams that start before i */
            int seen = gram_count(before, output.items + i, n);
            if (seen < gram_count(reference, output.items + i, n)) bleu.matched[n - 1]++;
        }
    return bleu;
}

void quality_add(Quality *sum, const Quality *more) {
    sum->samples += more->samples;
    sum->exact += more->exact;
    for (int n = 0; n < BLEU_ORDER; n++) {
        sum->bleu.matched[n] += more->bleu.matched[n];
        sum->bleu.all[n] += more->bleu.all[n];
    }
    sum->bleu.output += more->bleu.output;
    sum->bleu.reference += more->bleu.reference;
}

double quality_exact(const Quality *quality) {
    return (double)quality->exact / quality->samples;
}

double quality_bleu(const Quality *quality) {
    const Bleu *bleu = &quality->bleu;
    double log_sum = 0;
    for (int n = 0; n < BLEU_ORDER; n++) {
        if (bleu->matched[n] == 0) return 0;
        log_sum += log((double)bleu->matched[n] / (double)bleu->all[n]);
    }
    double brevity =
        bleu->output >= bleu->reference ? 0 : 1 - (double)bleu->reference / (double)bleu->output;
    return exp(log_sum / BLEU_ORDER + brevity);
}

void quality_of(const Model *model, const Sample *samples, int count, Tape *tape, Quality *each) {
    CHECK(count <= QUALITY_BATCH, "a batch of %d", count);
    Decoded run = model->kind->decode(tape, model, samples, count);
    Arena *arena = tape_arena(tape);
    for (int p = 0; p < count; p++) {
        TextPieces output = {ARENA_ARRAY(arena, const char *, run.steps + 1), 0};
        for (int t = 0; t < run.steps; t++) {
            int id = run.chosen[t * count + p];
            if (id == TOKEN_END || id == TOKEN_PAD) break;
            output.items[output.count++] = model->target.tokens[id];
        }
        TextPieces reference = samples[p].target_tokens;
        bool exact = run.complete[p] && output.count == reference.count &&
                     same_gram(output.items, reference.items, output.count);
        each[p] = (Quality){.samples = 1, .exact = exact};
        if (model->tokens == TOKENS_WORDS) each[p].bleu = bleu_counts(output, reference);
    }
}
