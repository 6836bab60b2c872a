#include "views/cells_parts.h"

#include "views/followed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- places ---------------------------------------------------------------------------------- */

/* Whether it stacks matrices, one a step: then rows are counted within them. */
static bool is_of_steps(const RunCell *at) {
    return at->node->index >= 0 && !at->array->made && at->array->rank == 3;
}

/* The row's number as formulas have it: s_0 is the first state. */
static int index_of(const RunCell *at) {
    if (is_of_steps(at)) return at->row + 1;
    if (at->node->index >= 0 && !at->array->made) return at->node->index;
    return at->array->rank == 1 ? at->col + 1 : at->row + 1;
}

static bool starts_with(const char *text, const char *start) {
    return !strncmp(text, start, strlen(start));
}

/* The tokens along the rows, and along the columns of a pair. */
static TextPieces row_tokens(const ViewPass *view, const RunCell *at, const Noun *noun) {
    const char *name = at->array->name;
    bool source = noun->rows == OF_SOURCE;
    if (run_has_heads(view->run)) {
        bool across = strstr(name, ".cross.") != NULL, out = starts_with(name, "output.");
        source = starts_with(name, "encoder.") || (source && across);
        return source ? view->run->source : across || out ? view->run->target : view->run->fed;
    }
    return source ? view->run->source : view->run->target;
}

static TextPieces column_tokens(const ViewPass *view, const RunCell *at) {
    const char *name = at->array->name;
    if (starts_with(name, "output.")) {
        const Vocabulary *words = &view->run->ask.model->target;
        return (TextPieces){(const char **)words->tokens, words->count};
    }
    bool self =
        run_has_heads(view->run) && !strstr(name, ".cross.") && !starts_with(name, "encoder.");
    return self ? view->run->fed : view->run->source;
}

/* “see”; a target that was not produced yet is only counted. */
static const char *quoted(const ViewPass *view, TextPieces tokens, int i) {
    Arena *arena = ui_arena(view->ui);
    if (i < 1 || i > tokens.count) return arena_printf(arena, "%d", i);
    const char *name = view_name(view, tokens, i);
    if (!name) return arena_printf(arena, view_is_fed(view, tokens) ? "input %d" : "target %d", i);
    return arena_printf(arena, "“%s”", name);
}

static const char *direction(const RunCell *at) {
    const char *name = at->array ? at->array->name : "";
    return starts_with(name, "encoder.forward.")    ? "→"
           : starts_with(name, "encoder.backward.") ? "←"
                                                    : "";
}

/* --- letters --------------------------------------------------------------------------------- */

static const char *plain_name(Arena *arena, const RunCell *at) {
    const char *name = at->array ? at->array->name : at->node->name, *dot = NULL;
    if (!name) return at->node->math ? at->node->math : "\\t{given}";
    dot = strrchr(name, '.');
    char *last = arena_string(arena, dot ? dot + 1 : name);
    for (char *c = last; *c; c++)
        if (*c == '_') *c = ' ';
    return arena_printf(arena, "\\t{%s}", last);
}

/* Rows are counted where there may be more than one. */
static bool is_counted(const RunCell *at) {
    return at->array &&
           (at->array->rows > 1 || at->array->rank == 1 || at->node->index >= 0 || at->array->made);
}

/* The letter, with its arrow: "→h". */
static const char *letter_of(const ViewPass *view, const RunCell *at) {
    Arena *arena = ui_arena(view->ui);
    const Noun *noun = cell_noun(view, at);
    return arena_printf(arena, "%s%s", direction(at), noun ? noun->letter : plain_name(arena, at));
}

/* A cell with its row and column as texts: numbers, or the letter they run over. */
static const char *named_with(const ViewPass *view, const RunCell *at, const char *row,
                              const char *col) {
    Arena *arena = ui_arena(view->ui);
    const Noun *noun = cell_noun(view, at);
    const char *letter = letter_of(view, at);
    if (!at->array) {
        Shape s = at->node->shape;
        if (s.planes * s.rows * s.cols == 1) return letter;
        if (s.planes * s.rows == 1) return arena_printf(arena, "%s[%s]", letter, col);
        return arena_printf(arena, "%s[%s,%s]", letter, row, col);
    }
    if (noun && noun->pair) return arena_printf(arena, "%s_{%s,%s}", letter, row, col);
    const char *whole = is_counted(at) ? arena_printf(arena, "%s_{%s}", letter, row) : letter;
    if (at->array->cols == 1 || at->array->rank == 1) return whole;
    return arena_printf(arena, "%s[%s]", whole, col);
}

static const char *row_text(const ViewPass *view, const RunCell *at) {
    Arena *arena = ui_arena(view->ui);
    if (at->array && is_of_steps(at))
        return arena_printf(arena, "%d,%d", at->node->index, at->row + 1);
    return arena_printf(arena, "%d", at->array ? index_of(at) : at->row + 1);
}

