/* SPDX-License-Identifier: Apache-2.0 */
/* A small grammar of English about weather, tools, meals and journeys. Each function makes one kind
 * of phrase; lengths are steered by a budget of words, which a phrase may miss by a few. */
#include "config.h"

#include "data/samples/grammar.h"

#include <string.h>

#include "data/samples/draw.h"
#include "data/samples/lexicon.h"

#define NEUTRAL 2

struct _Grammar
{
  guint64 state;
  GPtrArray *nodes;    /* of the current sentence */
  GStringChunk *words; /* that had to be made, with a capital letter */
  const Topic *topic;
};

Grammar *
grammar_new (guint64 seed)
{
  Grammar *self = g_new0 (Grammar, 1);

  self->state = seed;
  self->nodes = g_ptr_array_new_with_free_func (g_free);
  self->words = g_string_chunk_new (64);

  return self;
}

void
grammar_free (Grammar *self)
{
  g_ptr_array_unref (self->nodes);
  g_string_chunk_free (self->words);
  g_free (self);
}

guint
grammar_draw (Grammar *self, guint bound)
{
  return draw (&self->state, bound);
}

static gboolean
chance (Grammar *self, guint percent)
{
  return grammar_draw (self, 100) < percent;
}

/* Every list of the lexicon ends with an entry whose first field is NULL. */
static gconstpointer
pick_entry (Grammar *self, gconstpointer list, gsize size)
{
  const char *base = list;
  guint n = 0;

  while (*(const char *const *) (base + n * size) != NULL)
    n++;

  return base + grammar_draw (self, n) * size;
}

#define PICK(self, list)                                                                           \
  ((const __typeof__ (*(list)) *) pick_entry ((self), (list), sizeof *(list)))

static Node *
leaf (Grammar *self, Tag tag, const char *word, guint label)
{
  Node *node = g_new0 (Node, 1);

  node->tag = tag;
  node->word = word;
  node->label = label;
  g_ptr_array_add (self->nodes, node);

  return node;
}

static Node *
word (Grammar *self, Tag tag, const char *text)
{
  return leaf (self, tag, text, NEUTRAL);
}

static Node *
join (Grammar *self, Rule rule, Node *left, Node *right)
{
  Node *node = leaf (self, TAG_NONE, NULL, sentiment_apply (rule, left->label, right->label));

  node->left = left;
  node->right = right;

  return node;
}

static Node *
phrase (Grammar *self, const Phrase *entry)
{
  Node *noun = word (self, TAG_NOUN, entry->noun);

  if (entry->determiner != NULL)
    noun = join (self, RULE_MIX, word (self, TAG_DET, entry->determiner), noun);

  return join (self, RULE_MIX, word (self, TAG_ADP, entry->preposition), noun);
}

static const char *
be (Number number, const char *subject)
{
  return number == NUMBER_PLURAL || g_strcmp0 (subject, "we") == 0 ? "were" : "was";
}

static gboolean
is_opposite (guint a, guint b)
{
  return (a > NEUTRAL && b < NEUTRAL) || (a < NEUTRAL && b > NEUTRAL);
}

static Node *
degree (Grammar *self, const Word *adjective)
{
  Node *node = leaf (self, TAG_ADJ, adjective->text, adjective->label);

  /* "Very perfect" is no English: what is extreme already stays alone. */
  if (adjective->label == 0 || adjective->label == 4)
    return node;
  if (chance (self, 14))
    return join (self, RULE_INTENSIFY,
                 word (self, TAG_ADV, PICK (self, lexicon_intensifiers)->text), node);
  if (chance (self, 10))
    return join (self, RULE_DIMINISH, word (self, TAG_ADV, PICK (self, lexicon_diminishers)->text),
                 node);

  return node;
}

/* What stands after "was": one adjective, or two of them joined. */
static Node *
predicate_adjective (Grammar *self, const Word *list)
{
  const Word *first = PICK (self, list);
  const Word *second = PICK (self, list);
  Node *node = degree (self, first);

  if (first == second || !chance (self, 22))
    return node;
  if (is_opposite (first->label, second->label))
    return join (self, RULE_CONTRAST, node,
                 join (self, RULE_RIGHT, word (self, TAG_CCONJ, "but"), degree (self, second)));

  return join (self, RULE_MIX, node,
               join (self, RULE_RIGHT, word (self, TAG_CCONJ, "and"), degree (self, second)));
}

