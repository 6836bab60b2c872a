#include "views/reckon.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A line being read; `wrong` once something is met that is no number. */
typedef struct Reader {
    const char *at;
    bool wrong;
} Reader;

static double read_sum(Reader *r);

static void skip_spaces(Reader *r) {
    while (*r->at == ' ') r->at++;
}

static bool takes(Reader *r, const char *sign) {
    skip_spaces(r);
    size_t size = strlen(sign);
    if (strncmp(r->at, sign, size) != 0) return false;
    r->at += size;
    return true;
}

static double sigmoid(double x) {
    return 1 / (1 + exp(-x));
}

static double read_closed(Reader *r) {
    double x = read_sum(r);
    r->wrong |= !takes(r, ")");
    return x;
}

static double read_pair(Reader *r, double (*choose)(double, double)) {
    double x = read_sum(r);
    r->wrong |= !takes(r, ",");
    return choose(x, read_closed(r));
}

static double read_number(Reader *r) {
    char *end = NULL;
    if (*r->at < '0' || *r->at > '9') {
        r->wrong = true;
        return 0;
    }
    double x = strtod(r->at, &end);
    r->at = end;
    return x;
}

static double read_bare(Reader *r) {
    takes(r, "rest");
    if (r->wrong) return 0;
    if (takes(r, "exp(")) return exp(read_closed(r));
    if (takes(r, "log(")) return log(read_closed(r));
    if (takes(r, "tanh(")) return tanh(read_closed(r));
    if (takes(r, "σ(")) return sigmoid(read_closed(r));
    if (takes(r, "max(")) return read_pair(r, fmax);
    if (takes(r, "min(")) return read_pair(r, fmin);
    if (takes(r, "(")) return read_closed(r);
    return read_number(r);
}

static double read_factor(Reader *r) {
    if (takes(r, "−")) return -read_factor(r);
    double x = read_bare(r);
    return takes(r, "²") ? x * x : x;
}

static double read_term(Reader *r) {
    double x = read_factor(r);
    while (!r->wrong) {
        if (takes(r, "/"))
            x /= read_factor(r);
        else if (takes(r, "·") || (skip_spaces(r), *r->at == '('))
            x *= read_factor(r);
        else
            break;
    }
    return x;
}

static double read_sum(Reader *r) {
    double x = read_term(r);
    while (!r->wrong) {
        if (takes(r, "−"))
            x -= read_term(r);
        else if (takes(r, "+"))
            x += read_term(r);
        else
            break;
    }
    return x;
}

bool reckon(const char *line, double *value) {
    Reader reader = {line, false};
    *value = read_sum(&reader);
    skip_spaces(&reader);
    return !reader.wrong && !*reader.at;
}
