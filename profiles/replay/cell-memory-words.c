/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a cell's memory. Batches and operands are counted from 1. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "profiles/replay/cell-memory-private.h"
#include "profiles/tables/bytes.h"

#define MAX_NAMED 8 /* variables in a sentence */

/* A number stays with its unit at the end of a line. */
static void
write_bytes (char buffer[48], guint64 bytes)
{
  char text[40], *space;

  bs_bytes_write (text, bytes);
  space = strchr (text, ' ');
  *space = '\0';
  g_snprintf (buffer, 48, "%s\u00a0%s", text, space + 1);
}

char *
bs_cell_memory_batch_text (const BsCellMemory *self, const BsCellPlan *plan, guint32 batch)
{
  g_return_val_if_fail (batch < plan->n_batches, NULL);

  /* Translators: an inner batch: its number, the sign of its operations, and how many there are */
  return g_strdup_printf (_ ("b%u %s × %u"), batch + 1, bs_op_sign (plan->batches[batch].kind),
                          plan->batches[batch].n);
}

static const BsPlanConstraint *
get_constraint (const BsCellMemory *self, guint32 reduction)
{
  return &self->after->constraints[bs_plan_replay_get (self->replay, reduction)->constraint];
}

char *
bs_cell_memory_reduction_title (const BsCellMemory *self, guint32 reduction)
{
  const BsPlanConstraint *constraint = get_constraint (self, reduction);
  guint batch = constraint->batch + 1;

  switch (bs_plan_replay_get (self->replay, reduction)->fate)
    {
    case BS_REDUCTION_DIRECTED:
      return g_strdup (_ ("directions"));
    case BS_REDUCTION_RUNS:
      return g_strdup_printf (_ ("runs of b%u"), batch);
    default:
      break;
    }
  if (constraint->step == BS_PLAN_BROADCAST)
    return constraint->operand < 0
               ? g_strdup_printf (_ ("also results b%u"), batch)
               : g_strdup_printf (_ ("also operand %d of b%u"), constraint->operand + 1, batch);

  return constraint->operand < 0
             ? g_strdup_printf (_ ("results b%u"), batch)
             : g_strdup_printf (_ ("operand %d of b%u"), constraint->operand + 1, batch);
}

static void
append_labels (const BsCellMemory *self, GString *out, const guint16 *members, guint32 n,
               const char *separator)
{
  for (guint32 i = 0; i < n; i++)
    {
      if (i == MAX_NAMED * 4)
        {
          g_string_append (out, " \u2026");
          return;
        }
      g_string_append_printf (out, "%s%s", i > 0 ? separator : "", self->labels[members[i]]);
    }
}

char *
bs_cell_memory_reduction_members (const BsCellMemory *self, guint32 reduction)
{
  const BsReduction *of = bs_plan_replay_get (self->replay, reduction);
  GString *out;
  const guint16 *members;
  guint32 n;

  if (of->fate == BS_REDUCTION_DIRECTED)
    return g_strdup_printf (ngettext ("%u tuple", "%u tuples", of->n_constraints),
                            of->n_constraints);
  out = g_string_new (NULL);
  members = bs_plan_replay_get_members (self->replay, reduction, &n);
  append_labels (self, out, members, n, " ");

  return g_string_free (out, FALSE);
}

/* The labels of the variables that stand in a tuple more than once, or of all. */
static char *
name_members (const BsCellMemory *self, const guint16 *members, guint32 n, gboolean repeated,
              guint32 *n_named)
{
  GString *out = g_string_new (NULL);

  *n_named = 0;
  for (guint32 i = 0; i < n && *n_named < MAX_NAMED; i++)
    {
      gboolean seen = FALSE, again = !repeated;

      for (guint32 k = 0; k < n; k++)
        if (k != i && members[k] == members[i])
          {
            seen = seen || k < i;
            again = TRUE;
          }
      if (seen || !again)
        continue;
      g_string_append_printf (out, "%s%s", *n_named > 0 ? ", " : "", self->labels[members[i]]);
      ++*n_named;
    }

  return g_string_free (out, FALSE);
}

