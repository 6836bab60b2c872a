#include "views/block.h"

#include "views/followed.h"
#include "views/heads.h"
#include "views/math.h"
#include "views/matrix.h"
#include "views/multiples.h"
#include "views/overflow.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A matrix of the block's: rows are tokens. */
typedef struct Part {
    const char *label, *array; /* label in the views' markup */
    int stage;                 /* at which it is made */
    bool of_head;
} Part;

static const Part attention_parts[] = {
    {"X", "norm", 0, false},
    {"M", "memory", 0, false}, /* across only */
    {"\\q{Q}", "query", 1, true},
    {"\\k{K}", "key", 1, true},
    {"\\v{V}", "value", 1, true},
    {"A V", "context", 6, true},
    {"Concat", "concatenated", 7, false},
    {"Concat W_O", "projected", 8, false},
    {"x + Concat W_O", "residual", 9, false},
};
static const Part feedforward_parts[] = {
    {"X", "norm", 0, false},
    {"W_1 X + b_1", "feedforward_hidden", 1, false},
    {"f(W_1 X + b_1)", "feedforward_active", 1, false},
    {"W_2 f + b_2", "feedforward", 1, false},
    {"x + \\m{…}", "output", 2, false},
};
static const Part output_parts[] = {
    {"LN(x)", "norm", 0, false},
    {"logits", "output.logits", 0, false},
    {"p", "output.probabilities", 0, false},
};
static const Part embedding_parts[] = {
    {"embedding", "embedding", 0, false},
    {"position", "position", 0, false},
    {"x", "embedded", 0, false},
};

/* Over a matrix its label; below it its size and legend; in the output the names of columns. */
enum { LABEL = 24, FOOT = 32, NAMES = 40 };

#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

static int token_now(const ViewPass *view) {
    return view->state->look.position.token;
}

static Block block_now(const ViewPass *view) {
    return block_at(view, token_now(view));
}

bool block_is_attention(const ViewPass *view) {
    return token_now(view) && block_now(view).kind == BLOCK_ATTENTION;
}

/* --- pictures -------------------------------------------------------------------------------- */

static const Part *parts_now(const ViewPass *view, int *count) {
    if (!token_now(view)) {
        *count = COUNT(embedding_parts);
        return embedding_parts;
    }
    switch (block_now(view).kind) {
    case BLOCK_ATTENTION: *count = COUNT(attention_parts); return attention_parts;
    case BLOCK_FEEDFORWARD: *count = COUNT(feedforward_parts); return feedforward_parts;
    case BLOCK_OUTPUT: break;
    }
    *count = COUNT(output_parts);
    return output_parts;
}

static const TraceArray *array_of(const ViewPass *view, const Part *part) {
    if (token_now(view)) {
        Block block = block_now(view);
        return run_block_array(view->run, &block, part->array);
    }
    const char *side = view->run->ask.model->transformer.decoder_only ? "" : "encoder.";
    return trace_find(view->run->trace,
                      arena_printf(ui_arena(view->ui), "%s%s", side, part->array));
}

/* The rows that matter to the cell spoken of: a query's, or a key's. */
static int row_to_mark(const Part *part, ViewCell cell) {
    bool key = !strcmp(part->array, "key") || !strcmp(part->array, "value") ||
               !strcmp(part->array, "memory");
    return key ? cell.source : cell.target;
}

static Color mark_color(const ViewPass *view, const Part *part) {
    const UiTheme *theme = ui_theme(view->ui);
    if (!strcmp(part->array, "key") || !strcmp(part->array, "memory")) return theme->key;
    return strcmp(part->array, "value") ? theme->query : theme->value;
}

/* Probabilities have the ramp of weights, 0 … 1; all else is signed. */
static bool is_probable(const Part *part) {
    return !strcmp(part->array, "output.probabilities");
}

static const ColorMap *colors_of(const ViewPass *view, const Part *part) {
    const UiTheme *theme = ui_theme(view->ui);
    return is_probable(part) ? &theme->weights : &theme->signs;
}

static uint8_t level_of(const Part *part, double x, double limit) {
    return is_probable(part) ? color_level(x) : color_level_signed(x, limit);
}

/* How many numbers a dot of a picture stands for, downwards and across, at most. */
typedef struct Reduced {
    int down, across;
} Reduced;

static int dots_of(const ViewPass *view, float length, int count) {
    return (int)fminf((float)count, fmaxf(length * ui_scale(view->ui), 1));
}

