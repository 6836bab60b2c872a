/* beam_tree.c -- the tree of a beam search: its boxes, lines and answers. */
#include "views/beam_parts.h"

#include <math.h>

static const UiMetrics *metrics(const BeamTree *tree) {
    return ui_metrics(tree->view->ui);
}

/* --- what there is --------------------------------------------------------------------------- */

int beam_branch_of(const Beam *beam, BeamAt at) {
    int count = beam_count(beam);
    for (int last = 0; !at.missed && last < count; last++)
        if (beam_through(beam, beam->steps, last, at.step) == at.place) return last + 1;
    return 0;
}

bool beam_on_way(const Beam *beam, BeamAt to, int t, int place) {
    if (t > to.step) return false;
    if (!to.missed) return beam_through(beam, to.step, to.place, t) == place;
    if (t == to.step) return false;
    return beam_through(beam, to.step - 1, beam_missed(beam, to.step, to.place)->parent, t) ==
           place;
}

const char *beam_probability(const ViewPass *view, double log_p) {
    double p = exp(log_p);
    if (p >= 0.0095) return view_weight(view, p);
    int tens = (int)floor(log_p / log(10.0));
    double digit = floor(p / pow(10, tens) + 0.5);
    if (digit >= 10) digit = 1, tens++;
    return arena_printf(ui_arena(view->ui), "%.0fe−%d", digit, -tens);
}

const char *beam_text(const ViewPass *view, int t, int place, int skipped) {
    const Model *model = view->run->ask.model;
    Arena *arena = ui_arena(view->ui);
    int *ids = ARENA_ARRAY(arena, int, t + 1), count = beam_words(view->run->beam, t, place, ids);
    const char **words = ARENA_ARRAY(arena, const char *, count + 1);
    for (int i = 0; i < count; i++) words[i] = model->target.tokens[ids[i]];
    if (skipped > count) skipped = count;
    return tokens_join(arena, model->tokens, words + skipped, count - skipped);
}

/* Steps that the run's position has come to; a transformer's words are all there at once. */
static int steps_shown(const ViewPass *view) {
    const Run *run = view->run;
    Position p = view->state->look.position, last = run_last(run);
    int done = p.token - (p.stage < STAGE_OUTPUT);
    if (run_has_heads(run) || done >= last.token) return run->beam->steps;
    return done < 0 ? 0 : done;
}

/* --- boxes ----------------------------------------------------------------------------------- */

static const BeamPlace *place_at(const BeamTree *tree, BeamAt at) {
    return at.missed ? beam_missed(tree->beam, at.step, at.place)
                     : beam_place(tree->beam, at.step, at.place);
}

static const char *word_of(const BeamTree *tree, const BeamPlace *place) {
    if (place->word == BEAM_NO_WORD) return "ended";
    return view_token(tree->view, run_beam_word(tree->view->run, place));
}

static const char *sum_of(const BeamTree *tree, const BeamPlace *place) {
    return view_number(tree->view, place->sum, 2);
}

static float node_width(const BeamTree *tree, const BeamPlace *place) {
    const UiMetrics *u = metrics(tree);
    Fonts *fonts = ui_fonts(tree->view->ui);
    if (!place->taken) return 0;
    float word = text_width(fonts, FACE_WORDS_SEMIBOLD, u->text, word_of(tree, place));
    float numbers =
        text_width(fonts, FACE_NUMBERS, u->tiny, sum_of(tree, place)) +
        text_width(fonts, FACE_NUMBERS, u->tiny, beam_probability(tree->view, place->own)) +
        10 * u->factor;
    return ceilf(fmaxf(word, numbers) + 14 * u->factor);
}

static float column_width(const BeamTree *tree, int t) {
    float most = 0;
    for (int p = 0; p < tree->beam->width; p++)
        most = fmaxf(most, node_width(tree, beam_place(tree->beam, t, p)));
    for (int p = 0; p < tree->missed; p++)
        most = fmaxf(most, node_width(tree, beam_missed(tree->beam, t, p)));
    return most;
}

