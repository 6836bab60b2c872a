/* lookup_layout.c -- where the parts of the view stand.
 *
 * Below the strip: the plane beside the table, and under the table the answer, with the score's
 * parameters before it if it has any; then the five scores. Wide parameters stand under the plane
 * too. Parts are set as loosely as lets all be seen at once. Where the card Trace takes a part of
 * the width, the table keeps its columns and the scores stay five in a row: the plane becomes
 * smaller, then the answer shorter, then there is none.
 */
#include "ui/scroll.h"
#include "views/lookup.h"
#include "views/lookup_parts.h"
#include "views/step.h"

#include <math.h>

typedef enum Width { WIDTH_ONE, WIDTH_TWO, WIDTH_SIDE_BY_SIDE, WIDTH_ROWS } Width;

/* Sizes at text size 1: the plane beside a table at least and at most, and what is beside it where
 * the table stands below. */
enum {
    PLANE_LEAST = 240,
    PLANE_MOST = 520,
    PLANE_BETWEEN = 24,
    PLANE_ABOVE = 280,
    PLANE_FOLLOWING = 200, /* at least, while something is followed */
    PLANE_LOW = 168,
    TWO_LEAST = 560
};

/* Beside parameters, under the table. */
enum { ANSWER_LEAST = 340, BRIEF_LEAST = 200 };

typedef struct Layout {
    DrawBox plane, table, own, answer, cards; /* own, answer: without height where there is none */
    float height;
} Layout;

static float unit_of(const LookupShow *show) {
    return ui_metrics(show->view->ui)->factor;
}

static float gap_of(const LookupShow *show) {
    static const float gaps[] = {16, 13, 10, 10};
    return gaps[show->tight] * unit_of(show);
}

static float plane_least(const LookupShow *show) {
    return (show->following ? PLANE_FOLLOWING : PLANE_LEAST) * unit_of(show);
}

static bool is_side_by_side(const LookupShow *show, float width) {
    return width >= plane_least(show) + PLANE_BETWEEN * unit_of(show) + lookup_table_width(show);
}

static Width width_of(const LookupShow *show, float width) {
    if (is_side_by_side(show, width)) return WIDTH_SIDE_BY_SIDE;
    return width >= TWO_LEAST * unit_of(show) ? WIDTH_TWO : WIDTH_ONE;
}

/* As wide as what stands beside it leaves it. */
static float plane_in_row(const LookupShow *show, float width) {
    float least = PLANE_LOW * unit_of(show), gaps = 1.5f * gap_of(show);
    float own = lookup_own_width(show), rest = width - own - gaps;
    if (own > 0 && (show->answer == ANSWER_GONE || rest < (PLANE_ABOVE + 60) * unit_of(show)))
        return fmaxf(least, rest);
    return PLANE_ABOVE * unit_of(show) * 0.75f;
}

/* The plane's width, at the left of the rest or above it. */
static float plane_side(const LookupShow *show, Width kind, float width) {
    float unit = unit_of(show);
    float beside = fmaxf(lookup_table_width(show), lookup_table_head_width(show));
    if (kind == WIDTH_SIDE_BY_SIDE)
        return fmaxf(plane_least(show),
                     fminf(PLANE_MOST * unit, width - PLANE_BETWEEN * unit - beside));
    if (kind == WIDTH_ROWS) return plane_in_row(show, width);
    return kind == WIDTH_TWO ? PLANE_ABOVE * unit : fminf(width, 340 * unit);
}

/* --- the four ways --------------------------------------------------------------------------- */

/* The answer in a row, after the parameters if there are any. */
static void split_row(const LookupShow *show, Layout *at, DrawBox row) {
    float own = lookup_own_width(show);
    if (own > 0) {
        at->own = box_cut_left(&row, own);
        box_cut_left(&row, gap_of(show));
    }
    at->answer = row;
}

static float row_height(const LookupShow *show, float width) {
    float own = lookup_own_width(show);
    if (!(own > 0)) return lookup_answer_height(show, width);
    return fmaxf(lookup_own_height(show, own),
                 lookup_answer_height(show, width - own - gap_of(show)));
}