static int at_least(int most, int count, int dots) {
    int each = (count + dots - 1) / dots;
    return most > each ? most : each;
}

/* How many of its numbers are there, while its stage is walked over: as many rows as of what the
 * stage is named by, the last one as far as that where it is as wide. */
static int numbers_shown(const ViewPass *view, const Part *part, const TraceArray *array) {
    Position p = view->state->look.position;
    int all = array->rows * array->cols, row = 0;
    if (p.token && part->stage > p.stage) return 0;
    if (p.token && part->stage == p.stage && p.cells) row = run_walk_row(view->run, p);
    if (!row) return all;
    Block block = block_now(view);
    const BlockStage *stage = run_block_stages(&block, &(int){0}) + p.stage;
    int rows = run_block_array(view->run, &block, stage->array)->rows, at = (p.cells - 1) / row;
    if (array->rows != rows) /* the memory's keys and values, beside the queries */
        return (int)((long)(at + 1) * array->rows / rows) * array->cols;
    int of_row = p.cells - at * row;
    return at * array->cols + (array->cols == row ? of_row : array->cols);
}

/* Cells of one matrix, reduced to the pixels there are; returns the limit of its colours. */
static double draw_numbers(ViewPass *view, DrawBox box, const Part *part, const TraceArray *array,
                           int plane, int shown) {
    int rows = dots_of(view, box.height, array->rows), cols = dots_of(view, box.width, array->cols);
    Arena *arena = ui_arena(view->ui);
    double most;
    const Real *numbers = matrix_reduced(view, array, plane, rows, cols, &most);
    double limit = most > 0 ? ceil(most * 10 - 1e-9) / 10 : 1;
    uint8_t *levels = arena_alloc(arena, (size_t)rows * (size_t)cols);
    for (int i = 0; i < rows * cols; i++) {
        long row = (long)(i / cols) * array->rows / rows,
             col = (long)(i % cols) * array->cols / cols;
        bool there = row * array->cols + col < shown;
        levels[i] = there ? level_of(part, (double)numbers[i], limit) : COLOR_EMPTY;
    }
    float gap = box.height / (float)rows >= 5 && box.width / (float)cols >= 5 ? 1 : 0;
    if (shown) {
        float size = fminf(box.height / (float)rows, box.width / (float)cols);
        const ColorMap *colors = view_map(view, colors_of(view, part), gap > 0 ? size : 0);
        draw_cells(ui_list(view->ui), box, rows, cols, levels, colors, gap, 0);
        if (shown < array->rows * array->cols)
            draw_frame(ui_list(view->ui), box, 2, ui_theme(view->ui)->line, 1);
        overflow_mark(view, box, rows, cols, gap, numbers);
    } else
        draw_frame(ui_list(view->ui), box, 2, ui_theme(view->ui)->line, 1);
    return limit;
}

/* Its colours, with what their ends are. */
static void draw_legend(ViewPass *view, DrawBox box, const Part *part, double limit) {
    enum { LEVELS = 64 };
    const UiMetrics *u = ui_metrics(view->ui);
    Color ink = ui_theme(view->ui)->muted;
    Arena *arena = ui_arena(view->ui);
    const char *high = view_number(view, limit, 1), *low = arena_printf(arena, "−%s", high);
    if (is_probable(part)) low = "0", high = "1";
    float left = text_width(ui_fonts(view->ui), FACE_NUMBERS, u->tiny, low) + 5;
    float right = text_width(ui_fonts(view->ui), FACE_NUMBERS, u->tiny, high) + 5;
    float bar = fminf(64 * u->factor, box.width - left - right);
    if (bar < 8) return;
    box = box_aligned(box, ALIGN_CENTER, left + bar + right, box.height);
    uint8_t levels[LEVELS];
    for (int i = 0; i < LEVELS; i++) {
        double share = i / (LEVELS - 1.0);
        levels[i] = level_of(part, is_probable(part) ? share : 2 * share - 1, 1);
    }
    text_in_box(ui_list(view->ui), box_cut_left(&box, left - 5), ALIGN_LEFT, FACE_NUMBERS, u->tiny,
                ink, low);
    text_in_box(ui_list(view->ui), box_cut_right(&box, right - 5), ALIGN_RIGHT, FACE_NUMBERS,
                u->tiny, ink, high);
    float high_bar = 7 * u->factor;
    draw_cells(ui_list(view->ui),
               draw_box(box.x + 5, box.y + (box.height - high_bar) / 2, bar, high_bar), 1, LEVELS,
               levels, colors_of(view, part), 0, 0);
}