BeamTree beam_tree(ViewPass *view) {
    const UiMetrics *u = ui_metrics(view->ui);
    const Beam *beam = view->run->beam;
    BeamTree tree = {.view = view, .beam = beam, .shown = steps_shown(view)};
    tree.missed = beam->width < 5 ? 3 : beam->width < 7 ? 2 : 1;
    if (tree.missed > beam->width) tree.missed = beam->width;
    tree.x = ARENA_ARRAY(ui_arena(view->ui), float, beam->steps + 1);
    tree.widths = ARENA_ARRAY(ui_arena(view->ui), float, beam->steps + 1);
    float gap = 34 * u->factor;
    tree.side = 62 * u->factor;
    tree.head = 24 * u->factor;
    tree.pitch = 42 * u->factor;
    tree.node = 36 * u->factor;
    float x = tree.side + 34 * u->factor; /* the start, and the lines from it */
    for (int t = 1; t <= beam->steps; t++) {
        tree.x[t - 1] = x;
        tree.widths[t - 1] = column_width(&tree, t);
        x += tree.widths[t - 1] + gap;
    }
    tree.width = x - gap + 2;
    tree.height = tree.head + tree.pitch * (float)(beam->width + tree.missed) + 6 * u->factor;
    tree.lit = view->figure ? (BeamAt){0} : view->memory->beam;
    if (tree.lit.step > tree.shown) tree.lit = (BeamAt){0};
    return tree;
}

DrawBox beam_tree_column(const BeamTree *tree, DrawBox content, int t) {
    return draw_box(content.x + tree->x[t - 1], content.y, tree->widths[t - 1], tree->height);
}

static DrawBox node_box(const BeamTree *tree, DrawBox content, BeamAt at) {
    int row = at.missed ? tree->beam->width + at.place : at.place;
    float y = content.y + tree->head + tree->pitch * (float)row;
    if (at.missed) y += 6 * metrics(tree)->factor; /* under a line of its own */
    if (at.step == 0)
        return draw_box(content.x + tree->side, y, 10 * metrics(tree)->factor, tree->node);
    return draw_box(content.x + tree->x[at.step - 1], y, tree->widths[at.step - 1], tree->node);
}

/* --- looks ----------------------------------------------------------------------------------- */

typedef enum NodeLook { NODE_FOLLOWED, NODE_ALIVE, NODE_DIED, NODE_MISSED } NodeLook;

/* Whether one of the hypotheses after the last step shown has come through a place. */
static bool is_alive(const BeamTree *tree, BeamAt at) {
    for (int last = 0; last < tree->beam->width; last++)
        if (beam_place(tree->beam, tree->shown, last)->taken &&
            beam_through(tree->beam, tree->shown, last, at.step) == at.place)
            return true;
    return false;
}

static NodeLook look_of(const BeamTree *tree, BeamAt at) {
    const Beam *beam = tree->beam;
    int branch = tree->view->run->ask.branch - 1;
    if (at.missed) return NODE_MISSED;
    if (beam_through(beam, beam->steps, branch, at.step) == at.place) return NODE_FOLLOWED;
    return is_alive(tree, at) ? NODE_ALIVE : NODE_DIED;
}

/* What is hovered and the way to it, and from it to the hypothesis a click would follow. */
static bool is_lit(const BeamTree *tree, BeamAt at) {
    BeamAt lit = tree->lit;
    if (!lit.step) return true;
    if (at.missed || lit.missed) {
        bool same = at.step == lit.step && at.place == lit.place && at.missed == lit.missed;
        return same || (!at.missed && beam_on_way(tree->beam, lit, at.step, at.place));
    }
    int branch = beam_branch_of(tree->beam, lit);
    BeamAt end = branch ? (BeamAt){tree->beam->steps, branch - 1, false} : lit;
    return beam_on_way(tree->beam, end, at.step, at.place);
}

/* --- drawing --------------------------------------------------------------------------------- */

