/* The French of the translation task, held against sentences translated by hand, one construction
 * after the other; the words they come from; and what is no sentence of the language. */
#include "testing.h"

#include "base/buffer.h"
#include "tasks/task.h"

#include <string.h>

static Arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

static const char *const pairs[][2] = {
    /* the two that everyone knows */
    {"the agreement on the European economic area was signed in August 1992 .",
     "l'accord sur la zone économique européenne a été signé en août 1992."},
    {"the black cat does not see the small bird .", "le chat noir ne voit pas le petit oiseau."},
    /* articles, gender, number, elision */
    {"the man sees a cat.", "l'homme voit un chat."},
    {"a woman sees the tree.", "une femme voit l'arbre."},
    {"the students read books.", "les étudiants lisent des livres."},
    {"an artist buys beautiful flowers.", "un artiste achète de belles fleurs."},
    {"dogs eat meat.", "des chiens mangent de la viande."},
    {"she drinks water with milk.", "elle boit de l'eau avec du lait."},
    {"the children drink coffee.", "les enfants boivent du café."},
    /* determiners */
    {"this man knows that woman.", "cet homme connaît cette femme."},
    {"these girls love those horses.", "ces filles aiment ces chevaux."},
    {"my idea is very simple.", NULL},
    {"my idea is very important.", "mon idée est très importante."},
    {"his sister loves her brother.", "sa sœur aime son frère."},
    {"our friends forget their keys.", "nos amis oublient leurs clés."},
    {"every child loves your dog.", "chaque enfant aime votre chien."},
    {"some students refuse several questions.", "quelques étudiants refusent plusieurs questions."},
    {"many trees are in the garden.", "beaucoup d'arbres sont dans le jardin."},
    {"all the girls sleep.", "toutes les filles dorment."},
    {"all the boys sleep.", "tous les garçons dorment."},
    {"twelve boys see the two eggs.", "douze garçons voient les deux œufs."},
    /* adjectives: before, after, irregular, in a mirror */
    {"the old man sees the beautiful bird.", "le vieil homme voit le bel oiseau."},
    {"a new hotel is near the old station.", "un nouvel hôtel est près de la vieille gare."},
    {"the white mouse is happy.", "la souris blanche est heureuse."},
    {"the big white birds sleep.", "les grands oiseaux blancs dorment."},
    {"the national social policy is bad.", "la politique sociale nationale est mauvaise."},
    {"an expensive red car is in the long street.",
     "une voiture rouge chère est dans la longue rue."},
    {"a very big dog sees a too expensive hat.", "un très grand chien voit un chapeau trop cher."},
    {"the international problems are difficult.", "les problèmes internationaux sont difficiles."},
    /* prepositions, du, au, des, aux */
    {"the door of the school is blue.", "la porte de l'école est bleue."},
    {"the cat of the farmer sleeps under the table.", "le chat du fermier dort sous la table."},
    {"the keys of the students are on the chair.", "les clés des étudiants sont sur la chaise."},
    {"we go to the market.", "nous allons au marché."},
    {"I give the book to the children.", "je donne le livre aux enfants."},
    {"he comes from the village.", "il vient du village."},
    {"the river is near the church.", "la rivière est près de l'église."},
    {"they work without water.", "ils travaillent sans eau."},
    {"she works with us.", "elle travaille avec nous."},
    /* places, days, months, years, hours */
    {"they go to Paris.", "ils vont à Paris."},
    {"Mary works in Italy.", "Marie travaille en Italie."},
    {"Peter works in Japan.", "Pierre travaille au Japon."},
    {"the doctors come from Canada.", "les médecins viennent du Canada."},
    {"Ann arrived from England on Monday.", "Anne est arrivée d'Angleterre lundi."},
    {"he left in April.", "il est parti en avril."},
    {"the war was long in 1916.", "la guerre était longue en 1916."},
    {"we sleep in the afternoon.", "nous dormons l'après-midi."},
    {"today, the king stays here.", "aujourd'hui, le roi reste ici."},
    {"he can work tomorrow.", "il peut travailler demain."},
    /* pronouns before the verb */
    {"he sees it.", "il le voit."},
    {"I love her.", "je l'aime."},
    {"you help me.", "vous m'aidez."},
    {"we call them.", "nous les appelons."},
    {"she speaks to him.", "elle lui parle."},
    {"they speak to them.", "ils leur parlent."},
    {"he thinks of her.", "il pense à elle."},
    {"the mother looks for us.", "la mère nous cherche."},
    {"I want to buy it.", "je veux l'acheter."},
    {"he does not see me.", "il ne me voit pas."},
    /* the past */
    {"the teacher opened the window.", "le professeur a ouvert la fenêtre."},
    {"she saw them.", "elle les a vus."},
    {"I saw her.", "je l'ai vue."},
    {"the girls arrived yesterday.", "les filles sont arrivées hier."},
    {"we waited for the train.", "nous avons attendu le train."},
    {"they did not accept it.", "ils ne l'ont pas accepté."},
    /* no */
    {"she does not love the actress.", "elle n'aime pas l'actrice."},
    {"I do not read books.", "je ne lis pas de livres."},
    {"the farmer does not buy a horse.", "le fermier n'achète pas de cheval."},
    {"the cow never drinks coffee.", "la vache ne boit jamais de café."},
    {"he cannot sleep.", "il ne peut pas dormir."},
    {"you must not forget it.", "vous ne devez pas l'oublier."},
    {"we do not want to sell the house.", "nous ne voulons pas vendre la maison."},
    {"the elephants are not always strong.", "les éléphants ne sont pas toujours forts."},
    {"she is never tired.", "elle n'est jamais fatiguée."},
    /* adverbs */
    {"he often watches the birds.", "il regarde souvent les oiseaux."},
    {"they have already left.", NULL},
    {"the president already signed the treaty.", "le président a déjà signé le traité."},
    {"the horses walk slowly.", "les chevaux marchent lentement."},
    /* passives */
    {"the mouse is seen by the cat.", "la souris est vue par le chat."},
    {"the laws were not accepted by the government.",
     "les lois n'ont pas été acceptées par le gouvernement."},
    {"the letter must be written today.", "la lettre doit être écrite aujourd'hui."},
    {"the apples will be eaten by them.", "les pommes vont être mangées par eux."},
    /* questions */
    {"does he see the cat?", "est-ce qu'il voit le chat?"},
    {"are the rooms clean?", "est-ce que les chambres sont propres?"},
    {"did you find the key?", "est-ce que vous avez trouvé la clé?"},
    {"can she help us?", "est-ce qu'elle peut nous aider?"},
    {"where does the boy sleep?", "où est-ce que le garçon dort?"},
    {"when did they leave?", "quand est-ce qu'ils sont partis?"},
    {"why is Emma sad?", "pourquoi est-ce qu'Emma est triste?"},
    {"what do you read?", "qu'est-ce que vous lisez?"},
    {"who did the doctor call?", "qui est-ce que le médecin a appelé?"},
    {"who sees the wolf?", "qui voit le loup?"},
    {"who is strong?", "qui est fort?"},
    {"which house was sold?", "quelle maison a été vendue?"},
    {"how many students work in this room?", "combien d'étudiants travaillent dans cette chambre?"},
    {"was the letter read by the minister?", "est-ce que la lettre a été lue par le ministre?"},
    /* comparison, relative clauses, that, and */
    {"the table is more expensive than the chair.", "la table est plus chère que la chaise."},
    {"cows are less dangerous than elephants.",
     "des vaches sont moins dangereuses que des éléphants."},
    {"the man who sees the dog laughs.", "l'homme qui voit le chien rit."},
    {"the letters which were written by the boys are old.",
     "les lettres qui ont été écrites par les garçons sont vieilles."},
    {"I think that it is difficult.", "je pense qu'il est difficile."},
    {"she knows that the king knows the queen.", "elle sait que le roi connaît la reine."},
    {"the mother and the girl are happy.", "la mère et la fille sont heureuses."},
    {"the father and the mother are happy.", "le père et la mère sont heureux."},
    {"John and Mary love the island.", "Jean et Marie aiment l'île."},
    {"Ann and the queen are tired.", "Anne et la reine sont fatiguées."},
    {"he sees the cat and the dog.", "il voit le chat et le chien."},
    {"he sees the cat and the dog sleeps.", "il voit le chat et le chien dort."},
    /* clauses */
    {"he works because he is poor.", "il travaille parce qu'il est pauvre."},
    {"she leaves if he comes.", "elle part s'il vient."},
    {"she leaves if the king comes.", "elle part si le roi vient."},
    {"when the cat sleeps, the mice eat the cheese.",
     "quand le chat dort, les souris mangent le fromage."},
    {"I work but you sleep while she drinks tea.", NULL},
    {"I work but you sleep while she drinks coffee and they wait for the train.",
     "je travaille mais vous dormez pendant qu'elle boit du café et ils attendent le train."},
};
enum { PAIRS = sizeof pairs / sizeof *pairs };

