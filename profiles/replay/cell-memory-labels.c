/* SPDX-License-Identifier: Apache-2.0 */
/* Short names for the variables of a cell. */
#include "config.h"

#include <string.h>

#include "profiles/replay/cell-memory-private.h"

#define MAX_LABEL 3 /* characters of a name that is short already */
#define MAX_PATH 8  /* readers on the way to one with such a name */

static const struct
{
  const char *sign;   /* of a batch */
  const char *prefix; /* of a variable */
} signs[BS_N_OP_KINDS] = {
  [BS_OP_INPUT] = { "in", "in" },
  [BS_OP_LOOKUP] = { "look-up", "l" },
  [BS_OP_CONCAT] = { "concat", "|" },
  [BS_OP_PRODUCT] = { "mm", "m" },
  [BS_OP_APPLY] = { "apply", "a" },
  [BS_OP_BIAS] = { "bias", "+" },
  [BS_OP_ADD] = { "add", "+" },
  [BS_OP_SUBTRACT] = { "sub", "\u2212" },
  [BS_OP_MULTIPLY] = { "mul", "\u00d7" },
  [BS_OP_SIGMOID] = { "\u03c3", "\u03c3" },
  [BS_OP_TANH] = { "\u03c4", "\u03c4" },
  [BS_OP_RELU] = { "relu", "r" },
  [BS_OP_ONE_MINUS] = { "1\u2212", "1\u2212" },
  [BS_OP_SCALE] = { "scale", "s" },
  [BS_OP_LOSS] = { "loss", "L" },
  [BS_OP_SUM] = { "\u03a3", "\u03a3" },
  [BS_OP_MEAN] = { "mean", "\u00f8" },
};

const char *
bs_op_sign (BsOpKind kind)
{
  g_return_val_if_fail ((guint) kind < BS_N_OP_KINDS, "?");

  return signs[kind].sign;
}

typedef struct
{
  const BsCellPlan *plan;
  guint32 *batch;  /* [n_variables] that computes it, or G_MAXUINT32 */
  guint16 *place;  /* [n_variables] where in that batch */
  guint16 *reader; /* [n_variables] the first result made of it; itself: none */
} Labels;

static gboolean
is_short (const char *name)
{
  return g_utf8_strlen (name, -1) <= MAX_LABEL && strchr (name, ' ') == NULL;
}

static void
find_makers (Labels *self)
{
  const BsCellPlan *plan = self->plan;

  for (guint i = 0; i < plan->n_variables; i++)
    {
      self->batch[i] = G_MAXUINT32;
      self->reader[i] = (guint16) i;
    }
  for (guint b = plan->n_batches; b-- > 0;)
    for (guint i = 0; i < plan->batches[b].n; i++)
      {
        const BsPlanBatch *batch = &plan->batches[b];
        guint16 result = plan->members[batch->result.first_member + i];

        self->batch[result] = b;
        self->place[result] = (guint16) i;
        for (guint k = 0; k < batch->n_operands; k++)
          self->reader[plan->members[batch->operands[k].first_member + i]] = result;
      }
}

/* The name of what it is for: the nearest result made of it that has a short one. */
static const char *
find_purpose (const Labels *self, guint16 variable)
{
  for (guint i = 0; i < MAX_PATH && self->reader[variable] != variable; i++)
    {
      variable = self->reader[variable];
      if (is_short (self->plan->variables[variable].name))
        return self->plan->variables[variable].name;
    }

  return "";
}

/* The parameter that the operation reads, its last operand. */
static const char *
find_parameter (const Labels *self, guint16 variable)
{
  const BsPlanBatch *batch = &self->plan->batches[self->batch[variable]];
  const BsPlanVariable *last;

  if (batch->n_operands == 0)
    return NULL;
  last =
      &self->plan->variables[self->plan->members[batch->operands[batch->n_operands - 1].first_member
                                                 + self->place[variable]]];

  return last->kind == BS_VARIABLE_PARAMETER && is_short (last->name) ? last->name : NULL;
}

static char *
shorten (const char *name)
{
  g_autofree char *begin = NULL;

  if (g_utf8_strlen (name, -1) <= MAX_LABEL + 1)
    return g_strdup (name);

  begin = g_utf8_substring (name, 0, MAX_LABEL);

  return g_strconcat (begin, "\u2026", NULL);
}

static char *
make_label (const Labels *self, guint16 variable)
{
  const char *name = self->plan->variables[variable].name, *parameter;
  g_auto (GStrv) words = g_strsplit (name, " ", -1);
  g_autofree char *joined = g_strjoinv ("", words);
  BsOpKind kind;

  if (is_short (name))
    return g_strdup (name);
  if (is_short (joined) || self->batch[variable] == G_MAXUINT32)
    return shorten (joined);
  kind = self->plan->batches[self->batch[variable]].kind;
  parameter = find_parameter (self, variable);
  if (parameter != NULL)
    return g_strconcat (kind == BS_OP_PRODUCT ? "" : signs[kind].prefix, parameter, NULL);

  return g_strconcat (signs[kind].prefix, find_purpose (self, variable), NULL);
}

/* The same again gets a small number. */
static void
make_unique (char **label, GHashTable *taken)
{
  g_autofree char *wanted = g_strdup (*label);

  for (guint i = 2; g_hash_table_contains (taken, *label); i++)
    {
      g_autofree char *digits = g_strdup_printf ("%u", i);
      GString *numbered = g_string_new (wanted);

      for (const char *digit = digits; *digit != '\0'; digit++)
        g_string_append_unichar (numbered, 0x2080 + (gunichar) (*digit - '0'));
      g_free (*label);
      *label = g_string_free (numbered, FALSE);
    }
}

char **
bs_cell_memory_make_labels (const BsCellPlan *plan)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint32 *batch = g_new (guint32, plan->n_variables + 1);
  g_autofree guint16 *place = g_new0 (guint16, plan->n_variables + 1);
  g_autofree guint16 *reader = g_new (guint16, plan->n_variables + 1);
  char **labels = g_new0 (char *, plan->n_variables + 1);
  Labels self = { plan, batch, place, reader };

  find_makers (&self);
  for (guint i = 0; i < plan->n_variables; i++)
    {
      labels[i] = make_label (&self, (guint16) i);
      make_unique (&labels[i], taken);
      g_hash_table_add (taken, labels[i]);
    }

  return labels;
}
