#include "engine/tape.h"

#include "base/error.h"
#include "engine/kernels/kernels.h"

#include <stdlib.h>
#include <string.h>

enum { SCOPE_MAX = 8 };

struct Tape {
    Arena *arena;
    Node **nodes;
    int count, capacity, done;
    bool fused;
    const char *scopes[SCOPE_MAX];
    int scope_count;
    Real *scratch;
    size_t scratch_size;
};

Tape *tape_new(void) {
    Tape *tape = calloc(1, sizeof *tape);
    CHECK(tape, "out of memory");
    tape->arena = arena_new();
    return tape;
}

void tape_free(Tape *tape) {
    if (!tape) return;
    arena_free(tape->arena);
    free(tape->nodes);
    free(tape);
}

void tape_reset(Tape *tape) {
    arena_reset(tape->arena);
    tape->count = tape->done = tape->scope_count = 0;
    tape->scratch = NULL;
    tape->scratch_size = 0;
}

Arena *tape_arena(Tape *tape) {
    return tape->arena;
}

int tape_count(const Tape *tape) {
    return tape->count;
}

Node *tape_node(const Tape *tape, int id) {
    CHECK(id >= 0 && id < tape->count, "node %d of %d", id, tape->count);
    return tape->nodes[id];
}

Node *tape_find(const Tape *tape, const char *name, int index) {
    for (int i = 0; i < tape->count; i++) {
        Node *node = tape->nodes[i];
        if (node->name && (index < 0 || node->index == index) && !strcmp(node->name, name))
            return node;
    }
    return NULL;
}

void tape_set_fused(Tape *tape, bool fused) {
    tape->fused = fused;
}

bool tape_is_fused(const Tape *tape) {
    return tape->fused;
}

static bool is_parameter(const Node *node);

/* Who stops this thread's tapes, and whether it has. */
static _Thread_local struct {
    TapeStop *stops;
    void *with;
    bool stopped;
} stop;

void tape_stop_by(TapeStop *stops, void *with) {
    stop.stops = stops;
    stop.with = with;
    stop.stopped = false;
}

bool tape_stopped(void) {
    if (stop.stops && !stop.stopped) stop.stopped = stop.stops(stop.with);
    return stop.stopped;
}

void tape_forward(Tape *tape) {
    for (; tape->done < tape->count; tape->done++) {
        Node *node = tape->nodes[tape->done];
        if (!node->op->forward) continue;
        if (tape_stopped())
            memset(node->value, 0, node_size(node) * sizeof *node->value);
        else
            node->op->forward(node);
    }
}

void tape_rewind(Tape *tape) {
    tape->done = 0;
    for (int i = 0; i < tape->count; i++)
        tape->nodes[i]->panels[0] = tape->nodes[i]->panels[1] = NULL;
}

const Real *parameter_panels(Node *parameter, bool turned) {
    CHECK(is_parameter(parameter), "%s is no parameter", parameter->op->name);
    if (parameter->panels[turned]) return parameter->panels[turned];
    size_t rows = (size_t)parameter->shape.rows, cols = (size_t)parameter->shape.cols;
    size_t k = turned ? cols : rows, n = turned ? rows : cols, of = kernels()->panel_cols;
    size_t room = (n + of - 1) / of * of * k;
    Real *panels = arena_alloc(parameter->tape->arena, room * sizeof *panels);
    kernels()->pack(turned, k, n, parameter->value, cols, panels);
    return parameter->panels[turned] = panels;
}

bool node_is_parameter(const Node *node) {
    return is_parameter(node);
}

void tape_backward(Tape *tape, Node *loss) {
    CHECK(loss->tape == tape && node_size(loss) == 1, "the loss is one number of this tape");
    tape_forward(tape);
    if (!loss->needs_gradient) return;
    node_gradient(loss)[0] += 1;
    for (int i = loss->id; i >= 0; i--) {
        const Node *node = tape->nodes[i];
        if (node->grad && node->op->backward) node->op->backward(node);
    }
}

