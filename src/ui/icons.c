#include "ui/icons.h"

#include "base/error.h"

#include <math.h>

/* Tables on the 16 × 16 grid. A disc or ring is four curves with handles of 0.5523 radii. */
#define DISC(x, y, r)                                                                              \
    PATH_TO(MOVE, (x) + (r), y),                                                                   \
        PATH_BY((x) + (r), (y) + 0.5523f * (r), (x) + 0.5523f * (r), (y) + (r), x, (y) + (r)),     \
        PATH_BY((x)-0.5523f * (r), (y) + (r), (x) - (r), (y) + 0.5523f * (r), (x) - (r), y),       \
        PATH_BY((x) - (r), (y)-0.5523f * (r), (x)-0.5523f * (r), (y) - (r), x, (y) - (r)),         \
        PATH_BY((x) + 0.5523f * (r), (y) - (r), (x) + (r), (y)-0.5523f * (r), (x) + (r), y),       \
        PATH_END
#define BAR(x, y, w, h)                                                                            \
    PATH_TO(MOVE, x, y), PATH_TO(LINE, (x) + (w), y), PATH_TO(LINE, (x) + (w), (y) + (h)),         \
        PATH_TO(LINE, x, (y) + (h)), PATH_END
#define RAY(x0, y0, x1, y1) PATH_TO(MOVE, x0, y0), PATH_TO(LINE, x1, y1)
#define THREE(x0, y0, x1, y1, x2, y2)                                                              \
    PATH_TO(MOVE, x0, y0), PATH_TO(LINE, x1, y1), PATH_TO(LINE, x2, y2)

static const PathStep FIRST[] = {BAR(3, 3.5f, 1.75f, 9), THREE(13, 3.5f, 13, 12.5f, 6, 8),
                                 PATH_END};
static const PathStep BACK[] = {THREE(11.5f, 3, 11.5f, 13, 4, 8), PATH_END};
static const PathStep PLAY[] = {THREE(4.5f, 2.75f, 4.5f, 13.25f, 13, 8), PATH_END};
static const PathStep PAUSE[] = {BAR(4, 3, 2.75f, 10), BAR(9.25f, 3, 2.75f, 10)};
static const PathStep NEXT[] = {THREE(4.5f, 3, 4.5f, 13, 12, 8), PATH_END};
static const PathStep LAST[] = {BAR(11.25f, 3.5f, 1.75f, 9), THREE(3, 3.5f, 3, 12.5f, 10, 8),
                                PATH_END};
static const PathStep STOP[] = {BAR(4, 4, 8, 8)};
static const PathStep UP[] = {THREE(4, 10, 8, 6, 12, 10)};
static const PathStep DOWN[] = {THREE(4, 6, 8, 10, 12, 6)};
static const PathStep LEFT[] = {THREE(10, 4, 6, 8, 10, 12)};
static const PathStep RIGHT[] = {THREE(6, 4, 10, 8, 6, 12)};
static const PathStep CROSS[] = {RAY(4, 4, 12, 12), RAY(12, 4, 4, 12)};
static const PathStep SUN[] = {DISC(8, 8, 2.75f),
                               RAY(8, 1.25f, 8, 2.5f),
                               RAY(8, 13.5f, 8, 14.75f),
                               RAY(1.25f, 8, 2.5f, 8),
                               RAY(13.5f, 8, 14.75f, 8),
                               RAY(3.25f, 3.25f, 4.1f, 4.1f),
                               RAY(11.9f, 11.9f, 12.75f, 12.75f),
                               RAY(12.75f, 3.25f, 11.9f, 4.1f),
                               RAY(4.1f, 11.9f, 3.25f, 12.75f)};
static const PathStep MOON[] = {PATH_TO(MOVE, 13.5f, 9.6f),
                                PATH_BY(12.7f, 12, 10.5f, 13.6f, 8, 13.6f),
                                PATH_BY(4.8f, 13.6f, 2.4f, 11.1f, 2.4f, 8),
                                PATH_BY(2.4f, 5.4f, 4.1f, 3.2f, 6.5f, 2.5f),
                                PATH_BY(5.4f, 6.5f, 9.2f, 10.7f, 13.5f, 9.6f),
                                PATH_END};
