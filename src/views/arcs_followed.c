/* arcs_followed.c -- the curves and words that made the followed number, and what a click on one
 * means: where it goes on. */
#include "views/arcs_parts.h"

#include <math.h>
#include <string.h>

/* --- what is lit ----------------------------------------------------------------------------- */

/* The array that a set's words stand for: "query", "key", "value" of its head; where there are no
 * heads, what has a row a word. */
static bool is_of_set(const Arcs *a, const ArcsSet *set, const TraceArray *array, int plane) {
    if (!set->head.layer) return true;
    const char *scope = run_head_scope(a->view->run, ui_arena(a->view->ui), set->head);
    size_t n = strlen(scope);
    return plane == set->plane && !strncmp(array->name, scope, n) && array->name[n] == '.' &&
           !strchr(array->name + n + 1, '.');
}

/* Marks the words that operands are the vectors of. A decoder's states begin before its words. */
static bool mark_words(const Arcs *a, const Operands *o) {
    const TraceArray *array = o->first.array;
    Role role = followed_role(a->view, array);
    bool marked = false, stands = role != ROLE_NONE && role != ROLE_WEIGHT;
    const ArcsLine *line = &a->line[role != ROLE_QUERY];
    if (!stands || array->rows != line->words.count) return false;
    for (int i = 0; i < a->show->count; i++)
        for (int k = 0; k < o->rows && is_of_set(a, &a->show->sets[i], array, o->first.plane);
             k++) {
            line->role[o->first.row + k] = role;
            marked = true;
        }
    return marked;
}

/* Too light to be drawn, the followed weight is drawn all the same. */
static void add_followed(Arcs *a) {
    const RunCell *at = &a->view->followed->at;
    for (int set = 0; set < a->show->count; set++) {
        const ArcsSet *of = &a->show->sets[set];
        if (of->array != at->array || of->plane != at->plane) continue;
        for (int i = 0; i < a->arc_count; i++) {
            const Arc *arc = &a->arcs[i];
            if (arc->set == set && arc->row == at->row && arc->col == at->col) return;
        }
        a->arcs[a->arc_count++] = (Arc){set, at->row, at->col, (float)run_cell_number(at), LIT_NOT};
        return;
    }
}

void arcs_light(Arcs *a) {
    const Followed *f = a->view->followed;
    if (!f) return;
    bool any = false;
    add_followed(a);
    for (int i = 0; i < a->arc_count; i++) {
        Arc *arc = &a->arcs[i];
        const ArcsSet *set = &a->show->sets[arc->set];
        arc->lit = followed_lit(a->view, set->array, set->plane, arc->row, arc->col);
        any |= arc->lit != LIT_NOT;
    }
    for (int i = 0; i < f->count; i++)
        any |= f->operands[i].first.array && mark_words(a, &f->operands[i]);
    a->view->memory->lit_next |= any;
    a->traces = any || (a->view->memory->lit && !view_is_hovering(a->view));
}

/* --- the mouse ------------------------------------------------------------------------------- */

enum { TIPPED_MOST = 20000 }; /* curves that are looked through while the mouse moves */

/* The curve under a point, the heaviest of those that are near enough; or NULL. All of them leave
 * and arrive alike, so that a place along the way is the same part of each. */
static const Arc *arc_under(const Arcs *a, float x, float y) {
    float from = a->line[0].place, way = a->line[1].place - from,
          at = ((a->across ? y : x) - from) / way, low = 0, high = 1;
    const Arc *best = NULL;
    float least = 5 * ui_metrics(a->view->ui)->factor;
    if (at < 0 || at > 1) return NULL;
    for (int i = 0; i < 20; i++) { /* where the curve's parameter is so far along */
        float t = (low + high) / 2;
        *(1.5f * t * (1 - t) + t * t * t < at ? &low : &high) = t;
    }
    float part = low * low * (3 - 2 * low),
          slope = 6 * low * (1 - low) / (1.5f - 3 * low + 3 * low * low);
    for (int i = 0; i < a->arc_count; i++) {
        const Arc *arc = &a->arcs[i];
        float ends[2] = {a->line[0].at[arc->row], a->line[1].at[arc->col]},
              side = ends[1] - ends[0];
        float off = fabsf((a->across ? x : y) - ends[0] - side * part);
        float steep = side * slope / way, away = off / sqrtf(1 + steep * steep);
        away = fmaxf(away - arcs_stroke(a, arc->set, arc->weight).width / 2, 0);
        if (away >= least) continue;
        least = away;
        best = arc;
    }
    return best;
}

static RunCell cell_of(const Arcs *a, const Arc *arc) {
    const ArcsSet *set = &a->show->sets[arc->set];
    return run_cell_at(set->array, set->plane, arc->row, arc->col);
}

/* The number that a marked word's vector has most of. */
static bool operand_of(const Arcs *a, int side, int i, RunCell *out) {
    const Followed *f = a->view->followed;
    for (int k = 0; k < f->count; k++) {
        const Operands *o = &f->operands[k];
        int row = i - o->first.row;
        bool holds = o->first.array && row >= 0 && row < o->rows &&
                     followed_role(a->view, o->first.array) == a->line[side].role[i];
        if (!holds) continue;
        *out = operand_largest(a->view->run, o, row * o->cols, o->cols);
        return true;
    }
    return false;
}

/* A word whose vector is an operand, under the point. */
static bool word_under(const Arcs *a, float x, float y, RunCell *out) {
    float along = a->across ? x : y, off = a->across ? y : x;
    for (int side = 0; side < 2; side++) {
        const ArcsLine *line = &a->line[side];
        bool beyond = side ? off > line->place : off < line->place;
        for (int i = 0; beyond && i < line->words.count; i++)
            if (line->role[i] != ROLE_NONE && fabsf(along - line->at[i]) <= line->step / 2)
                return operand_of(a, side, i, out);
    }
    return false;
}

ViewCell arcs_under(const Arcs *a, float x, float y) {
    const Arc *arc = a->arc_count <= TIPPED_MOST ? arc_under(a, x, y) : NULL;
    return arc ? (ViewCell){arc->row + 1, arc->col + 1} : (ViewCell){0, 0};
}

bool arcs_answer_number(const Arcs *a, const UiHit *hit, float x, float y) {
    ViewPass *view = a->view;
    bool follows = view->followed || (hit->mods & KEY_MOD_CTRL);
    if (!hit->clicked && a->arc_count > TIPPED_MOST) return false;
    const Arc *arc = arc_under(a, x, y);
    RunCell at;
    if (arc)
        at = cell_of(a, arc);
    else if (!view->followed || !word_under(a, x, y, &at))
        return false;
    if (hit->hover) followed_tip(view, draw_box(x - 4, y - 4, 8, 8), &at);
    if (follows) ui_set_cursor(view->ui, CURSOR_HAND);
    if (!hit->clicked || !follows) return false;
    followed_say(view, &at);
    return true;
}
