/* chrome.h -- what stands around the picture: the bar above, the controls at the left, the steps
 * below, and what opens over them. Everything a person does here is said as a line of the command
 * language.
 */
#ifndef HEED_VIEWS_CHROME_H
#define HEED_VIEWS_CHROME_H

#include "views/view.h"

/* How a training stands, as its panel shows it. */
typedef struct TrainingShow {
    bool running, paused;
    long examples, of;
    double seconds, loss, exact; /* exact: share of 200 fresh samples, < 0 while not known */
    const float *losses;         /* one a picture, for the curve */
    int loss_count;
} TrainingShow;

typedef enum ChromeDialog {
    DIALOG_NONE,
    DIALOG_EXPORT,
    DIALOG_OPEN,
    DIALOG_SAVE,
    DIALOG_KEYS,
    DIALOG_COMPARE,
    DIALOG_TARGET
} ChromeDialog;

/* What the window shows that no State holds. */
typedef struct Chrome {
    bool palette, left_drawer, right_drawer, words, playing, enter_input, dialog_is_new;
    bool asked; /* whether the file that is there is to be written over */
    ChromeDialog dialog;
    char path[1024]; /* in the dialog's field */
    char dialog_error[768];
    char palette_error[768];
    const char *palette_line; /* what the palette said in this pass, or NULL; the pass's */
    char toast[768];
    UiTone toast_tone;
    double toast_since, toast_until;
    DrawBox free; /* of the bar below: where nothing stands */
    TrainingShow training;
    char insert[128];                 /* a word of the list that was clicked, for the input */
    bool insert_apart, insert_focus;  /* with spaces around it; and the input gets the keyboard */
    bool computing, cancel_computing; /* a long run is being built; its badge's cross was clicked */
} Chrome;

/* Draws all of the window and takes the keys of look.md. */
void chrome_draw(ViewPass *view, Chrome *chrome);

/* Parts, for the files of this room. */
void chrome_top(ViewPass *view, Chrome *chrome, DrawBox box);
void chrome_models(ViewPass *view, DrawBox box);
void chrome_controls(ViewPass *view, Chrome *chrome, DrawBox box);
void chrome_steps(ViewPass *view, Chrome *chrome, DrawBox box);
void chrome_over(ViewPass *view, Chrome *chrome);
void chrome_keys(ViewPass *view, Chrome *chrome);
/* Seconds that a training still takes, as fast as it went; −1 before it has gone any way. */
double chrome_training_left(const TrainingShow *show);
/* One row down, or up by −1: of a recurrent model its step, of a transformer the row that is
 * pinned. */
void chrome_move_row(ViewPass *view, int by);
void chrome_open_dialog(ViewPass *view, Chrome *chrome, ChromeDialog dialog);

/* The speeds of playing; which one it is, −1: another; whether the bar below has room for them. */
enum { CHROME_SPEEDS = 5 };
typedef struct ChromeSpeed {
    const char *label;
    double speed;
} ChromeSpeed;
extern const ChromeSpeed chrome_speeds[CHROME_SPEEDS];
int chrome_speed(const ViewPass *view);
void chrome_say_speed(ViewPass *view, int speed);
bool chrome_shows_speed(const ViewPass *view);

/* The name of the chooser of views, in the folder “view”; its menu is opened by V. */
#define CHROME_VIEWS "views"

/* Widths in logical pixels, times the text size, under which panels become drawers. */
enum { CHROME_RIGHT_FOLDS = 1100, CHROME_LEFT_FOLDS = 800, CHROME_HEADS_FOLD = 1700 };
bool chrome_has_right(const ViewPass *view);
bool chrome_has_left(const ViewPass *view);

#endif
