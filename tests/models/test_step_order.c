/* The order in which the shown tape is built is the order in which a student steps through it: the
 * names of three small runs, held against a golden, and no two nodes of one run alike in name and
 * index. */
#include "testing.h"

#include "base/buffer.h"
#include "models/sentences.h"

#include <stdlib.h>
#include <string.h>

static Tape *decoded(const TinyModel *model, bool fused, uint64_t seed) {
    static const int lengths[] = {3}, targets[] = {2};
    Tape *tape = tape_new();
    Sentences s;
    draw_sentences(&s, 1, lengths, targets, seed);
    Seq2SeqInput input = input_of(&s, false);
    tape_set_fused(tape, fused);
    seq2seq_build(tape, &model->config, (Parameters){model->weights, NULL}, &model->attention,
                  &input, seed);
    return tape;
}

/* --- the golden ------------------------------------------------------------------------------ */

/* One line a node: name, index, operation, shape; plumbing without a name in brackets. */
static void write_node(Buffer *out, const Node *node) {
    if (node->name)
        buffer_printf(out, "%s", node->name);
    else
        buffer_text(out, "(plumbing)");
    if (node->index >= 0) buffer_printf(out, "[%d]", node->index);
    buffer_printf(out, " = %s, %d×%d×%d\n", node->op->name, node->shape.planes, node->shape.rows,
                  node->shape.cols);
}

static void write_run(Buffer *out, const char *title, const TinyModel *model) {
    Tape *tape = decoded(model, false, 1);
    buffer_printf(out, "# %s\n", title);
    for (int i = 0; i < tape_count(tape); i++) write_node(out, tape_node(tape, i));
    buffer_text(out, "\n");
    tape_free(tape);
}

static void the_order_of_steps(void **state) {
    (void)state;
    Buffer out = {0};
    TinyModel model;
    Arena *arena = arena_new();
    tiny_model(&model, arena, "gru", "additive", "local-p", false, true, 1);
    model.config.limit = 2;
    write_run(&out, "gru, additive, local-p, query previous, two-way", &model);
    tiny_model(&model, arena, "lstm", "dot", "global", true, true, 1);
    model.config.limit = 2;
    write_run(&out, "lstm, dot, global, query current, two-way", &model);
    tiny_model(&model, arena, "rnn", "none", "global", false, false, 1);
    model.config.limit = 2;
    write_run(&out, "rnn, none, one-way", &model);
    assert_golden_text(out.data, "models/step-order.txt");
    buffer_free(&out);
    arena_free(arena);
}

/* --- names ----------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b) {
    const Node *x = *(const Node *const *)a, *y = *(const Node *const *)b;
    int order = strcmp(x->name, y->name);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

static void assert_unique(const Tape *tape, const char *what) {
    const Node **named = calloc((size_t)tape_count(tape), sizeof *named);
    size_t count = 0;
    for (int i = 0; i < tape_count(tape); i++)
        if (tape_node(tape, i)->name) named[count++] = tape_node(tape, i);
    assert_true(count > 10);
    qsort(named, count, sizeof *named, by_name);
    for (size_t i = 1; i < count; i++)
        if (by_name(&named[i - 1], &named[i]) == 0)
            fail_msg("%s: two nodes are called %s[%d]", what, named[i]->name, named[i]->index);
    free(named);
}

/* A name is either at one index or at several, never both: the trace stacks equal names. */
static void assert_consistent(const Tape *tape, const char *what) {
    for (int i = 0; i < tape_count(tape); i++) {
        const Node *node = tape_node(tape, i);
        for (int j = i + 1; node->name && j < tape_count(tape); j++) {
            const Node *other = tape_node(tape, j);
            if (other->name && !strcmp(node->name, other->name) &&
                (node->index < 0) != (other->index < 0))
                fail_msg("%s: %s stands alone and with an index", what, node->name);
        }
    }
}

/* Every way to weigh, with τ and with and without renormalise: each adds nodes of its own. */
static void check_names(TinyModel *model, const char *what) {
    for (int w = 0; w < weigh_count; w++)
        for (int kind = 0; kind < 8; kind++) {
            model->attention.weigh = weigh_list[w];
            model->attention.temperature = kind & 1 ? 0.5 : 1;
            model->attention.renormalise = kind & 2;
            Tape *tape = decoded(model, kind & 4, 3);
            assert_unique(tape, what);
            if (kind == 3) assert_consistent(tape, what);
            tape_free(tape);
        }
}

static void names_are_unique(void **state) {
    (void)state;
    Arena *arena = arena_new();
    for (int score = 0; score < score_count; score++)
        for (int scope = 0; scope < scope_count; scope++)
            for (int kind = 0; kind < 12; kind++) {
                bool current = kind & 1, two_way = kind & 2;
                if (!scope_list[scope]->for_alignment) continue;
                if (current && score_is_none(score_list[score])) continue;
                TinyModel model;
                tiny_model(&model, arena, cell_list[kind / 4]->word, score_list[score]->word,
                           scope_list[scope]->word, current, two_way, 2);
                model.config.limit = 3;
                check_names(&model, score_list[score]->word);
            }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_steps),
        cmocka_unit_test(names_are_unique),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