/* Whether parameters and answer have room beside the plane, under the table. */
static bool row_is_beside(const LookupShow *show, float width) {
    float own = lookup_own_width(show);
    return !(own > 0) || width - own - gap_of(show) >= ANSWER_LEAST * unit_of(show);
}

/* All of it beside the plane. */
static float lay_beside(const LookupShow *show, Layout *at, DrawBox right, float side) {
    float gap = gap_of(show);
    at->table = box_cut_top(&right, lookup_table_height(show, right.width));
    float used = at->table.height + gap;
    float row = fmaxf(row_height(show, right.width), side - used);
    split_row(show, at, draw_box(right.x, at->table.y + used, right.width, row));
    at->plane.height = fminf(fmaxf(side, used + row), side * 1.75f);
    return fmaxf(at->plane.height, used + row);
}

/* The table beside the plane; parameters and answer below both. `room` is the height left for the
 * plane and all below it, 0 if there is no end to it. */
static float lay_below(const LookupShow *show, Layout *at, DrawBox right, DrawBox all, float room) {
    static const float parts[] = {0.8f, 0.7f, 0.6f, 0};
    float gap = gap_of(show), row = row_height(show, all.width);
    float high =
        fmaxf(lookup_table_height(show, right.width), at->plane.width * parts[show->tight]);
    if (room > 0) high = fmaxf(high, fminf(at->plane.width * 1.25f, room - gap - row));
    at->plane.height = high;
    at->table = draw_box(right.x, right.y, right.width, high);
    split_row(show, at, draw_box(all.x, all.y + high + gap, all.width, row));
    return high + gap + row;
}

/* In a narrow window: plane and answer, the table, the parameters, from above down. */
static float lay_above(const LookupShow *show, Layout *at, DrawBox all, bool two) {
    float gap = gap_of(show), side = at->plane.width, x = all.x, y = all.y, width = all.width;
    if (two) {
        x += side + 1.5f * gap;
        width -= side + 1.5f * gap;
    } else
        y += side + gap;
    float answer = lookup_answer_height(show, width);
    at->answer = draw_box(x, y, width, two ? fmaxf(answer, side) : answer);
    y = fmaxf(all.y + side, y + at->answer.height) + gap;
    at->table = draw_box(all.x, y, all.width, lookup_table_height(show, all.width));
    y += at->table.height;
    if (lookup_own_width(show) > 0) {
        at->own = draw_box(all.x, y + gap, all.width, lookup_own_height(show, all.width));
        y += gap + at->own.height;
    }
    return y - all.y;
}

/* Beside the plane where that fits, else in the lower of both ways. */
static float lay_wide(const LookupShow *show, Layout *at, DrawBox right, DrawBox all, float room) {
    if (!row_is_beside(show, right.width)) return lay_below(show, at, right, all, room);
    Layout other = *at;
    float used = lay_beside(show, at, right, at->plane.width);
    if (show->following && at->plane.height < used) /* not so narrow and high */
        return lay_below(show, at, right, all, room);
    if (!(lookup_own_width(show) > 0) || used <= room || !(room > 0)) return used;
    float below = lay_below(show, &other, right, all, room);
    if (below < used) *at = other;
    return fminf(below, used);
}

static float answer_least(const LookupShow *show) {
    return (show->answer == ANSWER_BRIEF ? BRIEF_LEAST : ANSWER_LEAST) * unit_of(show);
}

/* Parameters and answer at the right of the plane, the answer under the parameters where it has no
 * room beside them; parameters wider than that stay out. Returns their height. */
static float lay_row(const LookupShow *show, Layout *at, DrawBox right) {
    float gap = gap_of(show), own = lookup_own_width(show), high = 0;
    at->answer = right;
    if (own > 0 && own <= right.width) {
        at->own = box_cut_left(&right, own);
        at->own.height = high = lookup_own_height(show, own);
        box_cut_left(&right, gap);
        if (show->answer != ANSWER_GONE && right.width < answer_least(show))
            at->answer.y += high + gap;
        else
            at->answer = right;
    }
    at->answer.height = lookup_answer_height(show, at->answer.width);
    return show->answer == ANSWER_GONE ? high
                                       : fmaxf(high, at->answer.y - right.y + at->answer.height);
}

