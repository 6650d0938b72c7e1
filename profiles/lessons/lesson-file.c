/* SPDX-License-Identifier: Apache-2.0 */
/* Lessons as files: words, and lines that begin with @ and say what the words are for. */
#include "config.h"

#include "profiles/lessons/lesson-file.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "engine/byte-order-mark.h"
#include "engine/error.h"
#include "profiles/lessons/lesson-run-options.h"

#define MAX_DECISION 100000
#define BLANKS " \t"

typedef enum
{
  IN_HEAD,
  IN_RUN,
  IN_DATA,
  IN_STEP,
  IN_QUESTION
} Place;

typedef struct
{
  const char *name;
  guint line; /* from 1 */
  Place place;
  BsLesson *lesson;
  BsLessonRun *run;
  BsLessonStep *step;
  BsLessonQuestion *question;
  GPtrArray *sink;    /* (nullable) where words go */
  GString *paragraph; /* that is being read */
  char **query;       /* (nullable) that goes on in lines that begin with a blank */
  GString *data;
  guint data_line;
} Reader;

static gboolean fail (const Reader *self, guint line, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

static gboolean
fail (const Reader *self, guint line, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX, _ ("%s, line %u: %s"), self->name, line, what);
  return FALSE;
}

static void
end_paragraph (Reader *self)
{
  if (self->paragraph->len > 0 && self->sink != NULL)
    g_ptr_array_add (self->sink, g_strdup (self->paragraph->str));
  g_string_truncate (self->paragraph, 0);
}

static void
add_words (Reader *self, const char *words)
{
  g_autofree char *stripped = g_strstrip (g_strdup (words));

  if (stripped[0] == '\0')
    return;

  if (self->paragraph->len > 0)
    g_string_append_c (self->paragraph, ' ');
  g_string_append (self->paragraph, stripped);
}

/* The first word of @text, which is moved behind it and its blanks. Returns: (nullable): %NULL at the end */
static char *
next_word (const char **text)
{
  const char *begin = *text + strspn (*text, BLANKS);
  gsize length = strcspn (begin, BLANKS);

  *text = begin + length + strspn (begin + length, BLANKS);
  return length > 0 ? g_strndup (begin, length) : NULL;
}

static gboolean
read_text (Reader *self, const char *what, const char *rest, char **text, GError **error)
{
  if (*text != NULL)
    return fail (self, self->line, error, _ ("@%s stands here for the second time"), what);
  if (rest[0] == '\0')
    return fail (self, self->line, error, _ ("Words have to follow @%s on its line"), what);

  *text = g_strdup (rest);
  return TRUE;
}

static gboolean
read_lesson (Reader *self, const char *rest, GError **error)
{
  return read_text (self, "lesson", rest, &self->lesson->title, error);
}

static gboolean
read_about (Reader *self, const char *rest, GError **error)
{
  return read_text (self, "about", rest, &self->lesson->about, error);
}

static gboolean
read_run (Reader *self, const char *rest, GError **error)
{
  g_autofree char *name = next_word (&rest);

  if (name == NULL)
    return fail (self, self->line, error, _ ("A name has to follow @run"));
  if (bs_lesson_find_run (self->lesson, name) != G_MAXUINT)
    return fail (self, self->line, error, _ ("There is a run “%s” already"), name);
  if (self->lesson->runs->len == BS_LESSON_MAX_RUNS)
    return fail (self, self->line, error, _ ("A lesson has at most %d runs"), BS_LESSON_MAX_RUNS);

  self->run = bs_lesson_add_run (self->lesson, name, self->line);
  self->run->title = g_strdup (rest[0] != '\0' ? rest : name);
  self->place = IN_RUN;
  return TRUE;
}

static gboolean
read_data (Reader *self, const char *rest, GError **error)
{
  if (self->run->data != NULL)
    return fail (self, self->line, error, _ ("The run has data already"));
  if (rest[0] != '\0')
    return fail (self, self->line, error, _ ("Data begin on the line behind @data"));

  g_string_truncate (self->data, 0);
  self->data_line = self->line;
  self->place = IN_DATA;
  return TRUE;
}

static gboolean
read_step (Reader *self, const char *rest, GError **error)
{
  guint run = self->step != NULL ? self->step->run : 0;

  if (rest[0] == '\0')
    return fail (self, self->line, error, _ ("The title of the step has to follow @step"));
  if (self->lesson->runs->len == 0)
    return fail (self, self->line, error, _ ("A lesson needs a @run before its first step"));
  if (self->lesson->steps->len == BS_LESSON_MAX_STEPS)
    return fail (self, self->line, error, _ ("A lesson has at most %d steps"), BS_LESSON_MAX_STEPS);

  self->step = bs_lesson_add_step (self->lesson, rest, self->line);
  self->step->run = run;
  self->sink = self->step->text;
  self->place = IN_STEP;
  return TRUE;
}