/* Below a matrix: its size and the legend of its colours. */
static void draw_foot(ViewPass *view, DrawBox foot, const Part *part, const TraceArray *array,
                      bool shown, double limit) {
    const UiMetrics *u = ui_metrics(view->ui);
    DrawBox size = box_cut_top(&foot, 17 * u->factor);
    text_in_box(ui_list(view->ui), size, ALIGN_CENTER, FACE_NUMBERS, u->tiny,
                ui_theme(view->ui)->muted,
                arena_printf(ui_arena(view->ui), "%d × %d", array->rows, array->cols));
    if (shown) draw_legend(view, foot, part, limit);
}

/* The A V of a head that is ablated: 0 stands for it before Concat. */
static bool is_ablated(const ViewPass *view, const Part *part) {
    if (!block_is_attention(view) || strcmp(part->array, "context") != 0) return false;
    Block block = block_now(view);
    return heads_are_ablated(view,
                             (HeadAt){block.of, block.layer, view->state->look.heads[0].head});
}

static void draw_label(ViewPass *view, DrawBox box, const Part *part, bool shown, bool off) {
    const UiTheme *theme = ui_theme(view->ui);
    Color ink = shown ? theme->ink : theme->muted;
    const char *label = off ? arena_printf(ui_arena(view->ui), "%s → 0", part->label) : part->label;
    math_in_box(view->ui, box, ALIGN_CENTER, ui_metrics(view->ui)->formula,
                off ? theme->warning : ink, label);
}

static void cross_out(ViewPass *view, DrawBox box) {
    DrawStroke stroke = draw_stroke(ui_theme(view->ui)->warning, 1.5f);
    List *list = ui_list(view->ui);
    draw_line(list, box.x, box.y, box.x + box.width, box.y + box.height, stroke);
    draw_line(list, box.x, box.y + box.height, box.x + box.width, box.y, stroke);
    if (!view->figure) ui_tip(view->ui, box, "This head is ablated: 0 stands for its A V.");
}

/* Whether the cell spoken of says a row here: in an attention always, elsewhere one that is pinned
 * on the block's side. */
static bool rows_are_spoken_of(const ViewPass *view) {
    const Look *look = &view->state->look;
    Block block = block_now(view);
    return block_is_attention(view) ||
           (look->target && (block.of == HEADS_ENCODER) == (look->heads[0].of == HEADS_ENCODER));
}

/* One matrix: its name, cells, size and range, these `below` what stands under its cells. */
static void draw_part(ViewPass *view, DrawBox box, const Part *part, float below,
                      Reduced *reduced) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    Position p = view->state->look.position;
    const TraceArray *array = array_of(view, part);
    if (!array) return;
    int numbers = numbers_shown(view, part, array);
    bool shown = numbers > 0, now = p.token && part->stage == p.stage;
    DrawBox label = box_cut_top(&box, LABEL * u->factor),
            foot = box_cut_bottom(&box, FOOT * u->factor);
    foot.y += below;
    label.height -= 4 * u->factor;
    bool off = is_ablated(view, part);
    draw_label(view, label, part, shown, off);
    int plane = part->of_head ? view->state->look.heads[0].head - 1 : 0;
    double limit = draw_numbers(view, box, part, array, plane, numbers);
    if (shown) {
        int rows = dots_of(view, box.height, array->rows);
        reduced->down = at_least(reduced->down, array->rows, rows);
        reduced->across =
            at_least(reduced->across, array->cols, dots_of(view, box.width, array->cols));
    }
    if (shown) {
        float gap = box.height / (float)array->rows >= 5 && box.width / (float)array->cols >= 5;
        int there = (numbers + array->cols - 1) / array->cols;
        FollowGrid grid = {.array = array, .plane = plane, .rows = there, .box = box};
        grid.box.height *= (float)there / (float)array->rows;
        grid.cols = array->cols;
        grid.gap = gap;
        followed_draw(view, &grid);
        followed_answer(view, part->array, &grid, NULL);
    }
    if (shown && off) cross_out(view, box);
    ViewCell cell = view_cell(view);
    int row = row_to_mark(part, cell);
    bool marked = row > 0 && (row - 1) * array->cols < numbers && !view->followed;
    if (shown && marked && rows_are_spoken_of(view)) {
        float high = box.height / (float)array->rows;
        DrawBox mark = draw_box(box.x - 2, box.y + (float)(row - 1) * high - 1, box.width + 4,
                                fmaxf(high, 2) + 2);
        draw_frame(ui_list(view->ui), mark, 2, mark_color(view, part), 1.5f);
    }
    if (now) draw_frame(ui_list(view->ui), box_inset(box, -3, -3), 3, theme->accent, 1.5f);
    draw_foot(view, foot, part, array, shown, limit);
}