const char *cell_whole(const ViewPass *view, const RunCell *at) {
    const char *letter = letter_of(view, at);
    if (!at->array && at->node->shape.rows > 1)
        return arena_printf(ui_arena(view->ui), "%s[%s]", letter, row_text(view, at));
    return is_counted(at) ? arena_printf(ui_arena(view->ui), "%s_{%s}", letter, row_text(view, at))
                          : letter;
}

const char *cell_math(const ViewPass *view, const RunCell *at) {
    Arena *arena = ui_arena(view->ui);
    const Noun *noun = cell_noun(view, at);
    if (at->array && noun && noun->pair && !strcmp(noun->letter, "p"))
        return arena_printf(arena, "p(y_{%d} = \\t{%s})", index_of(at),
                            quoted(view, column_tokens(view, at), at->col + 1));
    return named_with(view, at, row_text(view, at), arena_printf(arena, "%d", at->col + 1));
}

/* --- formulas -------------------------------------------------------------------------------- */

/* Operands of one span with the letter they run over in the place of what changes. */
const char *cell_running(const ViewPass *view, const Operands *o, const char *letter) {
    RunCell first = operand_at(view->run, o, 0);
    const char *col = arena_printf(ui_arena(view->ui), "%d", first.col + 1);
    return o->rows > 1 ? named_with(view, &first, letter, col)
                       : named_with(view, &first, row_text(view, &first), letter);
}

static void put_sign(const ViewPass *view, const Followed *f, char sign, Buffer *out) {
    const Operands *row = f->count > 1 ? &f->operands[1] : &f->operands[0];
    const char *of_row = cell_running(view, row, "j");
    switch (sign) {
    case '*':
        buffer_printf(out, "Σ_i %s · %s", cell_running(view, &f->operands[0], "i"),
                      cell_running(view, &f->operands[1], "i"));
        break;
    case 'm': buffer_text(out, "max"); break;
    case 'x': buffer_printf(out, "Σ_j exp(%s − max)", of_row); break;
    case 's': buffer_printf(out, "Σ_j %s", of_row); break;
    case 'l': buffer_printf(out, "\\sqrt{Σ_j %s^2}", of_row); break;
    case 'u': buffer_text(out, "mean"); break;
    case 'd': buffer_text(out, "\\sqrt{var + ε}"); break;
    case 'c': buffer_printf(out, "%d", f->at.col + 1); break;
    case 't': buffer_text(out, "θ"); break;
    case 'k': buffer_text(out, "\\t{times drawn}"); break;
    case 'n': buffer_text(out, "n"); break;
    case 'w': buffer_text(out, f->at.node->op->formula); break;
    default: { /* p, or 0 … 3 */
        int which = sign == 'p' ? 1 : sign - '0';
        RunCell at = operand_at(view->run, &f->operands[which], 0);
        buffer_text(out, cell_math(view, &at));
    }
    }
}

const char *cell_formula(const ViewPass *view, const RunCell *at) {
    enum { LONGEST = 110 };
    const Followed *f = followed_from(view->ui, view->run, *at);
    const char *markup = at->node->op->numbers;
    bool made = at->array && at->array->made;
    if (!f->count) return "";
    if (made || !markup) return at->node->op->formula;
    if (!strcmp(markup, "$* + $2") && f->count < 3) markup = "$*";
    Buffer out = {0};
    for (const char *c = markup; *c; c++)
        if (*c == '$' && c[1])
            put_sign(view, f, *++c, &out);
        else
            buffer_append(&out, c, 1);
    bool reads = out.size < LONGEST; /* else the names hide what is done with them */
    const char *formula =
        reads ? arena_string(ui_arena(view->ui), out.data) : at->node->op->formula;
    buffer_free(&out);
    return formula;
}

/* --- words ----------------------------------------------------------------------------------- */

static const char *pair_words(const ViewPass *view, const RunCell *at, const Noun *noun) {
    Arena *arena = ui_arena(view->ui);
    TextPieces across = column_tokens(view, at);
    const char *row = quoted(view, row_tokens(view, at, noun), index_of(at));
    const char *col = quoted(view, across, at->col + 1), *name = at->array->name;
    if (!strcmp(noun->letter, "p"))
        return arena_printf(arena, "How likely %s is at step %d", col, index_of(at));
    if (!strcmp(noun->letter, "\\t{logit}"))
        return arena_printf(arena, "How strongly step %d speaks for %s", index_of(at), col);
    if (run_is_lookup(view->run)) row = "q";
    if (!strncmp(noun->letter, "α", strlen("α"))) {
        const char *when = cell_name_ends(name, ".before_window")  ? ", before the window"
                           : cell_name_ends(name, ".soft")         ? ", before the draws"
                           : cell_name_ends(name, ".kept")         ? ", before the row is divided"
                           : cell_name_ends(name, ".before_force") ? ", before it was forced"
                                                                   : "";
        return arena_printf(arena, "How much %s looks at %s%s", row, col, when);
    }
    bool before =
        cell_name_ends(name, ".match") && trace_find(view->run->trace, "attention.scores");
    return arena_printf(arena, "How well the query of %s matches %s%s", row, col,
                        before && view->run->ask.attention.scope->has_window ? ", before the mask"
                                                                             : "");
}

