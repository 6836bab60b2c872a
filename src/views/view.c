#include "views/view.h"

#include "views/step.h"

#include "views/compare.h"
#include "views/cost.h"
#include "views/draws.h"
#include "views/followed.h"
#include "views/matrix_keep.h"
#include "views/trace_card.h"
#include "views/wording.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Both runs step together: where the first is at its end, so is the second. */
static const State *other_state_of(Ui *ui, const Session *session) {
    const Run *run = session_run(session), *other = session_other(session);
    State *state = ARENA_NEW(ui_arena(ui), State);
    *state = *session_state(session);
    state->ask = state->compare.ask;
    state->look.heads[0] = state->compare.head;
    Position p = state->look.position, last = run_last(run);
    bool at_end = p.token == last.token && p.stage == last.stage && p.cells == last.cells;
    state->look.position = at_end ? run_last(other) : run_clamp(other, p);
    return state;
}

/* --- what the mouse is over ------------------------------------------------------------------- */

/* Whether the run's rows and columns, or those of its chosen head, go so far. */
static bool reaches(const Run *run, const Look *look, ViewCell cell) {
    RunMatrix matrix = run_matrix(run, look, MATRIX_WEIGHTS);
    return cell.target <= matrix.rows.count && cell.source <= matrix.cols.count;
}

/* The spread's rows are sizes, of no run. Of a comparison either run may have the cell. */
static bool has_hovered(const ViewPass *view) {
    ViewCell hover = view->memory->hover;
    if (view->state->look.view == VIEW_SPREAD) return !hover.target && hover.source <= SPREAD_SIZES;
    return reaches(view->run, &view->state->look, hover) ||
           (view->other && reaches(view->other, &view->other_state->look, hover));
}

static bool has_beam_place(const Run *run, BeamAt at) {
    const Beam *beam = run->beam;
    if (!beam || at.step > beam->steps || at.place >= beam->width) return false;
    return (at.missed ? beam_missed : beam_place)(beam, at.step, at.place)->taken;
}

/* A new run moves rows under a mouse that lies still; then the pinned cell stays spoken of. */
static void rest(const ViewPass *view) {
    ViewMemory *memory = view->memory;
    uint64_t run = view->run->trace->arrays[0].version;
    float x, y;
    bool inside = ui_mouse(view->ui, &x, &y);
    bool moved = !inside || fabsf(x - memory->rest.x) > 0.5f || fabsf(y - memory->rest.y) > 0.5f;
    bool other = memory->rest.run && memory->rest.run != run;
    memory->rest.run = run;
    memory->rest.still = other || (memory->rest.still && !moved);
    if (other) memory->rest.x = x, memory->rest.y = y;
}

static bool rests(const ViewPass *view) {
    return view->memory->rest.still && view->state->look.target;
}

/* What was under the mouse in the last pass may be of a run that is no more. */
static void let_go(const ViewPass *view) {
    ViewMemory *memory = view->memory;
    HeadCounts counts = run_head_counts(view->state->ask.model);
    if (!has_hovered(view) || rests(view)) memory->hover = (ViewCell){0, 0};
    if (memory->head.layer && !heads_has(&counts, memory->head)) memory->head = (HeadAt){0};
    if (memory->beam.step && !has_beam_place(view->run, memory->beam)) memory->beam = (BeamAt){0};
}

/* --- a pass ----------------------------------------------------------------------------------- */

ViewPass view_begin(Ui *ui, const Session *session, ViewMemory *memory, bool figure) {
    memory->hover_next = (ViewCell){0, 0};
    memory->head_next = (HeadAt){0};
    memory->beam_next = (BeamAt){0};
    memory->lit_next = false;
    const State *second = session_other(session) ? other_state_of(ui, session) : NULL;
    ViewPass view = {.ui = ui,
                     .runs = {session_run(session), session_other(session)},
                     .states = {session_state(session), second},
                     .state = session_state(session),
                     .run = session_run(session),
                     .original = session_original(session),
                     .ablation = session_ablation(session),
                     .gradients = session_gradients(session),
                     .other = session_other(session),
                     .other_state = second,
                     .ranking = session_ranking(session),
                     .curve = session_curve(session),
                     .curve_refusal = curve_refuses(session_state(session)->ask.model),
                     .memory = memory,
                     .followed =
                         followed_of(ui, session_run(session), &session_state(session)->look),
                     .figure = figure,
                     .can_undo = session_can_undo(session) || memory->computing,
                     .can_redo = session_can_redo(session)};
    rest(&view);
    let_go(&view);
    return view;
}

ViewPass view_in(const ViewPass *view, FollowIn in) {
    ViewPass pass = *view;
    RunCell at;
    int which = in == FOLLOW_B;
    pass.in = in;
    pass.run = view->runs[which];
    pass.state = view->states[which];
    pass.followed = NULL;
    if (run_followed_in(pass.run, in, &pass.state->look, &at))
        pass.followed = followed_from(view->ui, pass.run, at);
    return pass;
}