static gboolean
read_show (Reader *self, const char *rest, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < BS_N_LESSON_VIEWS; i++)
    {
      if (g_str_equal (rest, bs_lesson_view_to_string (i)))
        {
          self->step->view = i;
          return TRUE;
        }
      g_string_append_printf (known, i > 0 ? ", %s" : "%s", bs_lesson_view_to_string (i));
    }

  return fail (self, self->line, error, _ ("“%s” cannot be shown; there are %s"), rest, known->str);
}

static gboolean
find_run (Reader *self, const char *name, guint *run, GError **error)
{
  *run = bs_lesson_find_run (self->lesson, name);
  return *run != G_MAXUINT
         || fail (self, self->line, error, _ ("There is no run “%s” before this line"), name);
}

static gboolean
read_on (Reader *self, const char *rest, GError **error)
{
  return find_run (self, rest, &self->step->run, error);
}

static gboolean
read_decision (Reader *self, const char *word, guint32 *decision, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (word, 10, 1, MAX_DECISION, &number, NULL))
    return fail (self, self->line, error, _ ("A decision is a number from 1, not “%s”"), word);

  *decision = (guint32) number;
  return TRUE;
}

static gboolean
read_at (Reader *self, const char *rest, GError **error)
{
  g_autofree char *from = next_word (&rest);
  g_autofree char *to = next_word (&rest);

  if (from == NULL || rest[0] != '\0')
    return fail (self, self->line, error, _ ("One decision follows @at, or two to play between"));
  if (!read_decision (self, from, &self->step->from, error)
      || !read_decision (self, to != NULL ? to : from, &self->step->to, error))
    return FALSE;

  return self->step->to >= self->step->from
         || fail (self, self->line, error, _ ("The clock plays forward only"));
}

static gboolean
read_fewest (Reader *self, const char *rest, GError **error)
{
  for (;;)
    {
      g_autofree char *name = next_word (&rest);
      guint run;

      if (name == NULL)
        break;
      if (!find_run (self, name, &run, error))
        return FALSE;
      g_array_append_val (self->question->runs, run);
      if (self->question->runs->len > BS_LESSON_MAX_CHOICES)
        return fail (self, self->line, error, _ ("A question has at most %d answers"),
                     BS_LESSON_MAX_CHOICES);
    }

  return self->question->runs->len >= 2
         || fail (self, self->line, error, _ ("The names of two runs or more follow @ask fewest"));
}

static gboolean
read_ask (Reader *self, const char *rest, GError **error)
{
  g_autofree char *kind = next_word (&rest);
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < BS_N_LESSON_QUESTION_KINDS; i++)
    {
      if (g_strcmp0 (kind, bs_lesson_question_kind_to_string (i)) == 0)
        {
          self->question = bs_lesson_add_question (self->step, i, self->line);
          self->sink = self->question->prompt;
          self->place = IN_QUESTION;
          if (i == BS_LESSON_ASKS_FEWEST)
            return read_fewest (self, rest, error);

          add_words (self, rest);
          return TRUE;
        }
      g_string_append_printf (known, i > 0 ? ", %s" : "%s", bs_lesson_question_kind_to_string (i));
    }

  return fail (self, self->line, error, _ ("“%s” cannot be asked; there are %s"),
               kind != NULL ? kind : "", known->str);
}

static gboolean
check_kind (Reader *self, BsLessonQuestionKind kind, const char *what, GError **error)
{
  return self->question->kind == kind
         || fail (self, self->line, error, _ ("@%s is for @ask %s"), what,
                  bs_lesson_question_kind_to_string (kind));
}

static gboolean
read_answer (Reader *self, const char *rest, GError **error)
{
  if (!check_kind (self, BS_LESSON_ASKS_NUMBER, "answer", error)
      || !read_text (self, "answer", rest, &self->question->answer, error))
    return FALSE;

  self->query = &self->question->answer;
  return TRUE;
}

