/* Every view as a figure, held against goldens: the themes, a moving window, drawn weights, no
 * attention, any script, large text, a run half shown. */
#include "passes.h"

#include "pictures.h"

#include "draw/raster.h"
#include "views/figure.h"

/* The figure of the state that these lines, one after the other, come to from the start. */
static void hold(const char *name, const char *const *lines) {
    for (int i = 0; lines[i]; i++) say(lines[i]);
    session_measure_gradients(pass.session);
    FigureSize taken;
    Color ground;
    List *list =
        figure_draw(pass.fonts, pass.arena, pass.session, (FigureSize){0, 0}, &taken, &ground);
    Raster *raster = raster_new(pass.fonts);
    Picture picture = raster_draw(raster, list, (int)taken.width, (int)taken.height, 1, ground);
    assert_golden_picture(picture.pixels, picture.width, picture.height, name, 0.002);
    raster_free(raster);
}
#define PICTURE(name, ...)                                                                         \
    static void name(void **state) {                                                               \
        (void)state;                                                                               \
        hold("views/" #name, (const char *const[]){__VA_ARGS__, NULL});                            \
    }

#define SHORT "input \"3 May 2001\""

PICTURE(step_light, SHORT)
PICTURE(step_dark_half_shown, SHORT, "theme dark", "step 6")
PICTURE(step_without_attention, SHORT, "score none")
PICTURE(step_of_any_script, "input \"日本語 🎉 العربية\"", "theme print")
PICTURE(step_in_a_moving_window, "scope local-p 3", "step 3")
PICTURE(step_followed, "follow attention.context 8 12")
PICTURE(lookup_followed, "model lookup", "score additive", "theme dark",
        "follow attention.scores 1 2")
PICTURE(arcs_followed, "score dot", "view arcs", "follow attention.context 8 12")
PICTURE(heads_followed, "model transformer-dates", SHORT, "view heads", "theme dark",
        "follow decoder.layers.1.cross.context 3 4 5")
PICTURE(scores_light, SHORT, "view scores", "select 3 5")
PICTURE(scores_dark, "view scores", "theme dark")
PICTURE(scores_print, SHORT, "view scores", "theme print")
PICTURE(weights_light, "view weights")
PICTURE(weights_dark, SHORT, "view weights", "theme dark", "select 2 9")
PICTURE(weights_print, SHORT, "view weights", "theme print")
PICTURE(scores_in_a_moving_window, "scope local-p 3", "view scores")
PICTURE(weights_in_a_moving_window, "scope local-p 3", "view weights")
PICTURE(weights_drawn, SHORT, "weigh hard", "samples 5", "view weights")
PICTURE(weights_large_text, SHORT, "view weights", "text-size 200")
PICTURE(lookup_light, "model lookup", "select 1 2")
PICTURE(lookup_dark_half_shown, "model lookup", "example 5", "score additive", "theme dark",
        "step 1 3 2")
PICTURE(lookup_print, "model lookup", "theme print", "weigh hard", "samples 7", "temperature 2")
PICTURE(spread_light, "model lookup", "view spread")
PICTURE(spread_print, "model lookup", "view spread", "theme print", "seed 2")
PICTURE(inspector_light, SHORT, "view inspector", "select 4 10")
PICTURE(inspector_dark, "view inspector", "theme dark", "score dot")
PICTURE(inspector_print, SHORT, "view inspector", "theme print", "score bilinear")
PICTURE(beam_light, SHORT, "view beam", "beam 3", "branch 2")
PICTURE(beam_dark_half_shown, SHORT, "view beam", "beam 5", "theme dark", "step 4")
PICTURE(beam_print, SHORT, "view beam", "beam 2", "theme print")
PICTURE(gates_light, SHORT, "view gates", "select 1 3", "unit 5")
PICTURE(gates_of_an_lstm_dark, SHORT, "view gates", "cell lstm", "gates backward", "theme dark")
PICTURE(gates_of_a_decoder_print, SHORT, "view gates", "gates decoder", "step 6", "theme print")
PICTURE(gradient_light, SHORT, "view gradient", "select 6 2")
PICTURE(gradient_dark_linear, SHORT, "view gradient", "heights own", "score none", "theme dark")
PICTURE(draws_light, "weigh hard", "samples 60", "temperature 2", "view draws")
PICTURE(draws_dark_falling, SHORT, "weigh hard", "samples 12", "view draws", "step 2 4 5",
        "theme dark")
PICTURE(draws_print_of_a_soft_run, SHORT, "samples 500", "view draws", "temperature 4",
        "select 3 4", "theme print")
PICTURE(whatif_light, SHORT, "force 3 5", "replace 2 x", "select 3 5")
PICTURE(whatif_dark, "view weights", "theme dark", "force 3 5 0.5", "select 3 25", "prefix 20")
PICTURE(whatif_print_of_a_head, "model transformer-dates", SHORT, "view weights",
        "force cross 1.2 3 5", "head cross 1.2", "theme print")
PICTURE(curve_light, "curve 20", "view curve", "measure start")
PICTURE(curve_print_not_measured, "view curve", "theme print")
PICTURE(compare_light, SHORT, "compare \"score dot\"", "select 3 5")
PICTURE(compare_half_shown_dark, SHORT, "compare \"score dot\"", "theme dark", "step 6")
PICTURE(compare_with_no_attention, SHORT, "compare \"score none\"", "select 6 3")
PICTURE(compare_of_two_texts_print, SHORT, "compare \"input 1/2/03; weigh sparse\"", "theme print")
PICTURE(compare_of_two_heads, "model transformer-dates", SHORT, "compare \"head cross 2.3\"",
        "difference off")
PICTURE(compare_followed_dark, SHORT, "compare \"score dot\"", "theme dark",
        "follow difference 6 3")
PICTURE(compare_followed_in_b, SHORT, "compare \"score none\"", "follow b attention.context 4 12")

int main(void) {
    const struct CMUnitTest tests[] = {
        PASS(step_light),
        PASS(step_dark_half_shown),
        PASS(step_without_attention),
        PASS(step_of_any_script),
        PASS(step_in_a_moving_window),
        PASS(step_followed),
        PASS(lookup_followed),
        PASS(arcs_followed),
        PASS(heads_followed),
        PASS(scores_light),
        PASS(scores_dark),
        PASS(scores_print),
        PASS(weights_light),
        PASS(weights_dark),
        PASS(weights_print),
        PASS(scores_in_a_moving_window),
        PASS(weights_in_a_moving_window),
        PASS(weights_drawn),
        PASS(weights_large_text),
        PASS(lookup_light),
        PASS(lookup_dark_half_shown),
        PASS(lookup_print),
        PASS(spread_light),
        PASS(spread_print),
        PASS(inspector_light),
        PASS(inspector_dark),
        PASS(inspector_print),
        PASS(beam_light),
        PASS(beam_dark_half_shown),
        PASS(beam_print),
        PASS(draws_light),
        PASS(draws_dark_falling),
        PASS(draws_print_of_a_soft_run),
        PASS(gates_light),
        PASS(gates_of_an_lstm_dark),
        PASS(gates_of_a_decoder_print),
        PASS(gradient_light),
        PASS(gradient_dark_linear),
        PASS(whatif_light),
        PASS(whatif_dark),
        PASS(whatif_print_of_a_head),
        PASS(curve_light),
        PASS(curve_print_not_measured),
        PASS(compare_light),
        PASS(compare_half_shown_dark),
        PASS(compare_with_no_attention),
        PASS(compare_of_two_texts_print),
        PASS(compare_of_two_heads),
        PASS(compare_followed_dark),
        PASS(compare_followed_in_b),
    };
    return cmocka_run_group_tests(tests, pass_group, pass_group_end);
}
