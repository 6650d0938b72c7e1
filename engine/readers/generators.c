/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs made up from a seed. */
#include "config.h"

#include "engine/readers/generators.h"

#include <inttypes.h>

#include <glib/gi18n-lib.h>

#include "engine/corpus-builder.h"
#include "engine/error.h"
#include "engine/random.h"
#include "engine/readers/dag-reader.h"
#include "engine/readers/tree-reader.h"
#include "engine/type-table.h"

#define MAX_NUMBERS 4

/* More elements are mistakes: refused before memory runs out. */
#define MAX_ELEMENTS (G_GUINT64_CONSTANT (1) << 26)

/* Most operands are among so many nodes just before. */
#define NEAR 8

typedef BsCorpus *(*Generate) (const BsStructure *structure, const guint32 *numbers, guint64 seed,
                               GError **error);

static gboolean
check_size (guint64 inputs, guint64 elements_each, GError **error)
{
  if (elements_each <= MAX_ELEMENTS / inputs)
    return TRUE;
  g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
               _ ("%" PRIu64 " inputs of %" PRIu64 " elements each are too many; there can be "
                  "%" PRIu64 " in all"),
               inputs, elements_each, MAX_ELEMENTS);

  return FALSE;
}

static guint32
draw_operand (BsRandom *random, guint32 node)
{
  guint32 reach = bs_random_below (random, 4) > 0 ? MIN (node, NEAR) : node;

  return node - 1 - bs_random_below (random, reach);
}

enum
{
  DAG_INPUTS,
  DAG_NODES,
  DAG_KINDS,
  DAG_OPERANDS
};

static BsCorpus *
generate_random_dag (const BsStructure *structure, const guint32 *numbers, guint64 seed,
                     GError **error)
{
  g_auto (BsCorpusBuilder) builder = { 0 };
  guint32 n_nodes = numbers[DAG_NODES], n_kinds = numbers[DAG_KINDS];
  BsRandom random;
  BsCorpus *corpus;

  if (!check_size (numbers[DAG_INPUTS], n_nodes * (1 + (guint64) numbers[DAG_OPERANDS]), error))
    return NULL;
  if (n_kinds > BS_MAX_TYPES)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("%u kinds are too many; there can be %u"),
                   n_kinds, BS_MAX_TYPES);
      return NULL;
    }

  bs_corpus_builder_init (&builder, structure);
  bs_random_init (&random, seed);
  for (guint32 i = 0; i < numbers[DAG_INPUTS]; i++)
    {
      bs_corpus_builder_add_input (&builder, 0);
      for (guint32 v = 0; v < n_nodes; v++)
        {
          guint32 values[] = { [BS_DAG_KIND] = bs_random_below (&random, n_kinds),
                               [BS_DAG_ID] = bs_random_below (&random, BS_GENERATED_WORDS) };
          guint32 n = v > 0 ? bs_random_below (&random, numbers[DAG_OPERANDS] + 1) : 0;
          guint32 node;

          if (n > 0)
            values[BS_DAG_ID] = BS_NO_ELEMENT;
          node = bs_corpus_builder_add (&builder, BS_DAG_NODES, values);
          for (guint32 k = 0; k < n; k++)
            {
              guint32 operand = node - v + draw_operand (&random, v);

              bs_corpus_builder_add (&builder, BS_DAG_INPUTS, &operand);
            }
        }
    }
  corpus = bs_corpus_builder_finish (&builder);
  corpus->vocabularies[BS_DAG_KINDS].n = n_kinds;
  corpus->vocabularies[BS_DAG_IDS].n = BS_GENERATED_WORDS;

  return corpus;
}

enum
{
  TREE_INPUTS,
  TREE_DEPTH
};

static guint32
add_tree_node (BsCorpusBuilder *builder, BsRandom *random, guint32 left, guint32 right)
{
  gboolean leaf = left == BS_NO_ELEMENT;
  const guint32 values[] = {
    [BS_TREE_LEAF] = leaf,
    [BS_TREE_LEFT] = left,
    [BS_TREE_RIGHT] = right,
    [BS_TREE_WORD] = leaf ? bs_random_below (random, BS_GENERATED_WORDS) : BS_NO_ELEMENT,
    [BS_TREE_LABEL] = bs_random_below (random, BS_GENERATED_LABELS),
    [BS_TREE_COIN] = 0,
  };

  return bs_corpus_builder_add (builder, BS_TREE_NODES, values);
}