static void draw_edge(const BeamTree *tree, DrawBox content, BeamAt at, NodeLook look) {
    const UiTheme *theme = ui_theme(tree->view->ui);
    const BeamPlace *place = place_at(tree, at);
    DrawBox from = node_box(tree, content, (BeamAt){at.step - 1, place->parent, false}),
            to = node_box(tree, content, at);
    float x0 = from.x + from.width, y0 = from.y + from.height / 2, x1 = to.x,
          y1 = to.y + to.height / 2, middle = (x0 + x1) / 2;
    DrawStroke stroke = draw_stroke(look == NODE_FOLLOWED ? theme->accent
                                    : look == NODE_ALIVE  ? theme->muted
                                                          : theme->dashed,
                                    0);
    float most = look == NODE_MISSED ? 1 : 3;
    stroke.width = (1 + most * (float)exp(place->own)) * metrics(tree)->factor;
    if (place->word == BEAM_NO_WORD) stroke.width = metrics(tree)->factor;
    if (look == NODE_MISSED || place->word == BEAM_NO_WORD) stroke.dash = stroke.gap = 4;
    draw_curve(ui_list(tree->view->ui), (float[]){x0, middle, middle, x1},
               (float[]){y0, y0, y1, y1}, stroke);
}

/* Where the numbers of a node are: p at the left, the sum at the right. */
static DrawBox number_box(const BeamTree *tree, DrawBox node, BeamNumber which, const char *text) {
    const UiMetrics *u = metrics(tree);
    DrawBox box = box_inset(node, 7 * u->factor, 3 * u->factor);
    box_cut_top(&box, box.height * 0.54f);
    float wide = text_width(ui_fonts(tree->view->ui), FACE_NUMBERS, u->tiny, text);
    return box_aligned(box, which == BEAM_SUM ? ALIGN_RIGHT : ALIGN_LEFT, wide, box.height);
}

static void answer_numbers(const BeamTree *tree, DrawBox node, BeamAt at) {
    const BeamPlace *place = place_at(tree, at);
    const char *p = beam_probability(tree->view, place->own);
    beam_answer_number(tree, number_box(tree, node, BEAM_OWN, p), at, BEAM_OWN);
    beam_answer_number(tree, number_box(tree, node, BEAM_SUM, sum_of(tree, place)), at, BEAM_SUM);
}

static void draw_words(const BeamTree *tree, DrawBox box, const BeamPlace *place, NodeLook look) {
    const UiTheme *theme = ui_theme(tree->view->ui);
    const UiMetrics *u = metrics(tree);
    List *list = ui_list(tree->view->ui);
    bool ended = place->word == BEAM_NO_WORD;
    Color ink = look == NODE_FOLLOWED ? theme->selected_ink : theme->ink;
    if (look == NODE_DIED || look == NODE_MISSED) ink = theme->muted;
    Color quiet = look == NODE_FOLLOWED ? theme->selected_muted : theme->muted;
    box = box_inset(box, 7 * u->factor, 3 * u->factor);
    DrawBox top = box_cut_top(&box, box.height * 0.54f);
    text_in_box(list, top, ALIGN_LEFT, look == NODE_FOLLOWED ? FACE_WORDS_SEMIBOLD : FACE_WORDS,
                u->text, ended ? quiet : ink, word_of(tree, place));
    if (!ended)
        text_in_box(list, box, ALIGN_LEFT, FACE_NUMBERS, u->tiny, quiet,
                    beam_probability(tree->view, place->own));
    text_in_box(list, box, ALIGN_RIGHT, FACE_NUMBERS, u->tiny, quiet, sum_of(tree, place));
}

static void draw_node(const BeamTree *tree, DrawBox box, BeamAt at, NodeLook look) {
    const UiTheme *theme = ui_theme(tree->view->ui);
    float unit = metrics(tree)->factor;
    Color fill = look == NODE_FOLLOWED ? theme->selected
                 : look == NODE_ALIVE  ? theme->panel
                                       : COLOR_NONE;
    DrawStroke stroke = draw_stroke(theme->edge, 1);
    if (look == NODE_FOLLOWED) stroke = draw_stroke(theme->accent, 2 * unit);
    if (look == NODE_DIED) stroke.color = theme->dashed;
    if (look == NODE_MISSED)
        stroke = (DrawStroke){.color = theme->dashed, .width = 1, .dash = 4, .gap = 3};
    draw_rect(ui_list(tree->view->ui), box, 6 * unit, fill, stroke);
    draw_words(tree, box, place_at(tree, at), look);
}

