/* gates_cells.c -- what gates a cell has, and the numbers of one of its units. */
#include "views/gates_parts.h"

#include <math.h>
#include <string.h>

/* --- the cells ------------------------------------------------------------------------------- */

static double sigma(double x) {
    return 1 / (1 + exp(-x));
}

static double sigma_of_sum(const double *x) {
    return sigma(x[0] + x[1]);
}

static double tanh_of_sum(const double *x) {
    return tanh(x[0] + x[1]);
}

static double gru_candidate(const double *x) {
    return tanh(x[0] + x[1] * x[2]);
}

static double gru_state(const double *x) {
    return (1 - x[0]) * x[1] + x[2] * x[3];
}

static double lstm_memory(const double *x) {
    return x[0] * x[1] + x[2] * x[3];
}

static double lstm_state(const double *x) {
    return x[0] * tanh(x[1]);
}

#define SUM_OF_PART(g) .operands = {{"from_input", g, false}, {"from_state", g, false}}

static const Gate gru_gates[] = {
    {.array = "r",
     .name = "Reset r",
     .formula = "r = σ(W_{ir} x + b_{ir} + W_{hr} h + b_{hr})",
     .summary = "how much of the old state the candidate sees",
     .is_share = true,
     .numbers = "σ($0 + $1)",
     SUM_OF_PART(0),
     .result = sigma_of_sum},
    {.array = "z",
     .name = "Update z",
     .formula = "z = σ(W_{iz} x + b_{iz} + W_{hz} h + b_{hz})",
     .summary = "how much of the old state is kept",
     .is_share = true,
     .numbers = "σ($0 + $1)",
     SUM_OF_PART(1),
     .result = sigma_of_sum},
    {.array = "n",
     .name = "Candidate n",
     .formula = "n = tanh(W_{in} x + b_{in} + r ⊙ (W_{hn} h + b_{hn}))",
     .summary = "what the new state would be without the old",
     .limit = 1,
     .numbers = "tanh($0 + $1 · $2)",
     .operands = {{"n_input", 0, false}, {"r", 0, false}, {"n_state", 0, false}},
     .result = gru_candidate},
    {.array = "h",
     .name = "State h'",
     .formula = "h' = (1 − z) ⊙ n + z ⊙ h",
     .summary = "the new state: between candidate and old state",
     .limit = 1,
     .numbers = "(1 − $0) · $1 + $2 · $3",
     .operands = {{"z", 0, false}, {"n", 0, false}, {"z", 0, false}, {"h", 0, true}},
     .result = gru_state},
};

static const Gate lstm_gates[] = {
    {.array = "i",
     .name = "Input i",
     .formula = "i = σ(W_{ii} x + b_{ii} + W_{hi} h + b_{hi})",
     .summary = "how much of the candidate is written",
     .is_share = true,
     .numbers = "σ($0 + $1)",
     SUM_OF_PART(0),
     .result = sigma_of_sum},
    {.array = "f",
     .name = "Forget f",
     .formula = "f = σ(W_{if} x + b_{if} + W_{hf} h + b_{hf})",
     .summary = "how much of the memory is kept",
     .is_share = true,
     .numbers = "σ($0 + $1)",
     SUM_OF_PART(1),
     .result = sigma_of_sum},
    {.array = "g",
     .name = "Candidate g",
     .formula = "g = tanh(W_{ig} x + b_{ig} + W_{hg} h + b_{hg})",
     .summary = "what could be written",
     .limit = 1,
     .numbers = "tanh($0 + $1)",
     SUM_OF_PART(2),
     .result = tanh_of_sum},
    {.array = "o",
     .name = "Output o",
     .formula = "o = σ(W_{io} x + b_{io} + W_{ho} h + b_{ho})",
     .summary = "how much of the memory is shown",
     .is_share = true,
     .numbers = "σ($0 + $1)",
     SUM_OF_PART(3),
     .result = sigma_of_sum},
    {.array = "c",
     .name = "Memory c'",
     .formula = "c' = f ⊙ c + i ⊙ g",
     .summary = "the memory: nothing squeezes it, so it has no bounds",
     .numbers = "$0 · $1 + $2 · $3",
     .operands = {{"f", 0, false}, {"c", 0, true}, {"i", 0, false}, {"g", 0, false}},
     .result = lstm_memory},
    {.array = "h",
     .name = "State h'",
     .formula = "h' = o ⊙ tanh(c')",
     .summary = "what of the memory is shown",
     .limit = 1,
     .numbers = "$0 · tanh($1)",
     .operands = {{"o", 0, false}, {"c", 0, false}},
     .result = lstm_state},
};

