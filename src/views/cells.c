#include "views/cells.h"

#include "views/followed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- names ----------------------------------------------------------------------------------- */

/* What stands along an array's rows. */
typedef enum Rows { OF_NONE, OF_SOURCE, OF_TARGET } Rows;

/* An array by the end of its name; the first line that fits counts. `plain` may have %s for the
 * token of its row. `pair`: a cell is of a row and a column, not a component of a vector. */
typedef struct Noun {
    const char *end, *letter, *plain;
    Rows rows;
    bool pair;
} Noun;

static const Noun seq2seq_nouns[] = {
    {"encoder.h", "h", "the encoder's state at %s", OF_SOURCE, false},
    {"encoder.ends", "[→h_S ; ←h_1]", "the encoder's two end states", OF_NONE, false},
    {"encoder.ids", "id", "the vocabulary's number of %s", OF_SOURCE, false},
    {"encoder.X", "x", "the embedding of %s", OF_SOURCE, false},
    {"decoder.s", "s", "the decoder's state", OF_NONE, false},
    {"decoder.query", "\\q{q}", "the query of %s", OF_TARGET, false},
    {"decoder.bridge", "W_b [→h_S ; ←h_1]", "the first state before tanh", OF_NONE, false},
    {"decoder.y", "y", "the embedding of the word fed back", OF_NONE, false},
    {"decoder.x", "[y ; c]", "what goes into the decoder", OF_NONE, false},
    {".projected_keys", "(W_k h + b)", "the projected key %s", OF_SOURCE, false},
    {".weighted_keys", "(W h)", "the weighted key %s", OF_SOURCE, false},
    {".unit_keys", "(h / |h|)", "the key %s made as long as 1", OF_SOURCE, false},
    {".projected_query", "(W_q q)", "the projected query of %s", OF_TARGET, false},
    {".unit_query", "(q / |q|)", "the query made as long as 1", OF_TARGET, false},
    {".sums", "(W_q q + W_k h + b)", "query and key added up, for %s", OF_SOURCE, false},
    {".hidden", "tanh(\\m{…})", "the same through tanh, for %s", OF_SOURCE, false},
    {".center_hidden", "(W_p q)", "the query projected for the centre", OF_NONE, false},
    {".center_tanh", "tanh(W_p q)", "the same through tanh", OF_NONE, false},
    {".center_score", "v_p^T tanh(W_p q)", "where the centre stands, before σ", OF_NONE, false},
    {".center_share", "σ(v_p^T tanh(W_p q))", "where the centre stands, 0 to 1", OF_NONE, false},
    {"output.all", "[s ; c ; y]", "what the output reads", OF_NONE, false},
    {"output.state_and_context", "[s ; c]", "state and context", OF_NONE, false},
    {"output.readout", "W_r [s ; c ; y]", "the readout before tanh", OF_NONE, false},
    {"output.readout_tanh", "tanh(W_r [s ; c ; y])", "the readout", OF_NONE, false},
    {"attention.keys", "\\k{k}", "the key %s", OF_SOURCE, false},
    {"attention.values", "\\v{v}", "the value of %s", OF_SOURCE, false},
    {"attention.query", "\\q{q}", "the query", OF_NONE, false},
    {".from_input", "(W_i x + b_i)", "what the input gives the gates", OF_NONE, false},
    {".from_state", "(W_h h + b_h)", "what the old state gives the gates", OF_NONE, false},
    {".x", "x", "the embedding of %s", OF_SOURCE, false},
    {".r_sum", "a^r", "the reset gate before σ", OF_NONE, false},
    {".r", "r", "the reset gate", OF_NONE, false},
    {".z_sum", "a^z", "the update gate before σ", OF_NONE, false},
    {".z", "z", "the update gate", OF_NONE, false},
    {".n_input", "(W_{in} x + b_{in})", "what the input gives the candidate", OF_NONE, false},
    {".n_state", "(W_{hn} h + b_{hn})", "what the old state gives the candidate", OF_NONE, false},
    {".n_reset", "r ⊙ (W_{hn} h + b_{hn})", "the same, as far as the reset gate lets it", OF_NONE,
     false},
    {".n_sum", "a^n", "the candidate before tanh", OF_NONE, false},
    {".n", "n", "the candidate", OF_NONE, false},
    {".not_z", "(1 − z)", "how much of the candidate is taken", OF_NONE, false},
    {".h_new", "(1 − z) ⊙ n", "what is new in the state", OF_NONE, false},
    {".h_kept", "z ⊙ h", "what is kept of the state", OF_NONE, false},
    {".i_sum", "a^i", "the input gate before σ", OF_NONE, false},
    {".i", "i", "the input gate", OF_NONE, false},
    {".f_sum", "a^f", "the forget gate before σ", OF_NONE, false},
    {".f", "f", "the forget gate", OF_NONE, false},
    {".g_sum", "a^g", "the candidate before tanh", OF_NONE, false},
    {".g", "g", "the candidate", OF_NONE, false},
    {".o_sum", "a^o", "the output gate before σ", OF_NONE, false},
    {".o", "o", "the output gate", OF_NONE, false},
    {".c_kept", "f ⊙ c", "what is kept of the memory", OF_NONE, false},
    {".c_new", "i ⊙ g", "what is new in the memory", OF_NONE, false},
    {".c_tanh", "tanh(c)", "the memory through tanh", OF_NONE, false},
    {".c", "c", "the cell's memory", OF_NONE, false},
    {".sum", "a^h", "the state before tanh", OF_NONE, false},
    {".h", "h", "the state of one direction", OF_NONE, false},
    {NULL, NULL, NULL, OF_NONE, false},
};

