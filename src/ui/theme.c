#include "ui/theme.h"

#include <math.h>
#include <pthread.h>

static UiTheme themes[COLOR_THEMES];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const UiTheme LIGHT = {
    .kind = COLOR_LIGHT,
    .ground = COLOR_HEX(0xf7f7f5),
    .panel = COLOR_HEX(0xffffff),
    .well = COLOR_HEX(0xf7f7f5),
    .line = COLOR_HEX(0xe3e2de),
    .border = COLOR_HEX(0xdbdad5),
    .edge = COLOR_HEX(0x858a94),
    .ink = COLOR_HEX(0x1d1f24),
    .muted = COLOR_HEX(0x6b6f78),
    .faint = COLOR_HEX(0xa9acb3),
    .dashed = COLOR_HEX(0xc9c8c3),
    .empty = COLOR_HEX(0xecebe7),
    .query = COLOR_HEX(0x2456e6),
    .key = COLOR_HEX(0xb93c08),
    .value = COLOR_HEX(0x2b8a3e),
    .value_ink = COLOR_HEX(0x247836),
    .query_tint = COLOR_HEX(0xe8eefe),
    .key_tint = COLOR_HEX(0xfcece4),
    .value_tint = COLOR_HEX(0xe7f5ea),
    .positive = COLOR_HEX(0x6e3296),
    .negative = COLOR_HEX(0xa05f0a),
    .weight = COLOR_HEX(0x3f146e),
    .kept = {COLOR_HEX(0x00707a), COLOR_HEX(0xc2188b), COLOR_HEX(0x7d8500), COLOR_HEX(0x2f9bd6),
             COLOR_HEX(0x8c1033), COLOR_HEX(0x57606e), COLOR_HEX(0xe86fae), COLOR_HEX(0x3cb594)},
    .accent = COLOR_HEX(0x2456e6),
    .accent_hover = COLOR_HEX(0x1d4bd0),
    .accent_press = COLOR_HEX(0x183fb2),
    .accent_ink = COLOR_HEX(0xffffff),
    .accent_line = COLOR_HEX(0x7c9bf2),
    .selected = COLOR_HEX(0xe8eefe),
    .selected_ink = COLOR_HEX(0x2456e6),
    .selected_muted = COLOR_HEX(0x5d616b),
    .hover = COLOR_HEX(0xf3f3f0),
    .press = COLOR_HEX(0xe7e7e2),
    .disabled = COLOR_HEX(0xa3a6ad),
    .focus = COLOR_HEX(0x2456e6),
    .selection = COLOR_HEX(0xc9d8ff),
    .neutral = COLOR_HEX(0xa3a7b0),
    .warning = COLOR_HEX(0x855600),
    .error = COLOR_HEX(0xb3261e),
    .success = COLOR_HEX(0x247836),
    .warning_tint = COLOR_HEX(0xfdf3d8),
    .error_tint = COLOR_HEX(0xfdeceb),
    .success_tint = COLOR_HEX(0xe7f5ea),
    .shade = {0x1d, 0x1f, 0x24, 0x59},
    .shadow = {0x1d, 0x1f, 0x24, 0x04},
    .tip = COLOR_HEX(0x1d1f24),
    .tip_ink = COLOR_HEX(0xf7f7f5),
    .cell_ground = COLOR_HEX(0xf7f7f5),
};

static const UiTheme DARK = {
    .kind = COLOR_DARK,
    .ground = COLOR_HEX(0x14161a),
    .panel = COLOR_HEX(0x1b1e24),
    .well = COLOR_HEX(0x14161a),
    .line = COLOR_HEX(0x2b2f37),
    .border = COLOR_HEX(0x343942),
    .edge = COLOR_HEX(0x767d89),
    .ink = COLOR_HEX(0xe9eaee),
    .muted = COLOR_HEX(0x9aa0ab),
    .faint = COLOR_HEX(0x626873),
    .dashed = COLOR_HEX(0x40464f),
    .empty = COLOR_HEX(0x23272e),
    .query = COLOR_HEX(0x7aa2ff),
    .key = COLOR_HEX(0xff9d5c),
    .value = COLOR_HEX(0x7fd18b),
    .value_ink = COLOR_HEX(0x7fd18b),
    .query_tint = COLOR_HEX(0x222d47),
    .key_tint = COLOR_HEX(0x3b2a1f),
    .value_tint = COLOR_HEX(0x203527),
    .positive = COLOR_HEX(0xb58ae6),
    .negative = COLOR_HEX(0xd69a3e),
    .weight = COLOR_HEX(0xece0ff),
    .kept = {COLOR_HEX(0x2fb8c4), COLOR_HEX(0xff6cc4), COLOR_HEX(0xc8d13a), COLOR_HEX(0x5fc4ff),
             COLOR_HEX(0xf0567c), COLOR_HEX(0xaab4c3), COLOR_HEX(0xffb3dd), COLOR_HEX(0x8af0cf)},
    .accent = COLOR_HEX(0x7aa2ff),
    .accent_hover = COLOR_HEX(0x92b3ff),
    .accent_press = COLOR_HEX(0x6690f0),
    .accent_ink = COLOR_HEX(0x0d1220),
    .accent_line = COLOR_HEX(0x4d6fc0),
    .selected = COLOR_HEX(0x222d47),
    .selected_ink = COLOR_HEX(0x8fb1ff),
    .selected_muted = COLOR_HEX(0xa9afba),
    .hover = COLOR_HEX(0x252931),
    .press = COLOR_HEX(0x2e333d),
    .disabled = COLOR_HEX(0x646a75),
    .focus = COLOR_HEX(0x7aa2ff),
    .selection = COLOR_HEX(0x2f4373),
    .neutral = COLOR_HEX(0x5f6672),
    .warning = COLOR_HEX(0xf0c050),
    .error = COLOR_HEX(0xff8a80),
    .success = COLOR_HEX(0x7fd18b),
    .warning_tint = COLOR_HEX(0x352c14),
    .error_tint = COLOR_HEX(0x3d2021),
    .success_tint = COLOR_HEX(0x203527),
    .shade = {0x05, 0x06, 0x08, 0x99},
    .shadow = {0x00, 0x00, 0x00, 0x0e},
    .tip = COLOR_HEX(0xe9eaee),
    .tip_ink = COLOR_HEX(0x14161a),
    .cell_ground = COLOR_HEX(0x14161a),
};

