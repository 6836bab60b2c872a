/* text.h -- the display list as text: what golden tests of views compare, and what a person reads
 * when two lists differ.
 *
 * One line a command, in the order of painting; a heatmap's rows follow it, indented:
 *
 *     rect 8 8 304 40.5 radius 6 fill #ffffffff stroke #e3e2deff 1
 *     line 8 60 312 60 stroke #1d1f24ff 1.5 dash 4 2 round
 *     curve 8 70 40 70 40 90 72 90 stroke #2456e6ff 2 clip 0 0 60 200
 *     path fill #2456e6ff M 4 4 L 12 4 C 14 6 14 10 12 12 Z
 *     text 12 32 words-bold 13 #1d1f24ff width 30.4 turn -45 “voit”
 *     cells 8 100 60 30 2 × 6 gap 1 opacity 0.5 map #f7f7f5ff #9d7cc3ff #3f146eff
 *         0 12×3 253 masked
 *         empty×6
 *     image 8 140 16 16 4 × 4 smooth opacity 0.5 turn 30 about 0 0 pixels 8f3a6c15
 *
 * Lengths are rounded to 0.1, opacities to 0.01; what has its usual value is left out (no stroke,
 * no clip, turn 0, opacity 1). A map is its colours of levels 0, COLOR_ZERO and COLOR_TOP. `12×3`
 * is level 12 three times; a row ending in `(×3)` stands three times. `pixels` is a hash. In “”
 * control characters, backslashes and ” are written \u{…}. Versions, inks and addresses are not
 * shown. Equal lists give equal bytes in every locale.
 */
#ifndef HEED_DRAW_TEXT_H
#define HEED_DRAW_TEXT_H

#include "base/buffer.h"
#include "draw/list.h"

/* Appends the list; nothing for an empty one. */
void text_dump(const List *list, Buffer *out);

#endif
