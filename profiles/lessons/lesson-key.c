/* SPDX-License-Identifier: Apache-2.0 */
/* The answers to a question, worked out by the engine. */
#include "config.h"

#include "profiles/lessons/lesson-key.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "engine/planning/pq-tree.h"
#include "profiles/lessons/lesson-search.h"

/* Where a file does not say how exact an answer has to be: of whole numbers, of others. */
#define WITHIN_WHOLE 1e-9
#define WITHIN_REAL 0.0051

typedef struct
{
  BsLessonRuns *runs;
  const BsLesson *lesson;
  const BsLessonStep *step;
  const BsLessonQuestion *question;
  GCancellable *cancellable;
  BsLessonKey *key;
} Work;

static void
option_free (gpointer data)
{
  BsLessonOption *self = data;

  g_free (self->text);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

void
bs_lesson_key_free (BsLessonKey *self)
{
  g_ptr_array_unref (self->options);
  g_free (self->expected_text);
  g_free (self->unit);
  g_free (self->prompt);
  g_free (self->explain);
  g_free (self);
}

static BsLessonOption *
add_option (BsLessonKey *self, const char *text, guint type, gboolean right)
{
  BsLessonOption *option = g_new0 (BsLessonOption, 1);

  *option = (BsLessonOption){ .text = g_strdup (text), .type = type, .right = right };
  g_ptr_array_add (self->options, option);
  return option;
}

static const BsTrace *
get_trace (const Work *self)
{
  return self->runs->traces[self->step->run];
}

static char *
ready_text (const BsCandidate *candidate)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u ready", "%u ready", candidate->ready),
                          candidate->ready);
}

static char *
ratio_text (const BsCandidate *candidate)
{
  g_autofree char *rho = bs_rho_to_string (bs_candidate_rho (candidate));

  return g_strdup_printf (_ ("%u ready, ρ = %u / %u = %s"), candidate->ready, candidate->ready,
                          candidate->reachable, rho);
}

static gboolean
check_candidates (const Work *self, const BsTraceDecision *decision, GError **error)
{
  if (decision->n_candidates >= 2)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
               _ ("Decision %u has nothing to choose from: fewer than two types are ready"),
               self->step->from);
  return FALSE;
}

/* Which ready type keeps the fewest batches possible: a search says so. */
static gboolean
solve_next (const Work *self, GError **error)
{
  const BsTrace *trace = get_trace (self);
  const BsTraceDecision *decision = bs_trace_decision (trace, self->step->from);
  const BsCandidate *candidates = bs_trace_candidates (trace, self->step->from);
  g_autofree guint32 *totals = g_new (guint32, MAX (decision->n_candidates, 1));
  guint32 best = G_MAXUINT32;

  if (!check_candidates (self, decision, error))
    return FALSE;

  for (guint i = 0; i < decision->n_candidates; i++)
    {
      if (!bs_lesson_search_after (trace, self->step->from, candidates[i].type, &totals[i],
                                   self->cancellable, error))
        return FALSE;
      best = MIN (best, totals[i]);
    }
  for (guint i = 0; i < decision->n_candidates; i++)
    {
      BsLessonOption *option = add_option (self->key, trace->types->types[candidates[i].type].name,
                                           candidates[i].type, totals[i] == best);
      g_autofree char *ratio = ratio_text (&candidates[i]);

      option->before = ready_text (&candidates[i]);
      option->after = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "%s; %u batch in all", "%s; %u batches in all", totals[i]),
          ratio, totals[i]);
    }

  return TRUE;
}

static gboolean
solve_policy (const Work *self, GError **error)
{
  const BsTrace *trace = get_trace (self);
  const BsTraceDecision *decision = bs_trace_decision (trace, self->step->from);
  const BsCandidate *candidates = bs_trace_candidates (trace, self->step->from);
  gboolean safe = self->question->kind == BS_LESSON_ASKS_SAFE;

  if (!check_candidates (self, decision, error))
    return FALSE;

  self->key->several = safe;
  for (guint i = 0; i < decision->n_candidates; i++)
    {
      const BsCandidate *candidate = &candidates[i];
      BsLessonOption *option = add_option (
          self->key, trace->types->types[candidate->type].name, candidate->type,
          safe ? candidate->ready == candidate->reachable : candidate->type == decision->type);

      option->before = ready_text (candidate);
      option->after = ratio_text (candidate);
    }

  return TRUE;
}

