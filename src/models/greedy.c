#include "models/greedy.h"

#include <stddef.h>

int greedy_limit(int asked, int source_length) {
    int usual = 2 * source_length + 10 < 200 ? 2 * source_length + 10 : 200;
    return asked ? asked : usual;
}

static int largest(const Real *x, int n) {
    int best = 0;
    for (int i = 1; i < n; i++)
        if (x[i] > x[best]) best = i;
    return best;
}

bool greedy_choose(const Greedy *g, const Real *logits, int V, int t, Real *fed) {
    bool going_on = false;
    int *chosen = g->chosen + (size_t)(t - 1) * (size_t)g->batch;
    for (int p = 0; p < g->batch; p++) {
        if (g->complete[p] || t > g->limits[p]) {
            chosen[p] = TOKEN_PAD;
            fed[p] = TOKEN_END;
            continue;
        }
        chosen[p] =
            t <= g->prefix_length ? g->prefix[t - 1] : largest(logits + (size_t)p * (size_t)V, V);
        g->complete[p] = chosen[p] == TOKEN_END;
        fed[p] = (Real)chosen[p];
        going_on |= !g->complete[p] && t < g->limits[p];
    }
    return going_on;
}
