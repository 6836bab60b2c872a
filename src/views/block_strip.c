/* Around a block's matrices: the strips of all blocks and of its stages, its title, its heads. */
#include "views/block.h"

#include "session/heads_measured.h"
#include "views/heads.h"
#include "views/math.h"
#include "views/multiples.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

Block block_at(const ViewPass *view, int token) {
    return run_block(view->run, token ? token : 1);
}

/* --- all blocks ------------------------------------------------------------------------------ */

/* "E1 self": the side, the layer, and what it does there. */
static const char *short_name(const ViewPass *view, int token) {
    static const char *const sides[HEADS_OF_COUNT] = {"E", "D", "D"};
    if (!token) return "Embed";
    Block block = run_block(view->run, token);
    if (block.kind == BLOCK_OUTPUT) return "Output";
    const char *what = block.kind == BLOCK_FEEDFORWARD ? "feed"
                       : block.of == HEADS_CROSS       ? "cross"
                                                       : "self";
    bool one = view->run->ask.model->transformer.decoder_only;
    return arena_printf(ui_arena(view->ui), "%s%d %s", one ? "L" : sides[block.of], block.layer,
                        what);
}

/* Names where all of them fit, else numbers, else only their places. */
void block_strip(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    Arena *arena = ui_arena(view->ui);
    int count = run_block_count(view->run) + 1, chosen = view->state->look.position.token;
    const char **labels = ARENA_ARRAY(arena, const char *, count);
    for (int i = 0; i < count; i++) labels[i] = short_name(view, i);
    UiSegments segments = {labels, count, chosen, true, NULL, NULL};
    float width = ui_segments_width(view->ui, segments);
    if (width <= box.width)
        box.width = width;
    else {
        segments.fit = false;
        bool numbered = box.width / (float)count >= 24 * u->factor;
        for (int i = 0; i < count; i++) labels[i] = numbered ? arena_printf(arena, "%d", i) : "";
    }
    int now = ui_segments(view->ui, "blocks", box, segments);
    if (now != chosen) now ? view_say(view, "step %d", now) : view_say(view, "step first");
}

const char *block_title(const ViewPass *view) {
    static const char *const sides[HEADS_OF_COUNT] = {"Encoder", "Decoder", "Decoder"};
    int token = view->state->look.position.token;
    if (!token) return "Embedding";
    Block block = block_at(view, token);
    if (block.kind == BLOCK_OUTPUT) return "Output";
    bool one = view->run->ask.model->transformer.decoder_only;
    const char *what = block.kind == BLOCK_FEEDFORWARD ? "feed-forward"
                       : block.of == HEADS_CROSS       ? "attention across"
                                                       : "self-attention";
    return arena_printf(ui_arena(view->ui), "%s%sayer %d, %s", one ? "" : sides[block.of],
                        one ? "L" : ", l", block.layer, what);
}

/* --- stages ---------------------------------------------------------------------------------- */

/* The stage of the weights is named after the way to weigh; where scores are one stage, it is more
 * than the mask. */
static const char *stage_title(const ViewPass *view, const Block *block, const BlockStage *stage) {
    if (!strcmp(stage->array, "weights")) return view->run->ask.attention.weigh->stage;
    bool one = !strcmp(stage->array, "scores") && !run_block_array(view->run, block, "product");
    return one ? "Scores" : stage->title;
}

/* A pill of the strip. */
typedef struct Pill {
    int stage; /* from 0 */
    const char *title;
    float width;
} Pill;

enum { PILLS_MOST = 16 };

/* Those of the block; each at first as wide as its words. */
static int pills_of(ViewPass *view, Pill pills[PILLS_MOST]) {
    const UiMetrics *u = ui_metrics(view->ui);
    Position p = view->state->look.position;
    static const BlockStage embedding = {.title = "Embedding"};
    Block block = block_at(view, p.token);
    int count = 1, there = 0;
    const BlockStage *stages = p.token ? run_block_stages(&block, &count) : &embedding;
    for (int i = 0; i < count && there < PILLS_MOST; i++) {
        if (p.token && !run_has_block_stage(view->run, &block, i)) continue;
        const char *title = p.token ? stage_title(view, &block, &stages[i]) : stages[i].title;
        title = math_plain(ui_arena(view->ui), title);
        float words = text_width(ui_fonts(view->ui), FACE_WORDS_SEMIBOLD, u->text, title);
        pills[there++] = (Pill){i, title, words + 12 * u->factor};
    }
    return there;
}

/* What is left of the width is shared evenly; what is missing is taken from all alike. */
static void share_width(Pill *pills, int count, float width) {
    float all = 0;
    for (int i = 0; i < count; i++) all += pills[i].width;
    for (int i = 0; i < count; i++)
        pills[i].width = all < width ? pills[i].width + (width - all) / (float)count
                                     : pills[i].width * width / all;
}

