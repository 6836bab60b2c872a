/* lookup_parts.h -- what the files of the view `lookup` share. */
#ifndef HEED_VIEWS_LOOKUP_PARTS_H
#define HEED_VIEWS_LOOKUP_PARTS_H

#include "tasks/lookup.h"
#include "views/followed.h"
#include "views/lookup.h"

enum { LOOKUP_TIGHTEST = 3, LOOKUP_NARROWEST = 2, LOOKUP_BAREST = 2 };

/* How much there is of the answer: all, its bar (and what more its box has room for), or nothing.
 */
typedef enum LookupAnswer { ANSWER_WHOLE, ANSWER_BRIEF, ANSWER_GONE } LookupAnswer;

typedef struct LookupShow {
    ViewPass *view;
    Lookup numbers; /* of the input */
    int spoken;     /* the key spoken of, from 1: hovered, else pinned, else the newest; 0: none */
    bool following; /* a number in the window: what speaks of it stays, the rest gives way */
    bool narrow;    /* no columns in the table for vectors and for what the five scores tell */
    int bare;       /* 1: none for lengths either; LOOKUP_BAREST: nor for exponentials */
    int compact;    /* narrower cells in it, 0 … LOOKUP_NARROWEST */
    LookupAnswer answer;
    /* 0 … LOOKUP_TIGHTEST: lower rows, and no words that could be missed; and of the five scores */
    int tight, cards_tight;
} LookupShow;

LookupShow lookup_show(ViewPass *view);
/* Says the changed numbers as the new input, if they are others. */
void lookup_say(const LookupShow *show, const Lookup *changed);
/* Whether the stage's number of key s (from 1; one past the last: of all) is shown. */
bool lookup_is_shown(const LookupShow *show, LookupStage stage, int s);
/* An array of the run's one row, at key s (from 1): "attention.scores", "dot.weights". */
double lookup_at(const LookupShow *show, const char *array, int s);
/* A number for a narrow cell: fewer decimals where it is large, and a power of ten: "−2.1e6". */
const char *lookup_number(const LookupShow *show, double x, int decimals);
/* With as many decimals as that width has room for, two at most; else a power of ten. */
const char *lookup_number_in(const LookupShow *show, double x, Face face, float size, float width);
/* The same of what somebody typed: a small number is not 0 for that, but a power of ten. */
const char *lookup_number_kept(const LookupShow *show, double x, Face face, float size,
                               float width);
/* 0.3 for keys that are not the hovered one, else 1. */
float lookup_opacity(const LookupShow *show, int s);
/* Lights key s under the mouse; a click pins it, or lets it go. */
void lookup_answer(const LookupShow *show, const UiHit *hit, int s);
/* exp((e − m)/τ) of key s, and the sum of all; before any draws. */
double lookup_exponential(const LookupShow *show, int s);
double lookup_exponential_sum(const LookupShow *show);

/* A cell of an array, counted from 1. */
RunCell lookup_cell(const LookupShow *show, const char *array, int row, int col);
/* A number in a box under the mouse: its name; true where a click on it follows it and so does
 * nothing else. And its frame, if it counts for the followed number. */
bool lookup_answer_number(const LookupShow *show, DrawBox box, const UiHit *hit, const RunCell *at);
void lookup_light(const LookupShow *show, DrawBox box, const RunCell *at);
/* Of a point (0: the query) the coordinate that counts, else that along the first axis. */
RunCell lookup_coordinate(const LookupShow *show, int which, const int axes[2]);
/* Makes the numbers of a line of text links to these cells, in their order (node NULL: to none);
 * how many numbers there were. */
int lookup_link_numbers(const LookupShow *show, DrawBox box, const char *text, const RunCell *cells,
                        int count);

/* Parts, each in its box, and the height each wants in a width. */
void lookup_draw_stages(ViewPass *view, DrawBox box);
void lookup_draw_plane(LookupShow *show, DrawBox box);
/* Of its columns, and of what stands over them where all is tight. */
float lookup_table_width(const LookupShow *show);
float lookup_table_head_width(const LookupShow *show);
float lookup_table_height(const LookupShow *show, float width);
void lookup_draw_table(LookupShow *show, DrawBox box);
/* The parameters of the chosen score; 0: it has none. The width lets all stand side by side. */
float lookup_own_width(const LookupShow *show);
float lookup_own_height(const LookupShow *show, float width);
void lookup_draw_own(LookupShow *show, DrawBox box);
float lookup_answer_height(const LookupShow *show, float width);
void lookup_draw_answer(LookupShow *show, DrawBox box);
float lookup_cards_height(const LookupShow *show, float width);
void lookup_draw_cards(LookupShow *show, DrawBox box);

#endif