static const UiTheme PRINT = {
    .kind = COLOR_PRINT,
    .ground = COLOR_HEX(0xffffff),
    .panel = COLOR_HEX(0xffffff),
    .well = COLOR_HEX(0xffffff),
    .line = COLOR_HEX(0xd0d0d0),
    .border = COLOR_HEX(0xb8b8b8),
    .edge = COLOR_HEX(0x7a7a7a),
    .ink = COLOR_HEX(0x000000),
    .muted = COLOR_HEX(0x595959),
    .faint = COLOR_HEX(0xa0a0a0),
    .dashed = COLOR_HEX(0xb0b0b0),
    .empty = COLOR_HEX(0xdddddd),
    .query = COLOR_HEX(0x000000),
    .key = COLOR_HEX(0x484848),
    .value = COLOR_HEX(0x6b6b6b),
    .value_ink = COLOR_HEX(0x656565),
    .query_tint = COLOR_HEX(0xe9e9e9),
    .key_tint = COLOR_HEX(0xf0f0f0),
    .value_tint = COLOR_HEX(0xf5f5f5),
    .positive = COLOR_HEX(0x000000),
    .negative = COLOR_HEX(0xbdbdbd),
    .weight = COLOR_HEX(0x000000),
    .kept = {COLOR_HEX(0x000000), COLOR_HEX(0x909090), COLOR_HEX(0x404040), COLOR_HEX(0xb0b0b0),
             COLOR_HEX(0x202020), COLOR_HEX(0x787878), COLOR_HEX(0x585858), COLOR_HEX(0xc8c8c8)},
    .accent = COLOR_HEX(0x333333),
    .accent_hover = COLOR_HEX(0x222222),
    .accent_press = COLOR_HEX(0x111111),
    .accent_ink = COLOR_HEX(0xffffff),
    .accent_line = COLOR_HEX(0x909090),
    .selected = COLOR_HEX(0xe9e9e9),
    .selected_ink = COLOR_HEX(0x000000),
    .selected_muted = COLOR_HEX(0x505050),
    .hover = COLOR_HEX(0xf2f2f2),
    .press = COLOR_HEX(0xe4e4e4),
    .disabled = COLOR_HEX(0xa0a0a0),
    .focus = COLOR_HEX(0x000000),
    .selection = COLOR_HEX(0xd0d0d0),
    .neutral = COLOR_HEX(0x9a9a9a),
    .warning = COLOR_HEX(0x404040),
    .error = COLOR_HEX(0x000000),
    .success = COLOR_HEX(0x404040),
    .warning_tint = COLOR_HEX(0xf0f0f0),
    .error_tint = COLOR_HEX(0xe9e9e9),
    .success_tint = COLOR_HEX(0xf0f0f0),
    .shade = {0, 0, 0, 0x40},
    .shadow = {0, 0, 0, 0x04},
    .tip = COLOR_HEX(0x000000),
    .tip_ink = COLOR_HEX(0xffffff),
    .cell_ground = COLOR_HEX(0xffffff),
};

static void make_themes(void) {
    themes[COLOR_LIGHT] = LIGHT;
    themes[COLOR_DARK] = DARK;
    themes[COLOR_PRINT] = PRINT;
    for (int i = 0; i < COLOR_THEMES; i++) {
        UiTheme *theme = &themes[i];
        color_map_weights(&theme->weights, theme->kind, theme->cell_ground);
        color_map_signed(&theme->signs, theme->kind, theme->cell_ground);
    }
}

const UiTheme *theme_get(ColorTheme kind) {
    pthread_once(&once, make_themes);
    return &themes[kind >= 0 && kind < COLOR_THEMES ? kind : COLOR_LIGHT];
}

/* Panels grow slower than type: at 300 % they would be the whole window. */
static float slower(float factor, float size) {
    return roundf(size * (1 + (factor - 1) * 0.75f));
}

UiMetrics theme_metrics(float factor) {
    float f = factor > 1 ? fminf(factor, 3) : 1;
    return (UiMetrics){
        .factor = f,
        .title = roundf(34 * f),
        .large = roundf(18 * f),
        .heading = roundf(15 * f),
        .text = roundf(13 * f),
        .body = roundf(14 * f),
        .small = roundf(12 * f),
        .tiny = roundf(11 * f),
        .number = roundf(12 * f),
        .formula = roundf(15 * f),
        .control = roundf(32 * f),
        .segment = roundf(30 * f),
        .row = roundf(30 * f),
        .bar = roundf(52 * f),
        .foot = roundf(64 * f),
        .left = slower(f, 240),
        .right = slower(f, 280),
        .radius = roundf(6 * f),
        .card_radius = roundf(10 * f),
        .pad = roundf(12 * f),
        .panel_pad = roundf(16 * f),
        .gap = roundf(8 * f),
        .section = roundf(26 * f),
        .icon = roundf(16 * f),
        .hairline = 1,
        .scrollbar = roundf(10 * f),
    };
}
