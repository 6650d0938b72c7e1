/* SPDX-License-Identifier: Apache-2.0 */
/* What the Debug page says of a decision, against what the command line says of it. */
#include "config.h"

#include "tests/window/shown-decision.h"

#include <math.h>
#include <string.h>

/* A true minus and thin spaces are for people. */
char *
shown_decision_plain (const char *text)
{
  g_auto (GStrv) minus = g_strsplit (text, "\342\210\222", -1);
  g_autofree char *dashed = g_strjoinv ("-", minus);
  g_auto (GStrv) spaces = g_strsplit (dashed, "\342\200\257", -1);

  return g_strjoinv ("", spaces);
}

static const BsSeen *
nth (GPtrArray *seen, guint i)
{
  return i < seen->len ? g_ptr_array_index (seen, i) : NULL;
}

/* Adds to @problems unless a label inside @panel says exactly @text. */
static void
want_label (GPtrArray *seen, const BsSeen *panel, const char *text, GString *problems)
{
  for (guint i = bs_seen_index (seen, panel); i < bs_seen_end (seen, panel); i++)
    if (g_str_equal (nth (seen, i)->name, text))
      return;

  g_string_append_printf (problems, "nothing says “%s”\n", text);
}

/* The state is drawn as chips: who hears the picture, hears it whole. */
static void
want_state (GPtrArray *seen, const BsSeen *panel, const char *state, GString *problems)
{
  for (guint i = bs_seen_index (seen, panel); i < bs_seen_end (seen, panel); i++)
    if (nth (seen, i)->role == ATSPI_ROLE_IMAGE && g_str_equal (nth (seen, i)->name, "State"))
      {
        if (!g_str_equal (nth (seen, i)->description, state))
          g_string_append_printf (problems, "the state is “%s”, not “%s”\n",
                                  nth (seen, i)->description, state);
        return;
      }

  g_string_append (problems, "there is no state\n");
}

static char *
score_text (JsonObject *row)
{
  JsonNode *node = json_object_get_member (row, "score");
  char *text;

  if (node == NULL || json_node_is_null (node))
    return g_strdup ("\342\200\223");

  text = g_strdup_printf ("%.2f", json_node_get_double (node));
  if (g_str_equal (text, "-0.00"))
    memmove (text, text + 1, strlen (text));
  return text;
}

static void
want_frontier (GPtrArray *seen, JsonArray *rows, GString *problems)
{
  const BsSeen *list = NULL;
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  guint n_columns, n_rows = json_array_get_length (rows);

  for (guint i = 0; i < seen->len && list == NULL; i++)
    if (nth (seen, i)->role != ATSPI_ROLE_LABEL && g_str_equal (nth (seen, i)->name, "Frontier")
        && bs_seen_end (seen, nth (seen, i)) > i + 5)
      list = nth (seen, i);
  if (list == NULL)
    {
      g_string_append (problems, "there is no frontier\n");
      return;
    }

  /* Of each cell what its first label says: type, ready, ρ, score where there are any, where it ends. */
  for (guint i = bs_seen_index (seen, list) + 1; i < bs_seen_end (seen, list); i++)
    if (nth (seen, i)->role == ATSPI_ROLE_TABLE_CELL)
      {
        guint k = i + 1;

        while (k < bs_seen_end (seen, nth (seen, i)) && nth (seen, k)->role != ATSPI_ROLE_LABEL)
          k++;
        g_ptr_array_add (cells, k < bs_seen_end (seen, nth (seen, i))
                                    ? shown_decision_plain (nth (seen, k)->name)
                                    : g_strdup (""));
      }
  n_columns = n_rows > 0 ? cells->len / n_rows : 0;
  if (n_columns < 5 || cells->len != n_rows * n_columns)
    {
      g_string_append_printf (problems, "the frontier has %u cells\n", cells->len);
      return;
    }

  for (guint r = 0; r < n_rows; r++)
    {
      JsonObject *row = json_array_get_object_element (rows, r);
      g_autofree char *ready = g_strdup_printf ("%" G_GINT64_FORMAT,
                                                json_object_get_int_member (row, "ready"));
      g_autofree char *rho = g_strdup_printf ("%.2f", json_object_get_double_member (row, "rho"));
      g_autofree char *score = score_text (row);
      const char *const wanted[] = { json_object_get_string_member (row, "type"), ready, rho,
                                     score };

      for (guint c = 0; c < (n_columns > 5 ? 4 : 3); c++)
        {
          const char *said = g_ptr_array_index (cells, r * n_columns + c);

          if (!g_str_equal (said, wanted[c]))
            g_string_append_printf (problems, "frontier row %u column %u says “%s”, not “%s”\n", r,
                                    c, said, wanted[c]);
        }
    }
}

double
shown_decision_number (BsReader *reader, GPtrArray *seen)
{
  const BsSeen *spin = bs_seen_find (seen, ATSPI_ROLE_SPIN_BUTTON, "Decision");

  return spin != NULL ? bs_reader_get_value (reader, spin) : NAN;
}

char *
shown_decision_compare (BsReader *reader, GPtrArray *seen, JsonObject *expected)
{
  GString *problems = g_string_new (NULL);
  const BsSeen *panel = bs_seen_find (seen, -1, "Why this batch?");
  const BsSeen *strip = bs_seen_find (seen, -1, "Decision strip");
  gint64 decision = json_object_get_int_member (expected, "decision");
  const char *type = json_object_get_string_member (expected, "type");
  gint64 size = json_object_get_int_member (expected, "batch_size");
  double number = shown_decision_number (reader, seen);
  g_autofree char *title = NULL, *sentence = NULL, *described = NULL;

  if (number != (double) decision)
    g_string_append_printf (problems, "the decision is %g\n", number);

  while (panel != NULL && panel->role == ATSPI_ROLE_LABEL)
    {
      guint next = bs_seen_index (seen, panel) + 1;

      for (panel = NULL; next < seen->len && panel == NULL; next++)
        if (g_str_equal (nth (seen, next)->name, "Why this batch?"))
          panel = nth (seen, next);
    }
  if (panel == NULL)
    {
      g_string_append (problems, "there is no reason panel\n");
      return g_string_free (problems, FALSE);
    }

  if (size < 1000)
    {
      title = g_strdup_printf ("%s × %" G_GINT64_FORMAT, type, size);
    }
  else
    {
      title = g_strdup_printf ("%s × %" G_GINT64_FORMAT "\342\200\257%03" G_GINT64_FORMAT, type,
                               size / 1000, size % 1000);
    }
  want_label (seen, panel, title, problems);
  want_label (seen, panel, json_object_get_string_member (expected, "reason_text"), problems);
  want_state (seen, panel, json_object_get_string_member (expected, "state"), problems);
  want_frontier (seen, json_object_get_array_member (expected, "frontier"), problems);

  sentence = g_strdup_printf ("Decision %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT, decision,
                              json_object_get_int_member (expected, "n_decisions"));
  described = strip != NULL ? shown_decision_plain (strip->description) : g_strdup ("nothing");
  if (!g_str_has_prefix (described, sentence))
    g_string_append_printf (problems, "the strip says “%s”, not “%s…”\n", described, sentence);

  return g_string_free (problems, FALSE);
}
