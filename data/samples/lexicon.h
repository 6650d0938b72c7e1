/* SPDX-License-Identifier: Apache-2.0 */
/* The words of the sample grammar, by topic, with their sentiments. */
#pragma once

#include <glib.h>

typedef struct
{
  const char *text;
  guint label;
} Word;

typedef enum
{
  NUMBER_SINGULAR,
  NUMBER_PLURAL,
  NUMBER_MASS
} Number;

typedef struct
{
  const char *text;
  Number number;
} Noun;

/* Past and base form: "we repaired it", "we did not repair it". */
typedef struct
{
  const char *past;
  const char *base;
  guint label;
} Verb;

/* "in the shed"; without a determiner, "at noon". */
typedef struct
{
  const char *preposition;
  const char *determiner;
  const char *noun;
} Phrase;

/* Every list ends with an entry of zeros. */
typedef struct
{
  const Noun *things;
  const Word *adjectives;
  const Verb *deeds;   /* what people do to the things */
  const Verb *happens; /* what the things do */
  const Phrase *places;
  gboolean owned; /* whether "my" makes sense before the things */
} Topic;

#define LEXICON_N_TOPICS 4

extern const Topic lexicon_topics[LEXICON_N_TOPICS];
extern const Noun lexicon_people[];
extern const Noun lexicon_pronouns[];
extern const Verb lexicon_opinions[];
extern const Word lexicon_feelings[];
extern const Word lexicon_manners[];
extern const Word lexicon_intensifiers[];
extern const Word lexicon_diminishers[];
extern const Word lexicon_judgements[];
extern const Phrase lexicon_times[];