static char *
explain_conflict (const BsCellMemory *self, BsConflict conflict, const guint16 *members, guint32 n,
                  guint32 batch)
{
  g_autofree char *names = NULL;
  guint32 n_named;

  switch (conflict)
    {
    case BS_CONFLICT_REPEATED:
      names = name_members (self, members, n, TRUE, &n_named);
      if (n_named == 0)
        return g_strdup (_ ("A variable is read more than once: no order makes that contiguous."));
      return g_strdup_printf (
          ngettext ("%s is read more than once: no order makes that contiguous.",
                    "%s are each read more than once: no order makes that contiguous.", n_named),
          names);
    case BS_CONFLICT_EXTERNAL:
      return g_strdup (_ ("Inputs, outputs and parameters lie where the caller puts them."));
    case BS_CONFLICT_ADJACENCY:
      return g_strdup (_ ("No order keeps these side by side together with costlier sets."));
    case BS_CONFLICT_ALIGNMENT:
      return g_strdup_printf (_ ("Side by side, but no order suits all operands of b%u."),
                              batch + 1);
    case BS_CONFLICT_ORDER:
      return g_strdup (_ ("Not so in the final order: nothing asked for it."));
    case BS_CONFLICT_NONE:
    default:
      return NULL;
    }
}

char *
bs_cell_memory_reduction_reason (const BsCellMemory *self, guint32 reduction, guint32 n_calls)
{
  const BsReduction *of = bs_plan_replay_get (self->replay, reduction);
  const BsPlanConstraint *constraint = get_constraint (self, reduction);
  g_autofree char *why = NULL;
  char bytes[48];
  const guint16 *members;
  guint32 n;

  write_bytes (bytes, bs_plan_replay_get_bytes (self->replay, reduction, n_calls));
  members = bs_plan_replay_get_members (self->replay, reduction, &n);
  if (of->fate == BS_REDUCTION_DIRECTED)
    return g_strdup (_ ("Corresponding nodes of the tuples of each batch take the same order: no "
                        "conflict"));
  if (of->fate == BS_REDUCTION_RUNS)
    return g_strdup (_ ("Operations that read the same variable follow each other; what follows "
                        "hands that on to the other tuples of the batch"));
  if (of->kept && constraint->step == BS_PLAN_BROADCAST)
    return g_strdup_printf (_ ("The tuples of b%u stay in one order"), constraint->batch + 1);
  if (of->kept && of->fate != BS_REDUCTION_ACCEPTED)
    return g_strdup_printf (_ ("Given up, but in the end it lies so by chance: saves %s"), bytes);
  if (of->kept)
    return constraint->operand < 0
               ? g_strdup_printf (_ ("Saves a scatter of %s in each batch"), bytes)
               : g_strdup_printf (_ ("Saves a gather of %s in each batch"), bytes);

  why = explain_conflict (self, constraint->conflict, members, n, constraint->batch);
  if (why == NULL)
    why = g_strdup (_ ("The tree has no such order."));

  /* Translators: a sentence that says why */
  return constraint->operand < 0 ? g_strdup_printf (_ ("%s Stays a scatter, %s"), why, bytes)
                                 : g_strdup_printf (_ ("%s Stays a gather, %s"), why, bytes);
}

static int
compare_offsets (const BsCellPlan *plan, guint16 a, guint16 b)
{
  gint64 x = plan->variables[a].offset, y = plan->variables[b].offset;

  return (x > y) - (x < y);
}

