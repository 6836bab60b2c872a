/* reckon.h -- reads a printed line of numbers and reckons it again, with the rounding of each as an
 * interval.
 *
 * Terms of numbers (a number with a point was rounded at its last place, one without is exact), + −
 * · / ², brackets, exp, log, tanh, σ, min and max; the word “rest” says nothing.
 */
#ifndef HEED_TESTS_VIEWS_RECKON_H
#define HEED_TESTS_VIEWS_RECKON_H

#include "testing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Range {
    double low, high;
} Range;

typedef struct Reckoning {
    const char *at;
    const char *wrong; /* where it could not be read, or NULL */
} Reckoning;

static inline Range range_of_sum(Reckoning *r);

static inline void skip_spaces(Reckoning *r) {
    while (*r->at == ' ') r->at++;
}

static inline bool takes(Reckoning *r, const char *sign) {
    skip_spaces(r);
    size_t size = strlen(sign);
    if (strncmp(r->at, sign, size) != 0) return false;
    r->at += size;
    return true;
}

static inline Range range_from(double a, double b, double c, double d) {
    return (Range){fmin(fmin(a, b), fmin(c, d)), fmax(fmax(a, b), fmax(c, d))};
}

static inline Range range_product(Range a, Range b) {
    return range_from(a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high);
}

static inline Range range_quotient(Range a, Range b) {
    if (b.low <= 0 && b.high >= 0) return (Range){-1e300, 1e300};
    return range_product(a, (Range){1 / b.high, 1 / b.low});
}

static inline Range range_number(Reckoning *r) {
    if (takes(r, "∞")) return (Range){1e300, 1e300};
    char *end;
    double x = *r->at >= '0' && *r->at <= '9' ? strtod(r->at, &end) : (r->wrong = r->at, 0);
    if (r->wrong) return (Range){0, 0};
    const char *point = memchr(r->at, '.', (size_t)(end - r->at));
    double half = point ? 0.5000001 * pow(10, -(double)(end - point - 1)) : 0;
    r->at = end;
    return (Range){x - half, x + half};
}

static inline Range range_sigmoid(Range x) {
    return (Range){1 / (1 + exp(-x.low)), 1 / (1 + exp(-x.high))};
}

static inline Range range_factor(Reckoning *r) {
    Range x;
    takes(r, "rest");
    if (takes(r, "−")) {
        x = range_factor(r);
        return (Range){-x.high, -x.low};
    }
    bool is_exp = takes(r, "exp("), is_tanh = !is_exp && takes(r, "tanh("),
         is_sigmoid = !is_tanh && takes(r, "σ("), is_log = takes(r, "log(");
    bool is_max = takes(r, "max("), is_min = !is_max && takes(r, "min(");
    if (is_exp || is_log || is_tanh || is_sigmoid || is_max || is_min || takes(r, "(")) {
        x = range_of_sum(r);
        if (is_max || is_min) {
            if (!takes(r, ",")) r->wrong = r->at;
            Range y = range_of_sum(r);
            x = is_max ? (Range){fmax(x.low, y.low), fmax(x.high, y.high)}
                       : (Range){fmin(x.low, y.low), fmin(x.high, y.high)};
        }
        if (!takes(r, ")")) r->wrong = r->at;
    } else
        x = range_number(r);
    if (is_log) x = (Range){log(fmax(x.low, 1e-300)), log(fmax(x.high, 1e-300))};
    if (is_exp) x = (Range){exp(x.low), exp(x.high)};
    if (is_tanh) x = (Range){tanh(x.low), tanh(x.high)};
    if (is_sigmoid) x = range_sigmoid(x);
    if (!takes(r, "²")) return x;
    Range square = range_product(x, x);
    if (x.low < 0 && x.high > 0) square.low = 0;
    return square;
}

static inline Range range_of_term(Reckoning *r) {
    Range x = range_factor(r);
    while (!r->wrong) {
        if (takes(r, "/"))
            x = range_quotient(x, range_factor(r));
        else if (takes(r, "·") || (skip_spaces(r), *r->at == '('))
            x = range_product(x, range_factor(r));
        else
            break;
    }
    return x;
}

static inline Range range_of_sum(Reckoning *r) {
    Range x = range_of_term(r);
    while (!r->wrong) {
        bool minus = takes(r, "−");
        if (!minus && !takes(r, "+")) break;
        Range y = range_of_term(r);
        x = minus ? (Range){x.low - y.high, x.high - y.low}
                  : (Range){x.low + y.low, x.high + y.high};
    }
    return x;
}

/* “= LEFT = RIGHT” or “= LEFT ≈ RIGHT”: LEFT, reckoned from the printed numbers, may be RIGHT.
 */
static inline void assert_adds_up(const char *line) {
    const char *split = NULL;
    for (const char *c = line + 1; *c; c++)
        if (!strncmp(c, " = ", 3) || !strncmp(c, " ≈ ", 5)) split = c;
    if (strncmp(line, "= ", 2) != 0 || !split) fail_msg("“%s” has no two sides", line);
    Reckoning left = {.at = line + 2}, right = {.at = split + (split[1] == '=' ? 3 : 5)};
    Range x = range_of_sum(&left), y = range_factor(&right);
    skip_spaces(&left);
    if (left.wrong || left.at < split || right.wrong || *right.at)
        fail_msg("“%s” cannot be read", line);
    if (x.low > y.high || x.high < y.low)
        fail_msg("“%s”: the left side is %g … %g", line, x.low, x.high);
}

#endif