/* All in the row are as high as it is, but parameters over an answer. */
static void fill_row(const LookupShow *show, Layout *at, float y, float high) {
    at->plane.height = high;
    if (show->answer != ANSWER_GONE) at->answer.height = y + high - at->answer.y;
    if (at->own.height > 0 && !(at->answer.y > y)) at->own.height = high;
}

/* Where there is little room: a row of the plane, parameters and answer, and the table below; and
 * parameters below that, if the row has no room for them. */
static float lay_rows(const LookupShow *show, Layout *at, DrawBox all, float room) {
    float gap = gap_of(show), unit = unit_of(show), left = at->plane.width + 1.5f * gap;
    DrawBox right = draw_box(all.x + left, all.y, all.width - left, 1e6f);
    float row = lay_row(show, at, right), table = lookup_table_height(show, all.width);
    bool under = lookup_own_width(show) > 0 && !(at->own.height > 0);
    float own = under ? lookup_own_height(show, all.width) + gap : 0;
    float most = fminf(PLANE_ABOVE * unit, room - gap - table - own);
    row = fmaxf(row, fmaxf(PLANE_LOW * unit, most));
    fill_row(show, at, all.y, row);
    at->table = draw_box(all.x, all.y + row + gap, all.width, table);
    if (under) at->own = draw_box(all.x, at->table.y + table + gap, all.width, own - gap);
    return row + gap + table + own;
}

static Layout lay_in(const LookupShow *show, DrawBox box, Width kind) {
    float side = plane_side(show, kind, box.width), gap = gap_of(show), used;
    float cards = lookup_cards_height(show, box.width);
    float room = fmaxf(0, box.height - gap - cards);
    Layout at = {.plane = {box.x, box.y, side, side}};
    DrawBox right = draw_box(box.x + side + 1.5f * gap, box.y, box.width - side - 1.5f * gap, 1e6f);
    if (kind == WIDTH_SIDE_BY_SIDE)
        used = lay_wide(show, &at, right, box, room);
    else if (kind == WIDTH_ROWS)
        used = lay_rows(show, &at, box, room);
    else
        used = lay_above(show, &at, box, kind == WIDTH_TWO);
    at.cards = draw_box(box.x, box.y + used + gap, box.width, cards);
    at.height = used + gap + cards;
    return at;
}

/* In a box of some height, or without an end (0). While something is followed, in rows where that
 * lets all be seen at once. */
static Layout lay_out(const LookupShow *show, DrawBox box) {
    Layout at = lay_in(show, box, width_of(show, box.width));
    if (!show->following || at.height <= box.height) return at;
    Layout rows = lay_in(show, box, WIDTH_ROWS);
    return rows.height <= box.height ? rows : at;
}

/* --- how tight ------------------------------------------------------------------------------- */

/* Narrow cells before no columns of vectors; with all of it, if it has room beside a plane, else
 * if it has room at all; narrowest cells, and then only the columns that nothing follows from,
 * before the weights are out of sight. */
static void choose_columns(LookupShow *show, float width) {
    for (int way = 0; way < 8; way++) {
        show->narrow = way & 2;
        show->compact = way & 1;
        bool fits = way < 4 ? is_side_by_side(show, width) : lookup_table_width(show) <= width;
        if (fits) return;
    }
    show->compact = LOOKUP_NARROWEST;
    for (show->bare = 0; show->bare <= LOOKUP_BAREST; show->bare++)
        if (lookup_table_width(show) <= width) return;
    show->bare = 0;
    show->compact = 1;
}

/* Whether all is seen at once if it is set as tight as can be; the columns, also where it is not.
 */
static bool sees_all(LookupShow *show, DrawBox box) {
    show->tight = show->cards_tight = 0;
    bool fits = lookup_table_width(show) <= box.width;
    show->tight = show->cards_tight = LOOKUP_TIGHTEST;
    return fits && lay_out(show, box).height <= box.height;
}

/* While something is followed: the first way to see all of it at once, beside the plane if that is
 * one; false: there is none. The vectors are left out, and the answer gives way, before cells
 * become the narrowest. */
