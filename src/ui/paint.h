/* paint.h -- how controls of one kind look alike; for src/ui/ only. */
#ifndef HEED_UI_PAINT_H
#define HEED_UI_PAINT_H

#include "ui/ui_parts.h"
#include "ui/widgets.h"

/* A control's ground at rest, under the mouse and held down. */
Color paint_ground(Ui *ui, const Touched *touched, Color rest);
/* The ground, border and ink of a button. */
typedef struct Coat {
    Color ground, border, ink, cap_line, cap_ink;
} Coat;
Coat paint_coat(Ui *ui, const Touched *touched, const UiButton *button);
/* A key cap whose right end is at `right`, in the middle of the box's height; its width. */
float paint_key_cap(Ui *ui, DrawBox box, const char *keys, Color line, Color ink);

#endif