static BsCorpus *
generate_perfect_tree (const BsStructure *structure, const guint32 *numbers, guint64 seed,
                       GError **error)
{
  g_auto (BsCorpusBuilder) builder = { 0 };
  guint32 depth = numbers[TREE_DEPTH], waiting[32]; /* finished nodes without a parent yet */
  BsRandom random;
  BsCorpus *corpus;

  if (depth >= G_N_ELEMENTS (waiting))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("trees of depth %u are too large: a tree has 2^depth leaves"), depth);
      return NULL;
    }
  if (!check_size (numbers[TREE_INPUTS], (G_GUINT64_CONSTANT (2) << depth) - 1, error))
    return NULL;

  bs_corpus_builder_init (&builder, structure);
  bs_random_init (&random, seed);
  for (guint32 i = 0; i < numbers[TREE_INPUTS]; i++)
    {
      guint32 first = builder.corpus->sets[BS_TREE_NODES].n, n = 0;

      bs_corpus_builder_add_input (&builder, 0);
      for (guint32 leaf = 0; leaf < 1u << depth; leaf++)
        {
          waiting[n++] = add_tree_node (&builder, &random, BS_NO_ELEMENT, BS_NO_ELEMENT);
          /* Each trailing 1 of its number is a subtree that this leaf completes. */
          for (guint32 ends = leaf; ends & 1; ends >>= 1, n--)
            waiting[n - 2] = add_tree_node (&builder, &random, waiting[n - 2], waiting[n - 1]);
        }
      bs_tree_toss_coins (builder.corpus, i, first);
    }
  corpus = bs_corpus_builder_finish (&builder);
  corpus->vocabularies[BS_TREE_WORDS].n = BS_GENERATED_WORDS;
  corpus->vocabularies[BS_TREE_LABELS].n = BS_GENERATED_LABELS;

  return corpus;
}

static const struct
{
  const char *name, *structure;
  Generate generate;
  const char *names[MAX_NUMBERS + 1];
  guint32 least[MAX_NUMBERS];
} generators[] = {
  { "random-dag",
    "dag",
    generate_random_dag,
    { "inputs", "nodes", "kinds", "operands", NULL },
    { 1, 1, 1, 0 } },
  { "perfect-tree", "tree", generate_perfect_tree, { "inputs", "depth", NULL }, { 1, 0 } },
};

/* Returns: its index in the table, or -1 */
static int
find (const char *generator)
{
  for (guint i = 0; i < G_N_ELEMENTS (generators); i++)
    if (g_str_equal (generators[i].name, generator))
      return (int) i;

  return -1;
}

const char *const *
bs_generator_names (const char *generator)
{
  int index = find (generator);

  return index < 0 ? NULL : generators[index].names;
}

const BsStructure *
bs_generator_structure (const char *generator)
{
  int index = find (generator);

  return index < 0 ? NULL : bs_structure_find (generators[index].structure);
}

static gboolean
collect (guint generator, const char *const *names, const guint32 *values, guint n,
         guint32 *numbers, GError **error)
{
  const char *const *taken = generators[generator].names;
  const char *name = generators[generator].name;
  g_autofree char *list = g_strjoinv (", ", (char **) taken);
  gboolean given[MAX_NUMBERS] = { FALSE };

  for (guint i = 0; i < n; i++)
    {
      guint k = 0;

      while (taken[k] != NULL && !g_str_equal (taken[k], names[i]))
        k++;
      if (taken[k] == NULL)
        g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("%s has no number “%s”; it takes %s"),
                     name, names[i], list);
      else if (given[k])
        g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX, _ ("%s has “%s” twice; it takes %s"), name,
                     names[i], list);
      else if (values[i] < generators[generator].least[k])
        g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("%s needs at least %u %s, not %u"), name,
                     generators[generator].least[k], names[i], values[i]);
      else
        {
          given[k] = TRUE;
          numbers[k] = values[i];
          continue;
        }
      return FALSE;
    }
  for (guint k = 0; taken[k] != NULL; k++)
    if (!given[k])
      {
        g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX, _ ("%s lacks the number “%s”; it takes %s"),
                     name, taken[k], list);
        return FALSE;
      }

  return TRUE;
}

BsCorpus *
bs_corpus_generate (const char *generator, const char *const *names, const guint32 *values, guint n,
                    guint64 seed, GError **error)
{
  int index = find (generator);
  guint32 numbers[MAX_NUMBERS];

  if (index < 0)
    {
      g_autoptr (GString) known = g_string_new (NULL);

      for (guint i = 0; i < G_N_ELEMENTS (generators); i++)
        g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", generators[i].name);
      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("There is no generator “%s”; known: %s"),
                   generator, known->str);
      return NULL;
    }
  if (!collect ((guint) index, names, values, n, numbers, error))
    return NULL;

  return generators[index].generate (bs_structure_find (generators[index].structure), numbers, seed,
                                     error);
}