static const Noun transformer_nouns[] = {
    {".query", "\\q{q}", "the query of %s", OF_TARGET, false},
    {".key", "\\k{k}", "the key of %s", OF_SOURCE, false},
    {".value", "\\v{v}", "the value of %s", OF_SOURCE, false},
    {".queries_keys_values", "[q ; k ; v]", "queries, keys and values of %s", OF_TARGET, false},
    {".queries", "[q]", "the queries of %s, all heads", OF_TARGET, false},
    {".keys_values", "[k ; v]", "keys and values of %s, all heads", OF_SOURCE, false},
    {".ablated", "(A V)", "what the ablated heads leave at %s", OF_TARGET, false},
    {".concatenated", "Concat", "all heads beside each other, at %s", OF_TARGET, false},
    {".projected", "Concat W_O", "what the attention answers at %s", OF_TARGET, false},
    {".feedforward_hidden", "(W_1 x + b_1)", "the feed-forward's inner layer at %s", OF_TARGET,
     false},
    {".feedforward_active", "f(W_1 x + b_1)", "the same, through its function, at %s", OF_TARGET,
     false},
    {".feedforward", "(W_2 f + b_2)", "what the feed-forward answers at %s", OF_TARGET, false},
    {".residual1", "(x + W_O)", "the stream after attention, at %s", OF_TARGET, false},
    {".residual2", "(x + W_O)", "the stream after attention across, at %s", OF_TARGET, false},
    {".norm1", "LN(x)", "the normalised stream at %s", OF_TARGET, false},
    {".norm2", "LN(x)", "the normalised stream at %s", OF_TARGET, false},
    {".norm3", "LN(x)", "the normalised stream at %s", OF_TARGET, false},
    {"norm", "LN(x)", "the normalised output at %s", OF_TARGET, false},
    {".output", "x", "the stream after the layer, at %s", OF_TARGET, false},
    {"embedding", "E", "the embedding of %s", OF_TARGET, false},
    {"position", "P", "the position of %s", OF_TARGET, false},
    {"embedded", "x", "embedding and position of %s", OF_TARGET, false},
    {NULL, NULL, NULL, OF_NONE, false},
};