static const Gate rnn_gates[] = {
    {.array = "h",
     .name = "State h'",
     .formula = "h' = tanh(W_i x + b_i + W_h h + b_h)",
     .summary = "no gates: the whole state is made anew for every token",
     .limit = 1,
     .numbers = "tanh($0 + $1)",
     SUM_OF_PART(0),
     .result = tanh_of_sum},
};

#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

const Gate *gates_of(const Run *run, int *count) {
    const char *cell = run->ask.model->config.cell->word;
    if (!strcmp(cell, "gru")) {
        *count = COUNT(gru_gates);
        return gru_gates;
    }
    bool lstm = !strcmp(cell, "lstm");
    *count = lstm ? COUNT(lstm_gates) : COUNT(rnn_gates);
    return lstm ? lstm_gates : rnn_gates;
}

/* --- one side -------------------------------------------------------------------------------- */

/* The decoder's state of a token is there with query current before it asks, else after c_t. */
static int produced(const ViewPass *view) {
    Position p = view->state->look.position;
    bool current = view->run->ask.model->config.query_current;
    Stage made = current ? STAGE_QUERY : STAGE_OUTPUT;
    return run_shows(p, p.token, (int)made, 0) ? p.token : p.token - 1;
}

GateSide gate_side(const ViewPass *view) {
    GateSide side = {.of = view->state->look.gates};
    bool decoder = side.of == GATES_DECODER;
    side.tokens = decoder ? view->run->target : view->run->source;
    side.units = gates_units(&view->run->ask.model->config, side.of);
    side.shown = decoder ? produced(view) : side.tokens.count;
    if (side.shown < 0) side.shown = 0;
    return side;
}

const TraceArray *gate_array(const ViewPass *view, const GateSide *side, const char *name) {
    static const char *const scopes[GATES_COUNT] = {"encoder.forward", "encoder.backward",
                                                    "decoder"};
    bool state = side->of == GATES_DECODER && !strcmp(name, "h");
    return trace_find(view->run->trace, arena_printf(ui_arena(view->ui), "%s.%s", scopes[side->of],
                                                     state ? "s" : name));
}

/* The decoder's states begin with s_0. */
bool gate_cell(const TraceArray *array, const GateSide *side, int token, int column, RunCell *at) {
    int row = token - 1 + (array->rows > side->tokens.count);
    if (row < 0 || row >= array->rows) return false;
    *at = run_cell_at(array, 0, row, column);
    return true;
}

double gate_number(const ViewPass *view, const GateSide *side, const char *name, int token,
                   int column) {
    RunCell at;
    return gate_cell(gate_array(view, side, name), side, token, column, &at)
               ? (double)run_cell_number(&at)
               : 0; /* before the first token */
}

/* An operand's cell, and its number; false where it has no cell and is 0. */
static bool operand(const ViewPass *view, const GateSide *side, const GateOperand *of, int token,
                    int unit, RunCell *at, double *x) {
    if (of->before) token += side->of == GATES_BACKWARD ? 1 : -1;
    bool there = gate_cell(gate_array(view, side, of->array), side, token,
                           of->part * side->units + unit - 1, at);
    *x = there ? (double)run_cell_number(at) : 0;
    return there;
}

enum { DECIMALS = 2 };

static double rounded(double x) {
    return round(x * 100) / 100;
}

NumbersLine gate_numbers(const ViewPass *view, const GateSide *side, const Gate *gate, int token,
                         int unit) {
    double printed[GATE_OPERANDS] = {0};
    NumbersPart *parts = ARENA_ARRAY(ui_arena(view->ui), NumbersPart, GATE_OPERANDS);
    NumbersLine out = {NULL, parts, 0};
    Buffer line = {0};
    buffer_text(&line, "= ");
    for (const char *at = gate->numbers; *at; at++) {
        if (*at != '$') {
            buffer_append(&line, at, 1);
            continue;
        }
        int i = *++at - '0';
        RunCell cell;
        double x;
        bool there = operand(view, side, &gate->operands[i], token, unit, &cell, &x);
        const char *text = view_number(view, x, DECIMALS);
        bool first = line.size < 4 || line.data[line.size - 1] == '(';
        printed[i] = rounded(x);
        bool negative = !strncmp(text, "−", strlen("−"));
        buffer_text(&line, negative && !first ? "(" : "");
        int from = (int)line.size;
        buffer_text(&line, text);
        if (there) parts[out.count++] = (NumbersPart){from, (int)line.size, cell.node, cell.cell};
        buffer_text(&line, negative && !first ? ")" : "");
    }
    double result = gate_number(view, side, gate->array, token, unit - 1);
    bool same = fabs(rounded(gate->result(printed)) - rounded(result)) < 0.005;
    out.text = arena_printf(ui_arena(view->ui), "%s %s %s", line.data, same ? "=" : "≈",
                            view_number(view, result, DECIMALS));
    buffer_free(&line);
    return out;
}
