/* Twenty thousand random events: nothing crashes, nothing stays held, passes always settle. */
#include "scene.h"

#include "base/rng.h"

static const char *const TEXTS[] = {
    "a", "é", "日本", "👨‍👩‍👧‍👦", " ", "مرحبا", "score", "\xff", "window 3", ""};
enum { TEXT_COUNT = sizeof TEXTS / sizeof *TEXTS };

static Event random_event(Rng *rng) {
    static const Key KEYS[] = {'a', 'z', 'c', 'v', 'x', 'y', '/', KEY_SPACE};
    Event event = {.kind = (EventKind)rng_below(rng, EVENT_KINDS)};
    if (event.kind == EVENT_QUIT) event.kind = EVENT_KEY;
    event.x = (float)rng_between(rng, -20, 1300);
    event.y = (float)rng_between(rng, -20, 820);
    event.button = (MouseButton)(rng_below(rng, 8) ? MOUSE_LEFT : rng_below(rng, 3));
    event.clicks = 1 + rng_below(rng, 3);
    event.wheel_x = (float)rng_below(rng, 3) - 1;
    event.wheel_y = (float)rng_below(rng, 5) - 2;
    event.key = rng_below(rng, 4) ? KEY_FIRST_NAMED + rng_below(rng, 18) : KEYS[rng_below(rng, 8)];
    event.mods = rng_below(rng, 3) ? 0 : (uint32_t)rng_below(rng, 16);
    event.repeat = !rng_below(rng, 4);
    event.caret = rng_below(rng, 9) - 2;
    event.length = rng_below(rng, 9) - 2;
    bool text = event.kind == EVENT_TEXT || event.kind == EVENT_COMPOSE ||
                event.kind == EVENT_CLIPBOARD || event.kind == EVENT_DROP;
    if (text) event.text = TEXTS[rng_below(rng, TEXT_COUNT)];
    return event;
}

static void change_scene(Rng *rng) {
    switch (rng_below(rng, 12)) {
    case 0: scene.palette = true; break;
    case 1: scene.dialog = true; break;
    case 2: scene.toast = !scene.toast; break;
    case 3: driver.theme = (ColorTheme)rng_below(rng, COLOR_THEMES); break;
    case 4: driver.text_size = 1 + (float)rng_below(rng, 3); break;
    case 5: driver.scale = 1 + (float)rng_below(rng, 2); break;
    case 6: driver.width = (float)rng_between(rng, 0, 1400); break;
    case 7: driver.height = (float)rng_between(rng, 0, 900); break;
    case 8: scene_reset(); break;
    default: driver.width = 1280, driver.height = 800, driver.text_size = 1; break;
    }
}

static void twenty_thousand_random_events(void **state) {
    (void)state;
    Rng rng = rng_seeded(20);
    scene_reset();
    driver_start(scene_build, 1280, 800);
    for (int done = 0; done < 20000;) {
        Event events[24];
        int count = 1 + rng_below(&rng, 24);
        for (int i = 0; i < count; i++) events[i] = random_event(&rng);
        driver.now += rng_unit(&rng);
        driver_run(events, count);
        done += count;
        if (!rng_below(&rng, 20)) change_scene(&rng);
        assert_true(ui_widget_count(driver.ui) > 10);
    }
    scene.palette = scene.dialog = false;
    driver_key(KEY_ESCAPE, 0);
    driver_key(KEY_ESCAPE, 0);
    assert_false(ui_layer_open(driver.ui));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(twenty_thousand_random_events)};
    return cmocka_run_group_tests(tests, driver_open, driver_close);
}
