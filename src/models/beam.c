#include "models/beam.h"

#include "base/error.h"
#include "models/greedy.h"

#include <math.h>

Beam *beam_new(Arena *arena, int width, int limit, const int *prefix, int prefix_length) {
    CHECK(width >= 1 && width <= BEAM_WIDEST && limit >= 1, "a beam of %d, %d words", width, limit);
    Beam *beam = ARENA_NEW(arena, Beam);
    *beam = (Beam){.width = width, .limit = limit, .prefix = prefix};
    beam->prefix_length = prefix ? prefix_length : 0;
    beam->kept = ARENA_ARRAY(arena, BeamPlace, limit * width);
    beam->missed = ARENA_ARRAY(arena, BeamPlace, limit * width);
    return beam;
}

const BeamPlace *beam_place(const Beam *beam, int t, int place) {
    CHECK(t >= 1 && t <= beam->steps && place >= 0 && place < beam->width, "place %d of step %d",
          place, t);
    return &beam->kept[(t - 1) * beam->width + place];
}

const BeamPlace *beam_missed(const Beam *beam, int t, int place) {
    CHECK(t >= 1 && t <= beam->steps && place >= 0 && place < beam->width, "missed %d of step %d",
          place, t);
    return &beam->missed[(t - 1) * beam->width + place];
}

bool beam_goes_on(const Beam *beam, int place) {
    if (!beam->steps) return place == 0;
    const BeamPlace *last = beam_place(beam, beam->steps, place);
    return last->taken && !last->ended;
}

/* --- a step ---------------------------------------------------------------------------------- */

/* The best candidates so far, the best first. */
typedef struct Ranking {
    BeamPlace items[2 * BEAM_WIDEST];
    int count, most;
} Ranking;

/* Candidates come by rising place and id: an equal one goes behind. */
static void rank(Ranking *ranking, BeamPlace candidate) {
    int at = ranking->count;
    while (at > 0 && ranking->items[at - 1].sum < candidate.sum) at--;
    if (at == ranking->most) return;
    if (ranking->count < ranking->most) ranking->count++;
    for (int i = ranking->count - 1; i > at; i--) ranking->items[i] = ranking->items[i - 1];
    ranking->items[at] = candidate;
}

static double log_sum(const Real *logits, int V) {
    double most = (double)logits[0], sum = 0;
    for (int v = 1; v < V; v++) most = fmax(most, (double)logits[v]);
    for (int v = 0; v < V; v++) sum += exp((double)logits[v] - most);
    return most + log(sum);
}

/* All words after the hypothesis at `parent`: to `forced` the one that the prefix says. */
static void rank_words(const Beam *beam, int parent, double before, const Real *logits, int V,
                       Ranking *forced, Ranking *ranking) {
    bool fixed = beam->steps < beam->prefix_length;
    int said = fixed ? beam->prefix[beam->steps] : BEAM_NO_WORD;
    double all = log_sum(logits, V);
    for (int v = 0; v < V; v++) {
        double own = (double)logits[v] - all;
        BeamPlace next = {true, v, parent, before + own, own, v == TOKEN_END};
        rank(v == said ? forced : ranking, next);
    }
}

static void put(BeamPlace *places, int width, const Ranking *ranking, int first) {
    for (int i = 0; i < width; i++)
        places[i] =
            first + i < ranking->count ? ranking->items[first + i] : (BeamPlace){.taken = false};
}

bool beam_step(Beam *beam, const Real *const *logits, int V) {
    CHECK(beam->steps < beam->limit, "a beam goes on past its limit");
    int width = beam->width, t = beam->steps;
    Ranking forced = {.most = width}, ranking = {.most = 2 * width};
    for (int p = 0; p < width; p++) {
        const BeamPlace *last = t ? beam_place(beam, t, p) : NULL;
        if (beam_goes_on(beam, p))
            rank_words(beam, p, last ? last->sum : 0, logits[p], V, &forced, &ranking);
        else if (last && last->taken)
            rank(&ranking, (BeamPlace){true, BEAM_NO_WORD, p, last->sum, 0, true});
    }
    bool fixed = t < beam->prefix_length;
    put(beam->kept + t * width, width, fixed ? &forced : &ranking, 0);
    put(beam->missed + t * width, width, &ranking, fixed ? 0 : width);
    beam->steps++;
    bool due = false;
    for (int p = 0; p < width; p++) due |= beam_goes_on(beam, p);
    return due && beam->steps < beam->limit;
}

/* --- looking back ---------------------------------------------------------------------------- */

int beam_through(const Beam *beam, int t, int place, int earlier) {
    for (; t > earlier; t--) place = beam_place(beam, t, place)->parent;
    return place;
}

int beam_words(const Beam *beam, int t, int place, int *words) {
    int count = 0;
    for (int at = 1; at <= t; at++) {
        int word = beam_place(beam, at, beam_through(beam, t, place, at))->word;
        if (word != BEAM_NO_WORD) words[count++] = word;
    }
    return count;
}

int beam_count(const Beam *beam) {
    int count = 0;
    while (beam->steps && count < beam->width && beam_place(beam, beam->steps, count)->taken)
        count++;
    return count;
}