/* Of every kind of model. */
static const Noun common_nouns[] = {
    {"output.logits", "W_o", "how strongly %s speaks for a word", OF_TARGET, true},
    {"output.probabilities", "p", NULL, OF_TARGET, true},
    {".scores", "e", NULL, OF_TARGET, true},
    {".match", "e", NULL, OF_TARGET, true},
    {".allowed", "e", NULL, OF_TARGET, true},
    {".products", "(q^T k)", NULL, OF_TARGET, true},
    {".product", "(q^T k)", NULL, OF_TARGET, true},
    {".scaled", "(q^T k / \\sqrt{d})", NULL, OF_TARGET, true},
    {".cosines", "cos(q, k)", NULL, OF_TARGET, true},
    {".tempered", "(e / τ)", NULL, OF_TARGET, true},
    {".soft", "α", NULL, OF_TARGET, true},
    {".weights", "α", NULL, OF_TARGET, true},
    {".before_window", "α", NULL, OF_TARGET, true},
    {".kept", "α", NULL, OF_TARGET, true},
    {".before_force", "α", NULL, OF_TARGET, true},
    {".center_before", "p", "the centre, before it was moved", OF_NONE, false},
    {".draws", "\\t{draw}", "a source that was drawn", OF_TARGET, false},
    {".center", "p", "the centre of the window", OF_TARGET, false},
    {".step", "t", "the step", OF_NONE, false},
    {".root_d", "\\sqrt{d}", "the root of the key's length", OF_NONE, false},
    {".context", "c", "the context of %s", OF_TARGET, false},
    {NULL, NULL, NULL, OF_NONE, false},
};

static const Noun weight_nouns[] = {
    {"attention.query.weight", "W_q", NULL, OF_NONE, true},
    {"attention.key.weight", "W_k", NULL, OF_NONE, true},
    {"attention.key.bias", "b", NULL, OF_NONE, true},
    {"attention.center.query.weight", "W_p", NULL, OF_NONE, true},
    {"attention.center.v.weight", "v_p", NULL, OF_NONE, true},
    {"attention.v.weight", "v", NULL, OF_NONE, true},
    {"attention.sharpness", "β", NULL, OF_NONE, true},
    {"attention.weight", "W", NULL, OF_NONE, true},
    {"embedding.weight", "E", NULL, OF_NONE, true},
    {"position.weight", "P", NULL, OF_NONE, true},
    {"wte.weight", "E", NULL, OF_NONE, true},
    {"wpe.weight", "P", NULL, OF_NONE, true},
    {"bridge.weight", "W_b", NULL, OF_NONE, true},
    {"bridge.bias", "b_b", NULL, OF_NONE, true},
    {"readout.weight", "W_r", NULL, OF_NONE, true},
    {"readout.bias", "b_r", NULL, OF_NONE, true},
    {"output.weight", "W_o", NULL, OF_NONE, true},
    {"output.bias", "b_o", NULL, OF_NONE, true},
    {"weight_ih_l0", "W_i", NULL, OF_NONE, true},
    {"weight_hh_l0", "W_h", NULL, OF_NONE, true},
    {"bias_ih_l0", "b_i", NULL, OF_NONE, true},
    {"bias_hh_l0", "b_h", NULL, OF_NONE, true},
    {"weight_ih_l0_reverse", "W_i", NULL, OF_NONE, true},
    {"weight_hh_l0_reverse", "W_h", NULL, OF_NONE, true},
    {"bias_ih_l0_reverse", "b_i", NULL, OF_NONE, true},
    {"bias_hh_l0_reverse", "b_h", NULL, OF_NONE, true},
    {"weight_ih", "W_i", NULL, OF_NONE, true},
    {"weight_hh", "W_h", NULL, OF_NONE, true},
    {"bias_ih", "b_i", NULL, OF_NONE, true},
    {"bias_hh", "b_h", NULL, OF_NONE, true},
    {".weight", "W", NULL, OF_NONE, true},
    {".bias", "b", NULL, OF_NONE, true},
    {"_weight", "W", NULL, OF_NONE, true},
    {"_bias", "b", NULL, OF_NONE, true},
    {NULL, NULL, NULL, OF_NONE, false},
};

static bool ends_in(const char *name, const char *end) {
    size_t n = strlen(name), m = strlen(end);
    if (n < m || strcmp(name + n - m, end)) return false;
    /* a whole word of it */
    return n == m || *end == '.' || *end == '_' || name[n - m - 1] == '.';
}