/* --- answers --------------------------------------------------------------------------------- */

/* The words up to a node as `prefix` takes them: as tokens, </s> too. */
static const char *words_to(const BeamTree *tree, BeamAt at) {
    const Model *model = tree->view->run->ask.model;
    const BeamPlace *place = place_at(tree, at);
    int *ids = ARENA_ARRAY(ui_arena(tree->view->ui), int, at.step + 1), count = 0;
    if (at.step > 1) count = beam_words(tree->beam, at.step - 1, place->parent, ids);
    if (place->word != BEAM_NO_WORD) ids[count++] = place->word;
    Buffer text = {0};
    for (int i = 0; i < count; i++) {
        bool apart = i && model->tokens == TOKENS_WORDS;
        buffer_printf(&text, "%s%s", apart ? " " : "", model->target.tokens[ids[i]]);
    }
    const char *out = arena_string(ui_arena(tree->view->ui), text.data);
    buffer_free(&text);
    return out;
}

static const char *tip_of(const BeamTree *tree, BeamAt at, int branch) {
    ViewPass *view = tree->view;
    Arena *arena = ui_arena(view->ui);
    const BeamPlace *place = place_at(tree, at);
    const char *what = at.missed ? "not kept; a click lets the words begin so"
                       : branch  ? arena_printf(arena, "a click follows branch %d", branch)
                                 : "died out; a click lets the words begin so";
    return arena_printf(arena, "%s · Σ log p %s, p %s · %s", words_to(tree, at),
                        view_number(view, place->sum, 3), beam_probability(view, place->sum), what);
}

/* What leads to a hypothesis is followed as its branch; what the search has let go, by a prefix. */
static void follow(const BeamTree *tree, BeamAt at, int branch) {
    ViewPass *view = tree->view;
    if (!branch)
        view_say(view, "prefix %s", view_quoted(view, words_to(tree, at)));
    else if (branch != view->state->ask.branch)
        view_say(view, "branch %d", branch);
}

static void answer(const BeamTree *tree, DrawBox box, BeamAt at) {
    ViewPass *view = tree->view;
    int branch = beam_branch_of(tree->beam, at);
    const char *name = arena_printf(ui_arena(view->ui), "%s%d.%d", at.missed ? "missed" : "",
                                    at.step, at.place + 1);
    UiArea area = {.label = word_of(tree, place_at(tree, at)), .cursor = CURSOR_HAND};
    UiHit hit = ui_area(view->ui, name, box, area);
    ui_tip(view->ui, box, tip_of(tree, at, branch));
    if (hit.hover || hit.held) {
        view->memory->beam_next = at;
        if (look_of(tree, at) == NODE_FOLLOWED && at.step <= view->run->target.count)
            view_hover(view, at.step, 0);
    }
    if (hit.clicked && !beam_follows_click(tree, &hit, at)) follow(tree, at, branch);
}

/* --- the whole ------------------------------------------------------------------------------- */

static bool is_there(const BeamTree *tree, BeamAt at) {
    return place_at(tree, at)->taken;
}

/* Lines below boxes, the followed ones above the others. */
static void draw_lines(const BeamTree *tree, DrawBox content, int t, NodeLook look) {
    for (int i = 0; i < tree->beam->width + tree->missed; i++) {
        bool missed = i >= tree->beam->width;
        BeamAt at = {t, missed ? i - tree->beam->width : i, missed};
        if (!is_there(tree, at) || look_of(tree, at) != look) continue;
        list_push_opacity(ui_list(tree->view->ui), is_lit(tree, at) ? 1 : 0.3f);
        draw_edge(tree, content, at, look);
        list_pop_opacity(ui_list(tree->view->ui));
    }
}

