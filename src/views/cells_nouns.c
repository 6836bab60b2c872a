/* cells_nouns.c -- what the arrays of a run and the tensors of a model are called. A new array's
 * words and letter are a line of these tables. */
#include "views/cells_parts.h"

#include <string.h>

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
    {".hidden", "tanh(\\m{…})", "query and key through tanh, for %s", OF_SOURCE, false},
    {".center_hidden", "(W_p q)", "the query projected for the centre", OF_NONE, false},
    {".center_tanh", "tanh(W_p q)", "the query projected for the centre, through tanh", OF_NONE,
     false},
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
    {".n_reset", "r ⊙ (W_{hn} h + b_{hn})", "what the reset gate lets of the old state", OF_NONE,
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
    {".feedforward_hidden", "(W_1 x + b_1)", "the feed-forward's inner layer before f, at %s",
     OF_TARGET, false},
    {".feedforward_active", "f(W_1 x + b_1)", "the feed-forward's inner layer at %s", OF_TARGET,
     false},
    {".feedforward", "(W_2 f + b_2)", "what the feed-forward answers at %s", OF_TARGET, false},
    {".residual1", "(x + Concat W_O)", "the stream after attention, at %s", OF_TARGET, false},
    {".residual2", "(x + Concat W_O)", "the stream after attention across, at %s", OF_TARGET,
     false},
    {".norm1", "LN(x)", "the normalised stream at %s", OF_TARGET, false},
    {".norm2", "LN(x)", "the normalised stream at %s", OF_TARGET, false},
    {".norm3", "LN(x)", "the normalised stream at %s", OF_TARGET, false},
    {"encoder.norm", "M", "the memory, the encoder's output, at %s", OF_SOURCE, false},
    {"norm", "LN(x)", "the normalised output at %s", OF_TARGET, false},
    {".output", "x", "the stream after the layer, at %s", OF_TARGET, false},
    {"embedding", "E", "the embedding of %s", OF_TARGET, false},
    {"position", "P", "the position of %s", OF_TARGET, false},
    {"embedded", "x", "embedding and position of %s", OF_TARGET, false},
    {NULL, NULL, NULL, OF_NONE, false},
};

/* Of every kind of model. */
static const Noun common_nouns[] = {
    {"difference", "(α^A − α^B)", NULL, OF_TARGET, true},
    {"output.logits", "\\t{logit}", "how strongly %s speaks for a word", OF_TARGET, true},
    {"output.probabilities", "p", NULL, OF_TARGET, true},
    {".scores", "e", NULL, OF_TARGET, true},
    {".match", "e", NULL, OF_TARGET, true},
    {".allowed", "e", NULL, OF_TARGET, true},
    {".products", "(q^T k)", NULL, OF_TARGET, true},
    {".product", "(q^T k)", NULL, OF_TARGET, true},
    {".scaled", "(q^T k / \\sqrt{d})", NULL, OF_TARGET, true},
    {".cosines", "cos(q, k)", NULL, OF_TARGET, true},
    {".tempered", "(e / τ)", NULL, OF_TARGET, true},
    {".soft", "α'", NULL, OF_TARGET, true},
    {".weights", "α", NULL, OF_TARGET, true},
    {".before_window", "α'", NULL, OF_TARGET, true},
    {".kept", "α''", NULL, OF_TARGET, true},
    {".before_force", "α'", NULL, OF_TARGET, true},
    {".center_before", "p", "the centre, before it was moved", OF_NONE, false},
    {".draws", "\\t{draw}", "a source that was drawn", OF_TARGET, false},
    {".center", "p", "the centre of the window", OF_TARGET, false},
    {"beam.logprob", "(Σ log p)", "the beam's Σ log p", OF_NONE, false},
    {"beam.parents", "\\t{parent}", "the places the beam came from", OF_NONE, false},
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

bool cell_name_ends(const char *name, const char *end) {
    size_t n = strlen(name), m = strlen(end);
    if (n < m || strcmp(name + n - m, end)) return false;
    /* a whole word of it */
    return n == m || *end == '.' || *end == '_' || name[n - m - 1] == '.';
}

static const Noun *look_up(const Noun *list, const char *name) {
    for (; list->end; list++)
        if (cell_name_ends(name, list->end)) return list;
    return NULL;
}

const Noun *cell_noun(const ViewPass *view, const RunCell *at) {
    if (!at->array && node_is_parameter(at->node)) return look_up(weight_nouns, at->node->name);
    if (!at->array) return NULL;
    const Noun *common = look_up(common_nouns, at->array->name);
    if (common) return common;
    return look_up(run_has_heads(view->run) ? transformer_nouns : seq2seq_nouns, at->array->name);
}
