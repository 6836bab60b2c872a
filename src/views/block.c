#include "views/block.h"

#include "views/followed.h"
#include "views/math.h"
#include "views/matrix_keep.h"

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
    {"X", "norm", 0, false},        {"\\q{Q}", "query", 1, true},
    {"\\k{K}", "key", 1, true},     {"\\v{V}", "value", 1, true},
    {"A V", "context", 6, true},    {"Concat", "concatenated", 7, false},
    {"W_O", "projected", 8, false}, {"x + W_O", "residual", 9, false},
};
static const Part feedforward_parts[] = {
    {"X", "norm", 0, false},
    {"W_1 X + b_1", "feedforward_hidden", 1, false},
    {"f(W_1 X + b_1)", "feedforward_active", 1, false},
    {"W_2 f + b_2", "feedforward", 1, false},
    {"x + \\m{…}", "output", 2, false},
};
static const Part output_parts[] = {
    {"logits", "output.logits", 0, false},
    {"p", "output.probabilities", 0, false},
};
static const Part embedding_parts[] = {
    {"embedding", "embedding", 0, false},
    {"position", "position", 0, false},
    {"x", "embedded", 0, false},
};

#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

static int token_now(const ViewPass *view) {
    return view->state->look.position.token;
}

static Block block_now(const ViewPass *view) {
    return run_block(view->run, token_now(view) ? token_now(view) : 1);
}

bool block_is_attention(const ViewPass *view) {
    return token_now(view) && block_now(view).kind == BLOCK_ATTENTION;
}

const char *block_title(const ViewPass *view) {
    static const char *const sides[HEADS_OF_COUNT] = {"Encoder", "Decoder", "Decoder"};
    if (!token_now(view)) return "Embedding";
    Block block = block_now(view);
    if (block.kind == BLOCK_OUTPUT) return "Output";
    bool one = view->run->ask.model->transformer.decoder_only;
    const char *what = block.kind == BLOCK_FEEDFORWARD ? "feed-forward"
                       : block.of == HEADS_CROSS       ? "attention across"
                                                       : "self-attention";
    return arena_printf(ui_arena(view->ui), "%s%sayer %d, %s", one ? "" : sides[block.of],
                        one ? "L" : ", l", block.layer, what);
}

/* --- stages ---------------------------------------------------------------------------------- */

void block_stages(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    Position p = view->state->look.position;
    static const BlockStage embedding = {.title = "Embedding"};
    Block block = block_now(view);
    int count = 1;
    const BlockStage *stages = p.token ? run_block_stages(&block, &count) : &embedding;
    float gap = box.width < 720 * ui_metrics(view->ui)->factor ? 4 : 10;
    ui_push(view->ui, "stage");
    for (int i = 0; i < count; i++) {
        DrawBox pill = box_column(box, i, count, gap);
        if (i)
            draw_line(ui_list(view->ui), pill.x - gap + 1, pill.y + pill.height / 2, pill.x - 1,
                      pill.y + pill.height / 2, draw_stroke(theme->faint, 1));
        UiStageLook look = i == p.stage  ? STAGE_LOOK_NOW
                           : i < p.stage ? STAGE_LOOK_DONE
                                         : STAGE_LOOK_LATER;
        const char *title = stages[i].title;
        if (p.token && stages[i].array && !strcmp(stages[i].array, "weights"))
            title = view->run->ask.attention.weigh->stage;
        char name[16];
        snprintf(name, sizeof name, "%d", i + 1);
        if (ui_stage(view->ui, name, pill, math_plain(ui_arena(view->ui), title), look, NULL) &&
            p.token)
            view_say(view, "step %d %d", p.token, i + 1);
    }
    ui_pop(view->ui);
}

/* --- heads ----------------------------------------------------------------------------------- */

void block_head(ViewPass *view, DrawBox box) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    const char *title = block_title(view);
    ui_text(view->ui, box, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->heading, theme->ink, title);
    if (!block_is_attention(view) || view->figure) return;
    Block block = block_now(view);
    int H = run_head_counts(view->run->ask.model).heads;
    const char *labels[16];
    if (H > 16) return; /* the heads view chooses among so many */
    for (int h = 0; h < H; h++)
        labels[h] = arena_printf(ui_arena(view->ui), H > 8 ? "%d" : "head %d", h + 1);
    float width = fminf(box.width * 0.6f, (H > 8 ? 34.0f : 66.0f) * (float)H * u->factor);
    int chosen = view->state->look.heads[0].head - 1;
    UiSegments segments = {labels, H, chosen, false, NULL, NULL};
    int now = ui_segments(view->ui, "heads", box_cut_right(&box, width), segments);
    if (now != chosen) view_say(view, "head %s %d.%d", heads_words[block.of], block.layer, now + 1);
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
    bool key = !strcmp(part->array, "key") || !strcmp(part->array, "value");
    return key ? cell.source : cell.target;
}

static Color mark_color(const ViewPass *view, const Part *part) {
    const UiTheme *theme = ui_theme(view->ui);
    if (!strcmp(part->array, "key")) return theme->key;
    return strcmp(part->array, "value") ? theme->query : theme->value;
}