static const char *
article (Node *next)
{
  const char *text = node_first_leaf (next)->word;

  /* "useful", "useless" and "unique" begin with the sound of y. */
  if (strchr ("aeiou", text[0]) == NULL || g_str_has_prefix (text, "use"))
    return "a";

  return "an";
}

static Node *
determine (Grammar *self, Node *node, Number number, gboolean owned)
{
  static const char *const any[] = { "the", "the", "our", "my", "their" };
  static const char *const many[] = { "these", "those", "some", "several" };
  static const char *const one[] = { "this", "that", "another", "each" };
  /* Nobody owns the weather: only the first two are for everything. */
  const char *text = any[grammar_draw (self, owned ? G_N_ELEMENTS (any) : 2)];

  if (number == NUMBER_SINGULAR && chance (self, 45))
    text = article (node);
  else if (number == NUMBER_SINGULAR && chance (self, 15))
    text = one[grammar_draw (self, G_N_ELEMENTS (one))];
  else if (number == NUMBER_PLURAL && chance (self, 40))
    text = many[grammar_draw (self, G_N_ELEMENTS (many))];
  else if (number == NUMBER_MASS && chance (self, 20))
    text = "some";

  return join (self, RULE_MIX, word (self, TAG_DET, text), node);
}

static Node *people (Grammar *self, gboolean subject, guint budget, const char **be_form);
static Node *thing (Grammar *self, guint budget, Number *number);

static Node *
transitive (Grammar *self, const Verb *verb, gboolean past, Node *object)
{
  Node *node = leaf (self, TAG_VERB, past ? verb->past : verb->base, verb->label);

  /* Who hates a splendid soup says something bad. */
  return join (self, verb->label == NEUTRAL ? RULE_MIX : RULE_LEFT, node, object);
}

static const Verb *
pick_deed (Grammar *self)
{
  return chance (self, 60) ? PICK (self, self->topic->deeds) : PICK (self, lexicon_opinions);
}

/* "that the baker served", "that failed" */
static Node *
relative (Grammar *self)
{
  const Verb *verb = pick_deed (self);
  Node *clause;

  if (chance (self, 35))
    {
      verb = PICK (self, self->topic->happens);
      return join (self, RULE_RIGHT, word (self, TAG_PRON, "that"),
                   leaf (self, TAG_VERB, verb->past, verb->label));
    }
  clause = join (self, RULE_RIGHT, people (self, TRUE, 2, NULL),
                 leaf (self, TAG_VERB, verb->past, verb->label));

  return join (self, RULE_RIGHT, word (self, TAG_PRON, "that"), clause);
}

static Node *
thing (Grammar *self, guint budget, Number *number)
{
  const Noun *noun = PICK (self, self->topic->things);
  const Word *first = PICK (self, self->topic->adjectives);
  const Word *second = PICK (self, self->topic->adjectives);
  Node *node = word (self, TAG_NOUN, noun->text);

  if (budget >= 3 && chance (self, 60))
    node = join (self, RULE_MIX, degree (self, first), node);
  if (budget >= 4 && first != second && !is_opposite (first->label, second->label)
      && chance (self, 20))
    node = join (self, RULE_MIX, leaf (self, TAG_ADJ, second->text, second->label), node);
  node = determine (self, node, noun->number, self->topic->owned);
  if (budget >= 6 && chance (self, 20))
    node = join (self, RULE_MIX, node, phrase (self, PICK (self, self->topic->places)));
  else if (budget >= 6 && chance (self, 30))
    node = join (self, RULE_MIX, node, relative (self));
  if (number != NULL)
    *number = noun->number;

  return node;
}

/* @be_form: (out) (optional): "was" or "were" */
static Node *
people (Grammar *self, gboolean subject, guint budget, const char **be_form)
{
  const Noun *noun;
  Node *node;

  if (subject && chance (self, 45))
    {
      noun = PICK (self, lexicon_pronouns);
      if (be_form != NULL)
        *be_form = be (noun->number, noun->text);
      return word (self, TAG_PRON, noun->text);
    }
  noun = PICK (self, lexicon_people);
  if (be_form != NULL)
    *be_form = be (noun->number, noun->text);
  node = determine (self, word (self, TAG_NOUN, noun->text), noun->number, TRUE);
  if (budget >= 8 && chance (self, 25))
    node = join (self, RULE_MIX, node,
                 join (self, RULE_RIGHT, word (self, TAG_PRON, "who"),
                       transitive (self, pick_deed (self), TRUE, thing (self, 3, NULL))));

  return node;
}