static void draw_column(const BeamTree *tree, DrawBox content, int t) {
    for (NodeLook look = NODE_MISSED;; look--) {
        draw_lines(tree, content, t, look);
        if (look == NODE_FOLLOWED) break;
    }
    for (int i = 0; i < tree->beam->width + tree->missed; i++) {
        bool missed = i >= tree->beam->width;
        BeamAt at = {t, missed ? i - tree->beam->width : i, missed};
        if (!is_there(tree, at)) continue;
        DrawBox box = node_box(tree, content, at);
        list_push_opacity(ui_list(tree->view->ui), is_lit(tree, at) ? 1 : 0.3f);
        draw_node(tree, box, at, look_of(tree, at));
        list_pop_opacity(ui_list(tree->view->ui));
        if (!tree->view->figure) answer(tree, box, at);
        answer_numbers(tree, box, at);
    }
}

static void draw_start(const BeamTree *tree, DrawBox content) {
    DrawBox box = node_box(tree, content, (BeamAt){0});
    float side = 10 * metrics(tree)->factor;
    draw_fill(ui_list(tree->view->ui), box_center(box, side, side), side / 2,
              ui_theme(tree->view->ui)->accent);
}

static void draw_steps(const BeamTree *tree, DrawBox content) {
    const UiTheme *theme = ui_theme(tree->view->ui);
    const UiMetrics *u = metrics(tree);
    for (int t = 1; t <= tree->beam->steps; t++) {
        DrawBox box = beam_tree_column(tree, content, t);
        box.height = tree->head;
        const char *text = arena_printf(ui_arena(tree->view->ui), "%d", t);
        text_in_box(ui_list(tree->view->ui), box, ALIGN_CENTER, FACE_WORDS_MEDIUM, u->tiny,
                    theme->muted, text);
    }
}

/* At the left of what is seen, wherever the tree was moved: the places of the beam. */
static void draw_places(const BeamTree *tree, DrawBox content, DrawBox sight) {
    const UiTheme *theme = ui_theme(tree->view->ui);
    const UiMetrics *u = metrics(tree);
    List *list = ui_list(tree->view->ui);
    DrawBox at = draw_box(sight.x, content.y, tree->side - 8 * u->factor, tree->height);
    if (content.x < sight.x)
        draw_fill(list, draw_box(at.x, at.y, at.width + 4, at.height), 0, theme->ground);
    DrawBox head = draw_box(at.x, at.y, at.width, tree->head);
    text_in_box(list, head, ALIGN_LEFT, FACE_WORDS_MEDIUM, u->tiny, theme->muted, "step →");
    for (int i = 0; i < tree->beam->width + (tree->missed > 0); i++) {
        bool missed = i == tree->beam->width;
        DrawBox row = node_box(tree, content, (BeamAt){0, missed ? 0 : i, missed});
        row.x = at.x;
        row.width = at.width;
        const char *text = arena_printf(ui_arena(tree->view->ui), "%d", i + 1);
        text_in_box(list, row, ALIGN_LEFT, FACE_WORDS_MEDIUM, missed ? u->tiny : u->small,
                    theme->muted,
                    missed   ? "not kept"
                    : i == 0 ? "best 1"
                             : text);
    }
    float y = roundf(content.y + tree->head + tree->pitch * (float)tree->beam->width);
    draw_fill(list, draw_box(sight.x, y, sight.width, 1), 0, theme->line);
}

void beam_tree_draw(BeamTree *tree, DrawBox content, DrawBox sight) {
    draw_steps(tree, content);
    draw_start(tree, content);
    for (int t = 1; t <= tree->shown; t++) {
        DrawBox column = beam_tree_column(tree, content, t);
        float reach = 40 * metrics(tree)->factor; /* of the lines that lead to it */
        bool seen = column.x - reach < sight.x + sight.width && column.x + column.width > sight.x;
        if (seen || tree->view->figure) draw_column(tree, content, t);
    }
    draw_places(tree, content, sight);
}
