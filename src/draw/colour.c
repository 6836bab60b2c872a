#include "draw/colour.h"

#include "base/error.h"

#include <math.h>

bool color_same(Color a, Color b) {
    return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a;
}

static float held(float t) {
    return t > 0 ? (t < 1 ? t : 1) : 0; /* not a number: 0 */
}

static uint8_t to_byte(double unit) {
    return (uint8_t)(unit <= 0 ? 0 : unit >= 1 ? 255 : unit * 255 + 0.5);
}

Color color_faded(Color color, float opacity) {
    color.a = (uint8_t)((float)color.a * held(opacity) + 0.5f);
    return color;
}

static uint8_t mix_byte(uint8_t a, uint8_t b, float t) {
    return (uint8_t)((1 - t) * (float)a + t * (float)b + 0.5f);
}

Color color_mix(Color a, Color b, float t) {
    t = held(t);
    return (Color){mix_byte(a.r, b.r, t), mix_byte(a.g, b.g, t), mix_byte(a.b, b.b, t),
                   mix_byte(a.a, b.a, t)};
}

/* sRGB's transfer function and its inverse (IEC 61966-2-1). */
static double to_linear(uint8_t byte) {
    double v = byte / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static uint8_t from_linear(double v) {
    return to_byte(v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055);
}

double color_luminance(Color c) {
    return 0.2126 * to_linear(c.r) + 0.7152 * to_linear(c.g) + 0.0722 * to_linear(c.b);
}

double color_contrast(Color a, Color b) {
    double la = color_luminance(a), lb = color_luminance(b);
    return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}

Color color_text_on(Color ground) {
    const Color inks[] = {COLOR_HEX(0x1d1f24), COLOR_HEX(0xffffff), COLOR_HEX(0x000000)};
    for (int i = 0; i < 3; i++)
        if (color_contrast(inks[i], ground) >= 4.5) return inks[i];
    return inks[2]; /* not reached: white or black always has √21 = 4.58 */
}

/* OKLab (Ottosson 2020): a straight line in it keeps its hue and changes evenly for the eye. */
typedef struct Lab {
    double l, a, b;
} Lab;

static Lab lab_of(Color c) {
    double r = to_linear(c.r), g = to_linear(c.g), b = to_linear(c.b);
    double l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    double m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    double s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return (Lab){0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

static Color color_of(Lab c) {
    double l = c.l + 0.3963377774 * c.a + 0.2158037573 * c.b;
    double m = c.l - 0.1055613458 * c.a - 0.0638541728 * c.b;
    double s = c.l - 0.0894841775 * c.a - 1.2914855480 * c.b;
    l = l * l * l, m = m * m * m, s = s * s * s;
    return (Color){from_linear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                   from_linear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                   from_linear(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s), 255};
}

/* The colour of lightness `l` on the line through the stops, whose lightness runs one way. */
static Color on_line(const Lab *stops, int count, double l) {
    int i = 0;
    while (i < count - 2 && (stops[i + 1].l - l) * (stops[0].l - l) > 0) i++;
    Lab from = stops[i], to = stops[i + 1];
    double t = (l - from.l) / (to.l - from.l);
    return color_of((Lab){l, from.a + t * (to.a - from.a), from.b + t * (to.b - from.b)});
}

/* Levels `first`, first + step, … up to and with `last`: from stop to stop, evenly in lightness.
 * The ends are the stops' own bytes. */
static void ramp(ColorMap *map, int first, int last, const Color *stops, int count) {
    Lab lab[5];
    CHECK(count >= 2 && count <= 5, "a ramp of %d stops", count);
    for (int i = 0; i < count; i++) lab[i] = lab_of(stops[i]);
    for (int i = 1; i < count; i++)
        CHECK((lab[i].l - lab[i - 1].l) * (lab[count - 1].l - lab[0].l) > 0,
              "this ground is darker or lighter than the colours that should leave it");
    int steps = last > first ? last - first : first - last, step = last > first ? 1 : -1;
    for (int i = 0; i <= steps; i++) {
        double l = lab[0].l + (lab[count - 1].l - lab[0].l) * i / steps;
        map->colors[first + i * step] = on_line(lab, count, l);
    }
    map->colors[first] = stops[0];
    map->colors[last] = stops[count - 1];
}

static void begin(ColorMap *map, ColorTheme theme, Color ground) {
    static const uint32_t masked[] = {0xb9b7b0, 0x4a505b, 0x8c8c8c};
    static const uint32_t empty[] = {0xe3e2de, 0x2b2f37, 0xc4c4c4};
    CHECK(theme < COLOR_THEMES, "theme %d", theme);
    map->ground = ground;
    map->colors[COLOR_MASKED] = COLOR_HEX(masked[theme]);
    map->colors[COLOR_EMPTY] = COLOR_HEX(empty[theme]);
}

void color_map_weights(ColorMap *map, ColorTheme theme, Color ground) {
    static const uint32_t between[COLOR_THEMES][4] = {{0xe2d6ef, 0xb498d4, 0x7d53ab, 0x3f146e},
                                                      {0x3a2c58, 0x6850a0, 0xa48cd8, 0xece0ff},
                                                      {0xc6c6c6, 0x8e8e8e, 0x555555, 0x111111}};
    begin(map, theme, ground);
    Color stops[5] = {ground};
    for (int i = 0; i < 4; i++) stops[i + 1] = COLOR_HEX(between[theme][i]);
    ramp(map, 0, COLOR_TOP, stops, 5);
}

void color_map_signed(ColorMap *map, ColorTheme theme, Color ground) {
    static const uint32_t minus[] = {0xa05f0a, 0xd29b46}, plus[] = {0x6e3296, 0xb496f0};
    begin(map, theme, ground);
    if (theme == COLOR_PRINT) {
        ramp(map, 1, COLOR_TOP, (Color[]){ground, COLOR_HEX(0x111111)}, 2);
    } else {
        ramp(map, COLOR_ZERO, 1, (Color[]){ground, COLOR_HEX(minus[theme])}, 2);
        ramp(map, COLOR_ZERO, COLOR_TOP, (Color[]){ground, COLOR_HEX(plus[theme])}, 2);
    }
    map->colors[0] = map->colors[1];
}

uint8_t color_level(double weight) {
    if (isnan(weight)) return COLOR_EMPTY;
    return (uint8_t)(weight <= 0 ? 0 : weight >= 1 ? COLOR_TOP : weight * COLOR_TOP + 0.5);
}

uint8_t color_level_signed(double value, double limit) {
    if (isnan(value)) return COLOR_EMPTY;
    if (isinf(value) && value < 0) return COLOR_MASKED;
    if (!(limit > 0)) return COLOR_ZERO;
    double t = value / limit;
    t = t < -1 ? -1 : t > 1 ? 1 : t;
    return (uint8_t)(COLOR_ZERO + lround(t * (COLOR_TOP - COLOR_ZERO)));
}

void color_levels(uint8_t *levels, const float *values, int count, double limit) {
    for (int i = 0; i < count; i++)
        levels[i] = limit > 0 ? color_level_signed((double)values[i], limit)
                              : color_level((double)values[i]);
}
