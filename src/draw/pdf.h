/* pdf.h -- the display list as a PDF page, for papers and slides.
 *
 * Made by Cairo, in memory: what a full disk does is file_save's to say. One logical pixel is
 * 1/96 inch, that is 0.75 points, as in SVG and on the web; lengths are exact and nothing is moved
 * to whole pixels. Text is text: it can be searched, selected and copied, and the glyphs used are
 * embedded. Heatmaps are shapes without seams or, when they are large (svg.h says when), images
 * that readers must not smooth; masked cells are hatched by lines cut at the cells, empty ones
 * outlined. Colour glyphs are images and not part of the text.
 *
 * Equal lists give equal bytes, in every locale, with the same libraries and fonts. The date in the
 * file is always the same.
 */
#ifndef HEED_DRAW_PDF_H
#define HEED_DRAW_PDF_H

#include "base/buffer.h"
#include "base/error.h"
#include "draw/list.h"

#include <stdbool.h>

/* Points per logical pixel. */
#define PDF_POINTS 0.75

/* Appends a file of one page of width × height logical pixels (CHECK: more than 0) on the ground;
 * with alpha 0 the page is left as it is. The title may be NULL. False and a sentence, and nothing
 * appended, when a font file that was there when the program started cannot be read any more or
 * Cairo gives up. The list must be closed (CHECK). */
bool pdf_write(const List *list, float width, float height, Color ground, const char *title,
               Buffer *out, Error *error);

#endif
