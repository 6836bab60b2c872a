/* commands.c -- the words for stepping, looking and training, and the table of all. To add a
 * command, write its function (here or in commands_run.c) and its line; the palette, `heed list
 * commands`, files and tests know it then. */
#include "session/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const reveal_words[REVEAL_COUNT] = {"cell", "row", "token", "all", "head", "layer"};
const char *const theme_words[THEME_COUNT] = {"light", "dark", "print"};
const char *const view_words[VIEW_COUNT] = {"step",     "scores", "weights", "inspector", "heads",
                                            "arcs",     "lookup", "spread",  "beam",      "gates",
                                            "gradient", "draws",  "curve"};
const char *const sort_words[SORT_COUNT] = {"layer", "pattern", "entropy", "loss"};

enum { STAGE_MOST = 1000, CELLS_MOST = 100000000 };

/* --- stepping and looking -------------------------------------------------------------------- */

/* step N [STAGE [CELLS]]: token or block N whole, or up to a stage of it, or so many of its cells.
 */
static bool step_to(Session *session, const Words *words, Position *position, Error *error) {
    const Run *run = session->run;
    long token = 0, stage = 0, cells = 0;
    if (!words_whole(words, 0, 0, run_last(run).token, &token, error)) return false;
    Position whole = run_clamp(run, (Position){(int)token, STAGE_MOST, 0});
    if (words->count > 1 && !words_whole(words, 1, 1, whole.stage + 1, &stage, error))
        return error_words(error, "step %ld has stages from 1 to %d, not “%s”", token,
                           whole.stage + 1, words->arguments[1]);
    if (words->count > 2 && !words_whole(words, 2, 0, CELLS_MOST, &cells, error)) return false;
    Position asked = {(int)token, stage ? (int)stage - 1 : whole.stage, (int)cells};
    *position = run_clamp(run, asked);
    if (position->stage < asked.stage)
        snprintf(session->message, sizeof session->message,
                 "stage %d is left out here: what there is before it is shown", asked.stage + 1);
    return true;
}

/* Stepping into another layer, the same head of it is looked at: of its last attention so far; or
 * all of its heads. */
static void take_head_along(const Run *run, Look *look) {
    if (!run_has_heads(run) || !look->position.token) return;
    Block block = run_block(run, look->position.token);
    HeadAt *head = &look->heads[0];
    HeadsOf of = block.of;
    if (block.kind != BLOCK_ATTENTION && of == HEADS_DECODER && run->chosen) of = HEADS_CROSS;
    if (head->of == of && head->layer == block.layer) return;
    if (head->of != of) look->target = look->source = 0;
    if (!look_has_layer(look, run->ask.model)) look->head_count = 1;
    for (int i = 0; i < look->head_count; i++)
        look->heads[i] = (HeadAt){of, block.layer, look->heads[i].head};
}

/* Whether the step view is in an attention other than the chosen head's. */
static bool in_strange_block(const Run *run, const State *state) {
    int token = state->look.position.token;
    if (run->ask.model != state->ask.model || !run_has_heads(run) || !token) return false;
    return state->look.view == VIEW_STEP && token <= run_block_count(run) &&
           run_block(run, token).kind == BLOCK_ATTENTION &&
           run_block_of(run, state->look.heads[0]) != token;
}

void state_show_block(const Session *session, State *state) {
    const Run *run = session->run;
    if (!in_strange_block(run, state)) return;
    Position whole = {run_block_of(run, state->look.heads[0]), STAGE_MOST, 0};
    state->look.position = run_clamp(run, whole);
}

static bool step_command(Session *session, State *state, const Words *words, Error *error) {
    const Run *run = session->run;
    const char *where = words->arguments[0];
    Position *position = &state->look.position;
    Reveal reveal = state->look.reveal == REVEAL_ALL ? REVEAL_TOKEN : state->look.reveal;
    if (state->look.reveal == REVEAL_ALL && !strcmp(where, "next")) reveal = REVEAL_ALL;
    if (!strcmp(where, "next"))
        *position = run_next(run, *position, reveal);
    else if (!strcmp(where, "back"))
        *position = run_back(run, *position, reveal);
    else if (!strcmp(where, "first"))
        *position = run_first(run);
    else if (!strcmp(where, "last"))
        *position = run_last(run);
    else {
        static const char *const list[] = {"next", "back", "first", "last"};
        char *end;
        strtol(where, &end, 10);
        if (*end || end == where) {
            words_one_of(words, 0, list, 4, error);
            return error_prefix(error, "step takes a number too");
        }
        if (!step_to(session, words, position, error)) return false;
        take_head_along(run, &state->look);
        return true;
    }
    take_head_along(run, &state->look);
    return words->count == 1 ? true : error_words(error, "step %s takes no more", where);
}