/* A variable that lies between the first and the last of a tuple, or none. */
static const char *
find_between (const BsCellMemory *self, const BsCellPlan *plan, const guint16 *members, guint32 n)
{
  guint16 first = members[0], last = members[0];

  for (guint32 i = 1; i < n; i++)
    {
      first = compare_offsets (plan, members[i], first) < 0 ? members[i] : first;
      last = compare_offsets (plan, members[i], last) > 0 ? members[i] : last;
    }
  for (guint i = 0; i < plan->n_layout; i++)
    {
      guint16 variable = plan->layout[i];
      gboolean is_member = FALSE;

      for (guint32 k = 0; k < n; k++)
        is_member = is_member || members[k] == variable;
      if (!is_member && compare_offsets (plan, variable, first) > 0
          && compare_offsets (plan, variable, last) < 0)
        return self->labels[variable];
    }

  return NULL;
}

char *
bs_cell_memory_tuple_reason (const BsCellMemory *self, const BsCellPlan *plan, guint32 index,
                             int operand)
{
  const BsPlanBatch *batch = &plan->batches[index];
  const BsPlanTuple *tuple = bs_cell_memory_tuple (batch, operand);
  const guint16 *members = plan->members + tuple->first_member;
  const char *sign = bs_op_sign (batch->kind), *between;
  g_autofree char *names = NULL;
  guint32 n_named;

  if (!bs_cell_memory_is_copied (tuple))
    return NULL;

  names = name_members (self, members, batch->n, tuple->conflict == BS_CONFLICT_REPEATED, &n_named);
  if (tuple->conflict == BS_CONFLICT_REPEATED && n_named > 0)
    return g_strdup_printf (_ ("%s reads %s more than once"), sign, names);
  if (tuple->conflict == BS_CONFLICT_EXTERNAL)
    return operand < 0
               ? g_strdup_printf (_ ("%s writes %s, which lie outside"), sign, names)
               : g_strdup_printf (_ ("%s reads %s, of which some lie outside"), sign, names);
  between = find_between (self, plan, members, batch->n);
  if (between != NULL)
    /* Translators: an operation reads variables; another one lies between them */
    return operand < 0 ? g_strdup_printf (_ ("%s writes %s; %s is between"), sign, names, between)
                       : g_strdup_printf (_ ("%s reads %s; %s is between"), sign, names, between);

  return operand < 0 ? g_strdup_printf (_ ("%s writes %s in another order"), sign, names)
                     : g_strdup_printf (_ ("%s reads %s in another order"), sign, names);
}

/* Bytes that are copied for a reason. */
static guint64
sum_copies (const BsCellPlan *plan, BsConflict conflict)
{
  guint64 bytes = 0;

  for (guint b = 0; b < plan->n_batches; b++)
    for (int k = -1; k < (int) plan->batches[b].n_operands; k++)
      {
        const BsPlanTuple *tuple = bs_cell_memory_tuple (&plan->batches[b], k);

        if (bs_cell_memory_is_copied (tuple) && tuple->conflict == conflict)
          bytes += tuple->bytes;
      }

  return bytes;
}

char *
bs_cell_memory_advice (const BsCellMemory *self, guint32 n_calls)
{
  const BsCellPlan *plan = self->after;
  guint64 all = plan->gather_bytes + plan->scatter_bytes;
  guint64 repeated = sum_copies (plan, BS_CONFLICT_REPEATED);
  guint64 external = sum_copies (plan, BS_CONFLICT_EXTERNAL);
  char text[48];

  if (plan->n_gathers + plan->n_scatters == 0)
    return NULL;
  if (plan->planner != BS_PLANNER_FULL && repeated + external > 0)
    {
      write_bytes (text, bs_cell_memory_times (repeated + external, n_calls));
      return g_strdup_printf (
          _ ("The planner “full” reads what is repeated with stride 0 and places "
             "inputs and outputs: that can save %s of these copies."),
          text);
    }
  write_bytes (text, bs_cell_memory_times (all, n_calls));
  if (plan->planner == BS_PLANNER_CREATION)
    return g_strdup_printf (
        _ ("Nothing was planned: the planner “published” or “full” can save some "
           "of these %s."),
        text);

  return g_strdup_printf (
      _ ("The %s that are still copied are in the way of costlier operands: other "
         "orders cost as much or more."),
      text);
}