void block_stages(ViewPass *view, DrawBox box) {
    Position p = view->state->look.position;
    Pill pills[PILLS_MOST];
    int count = pills_of(view, pills);
    float gap = box.width < 720 * ui_metrics(view->ui)->factor ? 4 : 10, x = box.x,
          middle = box.y + box.height / 2;
    share_width(pills, count, box.width - gap * (float)(count - 1));
    ui_push(view->ui, "stage");
    for (int i = 0; i < count; i++) {
        DrawBox at = draw_box(x, box.y, pills[i].width, box.height);
        x += pills[i].width + gap;
        if (i)
            draw_line(ui_list(view->ui), at.x - gap + 1, middle, at.x - 1, middle,
                      draw_stroke(ui_theme(view->ui)->faint, 1));
        UiStageLook look = pills[i].stage == p.stage  ? STAGE_LOOK_NOW
                           : pills[i].stage < p.stage ? STAGE_LOOK_DONE
                                                      : STAGE_LOOK_LATER;
        char name[16];
        snprintf(name, sizeof name, "%d", pills[i].stage + 1);
        if (ui_stage(view->ui, name, at, pills[i].title, look, NULL) && p.token)
            view_say(view, "step %d %d", p.token, pills[i].stage + 1);
    }
    ui_pop(view->ui);
}

/* --- title and heads ------------------------------------------------------------------------- */

/* Across the names of those that are ablated, which say so: clear of the letters, whatever their
 * colour. */
static void strike_ablated(ViewPass *view, DrawBox box, Block block, int H, int chosen) {
    const UiMetrics *u = ui_metrics(view->ui);
    const UiTheme *t = ui_theme(view->ui);
    List *list = ui_list(view->ui);
    for (int h = 0; h < H; h++) {
        HeadAt head = {block.of, block.layer, h + 1};
        if (!heads_are_ablated(view, head)) continue;
        DrawBox at = box_column(box, h, H, 0);
        float middle = at.y + at.height / 2 + 1;
        float from = at.x + 6 * u->factor, to = at.x + at.width - 6 * u->factor;
        draw_line(list, from, middle, to, middle,
                  draw_stroke(h == chosen ? t->selected : t->panel, 3.5f));
        draw_line(list, from, middle, to, middle, draw_stroke(t->warning, 2));
        ui_tip(view->ui, at,
               arena_printf(ui_arena(view->ui),
                            "%s is ablated: 0 stands for its A V. Below it "
                            "can be restored.",
                            heads_name(view, head)));
    }
}

static void draw_heads(ViewPass *view, DrawBox *box, bool low) {
    const UiMetrics *u = ui_metrics(view->ui);
    Block block = block_at(view, view->state->look.position.token);
    int H = run_head_counts(view->run->ask.model).heads;
    const char *labels[HEADS_KEPT_MAX + 1];
    if (H > HEADS_KEPT_MAX) return; /* the heads view chooses among so many */
    bool narrow = H > 8 || low;
    for (int h = 0; h < H; h++)
        labels[h] = arena_printf(ui_arena(view->ui), narrow ? "%d" : "head %d", h + 1);
    labels[H] = "all";
    int count = H > 1 ? H + 1 : H;
    float width = fminf(box->width * 0.6f, (narrow ? 34.0f : 66.0f) * (float)count * u->factor);
    int chosen = view->state->look.heads[0].head - 1;
    if (look_has_layer(&view->state->look, view->run->ask.model)) chosen = H;
    UiSegments segments = {labels, count, chosen, false, NULL, NULL};
    DrawBox at = box_cut_right(box, width);
    int now = ui_segments(view->ui, "heads", at, segments);
    if (narrow && now == chosen) ui_tip(view->ui, at, "Head");
    strike_ablated(view, at, block, count, chosen);
    if (now != chosen && now == H)
        view_say(view, "head all");
    else if (now != chosen)
        view_say(view, "head %s %d.%d", heads_words[block.of], block.layer, now + 1);
    box_cut_right(box, 12 * u->factor);
}

void block_head(ViewPass *view, DrawBox box, bool low) {
    const UiMetrics *u = ui_metrics(view->ui);
    const char *title = block_title(view);
    int kept = view->state->look.head_count, shown = multiples_count(view);
    if (block_is_attention(view) && shown < kept)
        title = arena_printf(
            ui_arena(view->ui), "%s · %d of %d heads%s", title, shown, kept,
            run_heads_are_long(view->run, block_at(view, view->state->look.position.token).of)
                ? ": the input is long"
                : " kept");
    if (block_is_attention(view) && !view->figure) draw_heads(view, &box, low);
    DrawBox words = box;
    if (low && !view->figure) {
        float width = text_width(ui_fonts(view->ui), FACE_WORDS_SEMIBOLD, u->heading, title);
        words = box_cut_left(&box, fminf(width + 2, box.width * 0.6f));
        box_cut_left(&box, 12 * u->factor);
        block_strip(view, box);
    }
    ui_text(view->ui, words, ALIGN_LEFT, FACE_WORDS_SEMIBOLD, u->heading, ui_theme(view->ui)->ink,
            title);
}