static const PathStep EXPORT[] = {RAY(8, 2, 8, 10),
                                  THREE(4.75f, 5.25f, 8, 2, 11.25f, 5.25f),
                                  PATH_TO(MOVE, 2.5f, 9.5f),
                                  PATH_TO(LINE, 2.5f, 13.5f),
                                  PATH_TO(LINE, 13.5f, 13.5f),
                                  PATH_TO(LINE, 13.5f, 9.5f)};
static const PathStep OPEN[] = {PATH_TO(MOVE, 2, 13),
                                PATH_TO(LINE, 2, 3.5f),
                                PATH_TO(LINE, 6.25f, 3.5f),
                                PATH_TO(LINE, 7.75f, 5.25f),
                                PATH_TO(LINE, 14, 5.25f),
                                PATH_TO(LINE, 14, 13),
                                PATH_END};
static const PathStep UNDO[] = {THREE(5.5f, 2.75f, 2.5f, 5.75f, 5.5f, 8.75f),
                                PATH_TO(MOVE, 2.5f, 5.75f),
                                PATH_TO(LINE, 9.5f, 5.75f),
                                PATH_BY(11.8f, 5.75f, 13.5f, 7.5f, 13.5f, 9.6f),
                                PATH_BY(13.5f, 11.8f, 11.8f, 13.4f, 9.5f, 13.4f),
                                PATH_TO(LINE, 6, 13.4f)};
static const PathStep REDO[] = {THREE(10.5f, 2.75f, 13.5f, 5.75f, 10.5f, 8.75f),
                                PATH_TO(MOVE, 13.5f, 5.75f),
                                PATH_TO(LINE, 6.5f, 5.75f),
                                PATH_BY(4.2f, 5.75f, 2.5f, 7.5f, 2.5f, 9.6f),
                                PATH_BY(2.5f, 11.8f, 4.2f, 13.4f, 6.5f, 13.4f),
                                PATH_TO(LINE, 10, 13.4f)};
static const PathStep PLUS[] = {RAY(8, 3, 8, 13), RAY(3, 8, 13, 8)};
static const PathStep MINUS[] = {RAY(3, 8, 13, 8)};
static const PathStep CHECK_MARK[] = {THREE(3.25f, 8.5f, 6.5f, 11.75f, 12.75f, 4.75f)};
static const PathStep SEARCH[] = {DISC(7, 7, 4.25f), RAY(10.2f, 10.2f, 13.5f, 13.5f)};
static const PathStep WARNING[] = {THREE(8, 2.25f, 14.25f, 13.25f, 1.75f, 13.25f), PATH_END,
                                   RAY(8, 6.25f, 8, 9.25f), RAY(8, 11.2f, 8, 11.3f)};
static const PathStep INFO[] = {DISC(8, 8, 6), RAY(8, 7.5f, 8, 11), RAY(8, 5, 8, 5.1f)};
static const PathStep MENU[] = {RAY(2.5f, 4, 13.5f, 4), RAY(2.5f, 8, 13.5f, 8),
                                RAY(2.5f, 12, 13.5f, 12)};
static const PathStep PANEL[] = {BAR(2, 3, 12, 10), RAY(6, 3, 6, 13)};
static const PathStep MORE[] = {DISC(3.25f, 8, 1.25f), DISC(8, 8, 1.25f), DISC(12.75f, 8, 1.25f)};
static const PathStep ARROW[] = {RAY(2.5f, 8, 13.25f, 8), THREE(9, 3.75f, 13.25f, 8, 9, 12.25f)};
static const PathStep COPY[] = {BAR(5.5f, 5.5f, 8, 8), PATH_TO(MOVE, 10.5f, 2.5f),
                                PATH_TO(LINE, 2.5f, 2.5f), PATH_TO(LINE, 2.5f, 10.5f)};
static const PathStep SWAP[] = {RAY(2.5f, 5.25f, 13, 5.25f), THREE(10, 2.25f, 13, 5.25f, 10, 8.25f),
                                RAY(13.5f, 10.75f, 3, 10.75f),
                                THREE(6, 7.75f, 3, 10.75f, 6, 13.75f)};
static const PathStep PIN[] = {DISC(8, 6.25f, 3.75f), RAY(8, 10, 8, 14.25f)};
static const PathStep EXPAND[] = {
    THREE(9.75f, 2.5f, 13.5f, 2.5f, 13.5f, 6.25f), RAY(13.5f, 2.5f, 9.5f, 6.5f),
    THREE(6.25f, 13.5f, 2.5f, 13.5f, 2.5f, 9.75f), RAY(2.5f, 13.5f, 6.5f, 9.5f)};

