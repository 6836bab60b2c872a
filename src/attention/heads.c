#include "attention/heads.h"

#include "attention/measures.h"

#include <stddef.h>

enum { LOCAL_REACH = 2 };

/* One row, t from 0, and what is found on a pattern's targets in it. */
typedef struct Row {
    const HeadMatrix *head;
    int t, allowed;
    int reach; /* behind it all weights are 0, and add nothing to any sum */
    const Real *weights, *scores;
    double sum;
} Row;

typedef struct Found {
    double weight;
    int targets;
} Found;

/* Adds the key s, from 0, if there is one and it may be looked at. */
static void take(const Row *row, int s, Found *found) {
    if (s < 0 || s >= row->head->cols) return;
    if (row->scores && row->scores[s] == -REAL_INFINITY) return;
    found->weight += (double)row->weights[s];
    found->targets++;
}

/* --- the patterns ---------------------------------------------------------------------------- */

static void find_previous(const Row *row, Found *found) {
    take(row, row->t - 1, found);
}

static void find_next(const Row *row, Found *found) {
    take(row, row->t + 1, found);
}

static void find_self(const Row *row, Found *found) {
    take(row, row->t, found);
}

static void find_first(const Row *row, Found *found) {
    take(row, 0, found);
}

static void find_matching(const Row *row, Found *found) {
    if (row->head->partners) take(row, row->head->partners[row->t] - 1, found);
}

static void find_induction(const Row *row, Found *found) {
    const int *tokens = row->head->tokens;
    for (int s = 1; tokens && s < row->t; s++)
        if (tokens[s - 1] == tokens[row->t]) take(row, s, found);
}

static void find_local(const Row *row, Found *found) {
    for (int s = row->t - LOCAL_REACH; s <= row->t + LOCAL_REACH; s++) take(row, s, found);
}

typedef struct Pattern {
    const char *name;
    bool needs_self; /* compares positions of one sequence */
    void (*find)(const Row *row, Found *found);
} Pattern;

static const Pattern patterns[PATTERN_MIXED] = {
    [PATTERN_PREVIOUS] = {"previous", true, find_previous},
    [PATTERN_NEXT] = {"next", true, find_next},
    [PATTERN_SELF] = {"self", true, find_self},
    [PATTERN_FIRST] = {"first", false, find_first},
    [PATTERN_MATCHING] = {"matching", false, find_matching},
    [PATTERN_INDUCTION] = {"induction", true, find_induction},
    [PATTERN_LOCAL] = {"local", true, find_local},
    [PATTERN_UNIFORM] = {"uniform", false, NULL},
};

/* --- measuring ------------------------------------------------------------------------------- */

static void add_row(PatternShare *to, double share, double even) {
    to->share += share;
    to->even += even;
    to->rows++;
}

static void measure_row(const Row *row, HeadMeasures *m) {
    const HeadMatrix *head = row->head;
    for (int p = 0; p < PATTERN_MIXED; p++) {
        Found found = {0, 0};
        if (!patterns[p].find || (patterns[p].needs_self && !head->self)) continue;
        patterns[p].find(row, &found);
        if (found.targets > 0 && found.targets < row->allowed)
            add_row(&m->patterns[p], found.weight / row->sum, (double)found.targets / row->allowed);
    }
    if (row->allowed > 1)
        add_row(&m->patterns[PATTERN_UNIFORM],
                measure_evenness(row->weights, row->reach, row->sum, row->allowed), 1);
    m->entropy += measure_entropy(row->weights, row->reach, row->sum);
    m->distance += measure_distance(row->weights, row->reach, row->sum, row->t + 1);
    m->maximum += measure_maximum(row->weights, row->reach);
    m->rows++;
}

static double mean(double sum, int count) {
    return count ? sum / count : 0;
}

void head_measure_rows(const HeadMatrix *head, int first, int count, HeadMeasures *m) {
    for (int i = 0; i < count; i++) {
        size_t at = (size_t)i * (size_t)head->cols;
        Row row = {.head = head, .t = first + i, .weights = head->weights + at};
        row.scores = head->scores ? head->scores + at : NULL;
        row.allowed = measure_allowed(row.scores, head->cols);
        for (row.reach = head->cols; row.reach && row.weights[row.reach - 1] == 0;) row.reach--;
        row.sum = measure_sum(row.weights, row.reach);
        if (!(row.sum <= 0)) measure_row(&row, m); /* a sum that is no number makes none */
    }
}

void head_measure_end(HeadMeasures *m) {
    for (int p = 0; p < PATTERN_MIXED; p++) {
        m->patterns[p].share = mean(m->patterns[p].share, m->patterns[p].rows);
        m->patterns[p].even = mean(m->patterns[p].even, m->patterns[p].rows);
    }
    m->entropy = mean(m->entropy, m->rows);
    m->distance = mean(m->distance, m->rows);
    m->maximum = mean(m->maximum, m->rows);
}

HeadMeasures head_measure(const HeadMatrix *head) {
    HeadMeasures m = {.rows = 0};
    head_measure_rows(head, 0, head->rows, &m);
    head_measure_end(&m);
    return m;
}

/* --- naming ---------------------------------------------------------------------------------- */

/* How far the share is on the way from even weights to all weight; 0 where too few rows count. The
 * rows to be matched are given, however few of a head's they are. */
static double way(const HeadMeasures *m, HeadPattern pattern) {
    const PatternShare *p = &m->patterns[pattern];
    bool enough = p->rows >= 2 && (pattern == PATTERN_MATCHING || 4 * p->rows >= m->rows);
    return enough ? (p->share - p->even) / (1 - p->even) : 0;
}

HeadPattern head_pattern(const HeadMeasures *m) {
    static const double half_way = 0.5, nearly_even = 0.8;
    HeadPattern best = PATTERN_PREVIOUS;
    for (HeadPattern p = PATTERN_NEXT; p < PATTERN_LOCAL; p++)
        if (way(m, p) > way(m, best)) best = p;
    if (way(m, best) >= half_way) return best;
    if (way(m, PATTERN_LOCAL) >= half_way) return PATTERN_LOCAL;
    const PatternShare *uniform = &m->patterns[PATTERN_UNIFORM];
    return uniform->rows >= 2 && uniform->share >= nearly_even ? PATTERN_UNIFORM : PATTERN_MIXED;
}

const char *head_pattern_name(HeadPattern pattern) {
    return pattern < PATTERN_MIXED ? patterns[pattern].name : "mixed";
}
