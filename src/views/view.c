#include "views/view.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

ViewPass view_begin(Ui *ui, const Session *session, ViewMemory *memory, bool figure) {
    memory->hover_next = (ViewCell){0, 0};
    return (ViewPass){.ui = ui,
                      .state = session_state(session),
                      .run = session_run(session),
                      .memory = memory,
                      .figure = figure,
                      .can_undo = session_can_undo(session),
                      .can_redo = session_can_redo(session)};
}

bool view_end(ViewPass *view) {
    ViewMemory *memory = view->memory;
    bool changed = memory->hover.target != memory->hover_next.target ||
                   memory->hover.source != memory->hover_next.source;
    memory->hover = memory->hover_next;
    return changed;
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

bool view_is_hovering(const ViewPass *view) {
    return !view->figure && (view->memory->hover.target || view->memory->hover.source);
}

/* The column of the largest number of a row, from 1, among those that are shown. */
static int largest_of(const ViewPass *view, const char *name, int target, Stage stage) {
    const TraceArray *array = trace_find(view->run->trace, name);
    int best = 0;
    Real most = -REAL_INFINITY;
    for (int s = 1; array && s <= array->cols; s++) {
        if (!run_shows(view->state->look.position, target, stage, s)) continue;
        Real x = trace_number(array, 0, target - 1, s - 1);
        if (!best || x > most) {
            best = s;
            most = x;
        }
    }
    return best;
}

/* The column to speak of in a row where none was named: the newest cell of a row being done, else
 * the largest. */
static int default_source(const ViewPass *view, int target) {
    Position p = view->state->look.position;
    if (p.token == target && p.cells) return p.cells; /* the cell that was just done */
    int weight = largest_of(view, "attention.weights", target, STAGE_WEIGHTS);
    return weight ? weight : largest_of(view, "attention.scores", target, STAGE_SCORE);
}

ViewCell view_cell(const ViewPass *view) {
    const Look *look = &view->state->look;
    ViewCell cell = {look->target, look->source};
    int current = look->position.token;
    if (cell.target > current) cell = (ViewCell){0, 0};
    if (view_is_hovering(view)) {
        ViewCell hover = view->memory->hover;
        if (hover.target && hover.target <= current) cell = hover;
        if (!hover.target && hover.source)
            cell = (ViewCell){cell.target ? cell.target : current, hover.source};
    }
    if (!cell.target) cell.target = current;
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

const char *view_token(const ViewPass *view, const char *token) {
    Arena *arena = ui_arena(view->ui);
    if (!strchr(token, ' ')) return token;
    Buffer shown = {0};
    for (; *token; token++)
        *token == ' ' ? buffer_text(&shown, "␣") : buffer_append(&shown, token, 1);
    const char *text = arena_string(arena, shown.data);
    buffer_free(&shown);
    return text;
}

const char *view_target(const ViewPass *view, int target) {
    if (target < 1 || target > view->run->target.count) return NULL;
    if (run_is_lookup(view->run)) return view->run->target.items[target - 1];
    if (!run_shows(view->state->look.position, target, STAGE_OUTPUT, 0)) return NULL;
    return view_token(view, view->run->target.items[target - 1]);
}

const char *view_number(const ViewPass *view, double x, int decimals) {
    char digits[64];
    if (isnan(x)) return "not a number";
    if (isinf(x)) return x < 0 ? "−∞" : "∞";
    snprintf(digits, sizeof digits, "%.*f", decimals, fabs(x));
    bool zero = strspn(digits, "0.") == strlen(digits);
    return arena_printf(ui_arena(view->ui), "%s%s", x < 0 && !zero ? "−" : "", digits);
}

const char *view_weight(const ViewPass *view, double x) {
    const char *text = view_number(view, x, 2);
    if (!strncmp(text, "0.", 2)) return text + 1;
    return x < 9.95 ? view_number(view, x, 1) : text;
}