static gboolean
read_within (Reader *self, const char *rest, GError **error)
{
  char *end;
  double within = g_ascii_strtod (rest, &end);

  if (!check_kind (self, BS_LESSON_ASKS_NUMBER, "within", error))
    return FALSE;
  if (end == rest || *end != '\0' || !(within >= 0.0 && within < 1e12))
    return fail (self, self->line, error, _ ("A number from 0 has to follow @within"));

  self->question->within = within;
  return TRUE;
}

static gboolean
read_unit (Reader *self, const char *rest, GError **error)
{
  return check_kind (self, BS_LESSON_ASKS_NUMBER, "unit", error)
         && read_text (self, "unit", rest, &self->question->unit, error);
}

static gboolean
read_choice (Reader *self, const char *rest, GError **error)
{
  BsLessonQuestion *question = self->question;
  BsLessonChoice *choice;

  if (question->kind != BS_LESSON_ASKS_CHOICE && question->kind != BS_LESSON_ASKS_ORDER)
    return fail (self, self->line, error, _ ("@choice is for @ask choice and @ask order"));
  if (rest[0] == '\0')
    return fail (self, self->line, error, _ ("Words have to follow @%s on its line"), "choice");
  if (question->choices->len == BS_LESSON_MAX_CHOICES)
    return fail (self, self->line, error, _ ("A question has at most %d answers"),
                 BS_LESSON_MAX_CHOICES);

  choice = g_new0 (BsLessonChoice, 1);
  choice->text = g_strdup (rest);
  choice->line = self->line;
  g_ptr_array_add (question->choices, choice);
  return TRUE;
}

static gboolean
read_when (Reader *self, const char *rest, GError **error)
{
  GPtrArray *choices = self->question->choices;
  BsLessonChoice *choice;

  if (!check_kind (self, BS_LESSON_ASKS_CHOICE, "when", error))
    return FALSE;
  if (choices->len == 0)
    return fail (self, self->line, error, _ ("@when stands behind its @choice"));

  choice = g_ptr_array_index (choices, choices->len - 1);
  if (!read_text (self, "when", rest, &choice->when, error))
    return FALSE;

  self->query = &choice->when;
  return TRUE;
}

static guint32
find_leaf (const BsLessonQuestion *question, const char *name)
{
  for (guint i = 0; i < question->leaves->len; i++)
    if (g_str_equal (g_ptr_array_index (question->leaves, i), name))
      return i;

  return G_MAXUINT32;
}

static gboolean
read_leaves (Reader *self, const char *rest, GError **error)
{
  GPtrArray *leaves = self->question->leaves;

  if (!check_kind (self, BS_LESSON_ASKS_ORDER, "leaves", error))
    return FALSE;
  if (leaves->len > 0)
    return fail (self, self->line, error, _ ("@%s stands here for the second time"), "leaves");

  for (;;)
    {
      char *name = next_word (&rest);

      if (name == NULL)
        break;
      if (find_leaf (self->question, name) != G_MAXUINT32 || leaves->len == BS_LESSON_MAX_LEAVES)
        {
          g_free (name);
          return fail (self, self->line, error,
                       _ ("Two to %d different names have to follow @leaves"),
                       BS_LESSON_MAX_LEAVES);
        }
      g_ptr_array_add (leaves, name);
    }

  return leaves->len >= 2
         || fail (self, self->line, error, _ ("Two to %d different names have to follow @leaves"),
                  BS_LESSON_MAX_LEAVES);
}

/* Names of leaves, each once. Returns: (transfer full) (nullable): with an error */
static GArray *
read_leaf_names (Reader *self, const char *text, guint line, GError **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint seen = 0;

  for (;;)
    {
      g_autofree char *name = next_word (&text);
      guint32 leaf;

      if (name == NULL)
        return g_steal_pointer (&numbers);

      leaf = find_leaf (self->question, name);
      if (leaf == G_MAXUINT32 || (seen & 1u << leaf) != 0)
        {
          fail (self, line, error, _ ("“%s” is no leaf of the question, or stands here twice"),
                name);
          return NULL;
        }
      seen |= 1u << leaf;
      g_array_append_val (numbers, leaf);
    }
}

static gboolean
read_together (Reader *self, const char *rest, GError **error)
{
  GArray *set;

  if (!check_kind (self, BS_LESSON_ASKS_ORDER, "together", error))
    return FALSE;

  set = read_leaf_names (self, rest, self->line, error);
  if (set == NULL)
    return FALSE;

  g_ptr_array_add (self->question->sets, set);
  return (set->len >= 2 && self->question->sets->len <= BS_LESSON_MAX_LEAVES)
         || fail (self, self->line, error, _ ("Two leaves or more have to follow @together"));
}