static const PathStep BOOK[] = {RAY(8, 4.5f, 8, 13.25f),
                                PATH_TO(MOVE, 8, 4.5f),
                                PATH_BY(6.5f, 3, 4, 2.75f, 2, 2.75f),
                                PATH_TO(LINE, 2, 11.75f),
                                PATH_BY(4, 11.75f, 6.5f, 12, 8, 13.25f),
                                PATH_BY(9.5f, 12, 12, 11.75f, 14, 11.75f),
                                PATH_TO(LINE, 14, 2.75f),
                                PATH_BY(12, 2.75f, 9.5f, 3, 8, 4.5f)};

typedef struct Sign {
    const char *name;
    const PathStep *steps;
    int count;
    bool filled;
} Sign;
#define STROKED(name, steps)                                                                       \
    { name, steps, (int)(sizeof(steps) / sizeof *(steps)), false }
#define FILLED(name, steps)                                                                        \
    { name, steps, (int)(sizeof(steps) / sizeof *(steps)), true }

static const Sign SIGNS[ICON_COUNT] = {
    [ICON_NONE] = {"none", NULL, 0, false},
    [ICON_FIRST] = FILLED("first", FIRST),
    [ICON_BACK] = FILLED("back", BACK),
    [ICON_PLAY] = FILLED("play", PLAY),
    [ICON_PAUSE] = FILLED("pause", PAUSE),
    [ICON_NEXT] = FILLED("next", NEXT),
    [ICON_LAST] = FILLED("last", LAST),
    [ICON_STOP] = FILLED("stop", STOP),
    [ICON_UP] = STROKED("up", UP),
    [ICON_DOWN] = STROKED("down", DOWN),
    [ICON_LEFT] = STROKED("left", LEFT),
    [ICON_RIGHT] = STROKED("right", RIGHT),
    [ICON_CLOSE] = STROKED("close", CROSS),
    [ICON_SUN] = STROKED("sun", SUN),
    [ICON_MOON] = STROKED("moon", MOON),
    [ICON_EXPORT] = STROKED("export", EXPORT),
    [ICON_OPEN] = STROKED("open", OPEN),
    [ICON_UNDO] = STROKED("undo", UNDO),
    [ICON_REDO] = STROKED("redo", REDO),
    [ICON_PLUS] = STROKED("plus", PLUS),
    [ICON_MINUS] = STROKED("minus", MINUS),
    [ICON_CHECK] = STROKED("check", CHECK_MARK),
    [ICON_SEARCH] = STROKED("search", SEARCH),
    [ICON_WARNING] = STROKED("warning", WARNING),
    [ICON_INFO] = STROKED("info", INFO),
    [ICON_MENU] = STROKED("menu", MENU),
    [ICON_PANEL] = STROKED("panel", PANEL),
    [ICON_ARROW] = STROKED("arrow", ARROW),
    [ICON_COPY] = STROKED("copy", COPY),
    [ICON_SWAP] = STROKED("swap", SWAP),
    [ICON_PIN] = STROKED("pin", PIN),
    [ICON_EXPAND] = STROKED("expand", EXPAND),
    [ICON_BOOK] = STROKED("book", BOOK),
    [ICON_MORE] = FILLED("more", MORE),
};

void icon_draw(List *list, Icon icon, DrawBox box, float size, Color color) {
    CHECK(icon >= 0 && icon < ICON_COUNT, "icon %d of %d", (int)icon, ICON_COUNT);
    const Sign *sign = &SIGNS[icon];
    if (!sign->count) return;
    float x = roundf(box.x + (box.width - size) / 2), y = roundf(box.y + (box.height - size) / 2);
    DrawStroke stroke = {color, 1.5f * size / 16, 0, 0, 1};
    draw_path(list, x, y, size / 16, sign->steps, sign->count, sign->filled ? color : COLOR_NONE,
              sign->filled ? DRAW_NO_STROKE : stroke);
}

const char *icon_name(Icon icon) {
    CHECK(icon >= 0 && icon < ICON_COUNT, "icon %d of %d", (int)icon, ICON_COUNT);
    return SIGNS[icon].name;
}
