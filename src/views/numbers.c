#include "views/numbers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS_SHOWN = 6 };

typedef struct Line {
    const ViewPass *view;
    const Node *node;
    Cell cell;
    Spans spans;
    int decimals;
    Buffer text;
    double printed; /* what the printed operands give, where that is followed */
    bool follows;
} Line;

static int span_size(const Span *span) {
    return span->rows * span->cols;
}

static double span_at(const Line *line, int which, int i) {
    const Span *span = &line->spans.items[which];
    const Node *source = node_source(line->node, span->source);
    return (double)node_at(source, span->plane, span->row + i / span->cols,
                           span->col + i % span->cols);
}

static double rounded(double x, int decimals) {
    double scale = pow(10, decimals);
    return round(x * scale) / scale;
}

static const char *shown(const Line *line, double x) {
    return view_number(line->view, x, line->decimals);
}

/* --- sums of products ------------------------------------------------------------------------ */

typedef struct Term {
    double a, b;
    int place;
} Term;

static int by_size(const void *x, const void *y) {
    double a = fabs(((const Term *)x)->a * ((const Term *)x)->b);
    double b = fabs(((const Term *)y)->a * ((const Term *)y)->b);
    return a < b ? 1 : a > b ? -1 : 0;
}

static int by_place(const void *x, const void *y) {
    return ((const Term *)x)->place - ((const Term *)y)->place;
}

static void put_term(Line *line, double a, double b, bool first) {
    bool negative = a * b < 0;
    buffer_text(&line->text, first ? (negative ? "−" : "") : negative ? " − " : " + ");
    buffer_printf(&line->text, "%s·%s", shown(line, fabs(a)), shown(line, fabs(b)));
    line->printed += rounded(a, line->decimals) * rounded(b, line->decimals);
}

static void put_products(Line *line) {
    int n = span_size(&line->spans.items[0]), kept = n < TERMS_SHOWN ? n : TERMS_SHOWN;
    Term *terms = ARENA_ARRAY(ui_arena(line->view->ui), Term, n);
    double rest = 0;
    for (int i = 0; i < n; i++) terms[i] = (Term){span_at(line, 0, i), span_at(line, 1, i), i};
    qsort(terms, (size_t)n, sizeof *terms, by_size);
    for (int i = kept; i < n; i++) rest += terms[i].a * terms[i].b;
    qsort(terms, (size_t)kept, sizeof *terms, by_place);
    line->follows = true;
    for (int i = 0; i < kept; i++) put_term(line, terms[i].a, terms[i].b, i == 0);
    if (kept == n) return;
    buffer_printf(&line->text, " %s rest %s", rest < 0 ? "−" : "+", shown(line, fabs(rest)));
    line->printed += rounded(rest, line->decimals);
}

/* --- the other signs ------------------------------------------------------------------------- */

static double row_maximum(const Line *line) {
    double most = (double)-INFINITY;
    for (int i = 0; i < span_size(&line->spans.items[1]); i++)
        most = fmax(most, span_at(line, 1, i));
    return most;
}

static double row_sum(const Line *line, char sign) {
    double sum = 0, most = row_maximum(line);
    for (int i = 0; i < span_size(&line->spans.items[1]); i++) {
        double x = span_at(line, 1, i);
        sum += sign == 'x' ? exp(x - most) : sign == 'l' ? x * x : x;
    }
    return sign == 'l' ? sqrt(sum) : sum;
}

static double row_mean(const Line *line) {
    return row_sum(line, 's') / span_size(&line->spans.items[1]);
}

static double row_deviation(const Line *line) {
    double mean = row_mean(line), sum = 0, epsilon = span_at(line, line->spans.count - 1, 0);
    int n = span_size(&line->spans.items[1]);
    for (int i = 0; i < n; i++) sum += pow(span_at(line, 1, i) - mean, 2);
    return sqrt(sum / n + epsilon);
}

/* sparsemax's θ: x − y of any cell of the row that is over 0. */
static double threshold(const Line *line) {
    for (int i = 0; i < span_size(&line->spans.items[1]); i++) {
        double y = (double)node_at(line->node, line->cell.plane, line->cell.row, i);
        if (y > 0) return span_at(line, 1, i) - y;
    }
    return (double)NAN;
}

static int drawn_here(const Line *line) {
    int count = 0;
    for (int i = 0; i < span_size(&line->spans.items[0]); i++)
        count += (int)span_at(line, 0, i) == line->cell.col + 1;
    return count;
}

/* A weight of a row of which some are forced (attention/force.c): what was said, or its own share
 * of the rest; the spans are α_s, the row's α, e and W. */