static const Noun *look_up(const Noun *list, const char *name) {
    for (; list->end; list++)
        if (ends_in(name, list->end)) return list;
    return NULL;
}

static const Noun *noun_of(const ViewPass *view, const RunCell *at) {
    if (!at->array && node_is_parameter(at->node)) return look_up(weight_nouns, at->node->name);
    if (!at->array) return NULL;
    const Noun *common = look_up(common_nouns, at->array->name);
    if (common) return common;
    return look_up(run_has_heads(view->run) ? transformer_nouns : seq2seq_nouns, at->array->name);
}

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
        source = starts_with(name, "encoder.") || (source && strstr(name, ".cross."));
        return source ? view->run->source : view->run->target;
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
    return self ? view->run->target : view->run->source;
}

/* “see”; a target that was not produced yet is only counted. */
static const char *quoted(const ViewPass *view, TextPieces tokens, int i) {
    Arena *arena = ui_arena(view->ui);
    bool target = tokens.items == view->run->target.items && !run_is_lookup(view->run);
    if (i < 1 || i > tokens.count) return arena_printf(arena, "%d", i);
    if (target && !run_has_heads(view->run) && !view_target(view, i))
        return arena_printf(arena, "target %d", i);
    return arena_printf(arena, "“%s”", view_token(view, tokens.items[i - 1]));
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
    const Noun *noun = noun_of(view, at);
    return arena_printf(arena, "%s%s", direction(at), noun ? noun->letter : plain_name(arena, at));
}

/* A cell with its row and column as texts: numbers, or the letter they run over. */
static const char *named_with(const ViewPass *view, const RunCell *at, const char *row,
                              const char *col) {
    Arena *arena = ui_arena(view->ui);
    const Noun *noun = noun_of(view, at);
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
    const Noun *noun = noun_of(view, at);
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
    default: {
        RunCell at = operand_at(view->run, &f->operands[sign - '0'], 0);
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
    if (!strcmp(noun->letter, "W_o"))
        return arena_printf(arena, "How strongly step %d speaks for %s", index_of(at), col);
    if (run_is_lookup(view->run)) row = "q";
    if (!strcmp(noun->letter, "α")) {
        const char *when = ends_in(name, ".before_window")  ? ", before the window"
                           : ends_in(name, ".soft")         ? ", before the draws"
                           : ends_in(name, ".kept")         ? ", before the row is divided"
                           : ends_in(name, ".before_force") ? ", before it was forced"
                                                            : "";
        return arena_printf(arena, "How much %s looks at %s%s", row, col, when);
    }
    bool before = ends_in(name, ".match") && trace_find(view->run->trace, "attention.scores");
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

const char *cell_words(const ViewPass *view, const RunCell *at) {
    const Noun *noun = noun_of(view, at);
    if (!at->array || !noun) return bare_words(view, at);
    const char *words = noun->pair ? pair_words(view, at, noun) : vector_words(view, at, noun);
    if (is_of_steps(at))
        return arena_printf(ui_arena(view->ui), "%s, at step %d", words, at->node->index);
    if (at->array->rank < 3 || !run_has_heads(view->run)) return words;
    return arena_printf(ui_arena(view->ui), "%s, head %d", words, at->plane + 1);
}

const char *cell_number(const ViewPass *view, double x, int digits) {
    double size = fabs(x);
    if (isnan(x) || isinf(x) || !(size > 0)) return view_number(view, x, 0);
    int before = (int)floor(log10(size)) + 1;
    if (before < -4) {
        char text[32];
        snprintf(text, sizeof text, "%.*e", digits > 2 ? 2 : 1, size);
        char *e = strchr(text, 'e');
        *e = '\0';
        return arena_printf(ui_arena(view->ui), "%s%se%s%d", x < 0 ? "−" : "", text,
                            e[1] == '-' ? "−" : "", atoi(e + 2));
    }
    int decimals = digits - before;
    return view_number(view, x, decimals < 0 ? 0 : decimals);
}