/* The tokens of the side the block is on: the output's rows are the words written. */
static TextPieces row_tokens(const ViewPass *view) {
    Block block = block_now(view);
    if (token_now(view) && block.kind == BLOCK_OUTPUT) return view->run->target;
    return run_head_rows(view->run, token_now(view) && block.of != HEADS_ENCODER ? HEADS_DECODER
                                                                                 : HEADS_ENCODER);
}

/* Names of the rows, where there is room for them. */
static void draw_row_names(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    TextPieces rows = row_tokens(view);
    box_cut_top(&box, LABEL * u->factor);
    box_cut_bottom(&box, FOOT * u->factor);
    float high = box.height / (float)rows.count, size = fminf(u->tiny, high * 0.95f);
    int every = view_every(high, 8 * u->factor, rows.count);
    size = fmaxf(size, 8 * u->factor);
    for (int i = 0; i < rows.count; i += every) {
        const char *name = view_name(view, rows, i + 1);
        DrawBox at = draw_box(box.x, box.y + (float)i * high, box.width - 6, high);
        text_in_box(ui_list(view->ui), at, ALIGN_RIGHT, FACE_WORDS, size, ui_theme(view->ui)->muted,
                    name ? name : "");
    }
}

/* Room for the names of rows: all of them, or a tenth of the width there is. */
static float names_width(const ViewPass *view, float width) {
    const UiMetrics *u = ui_metrics(view->ui);
    TextPieces rows = row_tokens(view);
    float least = 44 * u->factor, most = fmaxf(width / 10, least), want = least;
    for (int i = 0; i < rows.count && want < most; i++) {
        const char *name = view_name(view, rows, i + 1);
        if (name) want = fmaxf(want, text_width(ui_fonts(view->ui), FACE_WORDS, u->tiny, name) + 8);
    }
    return fminf(want, most);
}

/* Names of the vocabulary under the columns of the output, each so many where there is less room;
 * none of a vocabulary of which hardly any could be named. */
static void draw_column_names(ViewPass *view, DrawBox box) {
    enum { COLUMN_LEAST = 2 };
    const UiMetrics *u = ui_metrics(view->ui);
    const Vocabulary *words = &view->run->ask.model->target;
    float wide = box.width / (float)words->count;
    if (wide < COLUMN_LEAST * u->factor) return;
    int every = view_every(wide * 0.74f, u->tiny * 1.15f, words->count); /* sin 48° */
    for (int i = 0; i < words->count; i += every)
        draw_text_turned(ui_list(view->ui), box.x + ((float)i + 0.7f) * wide, box.y + 4,
                         ALIGN_RIGHT, -48, FACE_WORDS, u->tiny, ui_theme(view->ui)->muted,
                         view_token(view, words->tokens[i]));
}

/* What the rows are: within the decoder tokens of its input, and across of the memory too. */
static const char *rows_words(const ViewPass *view) {
    Block block = block_now(view);
    if (!token_now(view) || !view->run->chosen || block.of == HEADS_ENCODER) return "token ↓";
    return block.kind == BLOCK_ATTENTION && block.of == HEADS_CROSS
               ? "M: the memory, the encoder’s output after its last LayerNorm · token ↓"
               : "token of the decoder’s input ↓";
}

/* Below them all: their axes, and what a dot stands for where there are fewer than numbers. */
static void draw_pictures_foot(ViewPass *view, DrawBox foot, Reduced reduced, bool output) {
    const UiMetrics *u = ui_metrics(view->ui);
    const char *axes = output ? "LN(x): the last LayerNorm, signed · token ↓ vocabulary → · logits "
                                "signed about 0, p from 0 to 1"
                              : arena_printf(ui_arena(view->ui),
                                             "%s number → · each signed about 0 over its own range",
                                             rows_words(view));
    if (reduced.down > 1 || reduced.across > 1) {
        const char *words =
            arena_printf(ui_arena(view->ui), "each dot the largest |number| of up to %d × %d",
                         reduced.down, reduced.across);
        float width = ui_badge(view->ui, foot, TONE_WARNING, words, false);
        box_cut_left(&foot, width + u->gap);
    }
    ui_text(view->ui, foot, ALIGN_LEFT, FACE_WORDS, u->small * 0.95f, ui_theme(view->ui)->muted,
            axes);
}