static gboolean
solve_fewest (const Work *self, GError **error)
{
  guint32 best = G_MAXUINT32;

  for (guint i = 0; i < self->question->runs->len; i++)
    best = MIN (best,
                self->runs->traces[g_array_index (self->question->runs, guint, i)]->n_decisions);
  for (guint i = 0; i < self->question->runs->len; i++)
    {
      guint run = g_array_index (self->question->runs, guint, i);
      guint32 n = self->runs->traces[run]->n_decisions;
      BsLessonOption *option = add_option (
          self->key, bs_lesson_translate (bs_lesson_get_run (self->lesson, run)->title), G_MAXUINT,
          n == best);

      option->after = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u batch", "%u batches", n),
                                       n);
    }

  return TRUE;
}

static gboolean
solve_number (const Work *self, GError **error)
{
  BsLessonKey *key = self->key;
  BsLessonValue value;

  if (!bs_lesson_runs_ask (self->runs, self->step->run, self->question->answer, &value,
                           self->cancellable, error))
    return FALSE;

  key->expected = value.number;
  key->expected_text = g_strdup (value.text);
  key->within = self->question->within > 0.0          ? self->question->within
                : value.number == rint (value.number) ? WITHIN_WHOLE
                                                      : WITHIN_REAL;
  bs_lesson_value_clear (&value);
  if (!isnan (key->expected))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("@answer gives no number, but “%s”"),
               key->expected_text);
  return FALSE;
}

static gboolean
solve_choice (const Work *self, GError **error)
{
  guint n_right = 0;

  for (guint i = 0; i < self->question->choices->len; i++)
    {
      const BsLessonChoice *choice = g_ptr_array_index (self->question->choices, i);
      g_autofree char *text = NULL;
      BsLessonValue value;
      gboolean right;

      if (!bs_lesson_runs_ask (self->runs, self->step->run, choice->when, &value, self->cancellable,
                               error))
        return FALSE;
      right = !isnan (value.number) && value.number != 0.0;
      bs_lesson_value_clear (&value);
      n_right += right;
      text = bs_lesson_runs_fill (self->runs, self->step->run, bs_lesson_translate (choice->text),
                                  self->cancellable, error);
      if (text == NULL)
        return FALSE;
      add_option (self->key, text, G_MAXUINT, right);
    }
  self->key->several = n_right > 1;

  return TRUE;
}

static guint32
find_leaf (const BsLessonQuestion *question, const char *name)
{
  for (guint i = 0; i < question->leaves->len; i++)
    if (g_str_equal (g_ptr_array_index (question->leaves, i), name))
      return i;

  return 0;
}

/* An order is one of a tree where all its neighbours can be asked to stay together, too. */
static gboolean
has_order (const BsLessonQuestion *question, const char *text)
{
  g_autoptr (BsPqTree) tree = bs_pq_tree_new (question->leaves->len);
  g_auto (GStrv) names = g_strsplit_set (text, " \t", -1);
  guint32 pair[2];
  guint n = 0;

  for (guint i = 0; i < question->sets->len; i++)
    {
      const GArray *set = g_ptr_array_index (question->sets, i);

      if (!bs_pq_tree_reduce (tree, (const guint32 *) set->data, set->len))
        return FALSE;
    }
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (names[i][0] == '\0')
        continue;
      pair[n > 0] = find_leaf (question, names[i]);
      if (n > 0)
        {
          if (!bs_pq_tree_reduce (tree, pair, 2))
            return FALSE;
          pair[0] = pair[1];
        }
      n++;
    }

  return TRUE;
}

static gboolean
solve_order (const Work *self, GError **error)
{
  self->key->several = TRUE;
  for (guint i = 0; i < self->question->choices->len; i++)
    {
      const BsLessonChoice *choice = g_ptr_array_index (self->question->choices, i);

      add_option (self->key, choice->text, G_MAXUINT, has_order (self->question, choice->text));
    }

  return TRUE;
}

static gboolean
solve (const Work *self, GError **error)
{
  static gboolean (*const solvers[BS_N_LESSON_QUESTION_KINDS]) (const Work *self,
                                                                GError **error) = {
    [BS_LESSON_ASKS_NEXT] = solve_next,     [BS_LESSON_ASKS_POLICY] = solve_policy,
    [BS_LESSON_ASKS_SAFE] = solve_policy,   [BS_LESSON_ASKS_FEWEST] = solve_fewest,
    [BS_LESSON_ASKS_NUMBER] = solve_number, [BS_LESSON_ASKS_CHOICE] = solve_choice,
    [BS_LESSON_ASKS_ORDER] = solve_order,
  };
  BsLessonKey *key = self->key;
  guint run = self->step->run;

  key->kind = self->question->kind;
  key->prompt = bs_lesson_paragraphs_to_markup (self->runs, run, self->question->prompt,
                                                self->cancellable, error);
  if (key->prompt == NULL)
    return FALSE;
  key->explain = bs_lesson_paragraphs_to_markup (self->runs, run, self->question->explain,
                                                 self->cancellable, error);
  if (key->explain == NULL)
    return FALSE;
  if (self->question->unit != NULL)
    key->unit = g_strdup (bs_lesson_translate (self->question->unit));
  if (!solvers[key->kind](self, error))
    return FALSE;

  for (guint i = 0; i < key->options->len; i++)
    if (((BsLessonOption *) g_ptr_array_index (key->options, i))->right)
      return TRUE;
  if (key->options->len == 0)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("None of the answers is right"));
  return FALSE;
}

