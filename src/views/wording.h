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
/* The same of words that the model writes. */
UiFieldHelp wording_help_written(const void *view, Arena *arena, const char *text, size_t caret);
/* The word of those that is spelled most alike, or NULL. */
const char *wording_nearest(const Vocabulary *words, const char *token);

/* Where the model wrote <unk> at a place of the output: which word it looked at the most, with what
 * weight, “<unk> ← zebra (0.93)”. NULL: it wrote a word, or has not yet, or has no attention. */
const char *wording_note(const ViewPass *view, int target);
/* Of a figure's caption: the words that the model does not know, of what it read and was given, and
 * such notes; "" where there are none. */
const char *wording_caption(const ViewPass *view);

/* The line that says which words the model does not know, each with the nearest one that it does,
 * which a click puts in its place, and what the <unk> it wrote looks at; where all are known, but
 * the task's inputs are never like this one, it says that. Its height: 0 with nothing to say. */
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
