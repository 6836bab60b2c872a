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
    {"dogs eat meat.", "les chiens mangent de la viande."},
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
     "les vaches sont moins dangereuses que les éléphants."},
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
    /* what is meant in general: subjects, what is loved, what is compared, after of */
    {"coffee is good.", "le café est bon."},
    {"I love coffee.", "j'aime le café."},
    {"I do not love coffee.", "je n'aime pas le café."},
    {"good cheese is expensive.", "le bon fromage est cher."},
    {"do cats drink milk?", "est-ce que les chats boivent du lait?"},
    {"the ideas of artists are strange.", "les idées des artistes sont étranges."},
    {"she buys a bottle of water.", "elle achète une bouteille d'eau."},
    {"she drinks some water.", "elle boit de l'eau."},
    {"some students drink some coffee.", "quelques étudiants boivent du café."},
    /* to and from someone */
    {"they go to the doctor.", "ils vont chez le médecin."},
    {"he comes from the doctor.", "il vient de chez le médecin."},
    {"he goes to Mary.", "il va chez Marie."},
    {"she gives the book to the king.", "elle donne le livre au roi."},
    /* a preposition is said again */
    {"he speaks to the man and the woman.", "il parle à l'homme et à la femme."},
    {"we speak to Ann and the children.", "nous parlons à Anne et aux enfants."},
    {"I do not see the cat and the dog sleeps.", "je ne vois pas le chat et le chien dort."},
    /* what someone is */
    {"the man is a doctor.", "l'homme est médecin."},
    {"they are doctors.", "ils sont médecins."},
    {"she is a student.", "elle est étudiante."},
    {"she wants to be a lawyer.", "elle veut être avocate."},
    {"he is not a farmer.", "il n'est pas fermier."},
    {"my mother was a teacher.", "ma mère était professeur."},
    {"is your mother a doctor?", "est-ce que votre mère est médecin?"},
    {"who is a doctor?", "qui est médecin?"},
    {"he is a good doctor.", "c'est un bon médecin."},
    {"my sister is a good student.", "ma sœur est une bonne étudiante."},
    {"they were good friends.", "c'étaient de bons amis."},
    {"she is my friend.", "c'est mon amie."},
    {"the woman who is a lawyer works.", "la femme qui est avocate travaille."},
    {"I think that she is a minister.", "je pense qu'elle est ministre."},
    {"the law is a bad idea.", "la loi est une mauvaise idée."},
    {"it is a cat.", "c'est un chat."},
    {"it is not a good idea.", "ce n'est pas une bonne idée."},
    {"this is my house.", "c'est ma maison."},
    {"this is Paul.", "c'est Paul."},
    {"these are the keys of my car.", "ce sont les clés de ma voiture."},
    {"that is not difficult.", "ce n'est pas difficile."},
    {"is this your house?", "est-ce que c'est votre maison?"},
    {"who is the king?", "qui est le roi?"},
    /* there is */
    {"there is a cat in the garden.", "il y a un chat dans le jardin."},
    {"there were three birds under the tree.", "il y avait trois oiseaux sous l'arbre."},
    {"there is not a problem.", "il n'y a pas de problème."},
    {"is there water in the bottle?", "est-ce qu'il y a de l'eau dans la bouteille?"},
    {"if there is a problem, he helps us.", "s'il y a un problème, il nous aide."},
    /* where is, how is, what is; which and how many of an object */
    {"where is the cat?", "où est le chat?"},
    {"where were your keys?", "où étaient vos clés?"},
    {"where are they now?", "où est-ce qu'ils sont maintenant?"},
    {"when is the election?", "quand est l'élection?"},
    {"how is your mother?", "comment va votre mère?"},
    {"how are you?", "comment est-ce que vous allez?"},
    {"how was the meal?", "comment était le repas?"},
    {"what is the problem?", "quel est le problème?"},
    {"what are your ideas?", "quelles sont vos idées?"},
    {"what is this?", "qu'est-ce que c'est?"},
    {"who are these women?", "qui sont ces femmes?"},
    {"which books does he read?", "quels livres est-ce qu'il lit?"},
    {"which letter did she write?", "quelle lettre est-ce qu'elle a écrite?"},
    {"how many eggs did you buy?", "combien d'œufs est-ce que vous avez achetés?"},
    {"which student can he help?", "quel étudiant est-ce qu'il peut aider?"},
    /* cities and countries */
    {"the museums of Berlin are famous.", "les musées de Berlin sont célèbres."},
    {"the king of Spain sleeps.", "le roi d'Espagne dort."},
    {"the policy of Italy is dangerous.", "la politique de l'Italie est dangereuse."},
    {"the agreement with Germany was signed by France.",
     "l'accord avec l'Allemagne a été signé par la France."},
    {"Japan and Italy refused the treaty.", "le Japon et l'Italie ont refusé le traité."},
    {"he knows Paris and loves it.", NULL},
    {"she loves Italy.", "elle aime l'Italie."},
    {"he thinks of Portugal.", "il pense au Portugal."},
    {"Paris is in France.", "Paris est en France."},
    /* big and black, older, to eat, today without a comma, well */
    {"the cow is big and black.", "la vache est grande et noire."},
    {"the cat is black and dogs are white.", "le chat est noir et les chiens sont blancs."},
    {"the girls are older than me.", "les filles sont plus vieilles que moi."},
    {"my car is bigger than your house.", "ma voiture est plus grande que votre maison."},
    {"the birds eat in the garden.", "les oiseaux mangent dans le jardin."},
    {"he wants to eat.", "il veut manger."},
    {"today he is tired.", "aujourd'hui il est fatigué."},
    {"yesterday the girl wrote a letter.", "hier la fille a écrit une lettre."},
    {"she did not sleep well.", "elle n'a pas bien dormi."},
    {"he reads the book well.", "il lit bien le livre."},
    {"he must read it badly.", "il doit le lire mal."},
    /* to have, want, live, visit */
    {"I have a brother.", "j'ai un frère."},
    {"they do not have a car.", "ils n'ont pas de voiture."},
    {"she wants a dog and she wants to have it.", "elle veut un chien et elle veut l'avoir."},
    {"the writer who lives in Paris visited the museum.",
     "l'écrivain qui vit à Paris a visité le musée."},
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
        {"cats love milk.", "cats cats love milk milk ."},
        {"she comes from the doctor.", "she comes from from the doctor ."},
        {"I go to Ann.", "I go to Ann ."},
        {"he speaks to the man and the boys.", "he speaks to the man and to+the boys ."},
        {"the man is a doctor.", "the man is doctor ."},
        {"it is not a cat.", "it not is not a cat ."},
        {"these are my friends.", "these are my friends ."},
        {"there was not a cat.", "there not there was not a cat ."},
        {"is there a cat?", "is is there there is a cat ?"},
        {"where is he?", "where is is he is ?"},
        {"how is the king?", "how is the king ?"},
        {"what is this?", "what is is this is ?"},
        {"which eggs did he eat?", "which eggs did did he did eat ?"},
        {"France signed it.", "France France it signed signed ."},
        {"he drinks some milk.", "he drinks some milk ."},
        {"he is older than me.", "he is older older than me ."},
        {"the cat is big and black.", "the cat is big and black ."},
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
        /* what French says in ways the language has not */
        "who did you speak to?",
        "what does it depend on?",
        "he gives the book to her.",
        "she goes to him.",
        "she comes to the cat.",
        "he bought a horse from the farmer.",
        "he thinks of it.",
        "the cat of him sleeps.",
        "I do not think that he is tired.",
        "he never believes that it is good.",
        "he does not eat bread and cheese.",
        "he is more good.",
        "he is more old.",
        "I see me.",
        "you are older than you.",
        "he is probably not tired.",
        "he is not probably tired.",
        "Paris is beautiful.",
        "these are difficult.",
        "this sleeps.",
        "they are actresses.",
        "there is the cat.",
        "there are a cat.",
        "there is cats.",
        "who is she?",
        "how is it?",
        "how was your mother?",
        "how is Paris?",
        "when is he?",
        "what is your mother?",
        "what is a system?",
        "is the cat?",
        "which books does he read it?",
        "the cat is big and.",
        "in the house he sleeps.",
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