/* A pair without French holds a word or a tense that the language has not. */
static void sentences_translated_by_hand(void **state) {
    (void)state;
    int wrong = 0;
    for (int i = 0; i < PAIRS; i++) {
        arena_reset(arena);
        Sample sample = {0};
        bool read = task_translate.read(pairs[i][0], arena, &sample);
        const char *right = pairs[i][1];
        if (read == (right != NULL) && (!read || !strcmp(sample.target, right))) continue;
        wrong++;
        print_error("“%s”: %s\n", pairs[i][0], read ? sample.target : "cannot be read");
    }
    assert_int_equal(wrong, 0);
}

/* The English words that target token t comes from. */
static const char *linked(const Sample *sample, int t) {
    Buffer text = {0};
    buffer_text(&text, "");
    const GoldLinks *gold = &sample->gold[t];
    for (int i = 0; i < gold->count; i++)
        buffer_printf(&text, "%s%s", i ? "+" : "", sample->source_tokens.items[gold->sources[i]]);
    const char *words = arena_string(arena, text.data);
    buffer_free(&text);
    return words;
}

static void links_of_known_sentences(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"the agreement on the European economic area was signed in August 1992 .",
         "the agreement on the area economic European was was+signed signed in August 1992 ."},
        {"the black cat does not see the small bird.",
         "the cat black does+not see not the small bird ."},
        {"does he not see it?", "does does he does+not it see not ?"},
        {"what did the boys eat?", "what did did the boys did eat ?"},
        {"she never saw him.", "she never him saw never saw ."},
        {"he is not tired.", "he not is not tired ."},
        {"he thinks of the dog of the king.", "he thinks of+the dog of+the king ."},
        {"all the cats go to the market today.", "all the cats go to+the market today today ."},
        {"dogs drink water because they work.",
         "dogs dogs drink water water water because because they work ."},
        {"how many trees are old?", "how many trees are old ?"},
        {"we looked for it on Sunday.", "we it looked looked+for on+Sunday ."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        arena_reset(arena);
        Sample sample;
        assert_true(task_translate.read(cases[i][0], arena, &sample));
        Buffer text = {0};
        for (int t = 0; t < sample.target_tokens.count; t++)
            buffer_printf(&text, "%s%s", t ? " " : "", linked(&sample, t));
        assert_string_equal(text.data, cases[i][1]);
        buffer_free(&text);
    }
}