static bool reveal_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    /* a lookup's row of steps is a stage, and is called so in its window */
    bool stage = !strcmp(words->arguments[0], "stage");
    int i = stage ? REVEAL_ROW : words_one_of(words, 0, reveal_words, REVEAL_COUNT, error);
    if (i >= 0) state->look.reveal = (Reveal)i;
    return i >= 0;
}

static bool speed_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return words_real(words, 0, 0.1, 20, &state->look.speed, error);
}

static bool view_command(Session *session, State *state, const Words *words, Error *error) {
    int i = words_one_of(words, 0, view_words, VIEW_COUNT, error);
    if (i >= 0) state->look.view = (View)i;
    if (i >= 0 && in_strange_block(session->run, state))
        take_head_along(session->run, &state->look); /* the step view is of one block */
    if (i >= 0 && *state->compare.words) {           /* it stood in the view's place */
        snprintf(session->message, sizeof session->message,
                 "view %s closes the comparison; undo brings it back", view_words[i]);
        state->compare.words = "";
    }
    return i >= 0;
}

static bool select_command(Session *session, State *state, const Words *words, Error *error) {
    if (words->count == 1) {
        if (strcmp(words->arguments[0], "none"))
            return error_words(error, "select takes a target and a source number, or none");
        state->look.target = state->look.source = 0;
        return true;
    }
    long t = 0, s = 0;
    RunMatrix matrix = run_matrix(session->run, &state->look, MATRIX_WEIGHTS);
    if (!words_whole(words, 0, 1, matrix.rows.count, &t, error) ||
        !words_whole(words, 1, 1, matrix.cols.count, &s, error))
        return false;
    state->look.target = (int)t;
    state->look.source = (int)s;
    return true;
}

static bool axes_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    enum { NUMBERS_MOST = 4 };
    long across = 0, up = 0;
    if (!words_whole(words, 0, 1, NUMBERS_MOST, &across, error) ||
        !words_whole(words, 1, 1, NUMBERS_MOST, &up, error))
        return false;
    if (across == up) return error_words(error, "axes takes two different numbers");
    state->look.axes[0] = (int)across;
    state->look.axes[1] = (int)up;
    return true;
}

static bool cut_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return words_real(words, 0, 0, 1, &state->look.cut, error);
}

static bool gold_command(Session *session, State *state, const Words *words, Error *error) {
    if (!words_on_off(words, &state->look.gold, error)) return false;
    RunGold gold = run_gold(session->run, &state->look);
    if (state->look.gold && !gold.links)
        snprintf(session->message, sizeof session->message, "%s", gold.why);
    return true;
}

static bool theme_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    int i = words_one_of(words, 0, theme_words, THEME_COUNT, error);
    if (i >= 0) state->look.theme = (Theme)i;
    return i >= 0;
}

static bool text_size_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    long percent = 0;
    if (!words_whole(words, 0, 100, 300, &percent, error)) return false;
    state->look.text_size = (int)percent;
    return true;
}

static bool motion_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return words_on_off(words, &state->look.motion, error);
}

/* --- training -------------------------------------------------------------------------------- */

static bool examples_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return words_whole(words, 0, 1, 100000000, &state->training.examples, error);
}

static bool small_number(const Words *words, long high, int *out, Error *error) {
    long value = 0;
    if (!words_whole(words, 0, 1, high, &value, error)) return false;
    *out = (int)value;
    return true;
}

static bool batch_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return small_number(words, 1024, &state->training.batch, error);
}

static bool shards_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return small_number(words, SHARDS_MAX, &state->training.shards, error);
}

static bool hidden_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return small_number(words, 1024, &state->training.hidden, error);
}

static bool embedding_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return small_number(words, 1024, &state->training.embedding, error);
}

static bool layers_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return small_number(words, 12, &state->training.layers, error);
}

static bool heads_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return small_number(words, 16, &state->training.heads, error);
}

static bool rate_command(Session *session, State *state, const Words *words, Error *error) {
    (void)session;
    return words_real(words, 0, 1e-6, 1, &state->training.rate, error);
}

/* --- keeping --------------------------------------------------------------------------------- */

