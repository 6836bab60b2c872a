/* Colours and colour maps: contrast of text on every level, even and monotone ramps. */
#include "testing.h"

#include "draw/colour.h"

#include <math.h>
#include <string.h>

static const uint32_t GROUNDS[COLOR_THEMES] = {0xf7f7f5, 0x14161a, 0xffffff};

static void make(ColorMap *map, int theme, bool is_signed) {
    Color ground = COLOR_HEX(GROUNDS[theme]);
    if (is_signed)
        color_map_signed(map, (ColorTheme)theme, ground);
    else
        color_map_weights(map, (ColorTheme)theme, ground);
}

static void contrast_is_wcags(void **state) {
    (void)state;
    assert_near(color_contrast(COLOR_HEX(0x000000), COLOR_HEX(0xffffff)), 21, 1e-9);
    assert_near(color_contrast(COLOR_HEX(0x777777), COLOR_HEX(0xffffff)), 4.4776, 1e-3);
    assert_near(color_luminance(COLOR_HEX(0xff0000)), 0.2126, 1e-6);
}

static void text_is_readable_on_every_level_of_every_map(void **state) {
    (void)state;
    for (int theme = 0; theme < COLOR_THEMES; theme++)
        for (int is_signed = 0; is_signed < 2; is_signed++) {
            ColorMap map;
            make(&map, theme, is_signed);
            for (int i = 0; i <= COLOR_TOP; i++)
                assert_true(color_contrast(color_text_on(map.colors[i]), map.colors[i]) >= 4.5);
        }
}

static void text_is_readable_on_every_color(void **state) {
    (void)state;
    for (uint32_t rgb = 0; rgb < 1 << 24; rgb += 4099)
        assert_true(color_contrast(color_text_on(COLOR_HEX(rgb)), COLOR_HEX(rgb)) >= 4.5);
}

/* Luminance goes one way from `from` to `to`; a byte's rounding may hold it for a level. */
static void assert_one_way(const ColorMap *map, int from, int to) {
    int step = from < to ? 1 : -1;
    double way = color_luminance(map->colors[to]) - color_luminance(map->colors[from]);
    for (int i = from; i != to; i += step) {
        double change = color_luminance(map->colors[i + step]) - color_luminance(map->colors[i]);
        assert_true(change * way >= 0);
    }
}

static void luminance_never_turns(void **state) {
    (void)state;
    for (int theme = 0; theme < COLOR_THEMES; theme++) {
        ColorMap map;
        make(&map, theme, false);
        assert_one_way(&map, 0, COLOR_TOP);
        make(&map, theme, true);
        assert_one_way(&map, COLOR_ZERO, 1);
        assert_one_way(&map, COLOR_ZERO, COLOR_TOP);
    }
}

static void maps_begin_at_the_ground_and_end_where_the_design_says(void **state) {
    (void)state;
    ColorMap map;
    make(&map, COLOR_LIGHT, false);
    assert_true(color_same(map.colors[0], COLOR_HEX(0xf7f7f5)));
    assert_true(color_same(map.colors[COLOR_TOP], COLOR_HEX(0x3f146e)));
    make(&map, COLOR_DARK, false);
    assert_true(color_same(map.colors[COLOR_TOP], COLOR_HEX(0xece0ff)));
    make(&map, COLOR_LIGHT, true);
    assert_true(color_same(map.colors[COLOR_ZERO], COLOR_HEX(0xf7f7f5)));
    assert_true(color_same(map.colors[COLOR_TOP], COLOR_HEX(0x6e3296)));
    assert_true(color_same(map.colors[1], COLOR_HEX(0xa05f0a)));
    assert_true(color_same(map.colors[0], map.colors[1]));
}

static double lightness(Color c) {
    double y = color_luminance(c);
    return y > 0.008856 ? 116 * cbrt(y) - 16 : 903.3 * y;
}

static void equal_steps_of_weight_look_equal(void **state) {
    (void)state;
    for (int theme = 0; theme < COLOR_THEMES; theme++) {
        ColorMap map;
        make(&map, theme, false);
        double all = fabs(lightness(map.colors[COLOR_TOP]) - lightness(map.colors[0]));
        for (int i = 0; i < 10; i++) {
            double part = fabs(lightness(map.colors[(i + 1) * 25]) - lightness(map.colors[i * 25]));
            assert_true(part > all / 10 * 0.7 && part < all / 10 * 1.4);
        }
    }
}

static void levels_are_fixed_points(void **state) {
    (void)state;
    assert_int_equal(color_level(0), 0);
    assert_int_equal(color_level(1), COLOR_TOP);
    assert_int_equal(color_level(7), COLOR_TOP);
    assert_int_equal(color_level(-1), 0);
    assert_int_equal(color_level((double)NAN), COLOR_EMPTY);
    assert_int_equal(color_level_signed(0, 4), COLOR_ZERO);
    assert_int_equal(color_level_signed(4, 4), COLOR_TOP);
    assert_int_equal(color_level_signed(-4, 4), 1);
    assert_int_equal(color_level_signed(99, 4), COLOR_TOP);
    assert_int_equal(color_level_signed(3, 0), COLOR_ZERO);
    assert_int_equal(color_level_signed((double)-INFINITY, 4), COLOR_MASKED);
    for (int i = 0; i <= 100; i++) /* symmetric about 0 */
        assert_int_equal(color_level_signed(i, 100) + color_level_signed(-i, 100), 2 * COLOR_ZERO);
    uint8_t levels[3];
    color_levels(levels, (float[]){-1, 0, 1}, 3, 1);
    assert_memory_equal(levels, ((uint8_t[]){1, COLOR_ZERO, COLOR_TOP}), 3);
}

static void mixing_and_fading(void **state) {
    (void)state;
    Color black = COLOR_HEX(0x000000), white = COLOR_HEX(0xffffff);
    assert_true(color_same(color_mix(black, white, 0.5f), COLOR_HEX(0x808080)));
    assert_true(color_same(color_mix(black, white, -3), black));
    assert_int_equal(color_faded(white, 0.3f).a, 77);
    assert_int_equal(color_faded(white, NAN).a, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contrast_is_wcags),
        cmocka_unit_test(text_is_readable_on_every_level_of_every_map),
        cmocka_unit_test(text_is_readable_on_every_color),
        cmocka_unit_test(luminance_never_turns),
        cmocka_unit_test(maps_begin_at_the_ground_and_end_where_the_design_says),
        cmocka_unit_test(equal_steps_of_weight_look_equal),
        cmocka_unit_test(levels_are_fixed_points),
        cmocka_unit_test(mixing_and_fading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