static gboolean
read_explain (Reader *self, const char *rest, GError **error)
{
  if (self->sink == self->question->explain)
    return fail (self, self->line, error, _ ("@%s stands here for the second time"), "explain");

  self->sink = self->question->explain;
  add_words (self, rest);
  return TRUE;
}

static const struct
{
  const char *name;
  guint places; /* a bit for each Place */
  gboolean (*read) (Reader *self, const char *rest, GError **error);
} directives[] = {
  { "lesson", 1 << IN_HEAD, read_lesson },
  { "about", 1 << IN_HEAD, read_about },
  { "run", 1 << IN_HEAD | 1 << IN_RUN, read_run },
  { "data", 1 << IN_RUN, read_data },
  { "step", 1 << IN_RUN | 1 << IN_STEP | 1 << IN_QUESTION, read_step },
  { "show", 1 << IN_STEP, read_show },
  { "on", 1 << IN_STEP, read_on },
  { "at", 1 << IN_STEP, read_at },
  { "ask", 1 << IN_STEP | 1 << IN_QUESTION, read_ask },
  { "answer", 1 << IN_QUESTION, read_answer },
  { "within", 1 << IN_QUESTION, read_within },
  { "unit", 1 << IN_QUESTION, read_unit },
  { "choice", 1 << IN_QUESTION, read_choice },
  { "when", 1 << IN_QUESTION, read_when },
  { "leaves", 1 << IN_QUESTION, read_leaves },
  { "together", 1 << IN_QUESTION, read_together },
  { "explain", 1 << IN_QUESTION, read_explain },
};

static gboolean
read_directive (Reader *self, const char *line, GError **error)
{
  g_autofree char *name = next_word (&line);

  end_paragraph (self);
  self->query = NULL;
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (directives); i++)
    {
      if (!g_str_equal (name, directives[i].name))
        continue;

      return (directives[i].places & 1u << self->place) != 0
                 ? directives[i].read (self, line, error)
                 : fail (self, self->line, error, _ ("@%s does not belong here"), name);
    }

  return fail (self, self->line, error, _ ("Nothing is called @%s; write @@ for an @ in a text"),
               name != NULL ? name : "");
}

/* A line of data, or the end of them. */
static gboolean
read_data_line (Reader *self, const char *line)
{
  if (!g_str_equal (line, "@end"))
    {
      g_string_append (self->data, line);
      g_string_append_c (self->data, '\n');
      return TRUE;
    }

  self->run->data = g_strdup (self->data->str);
  self->place = IN_RUN;
  return TRUE;
}

static gboolean
read_option (Reader *self, const char *line, GError **error)
{
  g_autofree char *key = next_word (&line);
  g_autoptr (GError) problem = NULL;

  if (bs_lesson_run_set_option (self->run, key, line, &problem))
    return TRUE;

  return fail (self, self->line, error, "%s", problem->message);
}

/* @line: stripped at its end */
static gboolean
read_line (Reader *self, const char *line, GError **error)
{
  if (self->place == IN_DATA)
    return read_data_line (self, line);
  if (line[0] == '#')
    return TRUE;
  if (line[0] == '@' && line[1] != '@')
    return read_directive (self, line + 1, error);

  if (line[0] == '\0')
    {
      end_paragraph (self);
      self->query = NULL;
      return TRUE;
    }
  if (self->query != NULL && strchr (BLANKS, line[0]) != NULL)
    {
      g_autofree char *first = *self->query;

      *self->query = g_strconcat (first, "\n", line + strspn (line, BLANKS), NULL);
      return TRUE;
    }
  if (self->place == IN_RUN)
    return read_option (self, line, error);
  if (self->sink == NULL)
    return fail (self, self->line, error, _ ("Words before the first @step belong to nothing"));

  add_words (self, line[0] == '@' ? line + 1 : line);
  return TRUE;
}

static gboolean
check_choices (Reader *self, GError **error)
{
  const BsLessonQuestion *question = self->question;

  if (question->choices->len < 2)
    return fail (self, question->line, error, _ ("The question needs two answers or more"));

  for (guint i = 0; i < question->choices->len; i++)
    {
      const BsLessonChoice *choice = g_ptr_array_index (question->choices, i);
      g_autoptr (GArray) order = NULL;

      if (question->kind == BS_LESSON_ASKS_CHOICE)
        {
          if (choice->when == NULL)
            return fail (self, choice->line, error,
                         _ ("@when has to follow, with a query that says whether the answer is "
                            "right"));
          continue;
        }
      order = read_leaf_names (self, choice->text, choice->line, error);
      if (order == NULL)
        return FALSE;
      if (order->len != question->leaves->len)
        return fail (self, choice->line, error, _ ("An order names every leaf once"));
    }

  return TRUE;
}

