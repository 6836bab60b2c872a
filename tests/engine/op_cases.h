/* op_cases.h -- every operation at work, for the checks of gradients and of sources_of_cell.
 *
 * A case makes its leaves on the bench and returns the node to be summed, for B planes, R rows and
 * C columns (what these mean is the case's own). A new op needs a case here, or the suite fails.
 */
#ifndef HEED_TESTS_ENGINE_OP_CASES_H
#define HEED_TESTS_ENGINE_OP_CASES_H

#include "engine/stencil.h"

typedef struct OpCase {
    const char *name;
    Node *(*build)(Bench *bench, int B, int R, int C);
    /* sources_of_cell is right for one plane only */
    bool one_plane_sources;
} OpCase;

extern const OpCase op_cases[];
extern const int op_case_count;

#endif