static bool choose_following(LookupShow *show, DrawBox box) {
    LookupShow before = *show;
    for (int way = 0; way < 4; way++) {
        show->narrow = way & 2;
        show->compact = way & 1;
        if (is_side_by_side(show, box.width) && sees_all(show, box)) return true;
    }
    for (int narrowest = 0; narrowest < 2; narrowest++)
        for (int answer = ANSWER_WHOLE; answer <= ANSWER_GONE; answer++)
            for (int way = 0; way < (narrowest ? 2 : 4); way++) {
                show->answer = (LookupAnswer)answer;
                show->narrow = narrowest ? way : way & 2;
                show->compact = narrowest ? LOOKUP_NARROWEST : way & 1;
                if (sees_all(show, box)) return true;
            }
    *show = before;
    return false;
}

/* As little tight as lets all be seen at once; where nothing does, as tight as can be in a window
 * of some height, and not at all in a low one. The five scores at least are seen together. */
static void choose_tightness(LookupShow *show, DrawBox box) {
    enum { LOW = 600 };
    for (int tight = 0; tight <= LOOKUP_TIGHTEST; tight++) {
        show->tight = show->cards_tight = tight;
        if (lay_out(show, box).height <= box.height) return;
    }
    if (box.height < LOW * unit_of(show)) show->tight = show->cards_tight = 0;
    while (show->cards_tight < LOOKUP_TIGHTEST && lookup_cards_height(show, box.width) > box.height)
        show->cards_tight++;
}

/* --- drawing --------------------------------------------------------------------------------- */

static void draw_parts(LookupShow *show, const Layout *at) {
    lookup_draw_plane(show, at->plane);
    lookup_draw_table(show, at->table);
    if (at->own.height > 0) lookup_draw_own(show, at->own);
    if (show->answer != ANSWER_GONE) lookup_draw_answer(show, at->answer);
    lookup_draw_cards(show, at->cards);
}

/* Always in a scroll area, so that a widget keeps its name whether all has room or not. */
static void draw_in_window(LookupShow *show, DrawBox box) {
    Ui *ui = show->view->ui;
    if (!show->following || !choose_following(show, box)) choose_columns(show, box.width);
    choose_tightness(show, box);
    float bar = ui_metrics(ui)->scrollbar, height = lay_out(show, box).height;
    bool scrolls = height > box.height;
    DrawBox inside = box;
    if (scrolls) {
        box_cut_right(&inside, bar);
        choose_columns(show, inside.width);
        height = lay_out(show, inside).height;
    }
    DrawBox content =
        ui_scroll_begin(ui, "all", box, (UiScroll){.width = box.width, .height = height});
    if (scrolls) box_cut_right(&content, bar);
    content.height = box.height;
    Layout at = lay_out(show, content);
    draw_parts(show, &at);
    ui_scroll_end(ui);
}

void lookup_draw(ViewPass *view, DrawBox box) {
    const UiMetrics *u = ui_metrics(view->ui);
    LookupShow show = lookup_show(view);
    bool low = box.height < STEP_LOW * u->factor;
    if (!view->figure) box = box_inset(box, 24 * u->factor, (low ? 8 : 14) * u->factor);
    DrawBox strip = box_cut_top(&box, u->control);
    box_cut_left(&strip, view->corner);
    ui_push(view->ui, "lookup");
    lookup_draw_stages(view, strip);
    box_cut_top(&box, (low ? 6 : 12) * u->factor);
    if (view->figure) {
        box.height = 0;
        Layout at = lay_out(&show, box);
        draw_parts(&show, &at);
    } else
        draw_in_window(&show, box);
    ui_pop(view->ui);
}

void lookup_natural_size(const ViewPass *view, float *width, float *height) {
    const UiMetrics *u = ui_metrics(view->ui);
    ViewPass copy = *view;
    LookupShow show = lookup_show(&copy);
    *width = (400 + PLANE_BETWEEN) * u->factor + lookup_table_width(&show);
    *height = u->control + 12 * u->factor + lay_out(&show, draw_box(0, 0, *width, 0)).height;
}