static bool is_output(const ViewPass *view, int token) {
    return token && block_at(view, token).kind == BLOCK_OUTPUT;
}

float block_least(const ViewPass *view, int token) {
    enum { CELLS = 120 };
    const UiMetrics *u = ui_metrics(view->ui);
    float names = is_output(view, token) ? NAMES : 0;
    return u->small * 1.6f + (LABEL + CELLS + FOOT + names) * u->factor;
}

/* Those that the block has; where several heads have some of their own, only the others. */
static const Part *parts_there(const ViewPass *view, const Part *parts, int *count) {
    Part *out = ARENA_ARRAY(ui_arena(view->ui), Part, *count);
    bool several = multiples_count(view) > 1;
    int kept = 0;
    for (int i = 0; i < *count; i++)
        if (array_of(view, &parts[i]) && !(several && parts[i].of_head)) out[kept++] = parts[i];
    *count = kept;
    return out;
}

void block_pictures(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    int count;
    const Part *parts = parts_now(view, &count);
    parts = parts_there(view, parts, &count);
    bool output = is_output(view, token_now(view));
    DrawBox foot = box_cut_bottom(&box, u->small * 1.6f), names = {0};
    float beside = block_is_attention(view) ? 0 : names_width(view, box.width);
    if (output) names = box_cut_bottom(&box, NAMES * u->factor);
    box_cut_left(&names, beside);
    names.y -= (FOOT - 11) * u->factor; /* where sizes stand without them */
    if (beside > 0) draw_row_names(view, box_cut_left(&box, beside));
    float gap = (count > 5 ? 16 : 28) * u->factor;
    Reduced reduced = {1, 1};
    ui_push(view->ui, "block");
    for (int i = 0; i < count; i++) {
        draw_part(view, box_column(box, i, count, gap), &parts[i], names.height, &reduced);
        if (output && strcmp(parts[i].array, "norm") != 0)
            draw_column_names(view, box_column(names, i, count, gap));
    }
    ui_pop(view->ui);
    draw_pictures_foot(view, foot, reduced, output);
}

/* --- one of several heads -------------------------------------------------------------------- */

/* Its matrices that are made up to these stages, side by side. */
static void draw_own(ViewPass *view, DrawBox box, int from, int to) {
    Reduced reduced = {1, 1};
    ui_push(view->ui, "block");
    for (int i = from; i <= to; i++)
        draw_part(view, box_column(box, i - from, to - from + 1, 8 * ui_metrics(view->ui)->factor),
                  &attention_parts[i], 0, &reduced);
    ui_pop(view->ui);
}

enum { QUERY = 2, VALUE = 4, BLEND = 5 }; /* which of an attention's parts */

bool block_has_blend(const ViewPass *view) {
    return view->state->look.position.stage >= attention_parts[BLEND].stage;
}

void block_of_head(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    Block block = block_now(view);
    int count;
    const BlockStage *stages = run_block_stages(&block, &count);
    int stage = view->state->look.position.stage;
    HeadAt head = view->state->look.heads[0];
    const char *array = stages[stage].array;
    bool scores = stages[stage].is_matrix && strcmp(array, "weights") != 0;
    if (stages[stage].is_matrix) {
        matrix_draw(view, box, scores ? MATRIX_SCORES : MATRIX_WEIGHTS);
        return;
    }
    if (block_has_blend(view)) {
        bool wide = box.width > 1.4f * box.height;
        DrawBox blend =
            wide ? box_cut_right(&box, box.width * 0.3f) : box_cut_bottom(&box, box.height * 0.38f);
        if (wide) box_cut_right(&box, 24 * u->factor); /* where the last column's label rises */
        draw_own(view, blend, BLEND, BLEND);
        matrix_draw(view, box, MATRIX_WEIGHTS);
        return;
    }
    DrawBox title = box_cut_top(&box, 26 * u->factor);
    ui_text(view->ui, title, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->heading, ui_theme(view->ui)->ink,
            arena_printf(ui_arena(view->ui), "Head %d.%d", head.layer, head.head));
    draw_own(view, box, QUERY, VALUE);
}
