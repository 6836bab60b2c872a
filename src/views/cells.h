/* cells.h -- what any number of a run is called, in plain words and in the papers' letters. */
#ifndef HEED_VIEWS_CELLS_H
#define HEED_VIEWS_CELLS_H

#include "views/followed.h"

/* "h_{6}[12]", "e_{5,7}", "W_k[3,7]": in the views' markup. In the frame's arena, as all here. */
const char *cell_math(const ViewPass *view, const RunCell *at);
/* The row it stands in: "h_{6}", "e_{5}". */
const char *cell_whole(const ViewPass *view, const RunCell *at);
/* Of operands in a row or column: "α_{11,i}", "h_i[12]". */
const char *cell_running(const ViewPass *view, const Operands *operands, const char *letter);
/* What makes it, in the names of its operands: "Σ_i α_{11,i} · h_i[12]"; "" for what is given. */
const char *cell_formula(const ViewPass *view, const RunCell *at);
/* "Component 12 of the encoder's state at “e”", "How much “voit” looks at “see”". */
const char *cell_words(const ViewPass *view, const RunCell *at);
/* Why a cell of an attention, in its scores or what they are made of, is masked, in a clause. */
const char *cell_masked(const ViewPass *view, const RunCell *at);
/* The number with about `digits` digits that tell something: "−0.0312", "1.3e−9". */
const char *cell_number(const ViewPass *view, double x, int digits);

#endif
