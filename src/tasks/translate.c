/* translate.c -- English sentences and their French, word by word.
 *
 * A generated language: what can be learnt in it is compositional (no idioms), every French word
 * agrees, and what comes from where is known. A tenth of all sentences, chosen by a hash of the
 * English, is kept from training. The parts: the words (translate_lexicon.h), the grammar that
 * draws sentences and reads typed ones (translate_grammar.h), and their French
 * (translate_french.h).
 */
#include "tasks/translate_french.h"

#include <string.h>

static bool is_fresh(const char *english) {
    return (fnv1a(FNV_START, english, strlen(english)) >> 32) % 10 == 0;
}

static void sample(Rng *rng, bool fresh, Arena *arena, Sample *out) {
    for (;;) {
        const char **tokens;
        int count;
        Sentence *sentence = translate_draw(arena, rng, &tokens, &count);
        char *english = tokens_join(arena, TOKENS_WORDS, tokens, count);
        if (is_fresh(english) != fresh) continue;
        translate_sample(sentence, tokens, count, arena, out);
        return;
    }
}

static bool read_text(const char *text, Arena *arena, Sample *out) {
    TextPieces tokens = tokens_split(arena, TOKENS_WORDS, text);
    Sentence *sentence = translate_parse(arena, tokens.items, tokens.count);
    if (!sentence) return false;
    translate_sample(sentence, tokens.items, tokens.count, arena, out);
    return true;
}

static const char *const examples[] = {
    "the agreement on the European economic area was signed in August 1992.",
    "the black cat does not see the small bird.",
    "does your old friend want to buy it?",
    "the new international treaty was never accepted by the French government.",
    "she did not see them because the garden was very dark.",
    "what did the two beautiful women buy in Paris yesterday?",
    "when he arrived, the doctors who work in the hospital were tired.",
    "the red car is more expensive than the small white boat.",
    "I believe that the economic crisis depends on a bad national policy.",
    "Mary speaks to me in the morning but she never listens to us.",
};

const Task task_translate = {
    .name = "translate",
    .summary = "an English sentence → its French, word by word",
    .tokens = TOKENS_WORDS,
    .ends = ". ?",
    .max_source = TRANSLATE_MAX_SOURCE,
    .max_target = TRANSLATE_MAX_TARGET,
    .source_alphabet = translate_english,
    .target_alphabet = translate_french,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .sample = sample,
    .read = read_text,
    .words = translate_words,
};
