#include "models/cells.h"

#include <string.h>

/* The g-th gate's part of a and of b. */
static Node *gate(Node *x, int g, int H) {
    return columns(x, g * H, H);
}

static Node *gate_sum(Node *a, Node *b, int g, int H) {
    Node *from_input = gate(a, g, H);
    Node *from_state = gate(b, g, H);
    return add(from_input, from_state);
}

/* --- GRU ------------------------------------------------------------------------------------- */

static CellState gru_lines(Node *a, Node *b, CellState before, int t) {
    int H = before.h->shape.cols;
    LET_AT(r_sum, t, gate_sum(a, b, 0, H));
    LET_AT(r, t, sigmoid_of(r_sum));
    LET_AT(z_sum, t, gate_sum(a, b, 1, H));
    LET_AT(z, t, sigmoid_of(z_sum));
    LET_AT(n_input, t, gate(a, 2, H));
    LET_AT(n_state, t, gate(b, 2, H));
    LET_AT(n_reset, t, multiply(r, n_state));
    LET_AT(n_sum, t, add(n_input, n_reset));
    LET_AT(n, t, tanh_of(n_sum));
    LET_AT(not_z, t, one_minus(z));
    LET_AT(h_new, t, multiply(not_z, n));
    LET_AT(h_kept, t, multiply(z, before.h));
    LET_AT(h, t, add(h_new, h_kept));
    return (CellState){h, NULL};
}

static CellState gru_fused(Node *a, Node *b, CellState before) {
    return (CellState){gru_step(a, b, before.h), NULL};
}

static const RecurrentCell gru = {
    .word = "gru",
    .title = "GRU",
    .formula = "h' = (1 − z) ⊙ n + z ⊙ h",
    .gates = 3,
    .lines = gru_lines,
    .fused = gru_fused,
    .sequence = gru_sequence,
};

/* --- LSTM ------------------------------------------------------------------------------------ */

static CellState lstm_lines(Node *a, Node *b, CellState before, int t) {
    int H = before.h->shape.cols;
    LET_AT(i_sum, t, gate_sum(a, b, 0, H));
    LET_AT(i, t, sigmoid_of(i_sum));
    LET_AT(f_sum, t, gate_sum(a, b, 1, H));
    LET_AT(f, t, sigmoid_of(f_sum));
    LET_AT(g_sum, t, gate_sum(a, b, 2, H));
    LET_AT(g, t, tanh_of(g_sum));
    LET_AT(o_sum, t, gate_sum(a, b, 3, H));
    LET_AT(o, t, sigmoid_of(o_sum));
    LET_AT(c_kept, t, multiply(f, before.c));
    LET_AT(c_new, t, multiply(i, g));
    LET_AT(c, t, add(c_kept, c_new));
    LET_AT(c_tanh, t, tanh_of(c));
    LET_AT(h, t, multiply(o, c_tanh));
    return (CellState){h, c};
}

static CellState lstm_fused(Node *a, Node *b, CellState before) {
    int H = before.h->shape.cols;
    Node *all = lstm_step(a, b, before.c);
    Node *h = columns(all, 0, H);
    Node *c = columns(all, H, H);
    return (CellState){h, c};
}

static const RecurrentCell lstm = {
    .word = "lstm",
    .title = "LSTM",
    .formula = "c' = f ⊙ c + i ⊙ g, h' = o ⊙ tanh(c')",
    .gates = 4,
    .has_memory = true,
    .lines = lstm_lines,
    .fused = lstm_fused,
    .sequence = lstm_sequence,
};

/* --- RNN ------------------------------------------------------------------------------------- */

static CellState rnn_lines(Node *a, Node *b, CellState before, int t) {
    (void)before;
    LET_AT(sum, t, add(a, b));
    LET_AT(h, t, tanh_of(sum));
    return (CellState){h, NULL};
}

static CellState rnn_fused(Node *a, Node *b, CellState before) {
    (void)before;
    Node *sum = add(a, b);
    return (CellState){tanh_of(sum), NULL};
}

static const RecurrentCell rnn = {
    .word = "rnn",
    .title = "RNN",
    .formula = "h' = tanh(W_i x + b_i + W_h h + b_h)",
    .gates = 1,
    .lines = rnn_lines,
    .fused = rnn_fused,
    .sequence = rnn_sequence,
};

const RecurrentCell *const cell_list[] = {&gru, &lstm, &rnn};
const int cell_count = sizeof cell_list / sizeof *cell_list;

const RecurrentCell *cell_find(const char *word) {
    for (int i = 0; i < cell_count; i++)
        if (!strcmp(cell_list[i]->word, word)) return cell_list[i];
    return NULL;
}

CellState cell_step(const RecurrentCell *cell, Node *a, Node *b, CellState before, int t) {
    return tape_is_fused(a->tape) ? cell->fused(a, b, before) : cell->lines(a, b, before, t);
}

CellState cell_zero(const RecurrentCell *cell, Tape *tape, int planes, int hidden) {
    Real *zeros = ARENA_ARRAY(tape_arena(tape), Real, (size_t)planes * (size_t)hidden);
    Node *h = node_call(tape_given(tape, (Shape){planes, 1, hidden}, zeros), "h_0");
    return (CellState){h, cell->has_memory ? tape_given(tape, (Shape){planes, 1, hidden}, zeros)
                                           : NULL};
}
