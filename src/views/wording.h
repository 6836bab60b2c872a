/* wording.h -- what the input's words are to the model: known, unknown, what they could have meant,
 * and all that it knows.
 *
 * An unknown word is read as <unk>; the run goes on, and its picture says so. Words are those of
 * the model's source vocabulary, whatever the task; where the task has a dictionary, what they
 * become stands beside them.
 */
#ifndef HEED_VIEWS_WORDING_H
#define HEED_VIEWS_WORDING_H

#include "ui/field.h"
#include "views/view.h"

/* A UiFieldHelper, with the pass: underlines what the model does not know, and offers words that
 * begin as the one at the caret, else the nearest. */
UiFieldHelp wording_help(const void *view, Arena *arena, const char *text, size_t caret);

/* The words of the input that the model does not know, as “blak”, “zebra”; NULL: it knows all. */
const char *wording_unknown(const ViewPass *view);

/* The line that says which words of the input the model does not know, each with the nearest one
 * that it does, which a click puts in its place. Its height: 0 where all are known. */
float wording_height(const ViewPass *view);
void wording_draw(ViewPass *view, DrawBox box);

struct WordsKeep;
void wording_keep_free(struct WordsKeep *keep); /* NULL is allowed */

/* Whether the model reads words, or symbols, that can be listed. */
bool wording_has_list(const ViewPass *view);
/* All of them, by part of speech where that is known, to search and to click: the word that was
 * clicked just now, or NULL. */
const char *wording_list(ViewPass *view, DrawBox box);

#endif