/* "the bread , the cheese and a pie", branching to either side */
static Node *
things (Grammar *self, guint budget)
{
  guint n = CLAMP (budget / 4, 2, 5);
  Node *node = thing (self, 3, NULL);
  Node *last = join (self, RULE_RIGHT, word (self, TAG_CCONJ, "and"), thing (self, 3, NULL));

  if (chance (self, 50))
    {
      for (guint i = 2; i < n; i++)
        node = join (self, RULE_MIX, join (self, RULE_LEFT, node, word (self, TAG_PUNCT, ",")),
                     thing (self, 3, NULL));
      return join (self, RULE_MIX, node, last);
    }
  for (guint i = 2; i < n; i++)
    last = join (self, RULE_RIGHT, word (self, TAG_PUNCT, ","),
                 join (self, RULE_MIX, thing (self, 3, NULL), last));

  return join (self, RULE_MIX, node, last);
}

/* What people did, with or without "not". */
static Node *
deed (Grammar *self, guint budget)
{
  const Verb *verb = pick_deed (self);
  Node *object = budget >= 9 && chance (self, 35) ? things (self, budget)
                                                  : thing (self, budget, NULL);
  Node *node;

  if (chance (self, 14))
    return join (self, RULE_RIGHT, word (self, TAG_AUX, "did"),
                 join (self, RULE_NEGATE, word (self, TAG_PART, "not"),
                       transitive (self, verb, FALSE, object)));
  node = transitive (self, verb, TRUE, object);
  if (chance (self, 8))
    return join (self, RULE_NEGATE, word (self, TAG_PART, "never"), node);
  if (chance (self, 20))
    {
      const Word *manner = PICK (self, lexicon_manners);
      node = join (self, RULE_MIX, leaf (self, TAG_ADV, manner->text, manner->label), node);
    }

  return node;
}

static Node *
clause_of_people (Grammar *self, guint budget)
{
  Node *subject = chance (self, 6) ? NULL : people (self, TRUE, budget, NULL);
  Node *node;

  if (subject == NULL)
    return join (self, RULE_NEGATE, word (self, TAG_PRON, "nobody"),
                 transitive (self, pick_deed (self), TRUE, thing (self, budget, NULL)));
  node = deed (self, budget > 8 ? budget - 4 : budget);
  if (budget >= 12 && chance (self, 35))
    node = join (self, RULE_MIX, node,
                 join (self, RULE_RIGHT, word (self, TAG_CCONJ, "and"), deed (self, 4)));

  return join (self, RULE_RIGHT, subject, node);
}

static Node *
clause_of_thing (Grammar *self, guint budget)
{
  static const char *const links[] = { "seemed", "looked", "remained", "became" };
  const Verb *verb = PICK (self, self->topic->happens);
  Number number;
  Node *subject = thing (self, budget, &number);
  const char *was = be (number, NULL);
  Node *node;

  switch (grammar_draw (self, 6))
    {
    case 0:
      node = leaf (self, TAG_VERB, verb->past, verb->label);
      break;
    case 1:
      node = join (self, RULE_NEGATE, word (self, TAG_PART, "not"),
                   leaf (self, TAG_VERB, verb->base, verb->label));
      node = join (self, RULE_RIGHT, word (self, TAG_AUX, "did"), node);
      break;
    case 2:
      node = predicate_adjective (self, self->topic->adjectives);
      node = join (self, RULE_RIGHT,
                   word (self, TAG_VERB, links[grammar_draw (self, G_N_ELEMENTS (links))]), node);
      break;
    case 3:
      node = join (self, RULE_NEGATE, word (self, TAG_PART, chance (self, 70) ? "not" : "never"),
                   degree (self, PICK (self, self->topic->adjectives)));
      node = join (self, RULE_RIGHT, word (self, TAG_AUX, was), node);
      break;
    case 4:
      node = join (self, RULE_MIX, word (self, TAG_ADV, "as"),
                   degree (self, PICK (self, self->topic->adjectives)));
      node = join (self, RULE_LEFT, node,
                   join (self, RULE_RIGHT, word (self, TAG_ADP, "as"), thing (self, 2, NULL)));
      node = join (self, RULE_RIGHT, word (self, TAG_AUX, was), node);
      break;
    default:
      node = join (self, RULE_RIGHT, word (self, TAG_AUX, was),
                   predicate_adjective (self, self->topic->adjectives));
      break;
    }

  /* An opinion outweighs a word in its subject. */
  return join (self, node->label == NEUTRAL ? RULE_MIX : RULE_RIGHT, subject, node);
}