void tape_forget_gradients(Tape *tape) {
    for (int i = 0; i < tape->count; i++)
        if (!is_parameter(tape->nodes[i])) tape->nodes[i]->grad = NULL;
}

void tape_push(Tape *tape, const char *scope) {
    CHECK(tape->scope_count < SCOPE_MAX, "scopes nested deeper than %d", SCOPE_MAX);
    tape->scopes[tape->scope_count++] = arena_string(tape->arena, scope);
}

void tape_pop(Tape *tape) {
    CHECK(tape->scope_count > 0, "tape_pop without tape_push");
    tape->scope_count--;
}

Node *tape_name(Node *node, const char *name, int index, const char *file, int line) {
    Tape *tape = node->tape;
    char *full = arena_alloc(tape->arena, 256), *at = full, *end = full + 256;
    for (int i = 0; i < tape->scope_count; i++) {
        size_t n = strlen(tape->scopes[i]);
        CHECK(at + n + 2 < end, "the name %s in its scopes is too long", name);
        memcpy(at, tape->scopes[i], n);
        at += n;
        *at++ = '.';
    }
    size_t n = strlen(name);
    CHECK(at + n + 1 < end, "the name %s in its scopes is too long", name);
    memcpy(at, name, n + 1);
    node->name = full;
    node->index = index;
    node->file = file;
    node->line = line;
    return node;
}

Node *node_is_number(Node *node) {
    CHECK(node->shape.rows == 1 && node->shape.cols == 1, "%d × %d is no number", node->shape.rows,
          node->shape.cols);
    node->is_number = true;
    return node;
}

Node *node_is_heads(Node *node) {
    node->is_heads = true;
    return node;
}

Node *node_call(Node *node, const char *math) {
    node->math = math;
    return node;
}

size_t node_size(const Node *node) {
    return (size_t)node->shape.planes * (size_t)node->shape.rows * (size_t)node->shape.cols;
}

static Node *node_bare(Tape *tape, const Op *op, Shape shape) {
    CHECK(shape.planes > 0 && shape.rows > 0 && shape.cols > 0, "%s of %d × %d × %d", op->name,
          shape.planes, shape.rows, shape.cols);
    if (tape->count == tape->capacity) {
        tape->capacity = tape->capacity ? 2 * tape->capacity : 256;
        tape->nodes = realloc(tape->nodes, (size_t)tape->capacity * sizeof *tape->nodes);
        CHECK(tape->nodes, "out of memory");
    }
    Node *node = arena_alloc(tape->arena, sizeof *node);
    *node = (Node){.op = op, .shape = shape, .tape = tape, .id = tape->count, .index = -1};
    return tape->nodes[tape->count++] = node;
}

Node *node_new(const Op *op, Shape shape, int source_count, Node *const *sources, size_t saved) {
    Tape *tape = sources[0]->tape;
    Node *node = node_bare(tape, op, shape);
    int *ids = arena_alloc(tape->arena, (size_t)source_count * sizeof *ids);
    for (int i = 0; i < source_count; i++) {
        CHECK(sources[i]->tape == tape && sources[i]->id < node->id,
              "%s: source %d is of another tape", op->name, i);
        ids[i] = sources[i]->id;
        node->needs_gradient |= sources[i]->needs_gradient;
    }
    node->source_count = source_count;
    node->sources = ids;
    node->value = arena_alloc(tape->arena, node_size(node) * sizeof(Real));
    if (saved) node->saved = arena_alloc(tape->arena, saved * sizeof(Real));
    return node;
}

Node *node_source(const Node *node, int which) {
    return node->tape->nodes[node->sources[which]];
}

Real *node_gradient(Node *node) {
    if (!node->needs_gradient) return NULL;
    if (!node->grad) {
        size_t bytes = node_size(node) * sizeof(Real);
        node->grad = memset(arena_alloc(node->tape->arena, bytes), 0, bytes);
    }
    return node->grad;
}

