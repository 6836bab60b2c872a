/* inspector.h -- one cell in full: its query and key, the products, the sum; its row's weights; the
 * output. */
#ifndef HEED_VIEWS_INSPECTOR_H
#define HEED_VIEWS_INSPECTOR_H

#include "views/view.h"

void inspector_draw(ViewPass *view, DrawBox box);
void inspector_natural_size(const ViewPass *view, float *width, float *height);

#endif