/* "the storm made the children nervous" */
static Node *
clause_of_effect (Grammar *self, guint budget)
{
  const Word *feeling = PICK (self, lexicon_feelings);
  Node *node = join (self, RULE_MIX, people (self, FALSE, budget, NULL), degree (self, feeling));

  node = join (self, RULE_RIGHT, word (self, TAG_VERB, "made"), node);

  return join (self, RULE_RIGHT, thing (self, budget > 5 ? budget - 4 : budget, NULL), node);
}

/* "the cook was proud" */
static Node *
clause_of_feeling (Grammar *self, guint budget)
{
  const char *was;
  Node *subject = people (self, TRUE, budget, &was);
  Node *node = predicate_adjective (self, lexicon_feelings);

  if (chance (self, 20))
    node = join (self, RULE_NEGATE, word (self, TAG_PART, "not"),
                 degree (self, PICK (self, lexicon_feelings)));

  return join (self, RULE_RIGHT, subject, join (self, RULE_RIGHT, word (self, TAG_AUX, was), node));
}

/* "it was hard to repair the ladder", "there was some fog near the lake" */
static Node *
clause_with_dummy (Grammar *self, guint budget)
{
  const Word *judgement = PICK (self, lexicon_judgements);
  Number number;
  Node *node;

  if (chance (self, 40))
    {
      const Noun *noun = PICK (self, self->topic->things);

      number = noun->number;
      node = join (self, RULE_MIX, degree (self, PICK (self, self->topic->adjectives)),
                   word (self, TAG_NOUN, noun->text));
      node = join (self, RULE_MIX,
                   word (self, TAG_DET, number == NUMBER_SINGULAR ? article (node) : "some"), node);
      node = join (self, RULE_MIX, node, phrase (self, PICK (self, self->topic->places)));
      node = join (self, RULE_RIGHT, word (self, TAG_AUX, be (number, NULL)), node);
      return join (self, RULE_RIGHT, word (self, TAG_PRON, "there"), node);
    }
  node = transitive (self, pick_deed (self), FALSE, thing (self, budget, NULL));
  node = join (self, RULE_RIGHT, word (self, TAG_PART, "to"), node);
  node = join (self, RULE_LEFT, degree (self, judgement), node);

  return join (self, RULE_RIGHT, word (self, TAG_PRON, "it"),
               join (self, RULE_RIGHT, word (self, TAG_AUX, "was"), node));
}

static Node *
simple_clause (Grammar *self, guint budget)
{
  guint kind = grammar_draw (self, 100);
  Node *node;

  if (kind < 36)
    node = clause_of_people (self, budget);
  else if (kind < 68)
    node = clause_of_thing (self, budget);
  else if (kind < 78)
    node = clause_of_effect (self, budget);
  else if (kind < 88)
    node = clause_of_feeling (self, budget);
  else
    node = clause_with_dummy (self, budget);
  if (node_count_words (node) + 2 <= budget && chance (self, 45))
    node = join (self, RULE_LEFT, node, phrase (self, PICK (self, lexicon_times)));

  return node;
}

/* Whether a clause begins with a word such as "because". */
static gboolean
is_subordinate (Node *node)
{
  static const char *const words[] = { "although", "when", "because", "after", "while", NULL };

  return g_strv_contains (words, node_first_leaf (node)->word);
}

