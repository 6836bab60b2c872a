/* seeds.c -- heed-seeds FOLDER writes FOLDER/TARGET/N for every fuzz target. */
#include "fuzz/seeds.h"
#include "fuzz/sentences.h"

#include "base/file.h"
#include "draw/png.h"
#include "formats/json.h"
#include "formats/npz.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char *root;
static int written;

static void seed(const char *target, const void *bytes, size_t size) {
    char path[4096];
    Error error = {0};
    snprintf(path, sizeof path, "%s/%s", root, target);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/%s/%d", root, target, written++);
    CHECK(file_save(path, bytes, size, &error), "%s", error.message);
}

static void seed_text(const char *target, const char *text) {
    seed(target, text, strlen(text));
}

static void seed_buffer(const char *target, Buffer *bytes) {
    seed(target, bytes->data, bytes->size);
    buffer_free(bytes);
}

/* Every score with a scope, and a training begun. */
static void seed_models(void) {
    for (int i = 0; i < score_count; i++) {
        TrainingPlan plan = seeds_plan();
        Buffer bytes = {0};
        plan.config.score = score_list[i];
        Model *model = model_new(plan.task, &plan.config, 1);
        model_write(model, NULL, &bytes);
        seed_buffer("checkpoint", &bytes);
        model_free(model);
    }
    TrainingPlan plan = seeds_plan();
    Trainer *trainer = trainer_new(&plan);
    for (int i = 0; i < 2; i++) {
        Buffer bytes = {0};
        trainer_write_part(trainer, &bytes);
        seed_buffer("part", &bytes);
        trainer_step(trainer);
    }
    trainer_free(trainer);
}

static void seed_arrays(Arena *arena) {
    static const float numbers[] = {0, 1.5f, -2e-3f, 1e30f, 5, 6};
    static const char *const tokens[] = {"a", "日", "", "</s>"};
    ArrayFile file;
    Error error = {0};
    Buffer zip = {0}, json = {0};
    arrays_init(&file, arena);
    arrays_add_meta_text(&file, "model", "x");
    arrays_add_meta_json(&file, "seed", "1");
    arrays_add_numbers(&file, "a.b", 2, (const long[]){2, 3}, numbers);
    arrays_add_numbers(&file, "one", 0, NULL, numbers + 1);
    arrays_add_tokens(&file, "tokens", 2, (const long[]){2, 2}, tokens);
    CHECK(npz_write(&file, &zip, &error), "%s", error.message);
    json_write_arrays(&json, &file);
    seed_buffer("numpy", &zip);
    seed_buffer("json", &json);
    for (int i = 0; i < file.count; i++) {
        Buffer bytes = {0};
        npy_write(&file.arrays[i], &bytes);
        seed_buffer("numpy", &bytes);
    }
    seed_text("json", "[[\"a\",\"b\"],[\"c\",\"\\u65e5\"]]");
    seed_text("json", "[\"<pad>\",\"<s>\",\"</s>\",\"<unk>\",\"a\"]");
    seed_text("json", "{\"x\":0.5,\"n\":3,\"t\":\"a\",\"l\":[true,null]}");
}

static void seed_texts(void) {
    int count;
    const Task *const *tasks = task_list(&count);
    for (int t = 0; t < count; t++)
        for (int i = 0; i < tasks[t]->example_count; i++) seed_text("text", tasks[t]->examples[i]);
    static const char *const texts[] = {"l'accord, n'est-ce pas ?", "日本語 العربية e\xcc\x81",
                                        "👩‍👩‍👧 🇫🇷 \xff\xfe",
                                        "\xe2\x80\xae a \xe2\x80\xac"};
    for (int i = 0; i < 4; i++) {
        seed_text("text", texts[i]);
        seed_text("glyphs", texts[i]);
    }
}

static void seed_lines(Arena *arena) {
    for (int i = 0; i < 60; i++) {
        Buffer lines = {0};
        Rng rng = rng_at(1, "seeds", (uint64_t)i, 0);
        for (int k = 0; k <= i % 6; k++) buffer_printf(&lines, "%s\n", sentence(&rng, arena));
        seed_buffer("lines", &lines);
    }
}

static void seed_pictures(void) {
    static const uint32_t pixels[] = {0xff102030, 0x80402010, 0,
                                      0xffffffff, 0xff00ff00, 0xff0000ff};
    Error error = {0};
    for (int width = 1; width <= 3; width++) {
        Buffer bytes = {0};
        CHECK(png_write(&bytes, pixels, width, 2, 96, &error), "%s", error.message);
        seed_buffer("png", &bytes);
    }
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "heed-seeds FOLDER\n");
        return 2;
    }
    root = argv[1];
    mkdir(root, 0777);
    Arena *arena = arena_new();
    seed_models();
    seed_arrays(arena);
    seed_texts();
    seed_lines(arena);
    seed_pictures();
    arena_free(arena);
    return 0;
}