static gboolean
check_question (Reader *self, GError **error)
{
  const BsLessonQuestion *question = self->question;

  if (question->prompt->len == 0)
    return fail (self, question->line, error, _ ("The question has no words"));
  if (question->explain->len == 0)
    return fail (self, question->line, error, _ ("The question needs an @explain"));
  if (question->kind == BS_LESSON_ASKS_NUMBER && question->answer == NULL)
    return fail (self, question->line, error, _ ("The question needs an @answer, a query"));
  if (question->kind == BS_LESSON_ASKS_ORDER && question->sets->len == 0)
    return fail (self, question->line, error,
                 _ ("The question needs @leaves, and a @together or more"));

  return (question->kind != BS_LESSON_ASKS_CHOICE && question->kind != BS_LESSON_ASKS_ORDER)
         || check_choices (self, error);
}

static gboolean
check_lesson (Reader *self, GError **error)
{
  const BsLesson *lesson = self->lesson;

  if (self->place == IN_DATA)
    return fail (self, self->data_line, error, _ ("The data are not ended by @end"));
  if (lesson->title == NULL || lesson->about == NULL)
    return fail (self, 1, error, _ ("A lesson begins with @lesson and @about"));
  if (lesson->steps->len == 0)
    return fail (self, self->line, error, _ ("The lesson has no @step"));

  for (guint i = 0; i < lesson->runs->len; i++)
    {
      const BsLessonRun *run = bs_lesson_get_run (lesson, i);
      g_autoptr (GError) problem = NULL;

      if (!bs_lesson_run_check (run, &problem))
        return fail (self, run->line, error, "%s", problem->message);
    }
  for (guint i = 0; i < lesson->steps->len; i++)
    {
      const BsLessonStep *step = bs_lesson_get_step (lesson, i);

      if (step->text->len == 0)
        return fail (self, step->line, error, _ ("The step has no words"));
      for (guint k = 0; k < step->questions->len; k++)
        {
          self->question = g_ptr_array_index (step->questions, k);
          if (!check_question (self, error))
            return FALSE;
        }
    }

  return TRUE;
}

static gboolean
read_all (Reader *self, const char *text, gsize length, GError **error)
{
  g_auto (GStrv) lines = NULL;

  if (length > BS_LESSON_MAX_BYTES)
    return fail (self, 1, error, _ ("A lesson has at most %d bytes"), BS_LESSON_MAX_BYTES);
  if (!g_utf8_validate_len (text, length, NULL))
    return fail (self, 1, error, _ ("This is no text in UTF-8"));

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      self->line = i + 1;
      if (!read_line (self, g_strchomp (lines[i]), error))
        return FALSE;
    }
  end_paragraph (self);

  return check_lesson (self, error);
}

BsLesson *
bs_lesson_parse (const char *name, const char *text, gssize length, GError **error)
{
  g_autoptr (BsLesson) lesson = bs_lesson_new ();
  gsize size = length >= 0 ? (gsize) length : strlen (text);
  const char *begin = text;
  g_autofree char *copy = NULL;
  Reader self = {
    .name = name, .lesson = lesson, .paragraph = g_string_new (NULL), .data = g_string_new (NULL)
  };
  gboolean done;

  if (size > 0)
    bs_skip_byte_order_mark (&begin, text + size);
  copy = size > 0 ? g_strndup (begin, text + size - begin) : g_strdup ("");
  done = read_all (&self, copy, size > 0 ? (gsize) (text + size - begin) : 0, error);
  g_string_free (self.paragraph, TRUE);
  g_string_free (self.data, TRUE);

  return done ? g_steal_pointer (&lesson) : NULL;
}

BsLesson *
bs_lesson_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GError) problem = NULL;
  BsLesson *lesson;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &problem))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("The lesson %s cannot be read: %s"), name,
                   problem->message);
      return NULL;
    }

  lesson = bs_lesson_parse (name, text, length, error);
  if (lesson != NULL)
    {
      lesson->path = g_strdup (path);
      lesson->id = g_str_has_suffix (name, BS_LESSON_SUFFIX)
                       ? g_strndup (name, strlen (name) - strlen (BS_LESSON_SUFFIX))
                       : g_strdup (name);
    }
  return lesson;
}