const Command command_table[] = {
    {{"model", "NAME", "a task's default model, or a shipped model by name", "what runs", false},
     1,
     1,
     model_command},
    {{"open", "FILE", "a checkpoint, used as it is, or a file of commands", "what runs", false},
     1,
     -1,
     open_command},
    {{"input", "TEXT", "the text the model reads", "what runs", false}, 1, -1, input_command},
    {{"example", "N|next", "one of the task's example inputs", "what runs", false},
     1,
     1,
     example_command},
    {{"target", "TEXT|none", "all of the output, word by word, whatever is likely", "what runs",
      false},
     1,
     -1,
     target_command},
    {{"seed", "N", "for hard attention's draws and for training", "what runs", false},
     1,
     1,
     seed_command},
    {{"score", "dot|scaled|cosine|bilinear|additive|none", "how a query and a key are matched",
      "match", false},
     1,
     1,
     score_command},
    {{"query", "previous|current", "which decoder state asks", "match", false},
     1,
     1,
     query_command},
    {{"cell", "gru|lstm|rnn", "the recurrent cell", "match", false}, 1, 1, cell_command},
    {{"encoder", "two-way|one-way", "the encoder's directions", "match", false},
     1,
     1,
     encoder_command},
    {{"positions", "learned|sinusoidal", "how a transformer knows where a token stands", "match",
      false},
     1,
     1,
     positions_command},
    {{"scope", "global|local-m D|local-p D|causal|band D", "which tokens may be looked at", "scope",
      false},
     1,
     2,
     scope_command},
    {{"renormalise", "on|off", "divide local-p's weights by their sum", "scope", false},
     1,
     1,
     renormalise_command},
    {{"weigh", "soft|sparse|hard|argmax", "how scores become weights", "weigh", false},
     1,
     1,
     weigh_command},
    {{"temperature", "X", "divides the scores; 1 is as trained", "weigh", false},
     1,
     1,
     temperature_command},
    {{"samples", "N", "draws a row of hard attention", "weigh", false}, 1, 1, samples_command},
    {{"step", "next|back|first|last|N [STAGE [CELLS]]",
      "forward, back, or to a target token, or a transformer's block", "step", false},
     1,
     3,
     step_command},
    {{"reveal", "cell|row|head|layer|token|all", "how far a step goes", "step", false},
     1,
     1,
     reveal_command},
    {{"speed", "X", "of playing", "step", false}, 1, 1, speed_command},
    {{"beam", "K", "width of the beam search, 1 to 8; 1 is greedy", "step", false},
     1,
     1,
     beam_command},
    {{"branch", "N", "which of the beam's hypotheses is followed, 1: the best", "step", false},
     1,
     1,
     branch_command},
    {{"view",
      "step|scores|weights|inspector|heads|arcs|lookup|spread|beam|gates|gradient|draws|curve",
      "the picture in the middle, and of a figure", "look", false},
     1,
     1,
     view_command},
    {{"select", "T S|none", "pin the cell of target T and source S", "look", false},
     1,
     2,
     select_command},
    {{"follow", "[b] NAME [HEAD] ROW COL|difference ROW COL|back|none",
      "a number back to what made it, and on to its uses; b: of the second run", "look", false},
     1,
     5,
     follow_command},
    {{"axes", "X Y", "which numbers of its keys a lookup's plane shows", "look", false},
     2,
     2,
     axes_command},
    {{"head", "L.H[,L.H]|all|GROUP [L.H]",
      "the heads shown; all: those of the layer; GROUP: encoder, decoder or cross", "look", false},
     1,
     -1,
     head_command},
    {{"sort", "layer|pattern|entropy|loss", "the order of the heads; loss needs rank start", "look",
      false},
     1,
     1,
     sort_command},
    {{"cut", "X", "arcs: of each row the largest weights, up to this share of it", "look", false},
     1,
     1,
     cut_command},
    {{"gold", "on|off", "outline the words that each word surely comes from, where it is known",
      "look", false},
     1,
     1,
     gold_command},
    {{"zoom", "X", "a matrix X times as large; 1: all fits", "look", false}, 1, 1, zoom_command},
    {{"pan", "T S", "the first row and column of a matrix that are seen", "look", false},
     2,
     2,
     pan_command},
    {{"curve", "N|bleu|exact|against MODEL|none",
      "the view curve: samples a bin of lengths, its measure, its second model", "look", false},
     1,
     2,
     curve_command},
    {{"stretch", "linear|log|row", "colours of a matrix: even, logarithmic, each row its own",
      "look", false},
     1,
     1,
     stretch_command},
    {{"pool", "max|mean", "what stands for cells that share a pixel", "look", false},
     1,
     1,
     pool_command},
    {{"find", "TOKEN [N]|none", "light labels, go to the Nth; again: to the next", "look", false},
     1,
     2,
     find_command},
    {{"hide", "TOKEN|none", "leave its rows and columns out of a matrix", "look", false},
     1,
     1,
     hide_command},
    {{"force", "[[GROUP] L.H] T S [W]|T even|T S:W,S:W", "row T's weight on S: W, or all of it",
      "what if", false},
     2,
     5,
     force_command},
    {{"free", "[[GROUP] L.H] T|all", "row T's weights and centre as computed", "what if", false},
     1,
     3,
     free_command},
    {{"center", "T P|none", "the centre of row T's window, put at P", "what if", false},
     2,
     2,
     center_command},
    {{"replace", "S WORD|none", "another word for source S; none: all as they were", "what if",
      false},
     1,
     2,
     replace_command},
    {{"prefix", "TEXT|none", "how the output begins, whatever is likely", "what if", false},
     1,
     -1,
     prefix_command},
    {{"gates", "forward|backward|decoder", "whose gates are shown, in the view of that name",
      "look", false},
     1,
     1,
     gates_command},
    {{"heights", "log|linear|own", "the axes of gradients: one for all, or each its own", "look",
      false},
     1,
     1,
     heights_command},
    {{"unit", "N|none", "pin a unit of those", "look", false}, 1, 1, unit_command},
    {{"ablate", "[GROUP] L.H[,L.H]", "heads whose answer becomes 0", "what if", false},
     1,
     -1,
     ablate_command},
    {{"restore", "[GROUP] L.H[,L.H]|all", "ablated heads as they were", "what if", false},
     1,
     -1,
     restore_command},
    {{"compare", "\"COMMAND; COMMAND\"|swap|off",
      "a second run beside the first, made of it by these commands", "compare", false},
     1,
     -1,
     compare_command},
    {{"difference", "on|off", "the matrix A − B of a comparison, and KL of its rows", "compare",
      false},
     1,
     1,
     difference_command},
    {{"examples", "N", "how many examples a training sees", "train", false},
     1,
     1,
     examples_command},
    {{"batch", "N", "examples a step of training", "train", false}, 1, 1, batch_command},
    {{"rate", "X", "of learning, at its peak", "train", false}, 1, 1, rate_command},
    {{"hidden", "N", "units of the model to train", "train", false}, 1, 1, hidden_command},
    {{"embedding", "N", "its numbers a token", "train", false}, 1, 1, embedding_command},
    {{"shards", "N", "parts of a batch, each on a thread", "train", false}, 1, 1, shards_command},
    {{"layers", "N", "layers of a transformer to train", "train", false}, 1, 1, layers_command},
    {{"heads", "N", "its heads a layer", "train", false}, 1, 1, heads_command},
    {{"theme", "light|dark|print", "colours", "keep", false}, 1, 1, theme_command},
    {{"text-size", "PERCENT", "of all text, 100 to 300", "keep", false}, 1, 1, text_size_command},
    {{"motion", "on|off", "whether things move when they change", "keep", false},
     1,
     1,
     motion_command},
    {{"play", "", "step on by itself", "step", true}, 0, 0, NULL},
    {{"pause", "", "stop playing", "step", true}, 0, 0, NULL},
    {{"rank", "start|stop", "what each head is worth: the loss on fresh samples without it",
      "what if", true},
     1,
     1,
     NULL},
    {{"measure", "start|stop", "what the view curve or gradient shows", "look", true}, 1, 1, NULL},
    {{"train", "start|pause|stop|reset", "train this model from scratch, here; reset: untrained",
      "train", true},
     1,
     1,
     NULL},
    {{"export", "FILE", "the current view as a figure, by FILE's ending", "keep", true},
     1,
     -1,
     NULL},
    {{"copy", "[command]",
      "to the clipboard: the view's matrix as a table, or the command line that draws the figure",
      "keep", true},
     0,
     1,
     NULL},
    {{"fullscreen", "on|off", "the whole screen", "keep", true}, 1, 1, NULL},
    {{"quit", "", "close the program", "keep", true}, 0, 0, NULL},
    {{"save", "FILE", "the state as a file of commands, or the model as FILE.safetensors", "keep",
      true},
     1,
     -1,
     NULL},
    {{"undo", "", "take the last change back", "keep", true}, 0, 0, NULL},
    {{"redo", "", "make it again", "keep", true}, 0, 0, NULL},
    {{"reset", "", "everything as at the start; undo brings it back", "keep", false}, 0, 0, NULL},
};
const int command_count = sizeof command_table / sizeof *command_table;

const CommandInfo *command_info(int index) {
    return index < command_count ? &command_table[index].info : NULL;
}