void view_take_lines(ViewPass *to, const ViewPass *from) {
    memcpy(to->lines, from->lines, sizeof to->lines);
    memcpy(to->gestures, from->gestures, sizeof to->gestures);
    to->line_count = from->line_count;
    to->offer = from->offer;
}

bool view_follows(const ViewPass *view) {
    return view->followed || (view->other && view->state->look.followed_count > 0);
}

bool view_end(ViewPass *view) {
    ViewMemory *memory = view->memory;
    if (rests(view)) memory->hover_next = (ViewCell){0, 0};
    bool changed =
        memory->hover.target != memory->hover_next.target ||
        memory->hover.source != memory->hover_next.source ||
        memory->head.of != memory->head_next.of || memory->head.layer != memory->head_next.layer ||
        memory->head.head != memory->head_next.head ||
        memory->beam.step != memory->beam_next.step ||
        memory->beam.place != memory->beam_next.place ||
        memory->beam.missed != memory->beam_next.missed || memory->lit != memory->lit_next;
    memory->hover = memory->hover_next;
    memory->head = memory->head_next;
    memory->beam = memory->beam_next;
    memory->lit = memory->lit_next;
    return changed;
}

void view_memory_free(ViewMemory *memory) {
    matrix_keep_free(memory->matrices);
    cost_keep_free(memory->costs);
    follow_keep_free(memory->follows);
    draws_keep_free(memory->draws);
    memory->draws = NULL;
    memory->follows = NULL;
    wording_keep_free(memory->words);
    memory->words = NULL;
    compare_keep_free(memory->compares);
    memory->compares = NULL;
    memory->matrices = NULL;
    memory->costs = NULL;
}

void view_say(ViewPass *view, const char *format, ...) {
    if (view->line_count == VIEW_LINES_MAX) return;
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t size = (size_t)vsnprintf(NULL, 0, format, arguments) + 1;
    char *line =
        arena_alloc(ui_arena(view->ui), size); /* however long: a whole text may be in it */
    vsnprintf(line, size, format, again);
    va_end(again);
    va_end(arguments);
    view->gestures[view->line_count] = (int)ui_gesture(view->ui);
    view->lines[view->line_count++] = line;
}

const char *view_quoted(const ViewPass *view, const char *text) {
    Buffer out = {0};
    buffer_text(&out, "\"");
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') buffer_text(&out, "\\");
        *text == '\n' ? buffer_text(&out, "\\n") : buffer_append(&out, text, 1);
    }
    buffer_text(&out, "\"");
    const char *quoted = arena_string(ui_arena(view->ui), out.data);
    buffer_free(&out);
    return quoted;
}