static const char *vector_words(const ViewPass *view, const RunCell *at, const Noun *noun) {
    Arena *arena = ui_arena(view->ui);
    const char *of = strstr(noun->plain, "%s"), *plain = noun->plain;
    if (of)
        plain = arena_printf(arena, "%.*s%s%s", (int)(of - plain), plain,
                             quoted(view, row_tokens(view, at, noun), index_of(at)), of + 2);
    else if (starts_with(at->array->name, "encoder.") && at->node->index > 0)
        plain = arena_printf(arena, "%s, at %s", plain,
                             quoted(view, view->run->source, at->node->index));
    else if (at->node->index >= 0)
        plain = at->node->index ? arena_printf(arena, "%s, at step %d", plain, at->node->index)
                                : arena_printf(arena, "%s at the start", plain);
    if (at->array->rank == 1 || at->array->cols == 1)
        return arena_printf(arena, "%c%s", plain[0] - 'a' + 'A', plain + 1);
    return arena_printf(arena, "Component %d of %s", at->col + 1, plain);
}

static const char *bare_words(const ViewPass *view, const RunCell *at) {
    Arena *arena = ui_arena(view->ui);
    const Node *node = at->node;
    if (!at->array && node_is_parameter(node))
        return node->shape.rows > 1
                   ? arena_printf(arena, "Learned: row %d, column %d of %s", at->row + 1,
                                  at->col + 1, node->name)
                   : arena_printf(arena, "Learned: number %d of %s", at->col + 1, node->name);
    if (!at->array && !node->source_count)
        return node_size(node) == 1
                   ? "A number that is given"
                   : arena_printf(arena, "Number %d of what is given", at->col + 1);
    return arena_printf(arena, "Row %d, column %d of %s", at->row + 1, at->col + 1,
                        at->array ? at->array->name : node->op->name);
}

/* Of a comparison's difference, which is no number of a run: its first operand's words. */
static const char *difference_words(const ViewPass *view) {
    ViewPass first = view_in(view, FOLLOW_A);
    return arena_printf(ui_arena(view->ui), "%s, in A less in B",
                        cell_words(&first, &view->followed->operands[0].first));
}

const char *cell_words(const ViewPass *view, const RunCell *at) {
    if (view->in == FOLLOW_DIFFERENCE && view->followed) return difference_words(view);
    const Noun *noun = cell_noun(view, at);
    if (!at->array || !noun) return bare_words(view, at);
    const char *words = noun->pair ? pair_words(view, at, noun) : vector_words(view, at, noun);
    if (is_of_steps(at))
        return arena_printf(ui_arena(view->ui), "%s, at step %d", words, at->node->index);
    if (at->array->rank < 3 || !run_has_heads(view->run)) return words;
    return arena_printf(ui_arena(view->ui), "%s, head %d", words, at->plane + 1);
}

/* Whose attention it is of: what its array says, whatever head is looked at. */
static HeadsOf heads_of_cell(const ViewPass *view, const RunCell *at) {
    if (!at->array) return view->state->look.heads[0].of;
    if (starts_with(at->array->name, "encoder.")) return HEADS_ENCODER;
    return strstr(at->array->name, ".cross.") ? HEADS_CROSS : HEADS_DECODER;
}

const char *cell_masked(const ViewPass *view, const RunCell *at) {
    const Run *run = view->run;
    bool later = run_has_heads(run) && at->col > at->row &&
                 transformer_is_causal(&run->ask.model->transformer, run->ask.attention.scope,
                                       heads_of_cell(view, at));
    return later ? "masked: a later token, so −∞ and never looked at"
                 : "masked: outside the window, so −∞ and never looked at";
}

const char *cell_number(const ViewPass *view, double x, int digits) {
    double size = fabs(x);
    if (isnan(x) || isinf(x) || !(size > 0)) return view_number(view, x, 0);
    int before = (int)floor(log10(size)) + 1;
    if (before < -4) return view_power(view, x, digits > 2 ? 2 : 1);
    int decimals = digits - before;
    return view_number(view, x, decimals < 0 ? 0 : decimals);
}
