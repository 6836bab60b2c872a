#include "views/numbers.h"

#include "views/reckon.h"

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
    Buffer text; /* operands between OPERAND and OPERAND_END */
    NumbersPart *parts;
    int part_count, part_capacity;
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

/* --- operands -------------------------------------------------------------------------------- */

/* Signs that no text has, around what was read from a cell. */
#define OPERAND "\x01"
#define OPERAND_END "\x02"

/* Number i of a span, as `text`. */
static void put_operand(Line *line, int which, int i, const char *text) {
    const Span *span = &line->spans.items[which];
    if (line->part_count == line->part_capacity) {
        line->part_capacity = line->part_capacity ? 2 * line->part_capacity : 16;
        NumbersPart *more = ARENA_ARRAY(ui_arena(line->view->ui), NumbersPart, line->part_capacity);
        if (line->part_count) memcpy(more, line->parts, (size_t)line->part_count * sizeof *more);
        line->parts = more;
    }
    NumbersPart *part = &line->parts[line->part_count++];
    *part = (NumbersPart){.node = node_source(line->node, span->source)};
    part->cell = (Cell){span->plane, span->row + i / span->cols, span->col + i % span->cols};
    buffer_printf(&line->text, OPERAND "%s" OPERAND_END, text);
}

/* Takes the signs out of a finished text and says where they were. */
static NumbersLine settle(const Line *line, const char *marked) {
    char *text = arena_string(ui_arena(line->view->ui), marked), *to = text;
    int part = -1;
    for (const char *at = marked; *at; at++) {
        if (*at == *OPERAND)
            line->parts[++part].from = (int)(to - text);
        else if (*at == *OPERAND_END)
            line->parts[part].end = (int)(to - text);
        else
            *to++ = *at;
    }
    *to = '\0';
    return (NumbersLine){text, line->parts, part + 1};
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

/* Each number with its own sign: the first one's joins the terms, the second one's is in brackets.
 */
static void put_term(Line *line, const Term *term, bool first) {
    bool minus = term->a < 0, closed = term->b < 0;
    buffer_text(&line->text, first ? (minus ? "−" : "") : minus ? " − " : " + ");
    put_operand(line, 0, term->place, shown(line, fabs(term->a)));
    buffer_text(&line->text, closed ? "·(−" : "·");
    put_operand(line, 1, term->place, shown(line, fabs(term->b)));
    if (closed) buffer_text(&line->text, ")");
}

static void put_products(Line *line) {
    int n = span_size(&line->spans.items[0]), kept = n < TERMS_SHOWN ? n : TERMS_SHOWN;
    Term *terms = ARENA_ARRAY(ui_arena(line->view->ui), Term, n);
    double rest = 0;
    for (int i = 0; i < n; i++) terms[i] = (Term){span_at(line, 0, i), span_at(line, 1, i), i};
    qsort(terms, (size_t)n, sizeof *terms, by_size);
    for (int i = kept; i < n; i++) rest += terms[i].a * terms[i].b;
    qsort(terms, (size_t)kept, sizeof *terms, by_place);
    for (int i = 0; i < kept; i++) put_term(line, &terms[i], i == 0);
    if (kept == n) return;
    buffer_printf(&line->text, " %s rest %s", rest < 0 ? "−" : "+", shown(line, fabs(rest)));
}

/* --- the other signs ------------------------------------------------------------------------- */

static int row_largest(const Line *line) {
    int best = 0;
    for (int i = 1; i < span_size(&line->spans.items[1]); i++)
        if (span_at(line, 1, i) > span_at(line, 1, best)) best = i;
    return best;
}

static double row_maximum(const Line *line) {
    return span_at(line, 1, row_largest(line));
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
        put_operand(line, 0, 0, shown(line, span_at(line, 0, 0)));
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
    if (others > 0) put_operand(line, 0, 0, shown(line, span_at(line, 0, 0)));
    if (others > 0) buffer_text(&line->text, " · ");
    buffer_printf(&line->text, "(%s − ", shown(line, sum));
    buffer_printf(&line->text, "%s) / ", shown(line, said));
    if (others > 0)
        buffer_text(&line->text, shown(line, others));
    else
        buffer_printf(&line->text, "%d", count);
}

/* A probability: with three digits that tell something. */
static const char *shown_small(const Line *line, double x) {
    enum { DECIMALS_MOST = 12 };
    int decimals = x > 0 ? 2 - (int)floor(log10(x)) : 0;
    if (decimals > DECIMALS_MOST) return arena_printf(ui_arena(line->view->ui), "%.2g", x);
    return view_number(line->view, x, decimals > line->decimals ? decimals : line->decimals);
}

static void put_sign(Line *line, char sign) {
    switch (sign) {
    case '*': put_products(line); break;
    case 'm': put_operand(line, 1, row_largest(line), shown(line, row_maximum(line))); break;
    case 'x':
    case 's':
    case 'l': buffer_text(&line->text, shown(line, row_sum(line, sign))); break;
    case 'u': buffer_text(&line->text, shown(line, row_mean(line))); break;
    case 'd': buffer_text(&line->text, shown(line, row_deviation(line))); break;
    case 'c': buffer_printf(&line->text, "%d", line->cell.col + 1); break;
    case 't': buffer_text(&line->text, shown(line, threshold(line))); break;
    case 'k': buffer_printf(&line->text, "%d", drawn_here(line)); break;
    case 'w': put_forced(line); break;
    case 'p': put_operand(line, 1, 0, shown_small(line, span_at(line, 1, 0))); break;
    case 'n': buffer_printf(&line->text, "%d", span_size(&line->spans.items[0])); break;
    default: /* 0 … 3 */
        put_operand(line, sign - '0', 0, shown(line, span_at(line, sign - '0', 0)));
    }
}

/* A minus before a negative number becomes a plus: “0.3 − −5.0” is “0.3 + 5.0”. */
static void join_signs(Buffer *text) {
    static const char minus[] = "− ", two[] = "− " OPERAND "−", one[] = "+ " OPERAND;
    for (char *at = text->data; at && (at = strstr(at, minus)); at++) {
        if (strncmp(at, two, strlen(two))) continue;
        memmove(at + strlen(one), at + strlen(two), strlen(at + strlen(two)) + 1);
        memcpy(at, one, strlen(one));
        text->size -= strlen(two) - strlen(one);
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

/* Whether the printed operands give the printed result; a line of words says nothing of it. */
static bool comes_to(const char *text, double value, int decimals) {
    double printed;
    if (!reckon(text, &printed)) return true;
    return fabs(rounded(printed, decimals) - rounded(value, decimals)) < 0.5 * pow(10, -decimals);
}

NumbersLine numbers_of(const ViewPass *view, const Node *node, Cell cell, int decimals) {
    Line line = {.view = view, .node = node, .cell = cell, .decimals = decimals};
    if (!node->op->numbers) return (NumbersLine){"", NULL, 0};
    double value = (double)node_at(node, cell.plane, cell.row, cell.col);
    node->op->sources_of_cell(node, cell, &line.spans);
    put_line(&line);
    join_signs(&line.text);
    NumbersLine out = settle(&line, line.text.data ? line.text.data : "");
    buffer_free(&line.text);
    const char *sign = comes_to(out.text, value, decimals) ? "=" : "≈";
    for (int i = 0; i < out.count; i++) {
        line.parts[i].from += (int)strlen("= ");
        line.parts[i].end += (int)strlen("= ");
    }
    out.text = arena_printf(ui_arena(view->ui), "= %s %s %s", out.text, sign,
                            view_number(view, value, decimals));
    return out;
}

static bool only_copies(const Node *node) {
    return node->op->numbers && !strcmp(node->op->numbers, "$0");
}

bool numbers_step(const Node **node, Cell *cell) {
    Spans spans = {.count = 0};
    if (!only_copies(*node)) return false;
    (*node)->op->sources_of_cell(*node, *cell, &spans);
    if (!spans.count) return false;
    const Span *from = &spans.items[0];
    *cell = (Cell){from->plane, from->row, from->col};
    *node = node_source(*node, from->source);
    return true;
}

const Node *numbers_origin(const Node *node, Cell *cell) {
    while (numbers_step(&node, cell)) {
    }
    return node;
}

/* Whether two first spans are the factors of a sum of products. */
static bool is_sum_of_products(const Spans *spans) {
    int a = spans->count ? span_size(&spans->items[0]) : 0;
    return spans->count > 1 && a > 1 && a == span_size(&spans->items[1]);
}

const Node *numbers_products(const Node *node, Cell cell, Cell *where) {
    for (;;) {
        Spans spans = {.count = 0};
        node->op->sources_of_cell(node, cell, &spans);
        if (!spans.count) return NULL;
        const Span *a = &spans.items[0];
        if (is_sum_of_products(&spans)) {
            *where = cell;
            return node;
        }
        if (span_size(a) != 1) return NULL;
        node = node_source(node, a->source);
        cell = (Cell){a->plane, a->row, a->col};
    }
}

NumbersLine numbers_joined(Arena *arena, const NumbersLine *a, const NumbersLine *b) {
    const char *bare = strncmp(b->text, "= ", 2) ? b->text : b->text + 2; /* one of its signs */
    const char *text = arena_printf(arena, "%s → %s", a->text, bare);
    NumbersPart *parts = ARENA_ARRAY(arena, NumbersPart, a->count + b->count + 1);
    int count = 0, moved = (int)strlen(text) - (int)strlen(b->text);
    for (int i = 0; i < a->count; i++) parts[count++] = a->parts[i];
    for (int i = 0; i < b->count; i++) {
        parts[count] = b->parts[i];
        parts[count].from += moved;
        parts[count++].end += moved;
    }
    return (NumbersLine){text, parts, count};
}

/* Whether a cell is made of one other, and of numbers that are the same for all; what is masked is
 * copied, whatever says where the mask is. */
static bool has_one_operand(const Node *node, const Spans *spans) {
    if (only_copies(node)) return spans->count > 0;
    for (int i = 1; i < spans->count; i++)
        if (spans->items[i].source != spans->items[0].source &&
            node_size(node_source(node, spans->items[i].source)) > 1)
            return false;
    return spans->count > 0 && span_size(&spans->items[0]) == 1;
}

/* The cell's makers back to a sum of products, itself first; 0 where none is met. */
static int steps_back(const Node *node, Cell cell, int most, const Node **nodes, Cell *cells) {
    for (int count = 0; count < most;) {
        Spans spans = {.count = 0};
        node->op->sources_of_cell(node, cell, &spans);
        bool sum = is_sum_of_products(&spans) && node->op->numbers;
        if (!only_copies(node)) {
            nodes[count] = node;
            cells[count++] = cell;
        }
        if (sum) return count;
        if (!has_one_operand(node, &spans)) return 0;
        const Span *from = &spans.items[0];
        cell = (Cell){from->plane, from->row, from->col};
        node = node_source(node, from->source);
    }
    return 0;
}

int numbers_chain(const ViewPass *view, const Node *node, Cell cell, int decimals, int most,
                  NumbersLine *lines) {
    enum { BACK_MOST = 8 };
    const Node *nodes[BACK_MOST];
    Cell cells[BACK_MOST];
    int count = steps_back(node, cell, BACK_MOST, nodes, cells);
    Cell from = cell;
    const Node *origin = numbers_origin(node, &from);
    if (origin->op->numbers) node = origin, cell = from;
    if (count < 1 || most < 2) {
        lines[0] = numbers_of(view, node, cell, decimals);
        return 1;
    }
    int kept = count < most ? count : most;
    for (int i = 0; i < kept; i++)
        lines[kept - 1 - i] = numbers_of(view, nodes[i], cells[i], decimals);
    return kept;
}