void view_refuse(ViewPass *view, const char *format, ...) {
    char sentence[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    view->refusal = arena_string(ui_arena(view->ui), sentence);
}

void view_hover(ViewPass *view, int target, int source) {
    view->memory->hover_next = (ViewCell){target, source};
}

void view_hover_head(ViewPass *view, HeadAt head) {
    view->memory->head_next = head;
}

bool view_is_hovering(const ViewPass *view) {
    return !view->figure && (view->memory->hover.target || view->memory->hover.source);
}

RunMatrix view_matrix(const ViewPass *view, MatrixKind kind) {
    if (view->beside && view->beside->difference) return *view->beside->difference;
    return run_matrix(view->run, &view->state->look, kind);
}

bool view_shows(const ViewPass *view, MatrixKind kind, int row, int column) {
    bool both = view->beside && view->beside->difference;
    return run_matrix_shows(view->run, &view->state->look, kind, row, column) &&
           (!both || run_matrix_shows(view->other, &view->other_state->look, kind, row, column));
}

/* Shown cells come first. */
int view_shown_in_row(const ViewPass *view, MatrixKind kind, int row) {
    int low = 0, high = view_matrix(view, MATRIX_WEIGHTS).cols.count;
    if (high && view_shows(view, kind, row, high)) return high;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (view_shows(view, kind, row, middle))
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* The column of the largest number of a row, from 1, among those that are shown. */
static int largest_of(const ViewPass *view, MatrixKind kind, int row) {
    RunMatrix matrix = view_matrix(view, kind);
    int shown = matrix.array ? view_shown_in_row(view, kind, row) : 0, best = 0;
    if (!shown) return 0;
    Real *numbers = ARENA_ARRAY(ui_arena(view->ui), Real, shown);
    trace_read(matrix.array, matrix.plane, row - 1, 0, 1, shown, 1, shown, TRACE_LARGEST, numbers);
    for (int s = 1; s < shown; s++)
        if (numbers[s] > numbers[best]) best = s;
    return best + 1;
}

/* Of a row being done: the source of its newest cell, or of its newest draw. */
static int newest_cell(const ViewPass *view, int row) {
    Position p = view->state->look.position;
    bool draws = view->run->ask.attention.weigh->draws && p.stage == STAGE_WEIGHTS;
    const TraceArray *array = draws ? trace_find(view->run->trace, "attention.draws") : NULL;
    return array ? (int)trace_number(array, 0, row - 1, p.cells - 1) : p.cells;
}

/* Whether the cells that are walked over in a transformer are those of scores or weights. */
static bool stage_is_of_scores(const ViewPass *view) {
    Position p = view->state->look.position;
    if (!p.token) return false;
    Block block = run_block(view->run, p.token);
    int count;
    const BlockStage *stages = run_block_stages(&block, &count);
    return p.stage < count && stages[p.stage].is_matrix;
}

/* The column to speak of in a row where none was named: the newest cell of a row that is done cell
 * by cell, else the largest. */
static int default_source(const ViewPass *view, int row) {
    Position p = view->state->look.position;
    int S = view_matrix(view, MATRIX_WEIGHTS).cols.count;
    bool walked = view->state->look.reveal == REVEAL_CELL || p.cells % S; /* cell by cell */
    bool scores = run_has_heads(view->run) && p.cells && stage_is_of_scores(view);
    if (scores && walked && (p.cells - 1) / S + 1 == row) return (p.cells - 1) % S + 1;
    if (!run_has_heads(view->run) && p.token == row && p.cells) return newest_cell(view, row);
    int weight = largest_of(view, MATRIX_WEIGHTS, row);
    return weight ? weight : largest_of(view, MATRIX_SCORES, row);
}

/* The newest row: of a transformer, the one being done, else the last. */
static int newest_row(const ViewPass *view) {
    Position p = view->state->look.position;
    if (!run_has_heads(view->run)) return p.token;
    int walked = p.cells ? run_walk_row(view->run, p) : 0;
    return walked ? (p.cells - 1) / walked + 1 : view_matrix(view, MATRIX_WEIGHTS).rows.count;
}

/* The last row that has numbers: all have some while the mask is walked. */
static int last_row(const ViewPass *view, int newest) {
    RunMatrix before = run_matrix_before(view->run, &view->state->look);
    return before.array ? before.rows.count : newest;
}

/* The other run of a comparison, or another of its heads, may have more columns. */
static ViewCell without_strange_column(const ViewPass *view, ViewCell cell) {
    if (cell.source > view_matrix(view, MATRIX_WEIGHTS).cols.count) cell.source = 0;
    return cell;
}

ViewCell view_cell(const ViewPass *view) {
    if (view->beside) return view->beside->cell;
    const Look *look = &view->state->look;
    ViewCell cell = {look->target, look->source}, followed = followed_cell(view);
    int newest = newest_row(view), last = last_row(view, newest);
    if (followed.target || followed.source) cell = followed;
    if (cell.target > last) cell = (ViewCell){0, 0};
    cell = without_strange_column(view, cell);
    if (view_is_hovering(view)) {
        ViewCell hover = view->memory->hover;
        if (hover.target && hover.target <= last) cell = hover;
        if (!hover.target && hover.source)
            cell = (ViewCell){cell.target ? cell.target : newest, hover.source};
        cell = without_strange_column(view, cell);
    }
    if (!cell.target) cell.target = newest;
    if (cell.target && !cell.source) cell.source = default_source(view, cell.target);
    return cell;
}

float view_row_opacity(const ViewPass *view, int target) {
    ViewCell hover = view->memory->hover;
    return view_is_hovering(view) && hover.target && hover.target != target ? 0.3f : 1;
}

int view_every(float step, float room, int count) {
    float every = step > 0 ? ceilf(room / step) : (float)count;
    return every <= 1 ? 1 : every < (float)count ? (int)every : count;
}

bool view_cells_are_small(float size) {
    return size < 4;
}

const ColorMap *view_map(const ViewPass *view, const ColorMap *map, float size) {
    if (!view_cells_are_small(size)) return map;
    ColorMap *bare = ARENA_NEW(ui_arena(view->ui), ColorMap);
    *bare = *map;
    bare->colors[COLOR_EMPTY] = COLOR_NONE;
    return bare;
}

const char *view_weigh_refused(const ViewPass *view, const Weigh *weigh) {
    if (!run_is_compact(view->run) || !strcmp(weigh->word, "soft")) return NULL;
    return arena_printf(ui_arena(view->ui),
                        "%s tokens are too many for these: so many weights are made piece by "
                        "piece, which only soft ones can be.",
                        view_grouped(ui_arena(view->ui), view->run->source.count));
}

const char *view_time_left(const ViewPass *view, double seconds) {
    Arena *arena = ui_arena(view->ui);
    if (seconds < 0) return "";
    if (seconds < 1) return ", under 1 s left";
    return seconds < 90 ? arena_printf(arena, ", about %.0f s left", seconds)
                        : arena_printf(arena, ", about %.0f min left", seconds / 60);
}

DrawBox view_strip(const ViewPass *view, DrawBox *box, float gap, float low_gap) {
    const UiMetrics *u = ui_metrics(view->ui);
    bool low = box->height < STEP_LOW * u->factor;
    *box = box_inset(*box, 24 * u->factor, (low ? 8 : 14) * u->factor);
    DrawBox strip = box_cut_top(box, u->control);
    box_cut_left(&strip, view->corner);
    box_cut_top(box, (low ? low_gap : gap) * u->factor);
    return strip;
}
