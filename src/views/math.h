/* math.h -- formulas set in STIX from a small markup.
 *
 *   e_{t,s} = v^T tanh(W_q q + W_k k + b)
 *
 * _x and ^x (or a group in braces) are sub- and superscripts: runs at 0.7 of the size on a shifted
 * baseline, never Unicode's own, which fonts lack. A single letter is italic, two or more in a row
 * are a name and upright (tanh, softmax), Greek letters are italic but for Σ; \sqrt{…} has its
 * stroke drawn; \q{…} \k{…} \v{…} \a{…} \m{…} colour a group as query, key, value, attention,
 * muted; \t{…} is upright text.
 */
#ifndef HEED_VIEWS_MATH_H
#define HEED_VIEWS_MATH_H

#include "ui/ui.h"

/* Draws from (x, baseline); returns the width. */
float math_draw(Ui *ui, float x, float baseline, float size, Color ink, const char *markup);
float math_width(Ui *ui, float size, const char *markup);
/* The same, aligned in a box, in the middle up and down; smaller when it does not fit. */
void math_in_box(Ui *ui, DrawBox box, Align align, float size, Color ink, const char *markup);
/* The markup without its signs, for where there is only plain text. */
char *math_plain(Arena *arena, const char *markup);

#endif