BsLessonKey *
bs_lesson_key_new (BsLessonRuns *runs, const BsLesson *lesson, const BsLessonStep *step,
                   const BsLessonQuestion *question, GCancellable *cancellable, GError **error)
{
  g_autoptr (BsLessonKey) key = g_new0 (BsLessonKey, 1);
  Work self = { .runs = runs,
                .lesson = lesson,
                .step = step,
                .question = question,
                .cancellable = cancellable,
                .key = key };

  key->options = g_ptr_array_new_with_free_func (option_free);
  if (solve (&self, error))
    return g_steal_pointer (&key);

  g_prefix_error (error, _ ("%s, line %u: "), lesson->id != NULL ? lesson->id : lesson->title,
                  question->line);
  return NULL;
}

gboolean
bs_lesson_key_check_options (const BsLessonKey *self, guint chosen)
{
  guint right = 0;

  for (guint i = 0; i < self->options->len; i++)
    if (((BsLessonOption *) g_ptr_array_index (self->options, i))->right)
      right |= 1u << i;

  return self->several ? chosen == right : (chosen & right) != 0 && (chosen & ~right) == 0;
}

/* Signs as in print become those of C; spaces between thousands go. */
static char *
normalize (const char *text)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (c == 0x2212)
        g_string_append_c (out, '-');
      else if (c == ',')
        g_string_append_c (out, '.');
      else if (!g_unichar_isspace (c) && c != 0x202f && c != 0x2009)
        g_string_append_unichar (out, c);
    }

  return g_string_free (out, FALSE);
}

/* Returns: (nullable): behind the number; %NULL: there is none */
static const char *
read_number (const char *text, double *number)
{
  char *end;

  if (*text == '\0' || strchr ("+-.0123456789", *text) == NULL
      || g_ascii_strncasecmp (text + (*text == '-' || *text == '+'), "0x", 2) == 0)
    return NULL;

  *number = g_ascii_strtod (text, &end);
  return end != text && isfinite (*number) ? end : NULL;
}

gboolean
bs_lesson_key_check_number (const BsLessonKey *self, const char *text, gboolean *right,
                            GError **error)
{
  g_autofree char *clean = NULL;
  const char *at = NULL;
  double number = NAN, divisor;

  *right = FALSE;
  if (g_utf8_validate (text, -1, NULL))
    {
      clean = normalize (text);
      at = read_number (clean, &number);
    }
  if (at != NULL && *at == '/')
    {
      at = read_number (at + 1, &divisor);
      if (at != NULL && divisor == 0.0)
        at = NULL;
      if (at != NULL)
        number /= divisor;
    }
  if (at != NULL && *at == '%')
    {
      number /= 100.0;
      at++;
    }
  if (at == NULL || *at != '\0')
    {
      g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX,
                   _ ("“%s” is no number; write one such as 3, 0.625 or 5/8"), text);
      return FALSE;
    }

  *right = fabs (number - self->expected) <= self->within;
  return TRUE;
}

char *
bs_lesson_key_to_text (const BsLessonKey *self)
{
  GString *out = g_string_new (self->expected_text);

  if (self->unit != NULL)
    g_string_append_printf (out, " %s", self->unit);
  for (guint i = 0; i < self->options->len; i++)
    {
      const BsLessonOption *option = g_ptr_array_index (self->options, i);

      if (option->right)
        g_string_append_printf (out, out->len > 0 ? "; %s" : "%s", option->text);
    }

  return g_string_free (out, FALSE);
}

char *
bs_lesson_paragraphs_to_markup (BsLessonRuns *runs, guint run, const GPtrArray *paragraphs,
                                GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < paragraphs->len; i++)
    {
      const char *text = bs_lesson_translate (g_ptr_array_index (paragraphs, i));
      g_autofree char *filled = bs_lesson_runs_fill (runs, run, text, cancellable, error);
      g_autofree char *markup = NULL;

      if (filled == NULL)
        return NULL;
      markup = bs_lesson_to_markup (filled);
      g_string_append_printf (out, out->len > 0 ? "\n\n%s" : "%s", markup);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}