static void put_forced(Line *line) {
    if (line->spans.count < 4) {
        buffer_text(&line->text, shown(line, span_at(line, 0, 0)));
        return;
    }
    double sum = row_sum(line, 's'), said = 0, others = 0;
    int count = 0;
    for (int i = 0; i < span_size(&line->spans.items[1]); i++) {
        double W = span_at(line, 3, i);
        if (W >= 0) said += W;
        if (W >= 0 || !isfinite(span_at(line, 2, i))) continue;
        others += span_at(line, 1, i);
        count++;
    }
    if (others > 0) buffer_printf(&line->text, "%s · ", shown(line, span_at(line, 0, 0)));
    buffer_printf(&line->text, "(%s − ", shown(line, sum));
    buffer_printf(&line->text, "%s) / ", shown(line, said));
    if (others > 0)
        buffer_text(&line->text, shown(line, others));
    else
        buffer_printf(&line->text, "%d", count);
}

static void put_sign(Line *line, char sign) {
    switch (sign) {
    case '*': put_products(line); break;
    case 'm': buffer_text(&line->text, shown(line, row_maximum(line))); break;
    case 'x':
    case 's':
    case 'l': buffer_text(&line->text, shown(line, row_sum(line, sign))); break;
    case 'u': buffer_text(&line->text, shown(line, row_mean(line))); break;
    case 'd': buffer_text(&line->text, shown(line, row_deviation(line))); break;
    case 'c': buffer_printf(&line->text, "%d", line->cell.col + 1); break;
    case 't': buffer_text(&line->text, shown(line, threshold(line))); break;
    case 'k': buffer_printf(&line->text, "%d", drawn_here(line)); break;
    case 'w': put_forced(line); break;
    case 'n': buffer_printf(&line->text, "%d", span_size(&line->spans.items[0])); break;
    default: /* 0 … 3 */
        line->printed += rounded(span_at(line, sign - '0', 0), line->decimals);
        buffer_text(&line->text, shown(line, span_at(line, sign - '0', 0)));
    }
}

/* A minus before a negative number becomes a plus: “0.3 − −5.0” is “0.3 + 5.0”. */
static void join_signs(Buffer *text) {
    static const char two[] = "− −";
    for (char *at = text->data; at && (at = strstr(at, two)); at++) {
        memmove(at + 2, at + strlen(two), strlen(at + strlen(two)) + 1);
        memcpy(at, "+ ", 2);
        text->size -= strlen(two) - 2;
    }
}

static void put_line(Line *line) {
    const char *at = line->node->op->numbers;
    bool bias_missing = !strcmp(at, "$* + $2") && line->spans.count < 3;
    if (bias_missing) at = "$*";
    for (; *at; at++) {
        if (*at == '$' && at[1])
            put_sign(line, *++at);
        else
            buffer_append(&line->text, at, 1);
    }
}

const char *numbers_of(const ViewPass *view, const Node *node, Cell cell, int decimals) {
    Line line = {.view = view, .node = node, .cell = cell, .decimals = decimals};
    if (!node->op->numbers) return "";
    double value = (double)node_at(node, cell.plane, cell.row, cell.col);
    node->op->sources_of_cell(node, cell, &line.spans);
    put_line(&line);
    join_signs(&line.text);
    bool exact = !line.follows || fabs(line.printed - value) < 0.5 * pow(10, -decimals);
    const char *text =
        arena_printf(ui_arena(view->ui), "= %s %s %s", line.text.data ? line.text.data : "",
                     exact ? "=" : "≈", view_number(view, value, decimals));
    buffer_free(&line.text);
    return text;
}

const Node *numbers_origin(const Node *node, Cell *cell) {
    while (node->op->numbers && !strcmp(node->op->numbers, "$0")) {
        Spans spans = {.count = 0};
        node->op->sources_of_cell(node, *cell, &spans);
        if (!spans.count) break;
        const Span *from = &spans.items[0];
        *cell = (Cell){from->plane, from->row, from->col};
        node = node_source(node, from->source);
    }
    return node;
}

const Node *numbers_products(const Node *node, Cell cell, Cell *where) {
    for (;;) {
        Spans spans = {.count = 0};
        node->op->sources_of_cell(node, cell, &spans);
        if (!spans.count) return NULL;
        const Span *a = &spans.items[0];
        if (spans.count > 1 && span_size(a) > 1 && span_size(a) == span_size(&spans.items[1])) {
            *where = cell;
            return node;
        }
        if (span_size(a) != 1) return NULL;
        node = node_source(node, a->source);
        cell = (Cell){a->plane, a->row, a->col};
    }
}
