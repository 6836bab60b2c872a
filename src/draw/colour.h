/* colour.h -- colours, their contrast, and the colour maps of heatmaps.
 *
 * A colour is 8-bit sRGB with straight alpha. A map turns a cell's level (one byte) into a colour:
 * levels 0 … COLOR_TOP are values, COLOR_MASKED and COLOR_EMPTY are the two kinds of no value, and
 * their entries are the inks of the hatching and of the outline. Maps are plain values without
 * pointers; whoever declares one owns it. Luminance and contrast are those of WCAG 2.1.
 */
#ifndef HEED_DRAW_COLOUR_H
#define HEED_DRAW_COLOUR_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Color {
    uint8_t r, g, b, a;
} Color;

#define COLOR_NONE ((Color){0, 0, 0, 0})
#define COLOR_HEX(rgb)                                                                             \
    ((Color){(uint8_t)((rgb) >> 16 & 255), (uint8_t)((rgb) >> 8 & 255), (uint8_t)((rgb)&255), 255})

bool color_same(Color a, Color b);
/* The same colour with its alpha times `opacity` (0 … 1). */
Color color_faded(Color color, float opacity);
/* (1 − t)·a + t·b, channel by channel; t is held in 0 … 1. */
Color color_mix(Color a, Color b, float t);
/* Relative luminance, 0 black … 1 white; alpha is ignored. */
double color_luminance(Color color);
/* Contrast ratio, 1 … 21, whichever is lighter. */
double color_contrast(Color a, Color b);
/* Ink for text on `ground` with a contrast of at least 4.5: near-black or white where one of them
 * has it, else pure black. */
Color color_text_on(Color ground);

enum { COLOR_TOP = 253, COLOR_ZERO = 127, COLOR_MASKED = 254, COLOR_EMPTY = 255 };

typedef enum ColorTheme { COLOR_LIGHT, COLOR_DARK, COLOR_PRINT, COLOR_THEMES } ColorTheme;

typedef struct ColorMap {
    Color colors[256];
    Color ground; /* what it was made for */
} ColorMap;

/* Weights: the ground at 0, one hue to its end at 1 (#3f146e, dark #ece0ff, print black); lightness
 * changes in even steps, and luminance never turns. */
void color_map_weights(ColorMap *map, ColorTheme theme, Color ground);
/* Signed: gold at level 1 (−limit), the ground at COLOR_ZERO, violet at COLOR_TOP (+limit); level 0
 * equals level 1. In print, where one grey cannot stand for two hues, the map runs evenly from the
 * ground at −limit to black at +limit, with zero half-way. Luminance never turns within a half. */
void color_map_signed(ColorMap *map, ColorTheme theme, Color ground);

/* The level of a weight in 0 … 1 (outside: the nearer end; not a number: COLOR_EMPTY). */
uint8_t color_level(double weight);
/* The level of a value in −limit … limit; 0 is exactly COLOR_ZERO. A limit of 0 or less: all are
 * COLOR_ZERO. −∞, what a masked score is: COLOR_MASKED. */
uint8_t color_level_signed(double value, double limit);
/* `count` levels of `values`, as color_level (limit 0) or color_level_signed. */
void color_levels(uint8_t *levels, const float *values, int count, double limit);

#endif
