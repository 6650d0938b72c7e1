/* SPDX-License-Identifier: Apache-2.0 */
/* Finds events of a trace by what people write. */
#include "config.h"

#include "profiles/query/event-search.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/query/predicate.h"

#define CHECK_EVERY 65536

typedef struct
{
  gboolean by_length, longer;
  double ns;
  guint32 phases;
  guint8 *decisions; /* (nullable) [n_decisions + 1] */
} Wanted;

static gboolean
parse_length (const char *text, Wanted *wanted)
{
  static const struct
  {
    const char *unit;
    double ns;
  } units[] = { { "ns", 1 },   { "µs", 1e3 }, { "μs", 1e3 }, { "us", 1e3 },
                { "ms", 1e6 }, { "s", 1e9 },  { "", 1e3 } };
  char *end;

  if (*text != '<' && *text != '>')
    return FALSE;

  wanted->by_length = TRUE;
  wanted->longer = *text++ == '>';
  text += *text == '=';
  wanted->ns = g_ascii_strtod (text, &end);
  if (end == text || !(wanted->ns >= 0))
    return FALSE;
  while (*end == ' ')
    end++;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (end, units[i].unit))
      {
        wanted->ns *= units[i].ns;
        return TRUE;
      }

  return FALSE;
}

static gboolean
has_word (const char *name, const char *word)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);

  return strstr (folded, word) != NULL;
}

/* What the names of phases, types and cells have in common with @text. Returns: whether there is any. */
static gboolean
match_names (const BsTrace *trace, const char *text, Wanted *wanted)
{
  g_autofree char *word = g_utf8_casefold (text, -1);
  g_autofree gboolean *types = g_new0 (gboolean, trace->types->n_types + 1);
  gboolean any = FALSE;

  for (guint k = 0; k < BS_N_PHASES; k++)
    if (has_word (bs_phase_to_string (k), word))
      wanted->phases |= 1u << k;
  for (guint i = 0; i < trace->types->n_types; i++)
    {
      guint cell = bs_trace_get_cell (trace, i);

      types[i] = has_word (trace->types->types[i].name, word)
                 || (cell != BS_NO_CELL && has_word (trace->cells[cell], word));
      any = any || types[i];
    }
  if (any)
    {
      wanted->decisions = g_new0 (guint8, (gsize) trace->n_decisions + 1);
      for (guint32 i = 0; i < trace->n_decisions; i++)
        wanted->decisions[i + 1] = (guint8) types[trace->decisions[i].type];
    }

  return any || wanted->phases != 0;
}

static gboolean
match_decisions (const BsTrace *trace, const char *text, Wanted *wanted, GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (BsPredicate) predicate = bs_predicate_new (text, error);
  g_autoptr (GArray) found = NULL;

  if (predicate == NULL)
    return FALSE;
  found = bs_predicate_find_all (predicate, trace, cancellable, error);
  if (found == NULL)
    return FALSE;

  wanted->decisions = g_new0 (guint8, (gsize) trace->n_decisions + 1);
  for (guint i = 0; i < found->len; i++)
    wanted->decisions[g_array_index (found, guint32, i)] = 1;
  return TRUE;
}

static gboolean
is_wanted (const Wanted *self, const BsEvent *event, guint32 n_decisions)
{
  if (self->by_length)
    {
      double ns = (double) event->end_ns - (double) event->start_ns;

      return self->longer ? ns > self->ns : ns < self->ns;
    }

  return (self->phases >> event->phase & 1)
         || (self->decisions != NULL && event->decision <= n_decisions
             && self->decisions[event->decision]);
}

GArray *
bs_event_search (const BsTrace *trace, const char *text, guint64 *n_all, GCancellable *cancellable,
                 GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree guint8 *decisions = NULL;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  Wanted wanted = { 0 };
  BsEventIter iter;
  BsEvent event;
  guint64 n = 0;

  if (*stripped == '<' || *stripped == '>')
    {
      if (!parse_length (stripped, &wanted))
        {
          g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX,
                       _ ("“%s” is no length; write one such as > 50 µs"), stripped);
          return NULL;
        }
    }
  else if (*stripped == '\0' || !match_names (trace, stripped, &wanted))
    {
      g_autoptr (GError) own = NULL;

      if (!match_decisions (trace, stripped, &wanted, cancellable, &own))
        {
          if (g_error_matches (own, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            g_propagate_error (error, g_steal_pointer (&own));
          else
            g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                         _ ("No type, cell or phase is called “%s”, nor is it a condition on "
                            "decisions: %s"),
                         stripped, own != NULL ? own->message : "");
          return NULL;
        }
    }
  decisions = wanted.decisions;

  bs_event_iter_init (&iter, trace);
  for (guint32 i = 0; bs_event_iter_next (&iter, &event); i++)
    {
      if (i % CHECK_EVERY == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (!is_wanted (&wanted, &event, trace->n_decisions))
        continue;
      if (n++ < BS_EVENT_SEARCH_MAX)
        g_array_append_val (found, i);
    }
  if (n_all != NULL)
    *n_all = n;

  return g_steal_pointer (&found);
}