Real *node_gradient_or_fresh(Node *node, bool *fresh) {
    *fresh = node->needs_gradient && !node->grad;
    if (*fresh) node->grad = arena_alloc(node->tape->arena, node_size(node) * sizeof(Real));
    return node->needs_gradient ? node->grad : NULL;
}

Real node_at(const Node *node, int plane, int row, int col) {
    Shape s = node->shape;
    CHECK(plane >= 0 && plane < s.planes && row >= 0 && row < s.rows && col >= 0 && col < s.cols,
          "cell %d,%d,%d of %s, %d × %d × %d", plane, row, col,
          node->name ? node->name : node->op->name, s.planes, s.rows, s.cols);
    return node
        ->value[((size_t)plane * (size_t)s.rows + (size_t)row) * (size_t)s.cols + (size_t)col];
}

static void no_sources(const Node *node, Cell cell, Spans *spans) {
    (void)node;
    (void)cell;
    spans->count = 0;
}

static const Op given_op = {.name = "given", .formula = "given", .sources_of_cell = no_sources};

Real *tape_scratch(Tape *tape, size_t count) {
    if (count > tape->scratch_size) {
        tape->scratch = arena_alloc(tape->arena, count * sizeof(Real));
        tape->scratch_size = count;
    }
    return tape->scratch;
}

/* Who waits for a parameter, one list item each. */
typedef struct Waiting {
    struct Waiting *next;
    const Node *node;
    Together *together;
    int count; /* of the list from here */
} Waiting;

static void wait_no_longer(Node *parameter) {
    const Waiting *first = parameter->waiting;
    if (!first) return;
    const Node **nodes = ARENA_ARRAY(parameter->tape->arena, const Node *, first->count);
    for (const Waiting *w = first; w; w = w->next) nodes[first->count - w->count] = w->node;
    parameter->waiting = NULL;
    first->together(parameter, nodes, first->count);
}

void parameter_wait(Node *parameter, const Node *node, int most, Together *together) {
    CHECK(is_parameter(parameter) && parameter->id < node->id, "%s waits for %s", node->op->name,
          parameter->op->name);
    Waiting *first = parameter->waiting;
    CHECK(!first || first->together == together, "%s waits otherwise", node->op->name);
    parameter->waiting = arena_alloc(parameter->tape->arena, sizeof *first);
    *parameter->waiting = (Waiting){first, node, together, first ? first->count + 1 : 1};
    if (parameter->waiting->count >= most) wait_no_longer(parameter);
}

static void parameter_backward(const Node *node) {
    wait_no_longer(node->tape->nodes[node->id]);
}

static const Op parameter_op = {.name = "parameter",
                                .formula = "learned",
                                .backward = parameter_backward,
                                .sources_of_cell = no_sources};

static bool is_parameter(const Node *node) {
    return node->op == &parameter_op;
}

Node *tape_given(Tape *tape, Shape shape, const Real *numbers) {
    Node *node = node_bare(tape, &given_op, shape);
    node->value = arena_alloc(tape->arena, node_size(node) * sizeof(Real));
    memcpy(node->value, numbers, node_size(node) * sizeof(Real));
    return node;
}

Node *tape_number(Tape *tape, Real number) {
    return tape_given(tape, (Shape){1, 1, 1}, &number);
}

Node *node_want_gradient(Node *leaf) {
    CHECK(leaf->op == &given_op, "%s is no leaf", leaf->op->name);
    leaf->needs_gradient = true;
    return leaf;
}

Node *tape_parameter(Tape *tape, const char *name, Shape shape, const Real *value, Real *grad) {
    Node *node = node_bare(tape, &parameter_op, shape);
    node->name = name;
    node->value = (Real *)value; /* never written: the op has no forward */
    node->grad = grad;
    node->needs_gradient = grad != NULL;
    return node;
}
