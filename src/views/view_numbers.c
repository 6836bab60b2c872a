/* view_numbers.c -- numbers as text: with few decimals, and so that small ones do not vanish. */
#include "views/view.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *view_grouped(Arena *arena, long n) {
    if (n < 1000) return arena_printf(arena, "%ld", n);
    return arena_printf(arena, "%s,%03ld", view_grouped(arena, n / 1000), n % 1000);
}

const char *view_number(const ViewPass *view, double x, int decimals) {
    char digits[64];
    if (isnan(x)) return "nan";
    if (isinf(x)) return x < 0 ? "−∞" : "∞";
    snprintf(digits, sizeof digits, "%.*f", decimals, fabs(x));
    bool zero = strspn(digits, "0.") == strlen(digits);
    return arena_printf(ui_arena(view->ui), "%s%s", x < 0 && !zero ? "−" : "", digits);
}

const char *view_weight(const ViewPass *view, double x) {
    const char *text = view_number(view, x, 2);
    if (!strncmp(text, "0.", 2)) return text + 1;
    return x < 9.95 ? view_number(view, x, 1) : text;
}

const char *view_difference(const ViewPass *view, double x) {
    const char *text = view_weight(view, fabs(x));
    bool zero = strspn(text, ".0") == strlen(text);
    return zero ? text : arena_printf(ui_arena(view->ui), "%s%s", x < 0 ? "−" : "+", text);
}

const char *view_power(const ViewPass *view, double x, int decimals) {
    char text[32];
    snprintf(text, sizeof text, "%.*e", decimals, fabs(x));
    char *e = strchr(text, 'e');
    *e = '\0';
    return arena_printf(ui_arena(view->ui), "%s%se%s%d", x < 0 ? "−" : "", text,
                        e[1] == '-' ? "−" : "", atoi(e + 2));
}

const char *view_small(const ViewPass *view, double x, int decimals) {
    double size = fabs(x);
    if (!(size > 0) || size >= pow(10, 1 - decimals)) return view_number(view, x, decimals);
    if (size < 1e-3) return view_power(view, x, decimals - 1);
    return view_number(view, x, decimals - 1 - (int)floor(log10(size)));
}

const char *view_seen(const ViewPass *view, double x, int decimals) {
    const char *text = view_number(view, x, decimals);
    bool lost = fabs(x) > 0 && strspn(text, "0.") == strlen(text);
    return lost ? view_power(view, x, decimals > 1 ? decimals - 1 : 0) : text;
}

const char *view_pair(const ViewPass *view, double before, double after, int decimals) {
    enum { DECIMALS_MOST = 7 }; /* of what is computed in single precision */
    bool small = fmax(fabs(before), fabs(after)) < pow(10, 1 - decimals);
    const char *(*text)(const ViewPass *, double, int) = small ? view_small : view_number;
    bool differ = before < after || before > after;
    while (differ && decimals < DECIMALS_MOST &&
           !strcmp(text(view, before, decimals), text(view, after, decimals)))
        decimals++;
    return arena_printf(ui_arena(view->ui), "%s → %s", text(view, before, decimals),
                        text(view, after, decimals));
}