/* One clause after another; what contradicts the first is said with "but", "yet" or "although". */
static Node *
join_clauses (Grammar *self, Node *left, Node *right)
{
  static const char *const inside[] = { "because", "while", "after", "when", "before" };
  static const char *const ahead[] = { "when", "because", "after", "while" };
  gboolean contrast = is_opposite (left->label, right->label);
  Rule rule = contrast ? RULE_CONTRAST : RULE_MIX;
  guint kind = grammar_draw (self, contrast ? 3 : 5);
  const char *text;

  /* One such word at a place is enough. */
  if ((kind == 0 && is_subordinate (left)) || (kind > 2 && is_subordinate (right)))
    kind = 1;
  if (kind == 0)
    {
      text = contrast ? "although" : ahead[grammar_draw (self, G_N_ELEMENTS (ahead))];
      left = join (self, RULE_RIGHT, word (self, TAG_SCONJ, text), left);
      left = join (self, RULE_LEFT, left, word (self, TAG_PUNCT, ","));
      return join (self, rule, left, right);
    }
  if (kind > 2)
    {
      text = inside[grammar_draw (self, G_N_ELEMENTS (inside))];
      return join (self, rule, left, join (self, RULE_RIGHT, word (self, TAG_SCONJ, text), right));
    }

  if (contrast)
    text = chance (self, 70) ? "but" : "yet";
  else
    text = chance (self, 70) ? "and" : "so";
  right = join (self, RULE_RIGHT, word (self, TAG_CCONJ, text), right);
  /* The comma hangs from what is before it, or from what follows. */
  if (chance (self, 50))
    return join (self, rule, join (self, RULE_LEFT, left, word (self, TAG_PUNCT, ",")), right);

  return join (self, rule, left, join (self, RULE_RIGHT, word (self, TAG_PUNCT, ","), right));
}

static Node *
clause (Grammar *self, guint budget)
{
  static const char *const thinks[] = { "said", "thought", "believed", "wrote", "knew" };
  Node *left, *right;
  guint share;

  if (budget < 11 || (budget < 16 && chance (self, 50)))
    return simple_clause (self, budget);
  if (chance (self, 12))
    {
      const char *text = thinks[grammar_draw (self, G_N_ELEMENTS (thinks))];
      right = join (self, RULE_RIGHT, word (self, TAG_SCONJ, "that"), clause (self, budget - 4));
      return join (self, RULE_RIGHT, people (self, TRUE, 2, NULL),
                   join (self, RULE_RIGHT, word (self, TAG_VERB, text), right));
    }

  share = budget * (30 + grammar_draw (self, 41)) / 100;
  left = clause (self, MAX (share, 5));
  if (chance (self, 15))
    self->topic = &lexicon_topics[grammar_draw (self, LEXICON_N_TOPICS)];
  right = clause (self, MAX (budget - share - 1, 5));

  return join_clauses (self, left, right);
}

/* A remark that is no sentence: "Delicious", "Not bad .", "What a splendid trip !" */
static Node *
fragment (Grammar *self, guint target)
{
  const Word *adjective = PICK (self, self->topic->adjectives);
  Node *node;

  if (target == 1)
    return chance (self, 70) ? leaf (self, TAG_ADJ, adjective->text, adjective->label)
                             : word (self, TAG_NOUN, PICK (self, self->topic->things)->text);
  if (target <= 3)
    {
      node = degree (self, adjective);
      if (chance (self, 40))
        node = join (self, RULE_NEGATE, word (self, TAG_PART, "not"), node);
      return node;
    }
  node = thing (self, target, NULL);
  if (g_str_equal (node_first_leaf (node)->word, "a") && chance (self, 50))
    node = join (self, RULE_RIGHT, word (self, TAG_DET, "what"), node);

  return node;
}

static Node *
punctuate (Grammar *self, Node *node)
{
  gboolean loud = (node->label == 0 || node->label == 4) && chance (self, 30);
  Node *mark = word (self, TAG_PUNCT, loud ? "!" : ".");

  /* The mark hangs from the root, or from the predicate. */
  if (node->word == NULL && chance (self, 25))
    {
      node->right = join (self, RULE_LEFT, node->right, mark);
      return node;
    }

  return join (self, RULE_LEFT, node, mark);
}

static void
capitalize (Grammar *self, Node *node)
{
  Node *first = node_first_leaf (node);
  g_autofree char *text = g_strdup (first->word);

  text[0] = g_ascii_toupper (text[0]);
  first->word = g_string_chunk_insert_const (self->words, text);
}

Node *
grammar_sentence (Grammar *self, guint target)
{
  Node *node;

  g_ptr_array_set_size (self->nodes, 0);
  self->topic = &lexicon_topics[grammar_draw (self, LEXICON_N_TOPICS)];
  if (target <= 3 || (target <= 7 && chance (self, 40)))
    node = fragment (self, target);
  else
    node = clause (self, target - 1);
  if (target > 1)
    node = punctuate (self, node);
  capitalize (self, node);

  return node;
}