static void what_is_no_sentence_has_no_reference(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "   ",
        ".",
        "cat",
        "the cat",
        "the cat sleeps",
        "the cat sleep.",
        "the cats sleeps.",
        "a cats sleep.",
        "these cat sleeps.",
        "the cat the dog sees.",
        "the cat sees sees.",
        "he see the cat.",
        "him sees the cat.",
        "he sees she.",
        "does he sees the cat?",
        "do he see the cat?",
        "does he see the cat.",
        "he sleeps?",
        "the zebra sleeps.",
        "the cat sleeps in 1899.",
        "the cat sleeps in 19920.",
        "the cat is see.",
        "the cat is more very old.",
        "she knows that.",
        "the cat sleeps and.",
        "and the cat sleeps.",
        "what does he see the cat?",
        "The cat sleeps.",
        "who did you speak to?",
        "he gives the book to her.",
        "the cake is more good.",
        "le chat dort.",
        "\xff\xfe",
        "the cat and the dog and the cat and the dog and the cat and the dog and the cat and the "
        "dog and the cat and the dog and the cat and the dog and the cat and the dog.",
        "he sees the cat and the dog and the cat and the dog and the cat and the dog and the cat "
        "and the dog and the cat and the dog and the cat and the dog and the cat and the dog.",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        arena_reset(arena);
        Sample sample;
        if (task_translate.read(texts[i], arena, &sample))
            print_error("“%s”: %s\n", texts[i], sample.target);
        assert_false(task_translate.read(texts[i], arena, &sample));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_translated_by_hand),
        cmocka_unit_test(links_of_known_sentences),
        cmocka_unit_test(what_is_no_sentence_has_no_reference),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