/* Cells of one matrix, reduced to the pixels there are; returns the limit of its colours. */
static double draw_numbers(ViewPass *view, DrawBox box, const TraceArray *array, int plane,
                           bool shown) {
    float pixels = ui_scale(view->ui);
    int rows = (int)fminf((float)array->rows, fmaxf(box.height * pixels, 1));
    int cols = (int)fminf((float)array->cols, fmaxf(box.width * pixels, 1));
    Arena *arena = ui_arena(view->ui);
    double most;
    const Real *numbers = matrix_reduced(view, array, plane, rows, cols, &most);
    double limit = most > 0 ? ceil(most * 10 - 1e-9) / 10 : 1;
    uint8_t *levels = arena_alloc(arena, (size_t)rows * (size_t)cols);
    for (int i = 0; i < rows * cols; i++)
        levels[i] = shown ? color_level_signed((double)numbers[i], limit) : COLOR_EMPTY;
    float gap = box.height / (float)rows >= 5 && box.width / (float)cols >= 5 ? 1 : 0;
    if (shown)
        draw_cells(ui_list(view->ui), box, rows, cols, levels, &ui_theme(view->ui)->signs, gap, 0);
    else
        draw_frame(ui_list(view->ui), box, 2, ui_theme(view->ui)->line, 1);
    return limit;
}

/* One matrix: its name, cells, size and range. */
static void draw_part(ViewPass *view, DrawBox box, const Part *part) {
    const UiTheme *theme = ui_theme(view->ui);
    const UiMetrics *u = ui_metrics(view->ui);
    Position p = view->state->look.position;
    const TraceArray *array = array_of(view, part);
    if (!array) return;
    bool shown = !p.token || part->stage <= p.stage, now = p.token && part->stage == p.stage;
    DrawBox label = box_cut_top(&box, 24 * u->factor), foot = box_cut_bottom(&box, 18 * u->factor);
    label.height -= 4 * u->factor;
    math_in_box(view->ui, label, ALIGN_CENTER, u->formula, shown ? theme->ink : theme->muted,
                part->label);
    int plane = part->of_head ? view->state->look.heads[0].head - 1 : 0;
    double limit = draw_numbers(view, box, array, plane, shown);
    if (shown) {
        float gap = box.height / (float)array->rows >= 5 && box.width / (float)array->cols >= 5;
        FollowGrid grid = {.array = array, .plane = plane, .rows = array->rows, .box = box};
        grid.cols = array->cols;
        grid.gap = gap;
        followed_draw(view, &grid);
        followed_answer(view, part->array, &grid, NULL);
    }
    ViewCell cell = view_cell(view);
    int row = row_to_mark(part, cell);
    bool marked = row > 0 && row <= array->rows && !view->followed;
    if (shown && marked && block_is_attention(view)) {
        float high = box.height / (float)array->rows;
        DrawBox mark = draw_box(box.x - 2, box.y + (float)(row - 1) * high - 1, box.width + 4,
                                fmaxf(high, 2) + 2);
        draw_frame(ui_list(view->ui), mark, 2, mark_color(view, part), 1.5f);
    }
    if (now) draw_frame(ui_list(view->ui), box_inset(box, -3, -3), 3, theme->accent, 1.5f);
    const char *size = arena_printf(ui_arena(view->ui), "%d × %d", array->rows, array->cols);
    const char *range =
        arena_printf(ui_arena(view->ui), "%s  ±%s", size, view_number(view, limit, 1));
    bool wide = text_width(ui_fonts(view->ui), FACE_NUMBERS, u->tiny, range) < box.width;
    text_in_box(ui_list(view->ui), foot, ALIGN_CENTER, FACE_NUMBERS, u->tiny, theme->muted,
                shown && wide ? range : size);
}

/* Names of the rows, where there is room for them: the tokens of the side the block is on. */
static void draw_row_names(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    Block block = block_now(view);
    TextPieces rows =
        token_now(view) && block.of != HEADS_ENCODER ? view->run->target : view->run->source;
    box_cut_top(&box, 24 * u->factor);
    box_cut_bottom(&box, 18 * u->factor);
    float high = box.height / (float)rows.count, size = fminf(u->tiny, high * 0.95f);
    int every = view_every(high, 8 * u->factor, rows.count);
    size = fmaxf(size, 8 * u->factor);
    for (int i = 0; i < rows.count; i += every)
        text_in_box(ui_list(view->ui),
                    draw_box(box.x, box.y + (float)i * high, box.width - 6, high), ALIGN_RIGHT,
                    FACE_WORDS, size, ui_theme(view->ui)->muted, view_token(view, rows.items[i]));
}

/* Names of the vocabulary under the columns of the output, where each has room. */
static void draw_column_names(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    const Vocabulary *words = &view->run->ask.model->target;
    float wide = box.width / (float)words->count;
    if (wide < 9 * u->factor) return;
    for (int i = 0; i < words->count; i++)
        draw_text_turned(ui_list(view->ui), box.x + ((float)i + 0.7f) * wide, box.y + 4,
                         ALIGN_RIGHT, -48, FACE_WORDS, u->tiny, ui_theme(view->ui)->muted,
                         view_token(view, words->tokens[i]));
}

void block_pictures(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    int count;
    const Part *parts = parts_now(view, &count);
    bool output = token_now(view) && block_now(view).kind == BLOCK_OUTPUT;
    DrawBox foot = box_cut_bottom(&box, u->small * 1.6f), names = {0};
    float beside = block_is_attention(view) ? 0 : 44 * u->factor;
    if (output) names = box_cut_bottom(&box, 40 * u->factor);
    box_cut_left(&names, beside);
    if (beside > 0) draw_row_names(view, box_cut_left(&box, beside));
    float gap = (count > 5 ? 16 : 28) * u->factor;
    ui_push(view->ui, "block");
    for (int i = 0; i < count; i++) {
        draw_part(view, box_column(box, i, count, gap), &parts[i]);
        if (output) draw_column_names(view, box_column(names, i, count, gap));
    }
    ui_pop(view->ui);
    ui_text(view->ui, foot, ALIGN_LEFT, FACE_WORDS, u->small * 0.95f, ui_theme(view->ui)->muted,
            output ? "token ↓ vocabulary → · each signed about 0 over its own range"
                   : "token ↓ number → · each signed about 0 over its own range");
}
